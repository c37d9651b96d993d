import { type KeyObject, sign } from 'node:crypto';
import * as asn1 from 'asn1js';
import * as pkijs from 'pkijs';
import { extensionOid, otherNameOid } from '../pki/object-identifiers.ts';
import {
	type CertificatePlan,
	type PlannedAltName,
	type PlannedAttribute,
	type PlannedName,
	textNameTags,
	toEncoding,
} from './certificate-plan.ts';
import type { Issuer, SubjectKey } from './issuer.ts';
import { attributeOids, keyUsages, type SignatureDigest } from './recipe.ts';

const firstTag = { tagClass: 3, tagNumber: 0 };
const directoryNameTag = 4;
const signatureOids = {
	rsa: {
		md5: '1.2.840.113549.1.1.4',
		sha1: '1.2.840.113549.1.1.5',
		sha256: '1.2.840.113549.1.1.11',
		sha384: '1.2.840.113549.1.1.12',
		sha512: '1.2.840.113549.1.1.13',
	},
	ec: { sha1: '1.2.840.10045.4.1', sha256: '1.2.840.10045.4.3.2', sha384: '1.2.840.10045.4.3.3', sha512: '1.2.840.10045.4.3.4' },
} as const;

/** A signed certificate, DER bytes, of any plan. */
export function encodeWithPkijs(plan: CertificatePlan, key: SubjectKey, issuer: Issuer): Buffer {
	const algorithm = toAlgorithm(issuer.privateKey, plan.digest);
	const spki = key.publicKey.export({ type: 'spki', format: 'der' });
	const certificate = new pkijs.Certificate({
		version: 2,
		serialNumber: toInteger(key.serialNumber),
		signature: algorithm,
		issuer: toName(issuer.subject),
		notBefore: toTime(plan.notBefore),
		notAfter: toTime(plan.notAfter),
		subject: toName(plan.subject),
		subjectPublicKeyInfo: new pkijs.PublicKeyInfo({ schema: asn1.fromBER(spki).result }),
		extensions: toExtensions(plan, key.keyIdentifier, issuer.keyIdentifier),
	});
	return signTogether(certificate.encodeTBS(), algorithm, plan.digest, issuer.privateKey);
}

/** In place of the `sign` of pkijs, which wants keys of WebCrypto and answers later. @returns DER bytes of content and signature. */
export function signTogether(
	content: asn1.Sequence,
	algorithm: pkijs.AlgorithmIdentifier,
	digest: SignatureDigest,
	privateKey: KeyObject,
): Buffer {
	const signature = new asn1.BitString({ valueHex: sign(digest, Buffer.from(content.toBER()), privateKey) });
	return Buffer.from(new asn1.Sequence({ value: [content, algorithm.toSchema(), signature] }).toBER());
}

export function toAlgorithm(signer: KeyObject, digest: SignatureDigest): pkijs.AlgorithmIdentifier {
	if (signer.asymmetricKeyType === 'rsa') {
		return new pkijs.AlgorithmIdentifier({ algorithmId: signatureOids.rsa[digest], algorithmParams: new asn1.Null() });
	}
	if (digest === 'md5') throw new RangeError('there is no ECDSA with MD5');
	return new pkijs.AlgorithmIdentifier({ algorithmId: signatureOids.ec[digest] });
}

/** Put together by hand: of attributes pkijs makes a name of one RDN. */
export function toName(name: PlannedName): pkijs.RelativeDistinguishedNames {
	const rdns = name.map((rdn) => new asn1.Set({ value: inDerOrder(rdn.map(toAttribute)) }));
	return new pkijs.RelativeDistinguishedNames({ valueBeforeDecode: new asn1.Sequence({ value: rdns }).toBER() });
}

function toAttribute(attribute: PlannedAttribute): asn1.Sequence {
	return new pkijs.AttributeTypeAndValue({ type: attributeOids[attribute.type], value: toText(attribute) }).toSchema();
}

/** The members of a SET OF are sorted by their bytes (X.690 11.6). */
function inDerOrder(members: readonly asn1.Sequence[]): asn1.Sequence[] {
	return members.toSorted((left, right) => Buffer.compare(Buffer.from(left.toBER()), Buffer.from(right.toBER())));
}

function toText(attribute: PlannedAttribute): pkijs.AttributeValueType {
	const { text: value } = attribute;
	switch (toEncoding(attribute)) {
		case 'utf8':
			return new asn1.Utf8String({ value });
		case 'printable':
			return new asn1.PrintableString({ value });
		case 'ia5':
			return new asn1.IA5String({ value });
		case 't61':
			return new asn1.TeletexString({ value });
		case 'bmp':
			return new asn1.BmpString({ value });
	}
}

