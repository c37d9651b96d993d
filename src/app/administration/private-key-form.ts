import { DerReader, derTag, readOid, toCount } from '../../pki/der.ts';

/** What opening a key may cost, where its file says how much work that is; half a second or so, for which the process does nothing else. */
export const keyWorkLimits = {
	/** Rounds of a hash. */
	iterations: 1_000_000,
	/** N times r times p (RFC 7914 2); OpenSSL itself writes 131,072. */
	scryptCost: 2 ** 20,
	/** RSA with 8,192 bits has 4.7 KB. Of another kind, OpenSSL would compute the public key with numbers as long as the file has them. */
	encryptedBytes: 5 * 1024,
} as const;

/** As `node:crypto` calls them. */
export type PrivateKeyForm = 'pkcs8' | 'pkcs1' | 'sec1';

const what = 'the private key';
const rsa = '1.2.840.113549.1.1.1';
const ellipticCurve = '1.2.840.10045.2.1';
/** Others by the name that they have in messages. */
const otherAlgorithms: ReadonlyMap<string, string> = new Map([
	['1.2.840.113549.1.1.10', 'rsa-pss'],
	['1.2.840.10040.4.1', 'dsa'],
	['1.2.840.113549.1.3.1', 'dh'],
	['1.3.101.110', 'x25519'],
	['1.3.101.111', 'x448'],
	['1.3.101.112', 'ed25519'],
	['1.3.101.113', 'ed448'],
]);

/**
 * The form of a private key that is not encrypted: PKCS#8 (RFC 5208 5), PKCS#1 (RFC 8017 A.1.2) or SEC 1 (RFC 5915 3), and for PKCS#8 the
 * name of its algorithm where a server cannot use it. Undefined for any other DER.
 * @throws DmsError `certificate.unreadable` for what is no DER.
 */
export function readPrivateKeyForm(der: Uint8Array): { readonly form: PrivateKeyForm; readonly unfit?: string } | undefined {
	const info = new DerReader(der).enter(derTag.sequence, what);
	if (info.optional(derTag.integer, what) === undefined) return undefined;
	switch (info.nextTag) {
		case derTag.integer:
			return { form: 'pkcs1' };
		case derTag.octetString:
			return { form: 'sec1' };
		case derTag.sequence: {
			const algorithm = readOid(info.enter(derTag.sequence, what), what);
			if (algorithm === rsa || algorithm === ellipticCurve) return { form: 'pkcs8' };
			return { form: 'pkcs8', unfit: otherAlgorithms.get(algorithm) ?? algorithm };
		}
		default:
			return undefined;
	}
}

const oid = { pbes2: '1.2.840.113549.1.5.13', pbkdf2: '1.2.840.113549.1.5.12', scrypt: '1.3.6.1.4.1.11591.4.11' } as const;
/** PBES1 (RFC 8018 A.3) and the schemes of PKCS #12 (RFC 7292 appendix C), all with the same parameters. */
const iteratedSchemes = /^1\.2\.840\.113549\.1\.(?:5\.(?:1|3|4|6|10|11)|12\.1\.[1-6])$/;

/**
 * Why an encrypted private key (RFC 5208 6) must not be opened: its file names the work that turns the passphrase into a key, and may name
 * years of it. Undefined where the way is known and cheap enough. Whoever decrypts must take these very bytes.
 * @throws DmsError `certificate.unreadable` for what is no DER of that form.
 */
export function findDearEncryption(der: Uint8Array): string | undefined {
	const file = new DerReader(der);
	const info = file.enter(derTag.sequence, what);
	const scheme = info.enter(derTag.sequence, what);
	const { length } = info.read(derTag.octetString, what);
	info.finish(what);
	file.finish(what);
	const { encryptedBytes: limit } = keyWorkLimits;
	if (length > limit) return `the encrypted private key has ${length} bytes; the limit is ${limit}`;
	const name = readOid(scheme, what);
	if (name === oid.pbes2) return judgeDerivation(scheme.enter(derTag.sequence, what).enter(derTag.sequence, what));
	if (!iteratedSchemes.test(name)) return `the private key is encrypted by a scheme that is not known (${name})`;
	return judgeIterations(scheme.enter(derTag.sequence, what));
}

/** The key derivation function within PBES2 (RFC 8018 A.4). */
function judgeDerivation(derivation: DerReader): string | undefined {
	const name = readOid(derivation, what);
	const parameters = derivation.enter(derTag.sequence, what);
	if (name === oid.pbkdf2) return judgeIterations(parameters);
	if (name === oid.scrypt) return judgeScrypt(parameters);
	return `the private key is encrypted with a key derivation that is not known (${name})`;
}

function judgeIterations(parameters: DerReader): string | undefined {
	parameters.read(derTag.octetString, what);
	const iterations = readCount(parameters);
	const { iterations: limit } = keyWorkLimits;
	return iterations > limit ? `the private key is encrypted with ${iterations} iterations; the limit is ${limit}` : undefined;
}

/** RFC 7914 7. */
function judgeScrypt(parameters: DerReader): string | undefined {
	parameters.read(derTag.octetString, what);
	const n = readCount(parameters);
	const r = readCount(parameters);
	const p = readCount(parameters);
	const { scryptCost: limit } = keyWorkLimits;
	if (n * r * p <= limit) return undefined;
	return `the private key is encrypted with scrypt of N=${n}, r=${r} and p=${p}, a cost of ${n * r * p}; the limit is ${limit}`;
}

function readCount(reader: DerReader): number {
	return toCount(reader.read(derTag.integer, what), what);
}
