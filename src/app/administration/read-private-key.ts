import { createPrivateKey, type KeyObject, type PrivateKeyInput } from 'node:crypto';
import { DmsError } from '../../domain/errors.ts';
import type { ServerKeyType } from '../../domain/server-certificate.ts';
import { findDearEncryption, readPrivateKeyForm } from './private-key-form.ts';

export interface ServerPrivateKey {
	readonly keyType: ServerKeyType;
	readonly keyObject: KeyObject;
	/** PKCS#8, PEM, not encrypted. */
	readonly pem: string;
}

const field = 'keyFile';
const maxKeyFileBytes = 64 * 1024;
const longestPassphrase = 1023;
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
	const keyObject = bytes[0] === 0x30 ? importPlain(bytes) : importPem(bytes.toString('latin1'), passphrase);
	return { keyType: checkKey(keyObject), keyObject, pem: keyObject.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

const block = /-----BEGIN ([A-Z0-9 ]{1,40})-----([\s\S]*?)-----END \1-----/g;
const plainLabels = ['PRIVATE KEY', 'RSA PRIVATE KEY', 'EC PRIVATE KEY'];
const oldLabels = ['RSA PRIVATE KEY', 'EC PRIVATE KEY'];

function importPem(text: string, passphrase: string | undefined): KeyObject {
	const blocks = [...text.matchAll(block)];
	const keys = blocks.filter(([, label = '']) => label.endsWith('PRIVATE KEY'));
	const [key] = keys;
	if (key === undefined) {
		const labels = blocks.map(([, label]) => label).join(', ');
		throw unreadable(labels === '' ? 'the key file is neither PEM nor DER' : `the key file holds no private key, only: ${labels}`);
	}
	if (keys.length > 1) throw unreadable(`the key file holds ${keys.length} private keys; exactly one is needed`);
	const [pem, label = '', body = ''] = key;
	if (label === 'ENCRYPTED PRIVATE KEY') return importEncrypted(readBase64(body), passphrase);
	// OpenSSL's older form, which hashes the passphrase once. Below another label it would hide a form whose work nobody has looked at.
	const isOldForm = body.includes('ENCRYPTED') && oldLabels.includes(label);
	if (isOldForm) return decode(wrongPassphrase, { key: pem, format: 'pem', passphrase: requirePassphrase(passphrase) });
	if (!plainLabels.includes(label)) throw unreadable(`the key file holds a key of a form that is not known: ${label}`);
	return importPlain(readBase64(body));
}

/** What is not encrypted. OpenSSL gets bytes and their form, and nothing to find out: what it would find was not judged. */
function importPlain(der: Buffer): KeyObject {
	const found = inDer(() => readPrivateKeyForm(der));
	if (found === undefined) throw unreadable('the key file is neither PEM nor a DER private key that is not encrypted');
	if (found.unfit !== undefined) throw unfit(toUnfitType(found.unfit));
	return decode('the private key cannot be parsed', { key: der, format: 'der', type: found.form });
}

function importEncrypted(der: Buffer, passphrase: string | undefined): KeyObject {
	const fault = inDer(() => findDearEncryption(der));
	if (fault !== undefined) throw unreadable(fault, 'Encrypt it anew with `openssl pkcs8 -topk8`.');
	return decode(wrongPassphrase, { key: der, format: 'der', type: 'pkcs8', passphrase: requirePassphrase(passphrase) });
}

function inDer<Value>(read: () => Value): Value {
	try {
		return read();
	} catch (cause) {
		throw unreadable('the private key cannot be parsed', undefined, cause);
	}
}

function decode(fault: string, input: PrivateKeyInput): KeyObject {
	try {
		return createPrivateKey(input);
	} catch (cause) {
		throw unreadable(fault, undefined, cause);
	}
}

const base64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

function readBase64(body: string): Buffer {
	const text = body.replaceAll(/\s+/g, '');
	if (!base64.test(text)) throw unreadable('the private key cannot be parsed');
	return Buffer.from(text, 'base64');
}

const wrongPassphrase = 'the private key cannot be decrypted with this passphrase';

function requirePassphrase(passphrase: string | undefined): string {
	if (passphrase === undefined || passphrase === '') throw unreadable('the private key is encrypted', 'Give its passphrase.');
	return passphrase;
}

function checkKey(key: KeyObject): ServerKeyType {
	const { modulusLength = 0, namedCurve = '' } = key.asymmetricKeyDetails ?? {};
	if (key.asymmetricKeyType === 'rsa') {
		if (modulusLength < rsaBits.least || modulusLength > rsaBits.most) {
			throw unfit(`the RSA key has ${modulusLength} bits; ${rsaBits.least} to ${rsaBits.most} are allowed`);
		}
		return 'RSA';
	}
	if (key.asymmetricKeyType !== 'ec') throw unfit(toUnfitType(key.asymmetricKeyType ?? 'unknown'));
	if (!curves.has(namedCurve)) throw unfit(`the key is on the curve ${namedCurve}; allowed are ${[...curves.values()].join(', ')}`);
	return 'EC';
}

function toUnfitType(type: string): string {
	return `the key is of type ${type}; RSA or an elliptic curve is needed`;
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
