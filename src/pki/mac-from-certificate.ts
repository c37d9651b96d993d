import { type MacAddress, parseMacAddress } from '../domain/mac-address.ts';
import type { CertificateReason } from '../domain/reason.ts';
import { ok, type Result, refused } from '../domain/result.ts';
import type { MacSource } from '../domain/trust-anchor.ts';
import type { Certificate } from './certificate.ts';
import { DerReader, derTag } from './der.ts';
import { attributesOf, type DistinguishedName } from './distinguished-name.ts';
import type { GeneralName } from './general-name.ts';
import type { CompiledMacRule } from './mac-rule.ts';
import { attributeOid, otherNameOid } from './object-identifiers.ts';

export interface CertifiedMac {
	readonly mac: MacAddress;
	/** The first rule of the list that found it. */
	readonly source: MacSource;
}

export interface MacFault {
	readonly reason: Extract<CertificateReason, 'certificate.no-mac' | 'certificate.ambiguous-mac' | 'certificate.mac-invalid'>;
	readonly detail: string;
}

/** No attribute that holds an address is longer. */
const maxAttributeLength = 1024;

/**
 * The one MAC address that a certificate names. All rules are asked, not only the first that answers: a certificate that
 * names two addresses, in whatever places, must not choose which device it is. Attributes with control characters are
 * passed over, so that a NUL or a line break cannot hide the rest of a value.
 */
export function findMac(certificate: Certificate, rules: readonly CompiledMacRule[]): Result<CertifiedMac, MacFault> {
	const [first, second] = collectMacs(rules, (source) => attributesAt(source, certificate)).values();
	if (first === undefined) {
		return refused({
			reason: 'certificate.no-mac',
			detail: `no MAC address in ${rules.map((rule) => rule.source).join(', ')}${hintAt(certificate)}`,
		});
	}
	if (second !== undefined) {
		return refused({ reason: 'certificate.ambiguous-mac', detail: `${first.text} in ${first.source}, ${second.text} in ${second.source}` });
	}
	const parsed = parseMacAddress(first.text);
	if (parsed.ok) return ok({ mac: parsed.value, source: first.source });
	return refused({ reason: 'certificate.mac-invalid', detail: `${first.text} in ${first.source} is a ${parsed.reason} address` });
}

interface FoundMac {
	readonly source: MacSource;
	/** As it stands there. */
	readonly text: string;
}

/** By their digits, whether a device can have them or not, each with the first rule that finds it. */
export function collectMacs(
	rules: readonly CompiledMacRule[],
	attributesOfSource: (source: MacSource) => readonly string[],
): ReadonlyMap<string, FoundMac> {
	const found = new Map<string, FoundMac>();
	for (const { source, capture } of rules) {
		for (const attribute of attributesOfSource(source)) {
			if (attribute.length > maxAttributeLength || /\p{Cc}/u.test(attribute)) continue;
			for (const text of capture(attribute)) {
				const parsed = parseMacAddress(text);
				if (!parsed.ok && parsed.reason === 'not-a-mac') continue;
				const digits = text.replace(/[:.-]/g, '').toLowerCase();
				if (!found.has(digits)) found.set(digits, { source, text });
			}
		}
	}
	return found;
}

function attributesAt(source: MacSource, certificate: Certificate): string[] {
	const names = certificate.extensions.subjectAltName ?? [];
	switch (source) {
		case 'subject.CN':
			return textsOf(certificate.subject, attributeOid.commonName);
		case 'subject.serialNumber':
			return textsOf(certificate.subject, attributeOid.serialNumber);
		case 'subject.ST':
			return textsOf(certificate.subject, attributeOid.stateOrProvince);
		case 'subject.OU':
			return textsOf(certificate.subject, attributeOid.organizationalUnit);
		case 'san.dns':
			return names.flatMap((name) => (name.kind === 'dNSName' ? [name.text] : []));
		case 'san.uri':
			return names.flatMap((name) => (name.kind === 'uniformResourceIdentifier' ? [name.text] : []));
		case 'san.directoryName.serialNumber':
			return names.flatMap((name) => (name.kind === 'directoryName' ? textsOf(name.name, attributeOid.serialNumber) : []));
		case 'san.otherName.macAddress':
			return otherNames(names, otherNameOid.macAddress).flatMap((value) => readMacAddressName(value));
		case 'san.otherName.hardwareModuleName':
			return otherNames(names, otherNameOid.hardwareModuleName).flatMap((value) => readHardwareModuleName(value));
	}
}

function textsOf(name: DistinguishedName, oid: string): string[] {
	return attributesOf(name, oid).flatMap(({ text }) => (text === undefined ? [] : [text]));
}

function otherNames(names: readonly GeneralName[], typeId: string): Buffer[] {
	return names.flatMap((name) => (name.kind === 'otherName' && name.typeId === typeId ? [name.value] : []));
}

/** RFC 10031: an OCTET STRING of 6 octets, or of 8 for an EUI-64, which is no MAC address of a device here. */
function readMacAddressName(value: Buffer): string[] {
	const octets = readWhole(value, (reader) => reader.read(derTag.octetString, 'macAddress'));
	return octets === undefined ? [] : [octets.toString('hex')];
}

/** RFC 4108 5: `SEQUENCE { hwType OID, hwSerialNum OCTET STRING }`; six octets are the address, others are its text. */
function readHardwareModuleName(value: Buffer): string[] {
	const octets = readWhole(value, (reader) => {
		const name = reader.enter(derTag.sequence, 'hardwareModuleName');
		name.read(derTag.oid, 'hwType');
		const serial = name.read(derTag.octetString, 'hwSerialNum');
		name.finish('hardwareModuleName');
		return serial;
	});
	if (octets === undefined) return [];
	return [octets.toString(octets.length === 6 ? 'hex' : 'latin1')];
}

/** A value of another shape names no MAC; the certificate itself was parsed before. */
function readWhole(value: Buffer, readValue: (reader: DerReader) => Buffer): Buffer | undefined {
	try {
		const reader = new DerReader(value);
		const octets = readValue(reader);
		reader.finish('otherName');
		return octets;
	} catch {
		return undefined;
	}
}

function hintAt(certificate: Certificate): string {
	const isWide = attributesAt('san.otherName.macAddress', certificate).some((hex) => hex.length === 16);
	return isWide ? ' (its macAddress name is an EUI-64)' : '';
}
