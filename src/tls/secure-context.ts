import { constants, createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import type { CipherSuite } from '../domain/cipher-suite.ts';
import { DmsError } from '../domain/errors.ts';
import type { ServerKeyType } from '../domain/server-certificate.ts';
import { requireTlsOffer, type TlsOffer } from '../domain/tls-offer.ts';
import { builtInTlsPolicy, type EffectiveTlsPolicy } from '../domain/tls-policy.ts';
import { type TlsProtocol, tlsProtocols } from '../domain/tls-protocol.ts';

/** A server certificate and its key; a listener may have one for each kind of key. */
export interface ServerCredential {
	/** PEM, not encrypted. */
	readonly key: string;
	/** PEM: the certificate, then its issuers. */
	readonly certificate: string;
}

export interface TlsMaterial {
	readonly credentials: readonly ServerCredential[];
	/** DER bytes of the CA certificates that vouch for devices; with none every certificate is unverified. */
	readonly anchors: readonly Uint8Array[];
	/** Default: the built-in policy. */
	readonly policy?: EffectiveTlsPolicy;
	/** Default: false. */
	readonly legacyTls?: boolean;
}

/**
 * The whole set of options for `createServer` and `setSecureContext`: whatever the latter is not given falls back to a
 * default, and the default of `ca` is every public CA there is.
 * @throws DmsError `certificate.unreadable`, `private-key.unreadable`, `value.contradiction`, `value.invalid`, `tls-policy.contradiction`,
 * `tls-protocol.not-allowed`.
 */
export function toSecureOptions({ credentials, anchors, policy = builtInTlsPolicy, legacyTls = false }: TlsMaterial): SecureContextOptions {
	if (credentials.length === 0) throw new DmsError('value.invalid', 'a TLS listener needs a server certificate', { field: 'credentials' });
	const keyTypes = credentials.map((credential) => toKeyType(checkCredential(credential)));
	const offer = requireTlsOffer(policy, keyTypes, { legacyTls });
	const options: SecureContextOptions = {
		key: credentials.map((credential) => credential.key),
		cert: credentials.map((credential) => credential.certificate),
		// Always an array: an empty one trusts nobody, while undefined, null and '' trust the public CAs.
		ca: anchors.map(toAnchorPem),
		...toPolicyOptions(offer),
	};
	checkOptions(options, legacyTls);
	return options;
}

/** A protocol list has holes, Node's options have none; and without parameters DHE suites are never negotiated. */
function toPolicyOptions({ protocols, suites, legacyTls }: TlsOffer): SecureContextOptions {
	const [minVersion] = protocols;
	const maxVersion = protocols.at(-1);
	if (minVersion === undefined || maxVersion === undefined) throw new DmsError('internal', 'a TLS listener offers no protocol');
	const holes = tlsProtocols
		.slice(tlsProtocols.indexOf(minVersion), tlsProtocols.indexOf(maxVersion))
		.filter((it) => !protocols.includes(it));
	return {
		minVersion,
		maxVersion,
		ciphers: toCipherText(suites, legacyTls),
		honorCipherOrder: true,
		...(suites.some(({ keyExchange }) => keyExchange === 'DHE_RSA') ? { dhparam: 'auto' } : {}),
		// A ticket would carry the verdict of an earlier handshake past the removal of an anchor or the end of a certificate.
		secureOptions: holes.reduce(
			(bits, protocol) => bits | switchOff[protocol],
			constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_COMPRESSION,
		),
	};
}

const switchOff: Readonly<Record<TlsProtocol, number>> = {
	TLSv1: constants.SSL_OP_NO_TLSv1,
	'TLSv1.1': constants.SSL_OP_NO_TLSv1_1,
	'TLSv1.2': constants.SSL_OP_NO_TLSv1_2,
	'TLSv1.3': constants.SSL_OP_NO_TLSv1_3,
};

/** Node drops names that it does not know without a word, so that names of the registry never get as far as this. */
function toCipherText(suites: readonly CipherSuite[], legacyTls: boolean): string {
	const names = suites.flatMap(({ opensslName }) => opensslName ?? []);
	if (!legacyTls) return names.join(':');
	// The level cannot stand beside suites of TLS 1.3 alone; where those are the only ones, the added suite has no protocol to be used in.
	const isModern = suites.every(({ protocols }) => protocols.includes('TLSv1.3'));
	return [...names, ...(isModern ? ['ECDHE-RSA-AES128-GCM-SHA256'] : []), '@SECLEVEL=0'].join(':');
}

/** What OpenSSL refuses, it refuses here, before a running server is touched. */
function checkOptions(options: SecureContextOptions, legacyTls: boolean): void {
	try {
		createSecureContext(options);
	} catch (cause) {
		const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : 'unknown error';
		throw new DmsError('value.invalid', `OpenSSL does not take the server certificate or the TLS settings (${code})`, {
			field: 'credentials',
			...(legacyTls ? {} : { hint: 'A key that is too short or a SHA-1 signature needs legacyTls.' }),
			cause,
		});
	}
}

/** @throws DmsError `value.invalid` for a key that no cipher suite goes with. */
function toKeyType(leaf: X509Certificate): ServerKeyType {
	const type = leaf.publicKey.asymmetricKeyType ?? 'unknown';
	if (type === 'rsa' || type === 'rsa-pss') return 'RSA';
	// Suites for ECDSA stand for EdDSA too (RFC 8422).
	if (type === 'ec' || type === 'ed25519' || type === 'ed448') return 'EC';
	throw new DmsError('value.invalid', `a server certificate cannot have a key of type ${type}`, { field: 'credentials' });
}

/** @throws DmsError when the key does not parse, the certificate does not parse, or the two do not belong together. */
export function checkCredential({ key, certificate }: ServerCredential): X509Certificate {
	const leaf = parseCertificate(certificate, 'the server certificate');
	if (!leaf.checkPrivateKey(parseKey(key))) {
		throw new DmsError('value.contradiction', 'the private key does not belong to the server certificate', { field: 'key' });
	}
	return leaf;
}

function parseKey(key: string) {
	try {
		return createPrivateKey(key);
	} catch (cause) {
		const encrypted = key.includes('ENCRYPTED');
		throw new DmsError(
			'private-key.unreadable',
			`the private key of the server ${encrypted ? 'is encrypted' : 'is not a PEM private key'}`,
			{
				field: 'key',
				...(encrypted ? { hint: 'Store it without a passphrase, readable by the server alone.' } : {}),
				cause,
			},
		);
	}
}

function parseCertificate(bytes: string | Uint8Array, what: string): X509Certificate {
	try {
		return new X509Certificate(bytes);
	} catch (cause) {
		throw new DmsError('certificate.unreadable', `${what} cannot be parsed`, { cause });
	}
}

// Node takes garbage for a CA without a word and then trusts nobody.
function toAnchorPem(der: Uint8Array, index: number): string {
	return parseCertificate(der, `trust anchor ${index + 1}`).toString();
}
