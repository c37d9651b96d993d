import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packSample } from '../../src/dtaf/pack-sample.ts';

const samples = join(import.meta.dirname, '..', '..', 'dtaf-samples');

/** A sample in which one file has another text, as an archive. */
export async function packChangedSample(sample: string, path: string, change: (text: string) => string): Promise<Buffer> {
	const folder = await mkdtemp(join(tmpdir(), 'opendms-sample-'));
	try {
		await cp(join(samples, sample), folder, { recursive: true });
		const file = join(folder, ...path.split('/'));
		await writeFile(file, change(await readFile(file, 'utf8')));
		return Buffer.from(await packSample(folder));
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
