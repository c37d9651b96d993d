import { sign } from 'node:crypto';
import forge from 'node-forge';
import { type CertificatePlan, type PlannedAltName, type PlannedName, textNameTags, toEncoding } from './certificate-plan.ts';
import type { Issuer, SubjectKey } from './issuer.ts';
import { attributeOids, type SignatureDigest, type StringEncoding } from './recipe.ts';

interface ForgeField {
	readonly type: string;
	readonly valueTagClass: number;
	readonly value: string;
}

/** What the library has, and its types have not. */
declare module 'node-forge' {
	namespace pki {
		function getTBSCertificate(certificate: Certificate): asn1.Asn1;
		interface Certificate {
			setSubject(fields: ForgeField[]): void;
			setIssuer(fields: ForgeField[]): void;
		}
	}
}

const { Class, Type } = forge.asn1;
const stringTypes: Readonly<Record<StringEncoding, number>> = {
	utf8: Type.UTF8,
	printable: Type.PRINTABLESTRING,
	ia5: Type.IA5STRING,
	// Forge has no name for T61String, but writes any tag.
	t61: 20,
	bmp: Type.BMPSTRING,
};

/** Whether forge has words for all of it; what it lacks it would leave out or garble without saying so. */
export function canEncodeWithForge(plan: CertificatePlan, key: SubjectKey, issuer: Issuer): boolean {
	return (
		[key.publicKey, issuer.privateKey].every(({ asymmetricKeyType }) => asymmetricKeyType === 'rsa') &&
		[plan.subject, issuer.subject].every(isForgeName) &&
		plan.subjectAltNames.every(({ kind }) => kind in textNameTags)
	);
}

/** A signed certificate, DER bytes. Only for what {@link canEncodeWithForge}. */
export function encodeWithForge(plan: CertificatePlan, key: SubjectKey, issuer: Issuer): Buffer {
	const certificate = forge.pki.createCertificate();
	// Forge drops the zero octet where the number is positive without it.
	certificate.serialNumber = `00${Buffer.from(key.serialNumber).toString('hex')}`;
	certificate.validity = { notBefore: plan.notBefore, notAfter: plan.notAfter };
	certificate.publicKey = forge.pki.publicKeyFromAsn1(forge.asn1.fromDer(toBinary(key.publicKey.export({ type: 'spki', format: 'der' }))));
	certificate.setSubject(toFields(plan.subject));
	certificate.setIssuer(toFields(issuer.subject));
	certificate.setExtensions(toExtensions(plan, key, issuer));
	signWithNode(certificate, plan.digest, issuer);
	return toBytes(forge.pki.certificateToAsn1(certificate));
}

/** As `certificate.sign` does, whose arithmetic in JavaScript takes some seventy times as long as OpenSSL. */
function signWithNode(certificate: forge.pki.Certificate, digest: SignatureDigest, issuer: Issuer): void {
	const algorithm = forge.pki.oids[`${digest}WithRSAEncryption`] ?? '';
	certificate.signatureOid = algorithm;
	certificate.siginfo.algorithmOid = algorithm;
	certificate.tbsCertificate = forge.pki.getTBSCertificate(certificate);
	certificate.signature = toBinary(sign(digest, toBytes(certificate.tbsCertificate), issuer.privateKey));
}

/** Forge writes each attribute as an RDN of its own. */
function isForgeName(name: PlannedName): boolean {
	return name.every((rdn) => rdn.length === 1);
}

function toFields(name: PlannedName): ForgeField[] {
	return name.flat().map((attribute) => ({
		type: attributeOids[attribute.type],
		valueTagClass: stringTypes[toEncoding(attribute)],
		value: attribute.text,
	}));
}

function toExtensions(plan: CertificatePlan, key: SubjectKey, issuer: Issuer): object[] {
	const { basicConstraints, keyUsage, extendedKeyUsage, subjectAltNames } = plan;
	// Of its own forge would write the SHA-1 of the key, which a rogue authority must not have.
	const keyIdentifier = forge.asn1.create(Class.UNIVERSAL, Type.OCTETSTRING, false, toBinary(key.keyIdentifier));
	return [
		...(basicConstraints === undefined ? [] : [{ name: 'basicConstraints', critical: true, ...toConstraints(basicConstraints) }]),
		...(keyUsage.length === 0 ? [] : [{ name: 'keyUsage', critical: true, ...Object.fromEntries(keyUsage.map((usage) => [usage, true])) }]),
		...(extendedKeyUsage.length === 0 ? [] : [{ name: 'extKeyUsage', value: toPurposes(extendedKeyUsage) }]),
		{ name: 'subjectKeyIdentifier', value: keyIdentifier },
		{ name: 'authorityKeyIdentifier', keyIdentifier: toBinary(issuer.keyIdentifier) },
		...(subjectAltNames.length === 0 ? [] : [{ name: 'subjectAltName', altNames: subjectAltNames.flatMap(toAltName) }]),
		...plan.otherExtensions.map(({ oid, critical, value }) => ({ id: oid, critical, value: toBinary(value) })),
	];
}

function toConstraints({ ca, pathLength }: NonNullable<CertificatePlan['basicConstraints']>): object {
	return { cA: ca, ...(ca && pathLength !== undefined ? { pathLenConstraint: pathLength } : {}) };
}

/** By number: by name, as forge has it, some purposes would be lost. */
function toPurposes(oids: readonly string[]): forge.asn1.Asn1 {
	const purposes = oids.map((oid) => forge.asn1.create(Class.UNIVERSAL, Type.OID, false, forge.asn1.oidToDer(oid).getBytes()));
	return forge.asn1.create(Class.UNIVERSAL, Type.SEQUENCE, true, purposes);
}

function toAltName(name: PlannedAltName): { type: number; value: string }[] {
	return 'text' in name ? [{ type: textNameTags[name.kind], value: toBinary(Buffer.from(name.text)) }] : [];
}

function toBytes(value: forge.asn1.Asn1): Buffer {
	return Buffer.from(forge.asn1.toDer(value).getBytes(), 'latin1');
}

/** Forge keeps octets in strings, one in each character. */
function toBinary(bytes: Uint8Array): string {
	return Buffer.from(bytes).toString('latin1');
}
