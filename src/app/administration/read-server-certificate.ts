import { createPublicKey } from 'node:crypto';
import { isDnsName } from '../../domain/client-identity.ts';
import { DmsError } from '../../domain/errors.ts';
import type { ServerCertificate } from '../../domain/server-certificate.ts';
import { type Certificate, isCa, isSelfSigned, toSubjectText } from '../../pki/certificate.ts';
import { attributesOf, toNameText } from '../../pki/distinguished-name.ts';
import { attributeOid, keyUsageBit } from '../../pki/object-identifiers.ts';
import { readCertificates } from '../../pki/read-certificates.ts';
import { isSignedBy } from '../../pki/signature.ts';
import { toBytes } from './ip-address.ts';
import { readPrivateKey, type ServerPrivateKey } from './read-private-key.ts';
import { type InterfaceNames, toServerCertificate } from './server-certificates.ts';

/** Bytes of files as they were read. */
export interface ServerCertificateFiles {
	/** PEM or DER. */
	readonly key: Uint8Array;
	/** Of an encrypted key. */
	readonly passphrase?: string;
	/** The certificate; its issuers may follow. */
	readonly certificate: Uint8Array;
	/** The issuers, in any order; the root may be left out. */
	readonly chain?: Uint8Array;
}

export interface ReadServerCertificate {
	readonly certificate: ServerCertificate;
	readonly warnings: readonly string[];
}

export interface ServerCertificateDemands {
	readonly at: Date;
	/** What clients call the interface. */
	readonly names: InterfaceNames;
	/** Takes signatures with SHA-1 and issuers with short keys. */
	readonly legacyTls: boolean;
}

/** A handshake with more certificates than this would not fit what small devices take. */
const mostCertificates = 10;
const maxFileBytes = 1024 * 1024;
/** What OpenSSL demands at its security level 2, without which the listener could not use the certificate. */
const least = { digestBits: 224, rsaBits: 2048, ecBits: 224 } as const;
const serverAuthentication = '1.3.6.1.5.5.7.3.1';
const anyExtendedKeyUsage = '2.5.29.37.0';

/**
 * A key and its certificate that a listener can show, with its issuers in order.
 * @throws DmsError `private-key.unreadable`, `certificate.unreadable`, `certificate.count`, `certificate.expired`, `value.contradiction` for
 * parts that do not belong together, `value.invalid` for a certificate that is none of a server.
 */
export function readServerCertificate(files: ServerCertificateFiles, demands: ServerCertificateDemands): ReadServerCertificate {
	const key = readPrivateKey(files.key, files.passphrase);
	const limits = { certificates: mostCertificates, bytes: maxFileBytes };
	const own = inFile('certificateFile', () => readCertificates(files.certificate, limits));
	const issuers = files.chain === undefined ? [] : inFile('chainFile', () => readCertificates(files.chain ?? '', limits));
	const leaf = requireLeaf(own, key);
	checkLeaf(leaf, demands);
	const path: readonly [Certificate, ...Certificate[]] = [leaf, ...toPath(leaf, [...own.slice(1), ...issuers])];
	for (const certificate of path) checkStrength(certificate, demands);
	for (const issuer of path.slice(1)) checkIssuer(issuer, demands.at);
	return {
		certificate: toServerCertificate(key.keyType, key.pem, path),
		warnings: [...nameWarnings(leaf, demands.names), ...pathWarnings(path)],
	};
}

function inFile(field: string, read: () => readonly Certificate[]): readonly Certificate[] {
	try {
		return read();
	} catch (error) {
		if (!(error instanceof DmsError)) throw error;
		throw new DmsError(error.code, `${field}: ${error.message}`, { field, cause: error });
	}
}

function requireLeaf(own: readonly Certificate[], { keyObject }: ServerPrivateKey): Certificate {
	const field = 'certificateFile';
	const [leaf] = own;
	if (leaf === undefined) throw new DmsError('certificate.count', 'the certificate file holds no certificate', { field });
	const publicKey = createPublicKey(keyObject);
	const place = own.findIndex((certificate) => certificate.publicKey.toKeyObject()?.equals(publicKey) === true);
	if (place === 0) return leaf;
	const detail =
		place < 0
			? `the private key does not belong to the certificate of ${toSubjectText(leaf)}`
			: `the certificate of the private key is number ${place + 1} in its file; it must be the first`;
	throw new DmsError('value.contradiction', detail, { field: place < 0 ? 'keyFile' : field });
}

function checkLeaf(leaf: Certificate, { at }: ServerCertificateDemands): void {
	const who = toSubjectText(leaf);
	const { extendedKeyUsage, unknownCritical } = leaf.extensions;
	if (isCa(leaf)) throw refusal(`the certificate of ${who} is one of a CA; a server needs one of its own`);
	checkDates(leaf, at, 'certificateFile');
	if (extendedKeyUsage !== undefined && ![serverAuthentication, anyExtendedKeyUsage].some((usage) => extendedKeyUsage.includes(usage))) {
		throw refusal(`the certificate of ${who} is not meant for servers: its extended key usage lacks serverAuth`);
	}
	const [critical] = unknownCritical;
	if (critical !== undefined) throw refusal(`the certificate of ${who} has a critical extension that is not known: ${critical}`);
}

function checkIssuer(issuer: Certificate, at: Date): void {
	const { keyUsage } = issuer.extensions;
	const mayIssue = isCa(issuer) || (issuer.version === 1 && isSelfSigned(issuer));
	if (!mayIssue || (keyUsage !== undefined && (keyUsage & keyUsageBit.keyCertSign) === 0)) {
		throw new DmsError('certificate.not-a-ca', `${toSubjectText(issuer)} of the chain may not issue certificates`, { field: 'chainFile' });
	}
	checkDates(issuer, at, 'chainFile');
}

