/** Writes DER, and on request what only looks like it: every defect of a certificate must be makeable. */
export function tlv(tag: number, ...contents: readonly Uint8Array[]): Buffer {
	const content = Buffer.concat(contents);
	return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}

function lengthOf(length: number): Buffer {
	if (length < 0x80) return Buffer.from([length]);
	const octets: number[] = [];
	for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) octets.unshift(rest % 256);
	return Buffer.from([0x80 | octets.length, ...octets]);
}

export const sequence = (...contents: readonly Uint8Array[]): Buffer => tlv(0x30, ...contents);
export const set = (...contents: readonly Uint8Array[]): Buffer => tlv(0x31, ...contents);
export const explicit = (number: number, ...contents: readonly Uint8Array[]): Buffer => tlv(0xa0 | number, ...contents);
export const implicit = (number: number, content: Uint8Array): Buffer => tlv(0x80 | number, content);
export const octetString = (content: Uint8Array): Buffer => tlv(0x04, content);
export const nullValue = Buffer.from([5, 0]);
export const boolean = (value: boolean): Buffer => tlv(0x01, Buffer.from([value ? 0xff : 0x00]));
export const bitString = (bits: Uint8Array, unused = 0): Buffer => tlv(0x03, Buffer.from([unused]), bits);

export function integer(value: number | bigint): Buffer {
	if (value < 0) {
		let width = 1;
		while (BigInt(value) < -(1n << BigInt(width * 8 - 1))) width++;
		return tlv(0x02, Buffer.from((BigInt(value) + (1n << BigInt(width * 8))).toString(16).padStart(width * 2, '0'), 'hex'));
	}
	let hex = value.toString(16);
	if (hex.length % 2 === 1) hex = `0${hex}`;
	if (Number.parseInt(hex.slice(0, 2), 16) >= 0x80) hex = `00${hex}`;
	return tlv(0x02, Buffer.from(hex, 'hex'));
}

export function oid(dotted: string): Buffer {
	const [first = 0n, second = 0n, ...rest] = dotted.split('.').map(BigInt);
	const octets = [first * 40n + second, ...rest].flatMap((arc) => {
		const digits = [Number(arc & 0x7fn)];
		for (let left = arc >> 7n; left > 0n; left >>= 7n) digits.unshift(Number(left & 0x7fn) | 0x80);
		return digits;
	});
	return tlv(0x06, Buffer.from(octets));
}

/** Named bits, without trailing zero bits, as DER wants them. */
export function namedBits(...bits: readonly number[]): Buffer {
	if (bits.length === 0) return bitString(Buffer.alloc(0));
	const last = Math.max(...bits);
	const octets = Buffer.alloc((last >> 3) + 1);
	for (const bit of bits) octets[bit >> 3] = (octets[bit >> 3] ?? 0) | (0x80 >> (bit & 7));
	return bitString(octets, 7 - (last & 7));
}

/** UTCTime through 2049, GeneralizedTime from then on and before 1950 (RFC 5280 4.1.2.5), unless told otherwise. */
export function time(date: Date, form?: 'utc' | 'generalized'): Buffer {
	const digits = date.toISOString().replace(/[-:T]|\.\d+/g, '');
	const isUtc = form === undefined ? date.getUTCFullYear() >= 1950 && date.getUTCFullYear() < 2050 : form === 'utc';
	return isUtc ? tlv(0x17, Buffer.from(digits.slice(2))) : tlv(0x18, Buffer.from(digits));
}

export const text = {
	utf8: (value: string): Buffer => tlv(0x0c, Buffer.from(value)),
	printable: (value: string): Buffer => tlv(0x13, Buffer.from(value, 'latin1')),
	t61: (value: string): Buffer => tlv(0x14, Buffer.from(value, 'latin1')),
	ia5: (value: string): Buffer => tlv(0x16, Buffer.from(value, 'latin1')),
	bmp: (value: string): Buffer => tlv(0x1e, Buffer.from(value, 'ucs2').swap16()),
	universal: (value: string): Buffer =>
		tlv(
			0x1c,
			...[...value].map((character) => {
				const octets = Buffer.alloc(4);
				octets.writeUInt32BE(character.codePointAt(0) ?? 0);
				return octets;
			}),
		),
} as const;

const attributeTypes: Readonly<Record<string, string>> = {
	CN: '2.5.4.3',
	serialNumber: '2.5.4.5',
	C: '2.5.4.6',
	L: '2.5.4.7',
	ST: '2.5.4.8',
	O: '2.5.4.10',
	OU: '2.5.4.11',
	DC: '0.9.2342.19200300.100.1.25',
	emailAddress: '1.2.840.113549.1.9.1',
};

/** One attribute: a short name or an OID, and a text (UTF8String) or a whole DER value. */
export type AttributeSpec = readonly [type: string, value: string | Uint8Array];
/** RDNs in DER order; an RDN of several attributes is an array of them. */
export type NameSpec = readonly (AttributeSpec | readonly AttributeSpec[])[];

export function name(spec: NameSpec): Buffer {
	return sequence(...spec.map((rdn) => set(...(isAttribute(rdn) ? [attribute(rdn)] : rdn.map(attribute)))));
}

export function attribute([type, value]: AttributeSpec): Buffer {
	return sequence(oid(attributeTypes[type] ?? type), typeof value === 'string' ? text.utf8(value) : value);
}

function isAttribute(rdn: AttributeSpec | readonly AttributeSpec[]): rdn is AttributeSpec {
	return typeof rdn[0] === 'string';
}

/** GeneralName forms. */
export const general = {
	otherName: (typeId: string, value: Uint8Array): Buffer => explicit(0, oid(typeId), explicit(0, value)),
	email: (value: string): Buffer => implicit(1, Buffer.from(value, 'latin1')),
	dns: (value: string): Buffer => implicit(2, Buffer.from(value, 'latin1')),
	directory: (spec: NameSpec): Buffer => explicit(4, name(spec)),
	uri: (value: string): Buffer => implicit(6, Buffer.from(value, 'latin1')),
	ip: (...octets: readonly number[]): Buffer => implicit(7, Buffer.from(octets)),
	registeredId: (value: string): Buffer => implicit(8, oid(value).subarray(2)),
} as const;
