import { constants, createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { DmsError } from '../domain/errors.ts';

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
}

/** Forward secrecy and authenticated encryption only (RFC 9325 4.2), AES-128 first for small devices. */
const ciphers = [
	'TLS_AES_128_GCM_SHA256',
	'TLS_AES_256_GCM_SHA384',
	'TLS_CHACHA20_POLY1305_SHA256',
	'ECDHE-ECDSA-AES128-GCM-SHA256',
	'ECDHE-RSA-AES128-GCM-SHA256',
	'ECDHE-ECDSA-AES256-GCM-SHA384',
	'ECDHE-RSA-AES256-GCM-SHA384',
	'ECDHE-ECDSA-CHACHA20-POLY1305',
	'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/**
 * The whole set of options for `createServer` and `setSecureContext`: whatever the latter is not given falls back to a
 * default, and the default of `ca` is every public CA there is.
 * @throws DmsError `certificate.unreadable`, `private-key.unreadable`, `value.contradiction`, `value.invalid`.
 */
export function toSecureOptions({ credentials, anchors }: TlsMaterial): SecureContextOptions {
	if (credentials.length === 0) throw new DmsError('value.invalid', 'a TLS listener needs a server certificate', { field: 'credentials' });
	for (const credential of credentials) checkCredential(credential);
	const options: SecureContextOptions = {
		key: credentials.map((credential) => credential.key),
		cert: credentials.map((credential) => credential.certificate),
		// Always an array: an empty one trusts nobody, while undefined, null and '' trust the public CAs.
		ca: anchors.map(toAnchorPem),
		minVersion: 'TLSv1.2',
		maxVersion: 'TLSv1.3',
		ciphers,
		honorCipherOrder: true,
		// A ticket would carry the verdict of an earlier handshake past the removal of an anchor or the end of a certificate.
		secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_COMPRESSION,
	};
	// What Node refuses, it refuses here, before a running server is touched.
	createSecureContext(options);
	return options;
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
