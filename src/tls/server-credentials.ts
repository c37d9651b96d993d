import { randomBytes, type X509Certificate } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DmsError } from '../domain/errors.ts';
import { checkCredential, type ServerCredential } from './secure-context.ts';
import { mintServerCertificate } from './self-signed.ts';

/** A certificate of the operator's own, as the configuration names it. */
export interface CredentialFiles {
	readonly keyFile: string;
	/** The certificate, then its issuers. */
	readonly certificateFile: string;
}

export interface ServerCredentialsOptions {
	readonly dataDirectory: string;
	/** Empty: certificates that the server has made itself, in the data directory. */
	readonly configured: readonly CredentialFiles[];
	readonly now: Date;
}

export interface ServerCredentials {
	readonly credentials: readonly ServerCredential[];
	/** Where a client that trusts no public CA finds what to trust, e.g. `curl --cacert`; only with certificates of our own. */
	readonly trustFile?: string;
	/** True when this call has made them. */
	readonly created: boolean;
}

const maxFileBytes = 1024 * 1024;

/**
 * The server's certificates with their keys: the configured ones, else its own, made at the first start. Several
 * processes that start at once end up with the same ones.
 * @throws DmsError `file.unreadable`, `certificate.unreadable`, `certificate.expired`, `private-key.unreadable`,
 * `value.contradiction`, each naming the file.
 */
export async function loadServerCredentials(options: ServerCredentialsOptions): Promise<ServerCredentials> {
	if (options.configured.length > 0) {
		return { credentials: await readAll(options.configured, options.now), created: false };
	}
	const folder = join(options.dataDirectory, 'tls');
	const created = (await exists(folder)) ? false : await createOwn(folder, options.now);
	return { credentials: await readAll(ownFiles(folder), options.now), trustFile: join(folder, 'server.pem'), created };
}

function ownFiles(folder: string): readonly CredentialFiles[] {
	return ['ecdsa', 'rsa'].map((kind) => ({
		keyFile: join(folder, `server-${kind}.key.pem`),
		certificateFile: join(folder, `server-${kind}.cert.pem`),
	}));
}

/** Fills a folder of its own and gives it its name in one step: of several processes one wins, the others read its files. */
async function createOwn(folder: string, now: Date): Promise<boolean> {
	const { ecdsa, rsa } = await mintServerCertificate({ hosts: ownHosts(), ips: ['127.0.0.1', '::1'], now });
	const draft = `${folder}.${randomBytes(6).toString('hex')}.new`;
	try {
		await mkdir(draft, { recursive: true, mode: 0o700 });
		await writeDurably(join(draft, 'server-ecdsa.key.pem'), ecdsa.key, 0o600);
		await writeDurably(join(draft, 'server-ecdsa.cert.pem'), ecdsa.cert, 0o644);
		await writeDurably(join(draft, 'server-rsa.key.pem'), rsa.key, 0o600);
		await writeDurably(join(draft, 'server-rsa.cert.pem'), rsa.cert, 0o644);
		await writeDurably(join(draft, 'server.pem'), endLine(ecdsa.cert) + endLine(rsa.cert), 0o644);
		await rename(draft, folder);
		return true;
	} catch (cause) {
		if (await exists(folder)) return false;
		throw new DmsError('file.unreadable', `${folder} cannot be written (${codeOf(cause)})`, { field: folder, cause });
	} finally {
		// What went wrong before is what the caller must hear of.
		await rm(draft, { recursive: true, force: true }).catch(() => undefined);
	}
}

/** A host name with other characters could not stand in a certificate. */
function ownHosts(): readonly string[] {
	const own = hostname().toLowerCase();
	const label = '[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?';
	const isName = new RegExp(`^${label}(?:\\.${label})*$`).test(own) && own.length <= 253 && isIP(own) === 0;
	return isName && own !== 'localhost' ? ['localhost', own] : ['localhost'];
}

async function writeDurably(file: string, text: string, mode: number): Promise<void> {
	await writeFile(file, text, { mode, flag: 'wx', flush: true });
}

function readAll(files: readonly CredentialFiles[], now: Date): Promise<readonly ServerCredential[]> {
	return Promise.all(files.map((pair) => readCredential(pair, now)));
}

async function readCredential({ keyFile, certificateFile }: CredentialFiles, now: Date): Promise<ServerCredential> {
	const [key, certificate] = await Promise.all([readBounded(keyFile), readBounded(certificateFile)]);
	const credential = { key, certificate };
	const leaf = checkFiles(credential, keyFile, certificateFile);
	if (leaf.validToDate <= now) {
		throw new DmsError(
			'certificate.expired',
			`the server certificate in ${certificateFile} has expired (${leaf.validToDate.toISOString()})`,
			{
				field: certificateFile,
				hint: 'Renew it; one that the server has made itself is made again when its folder is removed.',
			},
		);
	}
	return credential;
}

function checkFiles(credential: ServerCredential, keyFile: string, certificateFile: string): X509Certificate {
	try {
		return checkCredential(credential);
	} catch (error) {
		if (!(error instanceof DmsError)) throw error;
		const where = error.code === 'certificate.unreadable' ? certificateFile : keyFile;
		const file = error.code === 'value.contradiction' ? `${keyFile} and ${certificateFile}` : where;
		throw new DmsError(error.code, `${file}: ${error.message}`, {
			field: where,
			...(error.hint === undefined ? {} : { hint: error.hint }),
			cause: error,
		});
	}
}

async function readBounded(file: string): Promise<string> {
	try {
		await using handle = await open(file, 'r');
		const { size } = await handle.stat();
		if (size <= maxFileBytes) return await readFile(handle, 'utf8');
	} catch (cause) {
		throw new DmsError('file.unreadable', `${file} cannot be read (${codeOf(cause)})`, { field: file, cause });
	}
	throw new DmsError('file.unreadable', `${file} has more than ${maxFileBytes} bytes`, { field: file });
}

async function exists(path: string): Promise<boolean> {
	return (await stat(path).catch(() => undefined)) !== undefined;
}

function codeOf(cause: unknown): string {
	return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown error';
}

function endLine(pem: string): string {
	return pem.endsWith('\n') ? pem : `${pem}\n`;
}
