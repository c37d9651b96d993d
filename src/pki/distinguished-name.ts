import { DerReader, derTag, malformed, readAll, readOid, toText } from './der.ts';
import { attributeNames } from './object-identifiers.ts';

export interface NameAttribute {
	readonly oid: string;
	readonly tag: number;
	/** Contents octets of the value. */
	readonly value: Buffer;
	/** Undefined when the value is of no string type. */
	readonly text: string | undefined;
}

/** An X.501 name as it stands in DER, with the form in which RFC 5280 7.1 compares names. */
export interface DistinguishedName {
	readonly der: Buffer;
	/** In DER order; an RDN may have several attributes. */
	readonly rdns: readonly (readonly NameAttribute[])[];
	/** One comparison key for each RDN: equal keys, equal RDNs. */
	readonly rdnKeys: readonly string[];
	/** Equal keys, equal names. */
	readonly key: string;
}

export function readName(reader: DerReader, what: string): DistinguishedName {
	const content = reader.enter(derTag.sequence, what);
	const der = reader.whole;
	const rdns = readAll(content, what, 0, (each) => readRdn(each, derTag.set, what));
	const rdnKeys = rdns.map(toRdnKey);
	return { der, rdns, rdnKeys, key: toNameKey(rdnKeys) };
}

/** @throws DmsError `certificate.unreadable` */
export function parseName(der: Uint8Array): DistinguishedName {
	const reader = new DerReader(der);
	const name = readName(reader, 'name');
	reader.finish('name');
	return name;
}

/** One RDN under the given tag: SET in a name, a context tag in a distribution point. */
export function readRdn(reader: DerReader, tag: number, what: string): NameAttribute[] {
	return readAll(reader.enter(tag, what), what, 1, (each) => {
		const pair = each.enter(derTag.sequence, what);
		const oid = readOid(pair, what);
		pair.next(what);
		const value = pair.content;
		const attribute = { oid, tag: pair.tag, value, text: toText(pair.tag, value, what) };
		pair.finish(what);
		return attribute;
	});
}

export const toNameKey = (rdnKeys: readonly string[]): string => rdnKeys.join(',');

/** Order within an RDN carries no meaning (SET OF). Lengths keep the key free of ambiguity, whatever the value holds. */
export function toRdnKey(rdn: readonly NameAttribute[]): string {
	const keys = rdn.map((attribute) => {
		const folded = attribute.text === undefined ? `#${attribute.tag}#${attribute.value.toString('hex')}` : foldText(attribute.text);
		return `${attribute.oid}=${folded.length}:${folded}`;
	});
	return (keys.length > 1 ? keys.sort() : keys).join('+');
}

/** RFC 5280 7.1 (RFC 4518 in short): one string type is as good as another, case and runs of white space do not count. */
function foldText(text: string): string {
	const plain = /^[\x20-\x7e]*$/.test(text) ? text : text.normalize('NFKC');
	return plain
		.toLowerCase()
		.replace(/[ \t-\r]+/g, ' ')
		.replace(/^ | $/g, '');
}

export const isEmptyName = (name: DistinguishedName): boolean => name.rdns.length === 0;

/** Every attribute of this type, in DER order, inside multi-valued RDNs too. */
export function attributesOf(name: DistinguishedName, oid: string): NameAttribute[] {
	return name.rdns.flatMap((rdn) => rdn.filter((attribute) => attribute.oid === oid));
}

/** For people, in the manner of RFC 4514: most specific part first, everything that could mislead a reader is escaped. */
export function toNameText(name: DistinguishedName): string {
	const parts = name.rdns.map((rdn) => rdn.map(toAttributeText).join('+'));
	return parts.reverse().join(', ');
}

function toAttributeText(attribute: NameAttribute): string {
	const type = attributeNames[attribute.oid] ?? attribute.oid;
	if (attribute.text === undefined) return `${type}=#${attribute.value.toString('hex')}`;
	const escaped = attribute.text
		.replace(/^[ #]|[\\,+"<>;]| $/g, '\\$&')
		// Control, format and line-breaking characters forge lines in tables and logs.
		.replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (character) => Buffer.from(character).toString('hex').replace(/../g, '\\$&'));
	return `${type}=${escaped}`;
}

/** RFC 5280 4.1.2.4: without an issuer name there is nothing to chain by. */
export function requireNonEmpty(name: DistinguishedName, what: string): DistinguishedName {
	if (isEmptyName(name)) malformed(`${what} is empty`);
	return name;
}
