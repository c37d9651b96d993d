import { createHash } from 'node:crypto';
import { DmsError } from '../domain/errors.ts';
import { ok, type Result, refused } from '../domain/result.ts';
import { constructedTag, contextTag, DerReader, derTag, malformed, readTime, toBits, toCount, toIntegerHex } from './der.ts';
import { type DistinguishedName, readName, requireNonEmpty, toNameText } from './distinguished-name.ts';
import { type CertificateExtensions, readExtensions, toCertificateExtensions } from './extensions.ts';
import { type PublicKey, readPublicKey } from './public-key.ts';
import { isSignedBy, parseSignatureAlgorithm, readSignatureValue, type Signed } from './signature.ts';

/** An X.509 certificate, parsed once and never changed. Nothing in it is trusted until a path was validated. */
export interface Certificate {
	readonly der: Buffer;
	/** SHA-256 of the DER bytes, lower-case hexadecimal. */
	readonly fingerprint: string;
	readonly version: 1 | 2 | 3;
	/** Lower-case hexadecimal without a sign octet; a negative number, which RFC 5280 forbids and factories make, with a minus sign. */
	readonly serial: string;
	readonly issuer: DistinguishedName;
	readonly subject: DistinguishedName;
	readonly notBefore: Date;
	readonly notAfter: Date;
	readonly publicKey: PublicKey;
	readonly signed: Signed;
	readonly extensions: Readonly<CertificateExtensions>;
	/** Subject and issuer are equal (RFC 5280 3.2); whether it also signed itself is another question. */
	readonly isSelfIssued: boolean;
}

export interface CertificateRefusal {
	readonly reason: 'certificate.malformed' | 'certificate.too-large';
	readonly detail: string;
}

export const maxCertificateBytes = 64 * 1024;

/** Strict DER (X.690 10) and the profile's own rules (RFC 5280 4.1, 4.2). Never throws. */
export function parseCertificate(der: Uint8Array): Result<Certificate, CertificateRefusal> {
	if (der.length > maxCertificateBytes) {
		return refused({ reason: 'certificate.too-large', detail: `it has ${der.length} bytes; the limit is ${maxCertificateBytes}` });
	}
	try {
		// A copy: the bytes of a TLS library or of an upload may be reused by their owner.
		return ok(readCertificate(Buffer.from(der)));
	} catch (error) {
		return refused({ reason: 'certificate.malformed', detail: error instanceof DmsError ? error.message : 'it cannot be parsed' });
	}
}

function readCertificate(der: Buffer): Certificate {
	const file = new DerReader(der);
	const outer = file.enter(derTag.sequence, 'certificate');
	file.finish('certificate');
	const tbs = outer.enter(derTag.sequence, 'tbsCertificate');
	const content = outer.whole;
	outer.read(derTag.sequence, 'signature algorithm');
	const algorithm = outer.whole;
	const value = readSignatureValue(outer);
	outer.finish('certificate');

	const version = readVersion(tbs);
	const serial = toIntegerHex(tbs.read(derTag.integer, 'serial number'), 'serial number');
	tbs.read(derTag.sequence, 'inner signature algorithm');
	// RFC 5280 4.1.1.2: only the inner field is signed; were they allowed to differ, an attacker could choose the outer one.
	if (!algorithm.equals(tbs.whole)) malformed('the inner and the outer signature algorithm differ');
	const issuer = requireNonEmpty(readName(tbs, 'issuer'), 'issuer');
	const validity = tbs.enter(derTag.sequence, 'validity');
	const notBefore = readTime(validity, 'notBefore');
	const notAfter = readTime(validity, 'notAfter');
	validity.finish('validity');
	const subject = readName(tbs, 'subject');
	const publicKey = readPublicKey(tbs);
	const extensions = readTail(tbs, version);
	return {
		der,
		fingerprint: createHash('sha256').update(der).digest('hex'),
		version,
		serial,
		issuer,
		subject,
		notBefore,
		notAfter,
		publicKey,
		signed: { algorithm: parseSignatureAlgorithm(algorithm), content, value },
		extensions,
		isSelfIssued: issuer.key === subject.key,
	};
}

function readVersion(tbs: DerReader): 1 | 2 | 3 {
	const explicit = tbs.enterOptional(constructedTag(0), 'version');
	if (explicit === undefined) return 1;
	const version = toCount(explicit.read(derTag.integer, 'version'), 'version') + 1;
	explicit.finish('version');
	return version === 1 || version === 2 || version === 3 ? version : malformed(`version ${version} is not known`);
}

/** Unique identifiers and extensions, each of which needs a version (RFC 5280 4.1.2.8, 4.1.2.9). */
function readTail(tbs: DerReader, version: number): CertificateExtensions {
	for (const number of [1, 2]) {
		const identifier = tbs.optional(contextTag(number), 'unique identifier');
		if (identifier === undefined) continue;
		if (version < 2) malformed('a version 1 certificate has a unique identifier');
		toBits(identifier, 'unique identifier');
	}
	const explicit = tbs.enterOptional(constructedTag(3), 'extensions');
	tbs.finish('tbsCertificate');
	if (explicit === undefined) return { unknownCritical: [] };
	if (version < 3) malformed(`a version ${version} certificate has extensions`);
	const extensions = readExtensions(explicit, 'extension');
	explicit.finish('extensions');
	return toCertificateExtensions(extensions);
}

/** True when the certificate says of itself that it is a CA (RFC 5280 4.2.1.9). */
export const isCa = (certificate: Certificate): boolean => certificate.extensions.basicConstraints?.isCa === true;

/** Issued to itself and signed with its own key: what people mean by a root. */
export function isSelfSigned(certificate: Certificate): boolean {
	return certificate.isSelfIssued && isSignedBy(certificate.signed, certificate.publicKey);
}

/** For people: the subject, or what stands in for an empty one. */
export function toSubjectText(certificate: Certificate): string {
	const text = toNameText(certificate.subject);
	return text === '' ? `(no subject, serial ${certificate.serial})` : text;
}

export function toPem(der: Uint8Array, label: 'CERTIFICATE' | 'X509 CRL' = 'CERTIFICATE'): string {
	const lines =
		Buffer.from(der)
			.toString('base64')
			.match(/.{1,64}/g) ?? [];
	return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
