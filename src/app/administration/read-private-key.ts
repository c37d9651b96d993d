import { createPrivateKey, type KeyObject } from 'node:crypto';
import { DmsError } from '../../domain/errors.ts';
import type { ServerKeyType } from '../../domain/server-certificate.ts';
import { DerReader, derTag, toCount } from '../../pki/der.ts';

export interface ServerPrivateKey {
	readonly keyType: ServerKeyType;
	readonly keyObject: KeyObject;
	/** PKCS#8, PEM, not encrypted. */
	readonly pem: string;
}

const field = 'keyFile';
const maxKeyFileBytes = 64 * 1024;
const longestPassphrase = 1023;
/** A file may demand any number of rounds; some seconds of work are enough to open it. */
const mostIterations = 5_000_000;
const rsaBits = { least: 2048, most: 8192 } as const;
/** Curves that TLS 1.3 servers sign with (RFC 8446 4.2.3), as OpenSSL calls them. */
const curves: ReadonlyMap<string, string> = new Map([
	['prime256v1', 'P-256'],
	['secp384r1', 'P-384'],
	['secp521r1', 'P-521'],
]);

/**
 * One private key in PEM (PKCS#8, PKCS#1 or SEC 1; encrypted ones with their passphrase) or DER.
 * @throws DmsError `private-key.unreadable`, `value.invalid` for a key that no server should have.
 */
export function readPrivateKey(file: Uint8Array, passphrase: string | undefined): ServerPrivateKey {
	if (file.length === 0) throw unreadable('the key file is empty');
	if (file.length > maxKeyFileBytes) throw unreadable(`the key file has ${file.length} bytes; the limit is ${maxKeyFileBytes}`);
	if (passphrase !== undefined && passphrase.length > longestPassphrase) {
		throw new DmsError('value.too-long', `passphrase has ${passphrase.length} characters; the limit is ${longestPassphrase}`, {
			field: 'passphrase',
		});
	}
	const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
	const keyObject = bytes[0] === 0x30 ? importDer(bytes) : importPem(bytes.toString('latin1'), passphrase);
	return { keyType: checkKey(keyObject), keyObject, pem: keyObject.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

function importDer(bytes: Buffer): KeyObject {
	for (const type of ['pkcs8', 'sec1', 'pkcs1'] as const) {
		try {
			return createPrivateKey({ key: bytes, format: 'der', type });
		} catch {
			// It may be of another form.
		}
	}
	throw unreadable('the key file is neither PEM nor a DER private key that is not encrypted');
}

const block = /-----BEGIN ([A-Z0-9 ]{1,40})-----([\s\S]*?)-----END \1-----/g;

function importPem(text: string, passphrase: string | undefined): KeyObject {
	const blocks = [...text.matchAll(block)];
	const keys = blocks.filter(([, label = '']) => label.endsWith('PRIVATE KEY'));
	const [key] = keys;
	if (key === undefined) {
		const labels = blocks.map(([, label]) => label).join(', ');
		throw unreadable(labels === '' ? 'the key file is neither PEM nor DER' : `the key file holds no private key, only: ${labels}`);
	}
	if (keys.length > 1) throw unreadable(`the key file holds ${keys.length} private keys; exactly one is needed`);
	const [pem, label, body = ''] = key;
	const isEncrypted = label === 'ENCRYPTED PRIVATE KEY' || body.includes('ENCRYPTED');
	if (isEncrypted && (passphrase === undefined || passphrase === '')) {
		throw unreadable('the private key is encrypted', 'Give its passphrase.');
	}
	if (label === 'ENCRYPTED PRIVATE KEY') checkIterations(Buffer.from(body, 'base64'));
	try {
		return createPrivateKey({ key: pem, format: 'pem', ...(isEncrypted && passphrase !== undefined ? { passphrase } : {}) });
	} catch (cause) {
		throw unreadable(
			isEncrypted ? 'the private key cannot be decrypted with this passphrase' : 'the private key cannot be parsed',
			undefined,
			cause,
		);
	}
}

/** PBKDF2 within PBES2 (RFC 8018 A.2, A.4): rounds without a limit would hold the process for hours. */
function checkIterations(der: Buffer): void {
	const what = 'encrypted private key';
	let iterations = 0;
	try {
		const info = new DerReader(der).enter(derTag.sequence, what);
		const scheme = info.enter(derTag.sequence, what);
		scheme.read(derTag.oid, what);
		const derivation = scheme.enter(derTag.sequence, what).enter(derTag.sequence, what);
		derivation.read(derTag.oid, what);
		const parameters = derivation.enter(derTag.sequence, what);
		parameters.read(derTag.octetString, what);
		iterations = toCount(parameters.read(derTag.integer, what), what);
	} catch {
		// Another scheme, or one that OpenSSL will refuse with better reason.
		return;
	}
	if (iterations > mostIterations) {
		throw unreadable(`the private key is encrypted with ${iterations} iterations; the limit is ${mostIterations}`);
	}
}

function checkKey(key: KeyObject): ServerKeyType {
	const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
	if (key.asymmetricKeyType === 'rsa') {
		if (modulusLength < rsaBits.least || modulusLength > rsaBits.most) {
			throw unfit(`the RSA key has ${modulusLength} bits; ${rsaBits.least} to ${rsaBits.most} are allowed`);
		}
		return 'RSA';
	}
	if (key.asymmetricKeyType !== 'ec')
		throw unfit(`the key is of type ${key.asymmetricKeyType ?? 'unknown'}; RSA or an elliptic curve is needed`);
	if (!curves.has(namedCurve)) throw unfit(`the key is on the curve ${namedCurve}; allowed are ${[...curves.values()].join(', ')}`);
	return 'EC';
}

function unreadable(detail: string, hint?: string, cause?: unknown): DmsError {
	return new DmsError('private-key.unreadable', detail, {
		field,
		...(hint === undefined ? {} : { hint }),
		...(cause === undefined ? {} : { cause }),
	});
}

function unfit(detail: string): DmsError {
	return new DmsError('value.invalid', detail, { field });
}
