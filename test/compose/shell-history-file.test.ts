import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ShellHistoryFile } from '../../src/compose/shell-history-file.ts';

describe('the history of the shell', () => {
	let directory = '';
	beforeEach(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-history-'));
	});
	afterEach(() => rm(directory, { recursive: true }));

	it('comes back in the next session, the oldest first', async () => {
		const path = join(directory, 'history');
		await new ShellHistoryFile(path).append('one');
		await new ShellHistoryFile(path).append('two');
		expect(await new ShellHistoryFile(path).load()).toEqual(['one', 'two']);
	});

	it('can be read by its owner alone, also where others could before', async () => {
		const path = join(directory, 'history');
		await writeFile(path, 'one\n');
		await chmod(path, 0o644);
		await new ShellHistoryFile(path).append('two');
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		expect(await readFile(path, 'utf8')).toBe('one\ntwo\n');
	});

	it('is cut to its newest lines', async () => {
		const path = join(directory, 'history');
		const lines = Array.from({ length: 1500 }, (_, index) => `line ${index}`);
		await writeFile(path, lines.map((line) => `${line}\n`).join(''));
		expect(await new ShellHistoryFile(path).load()).toEqual(lines.slice(-1000));
		expect(await new ShellHistoryFile(path).load()).toHaveLength(1000);
	});

	it('keeps nobody from working where it cannot be written', async () => {
		const history = new ShellHistoryFile(join(directory, 'nowhere', 'history'));
		await history.append('one');
		expect(await history.load()).toEqual([]);
	});
});
