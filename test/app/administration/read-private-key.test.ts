import { execFileSync } from 'node:child_process';
import { createCipheriv, createHash, generateKeyPairSync, type KeyObject, pbkdf2Sync, randomBytes, scryptSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyWorkLimits } from '../../../src/app/administration/private-key-form.ts';
import { readPrivateKey } from '../../../src/app/administration/read-private-key.ts';
import { integer, octetString, oid, sequence } from '../../helpers/der-writer.ts';
import { isInstalled } from '../../helpers/is-installed.ts';

const passphrase = 'a long secret';
const salt = randomBytes(16);
const iv = randomBytes(16);
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });

const pem = (label: string, body: Uint8Array, headers = '') =>
	Buffer.from(
		`-----BEGIN ${label}-----\n${headers}${Buffer.from(body).toString('base64').replaceAll(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`,
	);
const plain = (label: string, body: Uint8Array) => pem(label, body);
const encrypt = (cipherKey: Uint8Array, body: Uint8Array) => {
	const cipher = createCipheriv('aes-256-cbc', cipherKey, iv);
	return Buffer.concat([cipher.update(body), cipher.final()]);
};

const names = { pbes2: '1.2.840.113549.1.5.13', pbkdf2: '1.2.840.113549.1.5.12', scrypt: '1.3.6.1.4.1.11591.4.11' };
const aes = sequence(oid('2.16.840.1.101.3.4.1.42'), octetString(iv));
const sha256 = sequence(oid('1.2.840.113549.2.9'), Buffer.of(5, 0));
const pbes2 = (derivation: Uint8Array, content: Uint8Array) =>
	sequence(sequence(oid(names.pbes2), sequence(derivation, aes)), octetString(content));

/** The work is done only where it is to be done again: what names more is refused before anybody could tell. */
function withRounds(iterations: number, body: Uint8Array = pkcs8): Buffer {
	const derived = iterations <= keyWorkLimits.iterations ? pbkdf2Sync(passphrase, salt, iterations, 32, 'sha256') : randomBytes(32);
	return pbes2(sequence(oid(names.pbkdf2), sequence(octetString(salt), integer(iterations), sha256)), encrypt(derived, body));
}

function withScrypt(n: number, r: number, p: number): Buffer {
	const derived =
		n * r * p <= keyWorkLimits.scryptCost ? scryptSync(passphrase, salt, 32, { N: n, r, p, maxmem: 2 ** 26 }) : randomBytes(32);
	return pbes2(sequence(oid(names.scrypt), sequence(octetString(salt), integer(n), integer(r), integer(p))), encrypt(derived, pkcs8));
}

/** OpenSSL's older form: the key is an MD5 of passphrase and salt. */
function inOldForm(label: string, body: Uint8Array): Buffer {
	const hash = (...parts: readonly Uint8Array[]) => createHash('md5').update(Buffer.concat(parts)).digest();
	const secret = Buffer.concat([Buffer.from(passphrase), iv.subarray(0, 8)]);
	const first = hash(secret);
	const headers = `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,${iv.toString('hex').toUpperCase()}\n\n`;
	return pem(label, encrypt(Buffer.concat([first, hash(first, secret)]), body), headers);
}

/** A key of DSA whose public half nobody has computed, with numbers of so many bytes. */
function withHugeNumbers(bytes: number): Buffer {
	const number = () => {
		const magnitude = randomBytes(bytes).fill(0x7f, 0, 1);
		magnitude[bytes - 1] = 1;
		return integer(BigInt(`0x${magnitude.toString('hex')}`));
	};
	const algorithm = sequence(oid('1.2.840.10040.4.1'), sequence(number(), number(), integer(2)));
	return sequence(integer(0), algorithm, octetString(number()));
}

const encrypted = (der: Uint8Array) => pem('ENCRYPTED PRIVATE KEY', der);
const read = (file: Uint8Array, secret: string | undefined = passphrase) => readPrivateKey(file, secret);

