import { type KeyObject, randomBytes, type X509Certificate } from 'node:crypto';
import { access, readFile, rename, writeFile } from 'node:fs/promises';
import { DmsError, type ErrorCode } from '../domain/errors.ts';

/** Of the owner alone. */
export const secretMode = 0o600;
export const plainMode = 0o644;

/** Base names of the files of an authority. */
export function authorityFiles(name: string): [certificate: string, key: string, revocationList: string] {
	return [`${name}.pem`, `${name}.key.pem`, `${name}.crl.pem`];
}

/** @throws DmsError with this code, naming the file. */
export function parsePem<Parsed extends X509Certificate | KeyObject>(
	pem: string,
	file: string,
	code: ErrorCode,
	parse: (pem: string) => Parsed,
): Parsed {
	try {
		return parse(pem);
	} catch (cause) {
		throw new DmsError(code, `${file} cannot be read`, { cause });
	}
}

/** @throws DmsError `file.unreadable`, and another code where the file is missing. */
export async function readText(file: string, missing: ErrorCode): Promise<string> {
	try {
		return await readFile(file, 'utf8');
	} catch (cause) {
		const absent = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
		throw new DmsError(absent ? missing : 'file.unreadable', `${file} ${absent ? 'does not exist' : 'cannot be read'}`, { cause });
	}
}

export async function exists(path: string): Promise<boolean> {
	return access(path).then(
		() => true,
		() => false,
	);
}

/** By way of a new file, so that the mode holds from the first byte on and no reader sees half a file. */
export async function replaceFile(path: string, content: string | Buffer, mode: number): Promise<void> {
	const fresh = `${path}.${randomBytes(4).toString('hex')}.new`;
	await writeFile(fresh, content, { mode, flag: 'wx' });
	await rename(fresh, path);
}
