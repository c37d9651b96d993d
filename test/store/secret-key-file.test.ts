import { chmod, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createSecretKey256 } from '../../src/store/secret-box.ts';
import { createKeyFile, readKeyFile, replaceKeyFile } from '../../src/store/secret-key-file.ts';

let directory: string;
let path: string;

beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), 'opendms-key-'));
	path = join(directory, 'secret.key');
});
afterEach(() => rm(directory, { recursive: true }));

describe('the secret key file', () => {
	it('is made once, whoever else makes it at the same time', async () => {
		const rings = await Promise.all(Array.from({ length: 16 }, () => createKeyFile(path, new Date())));
		expect(new Set(rings.flatMap((ring) => [...ring.keys()])).size).toBe(1);
		expect(await readdir(directory)).toEqual(['secret.key']);
		expect((await stat(path)).mode & 0o777).toBe(0o600);
	});

	it('is made in a directory that is made for it', async () => {
		const deep = join(directory, 'a', 'b', 'secret.key');
		await createKeyFile(deep, new Date());
		expect((await stat(join(directory, 'a'))).mode & 0o777).toBe(0o700);
	});

	it('comes back as it was written', async () => {
		await createKeyFile(path, new Date());
		const keys = [createSecretKey256(new Date('2026-01-02T03:04:05.678Z')), createSecretKey256(new Date())];
		await replaceKeyFile(path, keys);
		const read = [...((await readKeyFile(path))?.values() ?? [])];
		expect(read.map(({ id, createdAt, key }) => ({ id, createdAt, key: key.export() }))).toEqual(
			keys.map(({ id, createdAt, key }) => ({ id, createdAt, key: key.export() })),
		);
		expect((await stat(path)).mode & 0o777).toBe(0o600);
	});

	it('may be reached by a link, which stays', async () => {
		const link = join(directory, 'link');
		await createKeyFile(path, new Date());
		await symlink(path, link);
		const key = createSecretKey256(new Date());
		await replaceKeyFile(link, [key]);
		expect([...((await readKeyFile(path))?.keys() ?? [])]).toEqual([key.id]);
	});

	it('is undefined where it is not', async () => {
		expect(await readKeyFile(path)).toBeUndefined();
	});

	it.each([0o604, 0o640, 0o620, 0o602])('reject/mode %o', async (mode) => {
		await createKeyFile(path, new Date());
		await chmod(path, mode);
		await expect(readKeyFile(path)).rejects.toMatchObject({ code: 'secret.key-unsafe', hint: expect.stringContaining('chmod 600') });
	});

	it('reject/a damaged file, without quoting it', async () => {
		for (const text of ['"very secret', '[]', 'null', 'x'.repeat(70_000)]) {
			await writeFile(path, text, { mode: 0o600 });
			const error = await readKeyFile(path).catch((reason: unknown) => reason);
			expect(error).toMatchObject({ code: 'secret.unreadable', message: expect.stringContaining(path) });
			expect(inspect(error)).not.toContain('very secret');
		}
		expect(await readFile(path, 'utf8')).toHaveLength(70_000);
	});
});
