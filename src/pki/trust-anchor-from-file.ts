import { DmsError } from '../domain/errors.ts';
import type { NewTrustAnchor } from '../domain/trust-anchor.ts';
import { type Certificate, isCa, isSelfSigned, parseCertificate, toSubjectText } from './certificate.ts';
import { toNameText } from './distinguished-name.ts';
import { keyUsageBit } from './object-identifiers.ts';
import { type Encoded, readOneCertificate, toListBlocks } from './read-certificates.ts';
import { maxRevocationListBytes, parseRevocationList, type RevocationList } from './revocation-list.ts';

/** What the trust store keeps of an anchor's certificate, and what a table shows of it. */
export type AnchorCertificate = Pick<NewTrustAnchor, 'certificate' | 'fingerprint' | 'subject' | 'issuer' | 'notBefore' | 'notAfter'> & {
	/** A root; an anchor that is none needs no other to end a path. */
	readonly isSelfSigned: boolean;
};

export interface AnchorOptions {
	readonly at: Date;
	/** True lets a certificate in that is no CA: then it vouches for itself alone. */
	readonly allowLeaf?: boolean;
}

/**
 * A certificate that is to become a trust anchor: exactly one, a CA that may sign certificates (or a self-signed one of
 * version 1), not expired.
 *
 * @throws DmsError `certificate.unreadable`, `certificate.count`, `certificate.not-a-ca`, `certificate.expired`
 */
export function readTrustAnchor(file: Encoded, options: AnchorOptions): AnchorCertificate {
	return checkTrustAnchor(readOneCertificate(file), options);
}

/** As `readTrustAnchor`, for a certificate of a bundle that was read before. @throws DmsError `certificate.not-a-ca`, `certificate.expired` */
export function checkTrustAnchor(certificate: Certificate, { at, allowLeaf = false }: AnchorOptions): AnchorCertificate {
	const who = toSubjectText(certificate);
	const selfSigned = isSelfSigned(certificate);
	const isOldRoot = certificate.version === 1 && selfSigned;
	const { keyUsage } = certificate.extensions;
	if (!allowLeaf && !isCa(certificate) && !isOldRoot) {
		throw new DmsError('certificate.not-a-ca', `${who} is no CA: its basic constraints do not say so`, {
			hint: 'Install the certificate of the CA that issues the device certificates, and of its root.',
		});
	}
	if (!allowLeaf && keyUsage !== undefined && (keyUsage & keyUsageBit.keyCertSign) === 0) {
		throw new DmsError('certificate.not-a-ca', `${who} may not sign certificates: its key usage lacks keyCertSign`);
	}
	if (certificate.notAfter < at) throw new DmsError('certificate.expired', `${who} expired at ${certificate.notAfter.toISOString()}`);
	return {
		certificate: certificate.der,
		fingerprint: certificate.fingerprint,
		subject: toNameText(certificate.subject),
		issuer: toNameText(certificate.issuer),
		notBefore: certificate.notBefore,
		notAfter: certificate.notAfter,
		isSelfSigned: selfSigned,
	};
}

/**
 * A revocation list that is to be installed with an anchor: named after it and signed with its key.
 *
 * @param anchor DER bytes of the anchor's certificate
 * @throws DmsError `crl.unreadable`, `crl.not-issued-by-anchor`, `certificate.unreadable`
 */
export function readRevocationListOf(anchor: Uint8Array, file: Encoded): RevocationList {
	const blocks = toListBlocks(file, maxRevocationListBytes);
	if (!blocks.ok) throw new DmsError('crl.unreadable', blocks.reason);
	const [der] = blocks.value;
	if (der === undefined || blocks.value.length !== 1) {
		throw new DmsError('crl.unreadable', `the file holds ${blocks.value.length} revocation lists; exactly one is needed`);
	}
	const list = parseRevocationList(der);
	if (!list.ok) throw new DmsError('crl.unreadable', list.reason);
	const issuer = parseCertificate(anchor);
	if (!issuer.ok) throw new DmsError('certificate.unreadable', issuer.reason.detail);
	const whose = `the list was issued by ${toNameText(list.value.issuer)}`;
	if (list.value.issuer.key !== issuer.value.subject.key) {
		throw new DmsError('crl.not-issued-by-anchor', `${whose}, not by ${toSubjectText(issuer.value)}`);
	}
	if (!list.value.isSignedBy(issuer.value)) {
		throw new DmsError('crl.not-issued-by-anchor', `${whose}, but not signed with the key of the trust anchor`);
	}
	return list.value;
}
