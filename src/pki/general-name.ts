import { constructedTag, contextTag, type DerReader, malformed, readAll, readOid, toOid } from './der.ts';
import { type DistinguishedName, readName } from './distinguished-name.ts';

/** RFC 5280 4.2.1.6. Forms that nothing here looks into keep their kind alone. */
export type GeneralName =
	| { readonly kind: 'otherName'; readonly typeId: string; readonly value: Buffer }
	| { readonly kind: 'rfc822Name' | 'dNSName' | 'uniformResourceIdentifier'; readonly text: string }
	| { readonly kind: 'directoryName'; readonly name: DistinguishedName }
	| { readonly kind: 'iPAddress'; readonly bytes: Buffer }
	| { readonly kind: 'registeredID'; readonly oid: string }
	| { readonly kind: 'x400Address' | 'ediPartyName'; readonly bytes: Buffer };

/** Contents of `GeneralNames`: at least one. */
export function readGeneralNames(reader: DerReader, what: string): GeneralName[] {
	return readAll(reader, what, 1, (each) => readGeneralName(each, what));
}

export function readGeneralName(reader: DerReader, what: string): GeneralName {
	const tag = reader.nextTag;
	switch (tag) {
		case constructedTag(0):
			return readOtherName(reader.enter(tag, what), what);
		case contextTag(1):
			return { kind: 'rfc822Name', text: readIa5(reader, tag, what) };
		case contextTag(2):
			return { kind: 'dNSName', text: readIa5(reader, tag, what) };
		case constructedTag(3):
			return { kind: 'x400Address', bytes: reader.read(tag, what) };
		case constructedTag(4): {
			const explicit = reader.enter(tag, what);
			const name = readName(explicit, what);
			explicit.finish(what);
			return { kind: 'directoryName', name };
		}
		case constructedTag(5):
			return { kind: 'ediPartyName', bytes: reader.read(tag, what) };
		case contextTag(6):
			return { kind: 'uniformResourceIdentifier', text: readIa5(reader, tag, what) };
		case contextTag(7):
			return { kind: 'iPAddress', bytes: reader.read(tag, what) };
		case contextTag(8):
			return { kind: 'registeredID', oid: toOid(reader.read(tag, what), what) };
		default:
			return malformed(`${what} holds a name of an unknown form`);
	}
}

/** `value` is the element inside the EXPLICIT `[0]`, with its own tag. */
function readOtherName(reader: DerReader, what: string): GeneralName {
	const typeId = readOid(reader, what);
	const explicit = reader.enter(constructedTag(0), what);
	const value = explicit.next(what).whole;
	explicit.finish(what);
	reader.finish(what);
	return { kind: 'otherName', typeId, value };
}

function readIa5(reader: DerReader, tag: number, what: string): string {
	const content = reader.read(tag, what);
	if (content.some((octet) => octet > 0x7f)) malformed(`${what} holds an IA5String that is not ASCII`);
	return content.toString('latin1');
}

/** Equal keys, equal names: how a distribution point is told from another (RFC 5280 6.3.3 b 2). */
export function toGeneralNameKey(name: GeneralName): string {
	switch (name.kind) {
		case 'otherName':
			return `otherName:${name.typeId}:${name.value.toString('hex')}`;
		case 'directoryName':
			return `directoryName:${name.name.key}`;
		case 'registeredID':
			return `registeredID:${name.oid}`;
		case 'rfc822Name':
		case 'dNSName':
		case 'uniformResourceIdentifier':
			return `${name.kind}:${name.text}`;
		default:
			return `${name.kind}:${name.bytes.toString('hex')}`;
	}
}