describe('a private key', () => {
	it.each<[string, () => Uint8Array]>([
		['ok/PKCS#8', () => plain('PRIVATE KEY', pkcs8)],
		['ok/PKCS#8 in DER', () => pkcs8],
		['ok/SEC 1', () => plain('EC PRIVATE KEY', key.export({ type: 'sec1', format: 'der' }))],
		['ok/PBKDF2', () => encrypted(withRounds(2048))],
		['ok/PBKDF2 of as many rounds as may be', () => encrypted(withRounds(keyWorkLimits.iterations))],
		['ok/scrypt as OpenSSL writes it', () => encrypted(withScrypt(16_384, 8, 1))],
		['ok/scrypt that costs as much as it may', () => encrypted(withScrypt(16_384, 8, 8))],
		['ok/the older form', () => inOldForm('EC PRIVATE KEY', key.export({ type: 'sec1', format: 'der' }))],
		['ok/lines of any length', () => Buffer.from(encrypted(withRounds(1)).toString().replaceAll('\n', '\r\n').replace('M', ' M'))],
	])('%s', (_name, file) => {
		expect(read(file()).keyObject.equals(key)).toBe(true);
	});

	const wider = (kind: 'rsa' | 'dsa' | 'ed25519'): KeyObject =>
		kind === 'ed25519'
			? generateKeyPairSync(kind).privateKey
			: kind === 'rsa'
				? generateKeyPairSync(kind, { modulusLength: 1024 }).privateKey
				: generateKeyPairSync(kind, { modulusLength: 1024, divisorLength: 160 }).privateKey;
	const der = (kind: 'rsa' | 'dsa' | 'ed25519') => wider(kind).export({ type: 'pkcs8', format: 'der' });
	const { iterations, scryptCost, encryptedBytes } = keyWorkLimits;

	it.each<[string, () => Uint8Array, RegExp]>([
		['rounds without end', () => encrypted(withRounds(iterations + 1)), /1000001 iterations; the limit is 1000000$/],
		['more rounds than a number has room for', () => encrypted(withRounds(2 ** 60)), /2147483647 iterations/],
		['scrypt without end', () => encrypted(withScrypt(16_384, 8, 9)), /N=16384, r=8 and p=9, a cost of 1179648; the limit is 1048576$/],
		['scrypt that is wide', () => encrypted(withScrypt(2, 1, 2 ** 29)), /a cost of 1073741824/],
		['scrypt that is deep', () => encrypted(withScrypt(2 ** 30, 2 ** 30, 2 ** 30)), new RegExp(`the limit is ${scryptCost}$`)],
		[
			'rounds of the scheme of PKCS #12',
			() =>
				encrypted(
					sequence(
						sequence(oid('1.2.840.113549.1.12.1.3'), sequence(octetString(salt), integer(2 ** 30))),
						octetString(encrypt(randomBytes(32), pkcs8)),
					),
				),
			/1073741824 iterations/,
		],
		[
			'a scheme that nobody knows',
			() => encrypted(sequence(sequence(oid('1.2.3.4'), sequence()), octetString(pkcs8))),
			/scheme that is not known \(1\.2\.3\.4\)/,
		],
		[
			'a derivation that nobody knows',
			() => encrypted(pbes2(sequence(oid('1.2.3.4'), sequence()), pkcs8)),
			/derivation that is not known \(1\.2\.3\.4\)/,
		],
		['rounds below another label', () => pem('PRIVATE KEY', withRounds(2 ** 30)), /neither PEM nor a DER private key/],
		['rounds in DER', () => withRounds(2 ** 30), /neither PEM nor a DER private key/],
		['rounds within the older form', () => inOldForm('PRIVATE KEY', withRounds(2 ** 30)), /cannot be parsed/],
		['rounds twice encrypted', () => inOldForm('ENCRYPTED PRIVATE KEY', withRounds(2 ** 30)), /cannot be parsed/],
		['rounds behind a type of their own', () => inOldForm('RSA PRIVATE KEY', withRounds(2 ** 30)), /with this passphrase/],
		['rounds behind headers', () => pem('ENCRYPTED PRIVATE KEY', withRounds(2 ** 30), 'X-Y: z\n\n'), /cannot be parsed/],
		[
			'rounds in a length without an end',
			() => encrypted(Buffer.concat([Buffer.of(0x30, 0x80), withRounds(2 ** 30).subarray(4), Buffer.of(0, 0)])),
			/cannot be parsed/,
		],
		['what follows the key', () => encrypted(Buffer.concat([withRounds(1), Buffer.of(5, 0)])), /cannot be parsed/],
		[
			'an encrypted key as long as a book',
			() => encrypted(withRounds(1, randomBytes(encryptedBytes))),
			/has 5136 bytes; the limit is 5120/,
		],
		['numbers as long as a book', () => pem('PRIVATE KEY', withHugeNumbers(8_192)), /of type dsa/],
		['numbers as long as a book, in DER', () => withHugeNumbers(8_192), /of type dsa/],
		['numbers as long as a book, encrypted', () => encrypted(withRounds(1, withHugeNumbers(8_192))), /the limit is 5120/],
		['the label of DSA', () => plain('DSA PRIVATE KEY', der('dsa')), /form that is not known: DSA PRIVATE KEY/],
		['DSA', () => plain('PRIVATE KEY', der('dsa')), /of type dsa; RSA or an elliptic curve is needed/],
		['Ed25519', () => plain('PRIVATE KEY', der('ed25519')), /of type ed25519/],
		['Ed25519, encrypted', () => encrypted(withRounds(1, der('ed25519'))), /of type ed25519/],
		['a short RSA key, encrypted', () => encrypted(withRounds(1, der('rsa'))), /the RSA key has 1024 bits/],
	])('reject/%s', (_name, file, message) => {
		const startedMs = performance.now();
		expect(() => read(file())).toThrow(message);
		// What is refused for its cost has cost nothing: the least of these would take some seconds.
		expect(performance.now() - startedMs).toBeLessThan(1_000);
	});

	it('without its passphrase is refused before its work is done', () => {
		expect(() => read(encrypted(withRounds(iterations)), '')).toThrow('the private key is encrypted');
	});

	describe.runIf(isInstalled('openssl'))('as openssl encrypts it', () => {
		const openssl = (...options: readonly string[]) =>
			execFileSync('openssl', ['pkcs8', '-topk8', '-passout', `pass:${passphrase}`, ...options], { input: plain('PRIVATE KEY', pkcs8) });

		it.each<[string, readonly string[]]>([
			['ok/by itself', []],
			['ok/PBKDF2 with SHA-512', ['-v2', 'aes-128-cbc', '-v2prf', 'hmacWithSHA512', '-iter', '10000']],
			['ok/scrypt', ['-scrypt']],
			['ok/PKCS #12', ['-v1', 'PBE-SHA1-3DES', '-iter', '10000']],
		])('%s', (_name, options) => {
			expect(read(openssl(...options)).keyObject.equals(key)).toBe(true);
		});

		it.each<[string, readonly string[], RegExp]>([
			['rounds', ['-iter', String(iterations + 1)], /1000001 iterations/],
			['rounds of PKCS #12', ['-v1', 'PBE-SHA1-3DES', '-iter', String(iterations + 1)], /1000001 iterations/],
			['scrypt', ['-scrypt', '-scrypt_N', '1024', '-scrypt_r', '8', '-scrypt_p', '129'], /p=129, a cost of 1056768/],
		])('reject/%s', (_name, options, message) => {
			expect(() => read(openssl(...options))).toThrow(message);
		});
	});
});
