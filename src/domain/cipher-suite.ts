import { modernSuitesWithoutOpenssl, suitesOfOpenssl, suitesWithoutOpenssl } from './cipher-suite-names.ts';
import { DmsError } from './errors.ts';
import type { ServerKeyType } from './server-certificate.ts';
import { legacyProtocols, type TlsProtocol } from './tls-protocol.ts';

/**
 * `usable`: forward secrecy and authenticated encryption. `weak`: works, for devices that know nothing better. `unavailable`: a known name that
 * this server cannot negotiate. `forbidden`: protects nobody.
 */
export type CipherSuiteStatus = 'usable' | 'weak' | 'unavailable' | 'forbidden';

/** A cipher suite of TLS under its name in the registry of IANA. */
export interface CipherSuite {
	readonly name: string;
	/** Absent where OpenSSL has no such suite. */
	readonly opensslName?: string;
	/** The protocols in which it can be negotiated, the oldest first. */
	readonly protocols: readonly TlsProtocol[];
	/** As in the name, e.g. `ECDHE_RSA`; `any` in TLS 1.3, where the suite says nothing about it. */
	readonly keyExchange: string;
	/** The key that the server's certificate must have; `none` where no certificate of a server will do. */
	readonly keyType: ServerKeyType | 'DSA' | 'any' | 'none';
	readonly status: CipherSuiteStatus;
	/** Why it is not `usable`, e.g. `no forward secrecy`. */
	readonly reason?: string;
	/** OpenSSL negotiates it at its lowest security level alone. */
	readonly needsLegacyTls: boolean;
}

type Rule = readonly [status: CipherSuiteStatus, reason: string, keyExchange: RegExp, cipher: RegExp];

const anything = /^/;

/** The first rule that fits both parts of a name decides. */
const exclusions: readonly Rule[] = [
	['forbidden', 'neither side proves who it is', /anon/, anything],
	['forbidden', 'export grade, broken by anybody', /EXPORT/, anything],
	['forbidden', 'encrypts nothing', anything, /NULL|^TLS_SHA/],
	['forbidden', 'shared secrets or passwords in place of certificates', /PSK|SRP|KRB5|ECCPWD/, anything],
	['forbidden', 'RC4 is broken (RFC 7465)', anything, /RC4/],
	['forbidden', 'the key of single DES is too short', anything, /^DES_/],
	['unavailable', 'static Diffie-Hellman is gone from OpenSSL', /^(EC)?DH_/, anything],
	['unavailable', 'certificates with DSA keys are not supported', /DSS/, anything],
];

/** All that fit are told. */
const weaknesses: readonly Rule[] = [
	['weak', 'no forward secrecy', /^RSA$/, anything],
	['weak', 'CBC', anything, /_CBC_/],
	['weak', 'SHA-1', anything, /_SHA$/],
	['weak', 'a short authentication tag', anything, /CCM_8/],
];

/** The longest name of the registry has 45 characters. */
const maxNameLength = 64;

/** All cipher suites that are known, the ones worth having first. */
export const cipherSuites: readonly CipherSuite[] = [
	...suitesOfOpenssl.map(([name, opensslName]) => toSuite(name, opensslName)),
	...modernSuitesWithoutOpenssl.map((name) => toSuite(name)),
	...suitesWithoutOpenssl.flatMap(({ keyExchanges, ciphers }) =>
		keyExchanges.flatMap((keyExchange) => ciphers.map((cipher) => toSuite(`TLS_${keyExchange}_WITH_${cipher}`))),
	),
];

const byName: ReadonlyMap<string, CipherSuite> = new Map(cipherSuites.map((suite) => [suite.name.toLowerCase(), suite]));

/** The suite of a canonical name, as a list holds it. */
export function findCipherSuite(name: string): CipherSuite | undefined {
	return byName.get(name.toLowerCase());
}

/**
 * A suite by its IANA name, in any case. Taken as well: `..._WITH_CHACHA20_POLY1305` without its `_SHA256`, and Java's prefix `SSL_`.
 * @throws DmsError `cipher-suite.unknown` with the name that was most likely meant; OpenSSL's names are refused with IANA's.
 */