function checkDates(certificate: Certificate, at: Date, field: string): void {
	const { notBefore, notAfter } = certificate;
	const who = toSubjectText(certificate);
	if (notAfter < at) throw new DmsError('certificate.expired', `the certificate of ${who} expired at ${notAfter.toISOString()}`, { field });
	if (notBefore > at) {
		throw new DmsError('value.invalid', `the certificate of ${who} is not valid before ${notBefore.toISOString()}`, { field });
	}
}

/** A root proves nothing by its signature, so how it was made does not count. */
function checkStrength(certificate: Certificate, { legacyTls }: ServerCertificateDemands): void {
	if (legacyTls) return;
	const { publicKey, signed } = certificate;
	const leastBits = publicKey.algorithm === 'rsa' ? least.rsaBits : least.ecBits;
	const isWeakKey = (publicKey.algorithm === 'rsa' || publicKey.algorithm === 'ec') && publicKey.bits < leastBits;
	const isWeakSignature = signed.algorithm.digestBits < least.digestBits && !certificate.isSelfIssued;
	if (!isWeakKey && !isWeakSignature) return;
	const what = isWeakKey
		? `has a key of ${publicKey.bits} bits; at least ${leastBits} are needed`
		: `is signed with ${signed.algorithm.name}`;
	throw new DmsError('value.invalid', `the certificate of ${toSubjectText(certificate)} ${what}`, {
		field: 'certificateFile',
		hint: 'Only an interface with legacyTls takes it.',
	});
}

/** From the certificate up to where the blocks end. @throws DmsError `value.contradiction` for a block that is no part of it. */
function toPath(leaf: Certificate, blocks: readonly Certificate[]): readonly Certificate[] {
	// The certificate itself at the head of its chain file, and a block twice, say nothing new.
	const left = new Map(blocks.map((block) => [block.fingerprint, block]));
	left.delete(leaf.fingerprint);
	const path: Certificate[] = [];
	for (let last = leaf; ; ) {
		const issuer = [...left.values()].find((block) => block.subject.key === last.issuer.key && isSignedBy(last.signed, block.publicKey));
		if (issuer === undefined) break;
		left.delete(issuer.fingerprint);
		path.push(issuer);
		last = issuer;
	}
	const surplus = [...left.values()].map(toSubjectText);
	if (surplus.length === 0) return path;
	const end = path.at(-1) ?? leaf;
	throw new DmsError('value.contradiction', `the chain has certificates that did not issue ${toSubjectText(end)}: ${surplus.join('; ')}`, {
		field: 'chainFile',
		hint: 'Give the issuers of the certificate and nothing else.',
	});
}

function nameWarnings(leaf: Certificate, { addresses, hostNames }: InterfaceNames): readonly string[] {
	const names = leaf.extensions.subjectAltName ?? [];
	const dnsNames = names.flatMap((name) => (name.kind === 'dNSName' ? [name.text.toLowerCase()] : []));
	const ips = new Set(names.flatMap((name) => (name.kind === 'iPAddress' ? [name.bytes.toString('hex')] : [])));
	if (dnsNames.length + ips.size === 0) {
		const [commonName] = attributesOf(leaf.subject, attributeOid.commonName).map(({ text }) => text);
		const only = commonName !== undefined && isDnsName(commonName) ? `, only the common name ${commonName}` : '';
		return [`the certificate has no name of a server among its subject alternative names${only}; most clients will refuse it`];
	}
	const isNamed =
		addresses.some((address) => ips.has(Buffer.from(toBytes(address)).toString('hex'))) ||
		hostNames.some((host) => dnsNames.some((name) => covers(name, host.toLowerCase())));
	if (isNamed) return [];
	const called = [...addresses, ...hostNames].slice(0, 8).join(', ');
	return [`the certificate names none of ${called}; clients must use one of its own names: ${toOwnNames(leaf)}`];
}

function toOwnNames(leaf: Certificate): string {
	const names = (leaf.extensions.subjectAltName ?? []).flatMap((name) => {
		if (name.kind === 'dNSName') return [JSON.stringify(name.text).slice(1, -1)];
		return name.kind === 'iPAddress' ? [toAddressText(name.bytes)] : [];
	});
	return names.slice(0, 8).join(', ');
}

function toAddressText(bytes: Buffer): string {
	return bytes.length === 4 ? bytes.join('.') : (bytes.toString('hex').match(/.{4}/g)?.join(':') ?? '');
}

/** A wildcard stands for one whole first label (RFC 9525 6.3). */
function covers(name: string, host: string): boolean {
	return name === host || (name.startsWith('*.') && host.includes('.') && host.slice(host.indexOf('.')) === name.slice(1));
}

function pathWarnings(path: readonly [Certificate, ...Certificate[]]): readonly string[] {
	const [leaf] = path;
	const { keyUsage } = leaf.extensions;
	const withoutSignature = keyUsage !== undefined && (keyUsage & keyUsageBit.digitalSignature) === 0;
	return [
		...(withoutSignature ? ['the key usage of the certificate lacks digitalSignature; some clients will refuse it'] : []),
		...(path.length === 1 && leaf.isSelfIssued ? ['the certificate is self-signed; clients must be told to trust it'] : []),
		...(path.length === 1 && !leaf.isSelfIssued
			? [`no issuer is in the chain; clients that do not have ${toNameText(leaf.issuer)} will refuse the certificate`]
			: []),
	];
}

function refusal(detail: string): DmsError {
	return new DmsError('value.invalid', detail, { field: 'certificateFile' });
}
