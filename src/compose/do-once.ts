import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Does some work unless its mark is there: a file with this text, written when the work is done, for the owner alone. */
export async function doOnce(mark: string, work: () => Promise<void>, text = ''): Promise<void> {
	await mkdir(dirname(mark), { recursive: true, mode: 0o700 });
	const done = await readFile(mark).then(
		() => true,
		() => false,
	);
	if (done) return;
	await work();
	await writeFile(mark, text, { mode: 0o600, flush: true });
}