export function parseCipherSuite(text: string, field = 'cipherSuite'): CipherSuite {
	const name = text.trim();
	if (name.length <= maxNameLength) {
		const spelled = name.replace(/^SSL_/i, 'TLS_').replace(/(_WITH_CHACHA20_POLY1305)$/i, '$1_SHA256');
		const suite = findCipherSuite(spelled);
		if (suite !== undefined) return suite;
	}
	throw new DmsError('cipher-suite.unknown', `${field} ${JSON.stringify(name.slice(0, maxNameLength))} is not a cipher suite of IANA`, {
		field,
		hint: toHint(name),
	});
}

/**
 * Whether a list may hold the suite. An unavailable one may stand there, it is only never offered.
 * @throws DmsError `cipher-suite.forbidden`; `cipher-suite.weak` unless `force`.
 */
export function checkCipherSuite(
	{ name, status, reason }: CipherSuite,
	{ force }: { readonly force: boolean },
	field = 'cipherSuite',
): void {
	if (status === 'forbidden') throw new DmsError('cipher-suite.forbidden', `${name} is forbidden: ${reason}`, { field });
	if (status !== 'weak' || force) return;
	throw new DmsError('cipher-suite.weak', `${name} is weak: ${reason}`, {
		field,
		hint: 'Force it where devices know nothing better.',
	});
}

function toSuite(name: string, opensslName?: string): CipherSuite {
	const [keyExchange = 'any', cipher = ''] = name.includes('_WITH_') ? name.slice('TLS_'.length).split('_WITH_') : ['any', name];
	const isModern = keyExchange === 'any';
	const isForAll = !isModern && /_(SHA|MD5)$/.test(cipher);
	return {
		name,
		...(opensslName === undefined ? {} : { opensslName }),
		protocols: isModern ? ['TLSv1.3'] : isForAll ? [...legacyProtocols, 'TLSv1.2'] : ['TLSv1.2'],
		keyExchange,
		keyType: toKeyType(keyExchange),
		...judge(keyExchange, cipher, opensslName),
		needsLegacyTls: cipher.includes('CCM_8'),
	};
}

function toKeyType(keyExchange: string): CipherSuite['keyType'] {
	if (keyExchange === 'any') return 'any';
	// In the names of static ECDH the last word is the signature on a certificate that always has an elliptic curve key.
	if (/^ECDHE?_ECDSA$|^ECDH_RSA$/.test(keyExchange)) return 'EC';
	if (/^(EC)?DHE_RSA$|^RSA$/.test(keyExchange)) return 'RSA';
	return keyExchange === 'DHE_DSS' ? 'DSA' : 'none';
}

function judge(keyExchange: string, cipher: string, opensslName: string | undefined): Pick<CipherSuite, 'status' | 'reason'> {
	const fits = ([, , exchangePattern, cipherPattern]: Rule): boolean => exchangePattern.test(keyExchange) && cipherPattern.test(cipher);
	const exclusion = exclusions.find(fits);
	if (exclusion !== undefined) return { status: exclusion[0], reason: exclusion[1] };
	if (opensslName === undefined) return { status: 'unavailable', reason: 'OpenSSL has no such suite' };
	const found = weaknesses.filter(fits).map(([, reason]) => reason);
	return found.length === 0 ? { status: 'usable' } : { status: 'weak', reason: found.join(', ') };
}

function toHint(name: string): string {
	const sample = 'Give the name of the registry, e.g. TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256.';
	if (name.length > maxNameLength) return sample;
	const text = name.toUpperCase();
	const translated = cipherSuites.find(({ opensslName }) => opensslName === text);
	if (translated !== undefined) return `That is the name of OpenSSL; IANA calls it ${translated.name}.`;
	const closest = findClosest(text);
	return closest === undefined ? sample : `Did you mean ${closest.name}?`;
}

/** The suite that shares most words with the text, of those that can be negotiated. */
function findClosest(text: string): CipherSuite | undefined {
	const words = text.split('_');
	const least = Math.max(3, Math.ceil(words.length / 2));
	return cipherSuites
		.filter(({ status }) => status === 'usable' || status === 'weak')
		.map((suite) => {
			const parts = new Set(suite.name.split('_'));
			return { suite, shared: words.filter((word) => parts.has(word)).length, apart: Math.abs(suite.name.length - text.length) };
		})
		.filter(({ shared }) => shared >= least)
		.toSorted((one, other) => other.shared - one.shared || one.apart - other.apart)[0]?.suite;
}
