import { createSecretKey, randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, link, mkdir, open, realpath, rename, rm, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DmsError } from '../domain/errors.ts';
import { createSecretKey256, type KeyRing, type SecretKey } from './secret-box.ts';

/*
 * The key file is JSON:
 *   { "version": 1, "keys": [ { "id": "9f86d081", "createdAt": "2025-01-31T12:00:00.000Z", "key": "<32 bytes, base64>" } ] }
 * Every key opens what was sealed with it; the store says which one seals now. Only its owner may read the file.
 */

const version = 1;
const keyBytes = 32;
const largestFileBytes = 64 * 1024;

/** @returns undefined when there is no such file. @throws DmsError `secret.key-unsafe`, `secret.unreadable`. */
export async function readKeyFile(path: string): Promise<KeyRing | undefined> {
	let file: FileHandle;
	try {
		file = await open(path, constants.O_RDONLY);
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return undefined;
		throw unusableFile(path, 'cannot be opened', error);
	}
	try {
		const { mode, size } = await file.stat();
		if ((mode & 0o077) !== 0) {
			throw new DmsError(
				'secret.key-unsafe',
				`the secret key file ${path} has the mode ${(mode & 0o777).toString(8)}; others may read or change it`,
				{
					hint: `Run: chmod 600 ${path}`,
				},
			);
		}
		if (size > largestFileBytes) throw unusableFile(path, 'is too large');
		return parseKeyFile(path, await file.readFile('utf8'));
	} finally {
		await file.close();
	}
}

/** Makes the file with one new key, unless another process has just done so. @returns the keys that the file has now. */
export async function createKeyFile(path: string, now: Date): Promise<KeyRing> {
	await mkdir(dirname(path), { recursive: true, mode: 0o700 });
	const temporary = `${path}.${randomUUID()}`;
	await writeNewFile(temporary, [createSecretKey256(now)]);
	try {
		// A link appears whole or not at all, and never in place of another file.
		await link(temporary, path);
	} catch (error) {
		if (!hasCode(error, 'EEXIST')) throw unusableFile(path, 'cannot be made', error);
	} finally {
		await unlink(temporary);
	}
	await syncDirectory(path);
	const keys = await readKeyFile(path);
	if (keys === undefined) throw unusableFile(path, 'has gone');
	return keys;
}

/** Puts a new file in place of the old one in one step. One process at a time: what a crash has left of another one is removed. */
export async function replaceKeyFile(path: string, keys: readonly SecretKey[]): Promise<void> {
	const target = await realpath(path);
	const temporary = `${target}.new`;
	await rm(temporary, { force: true });
	await writeNewFile(temporary, keys);
	await rename(temporary, target);
	await syncDirectory(target);
}

async function writeNewFile(path: string, keys: readonly SecretKey[]): Promise<void> {
	const file = await open(path, 'wx', 0o600);
	try {
		await file.writeFile(toKeyFile(keys));
		await file.sync();
	} finally {
		await file.close();
	}
}

/** Makes the name as lasting as the content. */
async function syncDirectory(path: string): Promise<void> {
	const directory = await open(dirname(path), constants.O_RDONLY);
	try {
		await directory.sync();
	} finally {
		await directory.close();
	}
}

function toKeyFile(keys: readonly SecretKey[]): string {
	const rows = keys.map(({ id, createdAt, key }) => ({ id, createdAt: createdAt.toISOString(), key: key.export().toString('base64') }));
	return `${JSON.stringify({ version, keys: rows }, undefined, '\t')}\n`;
}

function parseKeyFile(path: string, text: string): KeyRing {
	let content: unknown;
	try {
		content = JSON.parse(text);
	} catch {
		// The cause would quote the file.
		throw unusableFile(path, 'is not JSON');
	}
	if (!isRecord(content) || content['version'] !== version || !Array.isArray(content['keys']))
		throw unusableFile(path, 'has an unknown form');
	const ring = new Map<string, SecretKey>();
	for (const row of content['keys']) {
		const key = toSecretKey(row);
		if (key === undefined) throw unusableFile(path, 'has an invalid key');
		ring.set(key.id, key);
	}
	if (ring.size === 0) throw unusableFile(path, 'has no key');
	return ring;
}

function toSecretKey(row: unknown): SecretKey | undefined {
	if (!isRecord(row)) return undefined;
	const { id, createdAt, key } = row;
	if (typeof id !== 'string' || !/^[0-9a-f]{8}$/.test(id) || typeof key !== 'string' || typeof createdAt !== 'string') return undefined;
	const bytes = Buffer.from(key, 'base64');
	return bytes.length === keyBytes ? { id, createdAt: new Date(createdAt), key: createSecretKey(bytes) } : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

function hasCode(error: unknown, code: string): boolean {
	return error instanceof Error && 'code' in error && error.code === code;
}

function unusableFile(path: string, why: string, cause?: unknown): DmsError {
	return new DmsError('secret.unreadable', `the secret key file ${path} ${why}`, { cause });
}