function toExtensions(plan: CertificatePlan, keyIdentifier: Uint8Array, issuerKeyIdentifier: Uint8Array): pkijs.Extension[] {
	const { basicConstraints, keyUsage, extendedKeyUsage: keyPurposes, subjectAltNames } = plan;
	return [
		...(basicConstraints === undefined ? [] : [toExtension(extensionOid.basicConstraints, toBasicConstraints(basicConstraints), true)]),
		...(keyUsage.length === 0 ? [] : [toExtension(extensionOid.keyUsage, toKeyUsage(keyUsage), true)]),
		...(keyPurposes.length === 0
			? []
			: [toExtension(extensionOid.extendedKeyUsage, new pkijs.ExtKeyUsage({ keyPurposes: [...keyPurposes] }).toSchema())]),
		toExtension(extensionOid.subjectKeyIdentifier, new asn1.OctetString({ valueHex: keyIdentifier })),
		toAuthorityKeyIdentifier(issuerKeyIdentifier),
		...(subjectAltNames.length === 0
			? []
			: [toExtension(extensionOid.subjectAltName, new pkijs.AltName({ altNames: subjectAltNames.map(toGeneralName) }).toSchema())]),
		...plan.otherExtensions.map(
			({ oid, critical, value }) => new pkijs.Extension({ extnID: oid, critical, extnValue: Uint8Array.from(value).buffer }),
		),
	];
}

export function toExtension(extnID: string, value: asn1.AsnType, critical = false): pkijs.Extension {
	return new pkijs.Extension({ extnID, critical, extnValue: value.toBER() });
}

export function toAuthorityKeyIdentifier(bytes: Uint8Array): pkijs.Extension {
	const keyIdentifier = new asn1.OctetString({ valueHex: bytes });
	return toExtension(extensionOid.authorityKeyIdentifier, new pkijs.AuthorityKeyIdentifier({ keyIdentifier }).toSchema());
}

function toBasicConstraints({ ca: cA, pathLength }: NonNullable<CertificatePlan['basicConstraints']>): asn1.Sequence {
	return new pkijs.BasicConstraints(cA && pathLength !== undefined ? { cA, pathLenConstraint: pathLength } : { cA }).toSchema();
}

/** A named bit list ends with its last set bit (X.690 11.2.2). */
function toKeyUsage(usages: CertificatePlan['keyUsage']): asn1.BitString {
	const last = Math.max(...usages.map((usage) => keyUsages.indexOf(usage)));
	const bytes = new Uint8Array(Math.floor(last / 8) + 1);
	for (const usage of usages) {
		const bit = keyUsages.indexOf(usage);
		bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
	}
	return new asn1.BitString({ valueHex: bytes, unusedBits: 7 - (last % 8) });
}

function toGeneralName(name: PlannedAltName): pkijs.GeneralName {
	switch (name.kind) {
		case 'email':
		case 'dns':
		case 'uri':
			return new pkijs.GeneralName({ type: textNameTags[name.kind], value: Buffer.from(name.text).toString('latin1') });
		case 'directoryName':
			return new pkijs.GeneralName({ type: directoryNameTag, value: toName(name.name) });
		case 'macAddress':
			return new OtherName(otherNameOid.macAddress, new asn1.OctetString({ valueHex: name.bytes }));
		case 'hardwareModuleName': {
			const serial = new asn1.OctetString({ valueHex: Buffer.from(name.serial) });
			const type = new asn1.ObjectIdentifier({ value: name.type });
			return new OtherName(otherNameOid.hardwareModuleName, new asn1.Sequence({ value: [type, serial] }));
		}
	}
}

/** By hand: the GeneralName of pkijs has room for one value, an otherName has two. */
class OtherName extends pkijs.GeneralName {
	readonly #members: asn1.AsnType[];

	constructor(oid: string, value: asn1.AsnType) {
		super();
		this.#members = [new asn1.ObjectIdentifier({ value: oid }), new asn1.Constructed({ idBlock: firstTag, value: [value] })];
	}

	override toSchema(): asn1.Constructed {
		return new asn1.Constructed({ idBlock: firstTag, value: this.#members });
	}
}

/** The value of a name constraints extension, DER bytes (RFC 5280 4.2.1.10). */
export function encodeNameConstraints({ permitted }: { readonly permitted: readonly PlannedName[] }): Buffer {
	const permittedSubtrees = permitted.map((name) => {
		const base = new pkijs.GeneralName({ type: directoryNameTag, value: toName(name) });
		return new pkijs.GeneralSubtree({ base });
	});
	return Buffer.from(new pkijs.NameConstraints({ permittedSubtrees }).toSchema().toBER());
}

/** A positive INTEGER: the shortest form, with a zero byte where the first bit is set. */
export function toInteger(bytes: Uint8Array): asn1.Integer {
	return asn1.Integer.fromBigInt(BigInt(`0x${Buffer.from(bytes).toString('hex')}`));
}

/** UTCTime has two digits for the year, of 1950 to 2049; all else is GeneralizedTime. Neither has a fraction (RFC 5280 4.1.2.5). */
export function toTime(date: Date): pkijs.Time {
	const value = new Date(Math.floor(date.getTime() / 1000) * 1000);
	const year = value.getUTCFullYear();
	return new pkijs.Time({ type: year >= 1950 && year < 2050 ? pkijs.TimeType.UTCTime : pkijs.TimeType.GeneralizedTime, value });
}
