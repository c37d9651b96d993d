import { isUtf8 } from 'node:buffer';
import { DmsError } from '../domain/errors.ts';

/** Identifier octets of the universal types that X.509 uses. */
export const derTag = {
	boolean: 0x01,
	integer: 0x02,
	bitString: 0x03,
	octetString: 0x04,
	oid: 0x06,
	utf8String: 0x0c,
	printableString: 0x13,
	t61String: 0x14,
	ia5String: 0x16,
	utcTime: 0x17,
	generalizedTime: 0x18,
	visibleString: 0x1a,
	universalString: 0x1c,
	bmpString: 0x1e,
	sequence: 0x30,
	set: 0x31,
} as const;

/** Identifier octet of `[number]`, IMPLICIT on a primitive type. */
export const contextTag = (number: number): number => 0x80 | number;

/** Identifier octet of `[number]`, EXPLICIT or IMPLICIT on a constructed type. */
export const constructedTag = (number: number): number => 0xa0 | number;

/** The one way in which the readers of this folder refuse bytes; their callers turn it into a reason. */
export function malformed(what: string): never {
	throw new DmsError('certificate.unreadable', what);
}

/**
 * A cursor over consecutive DER elements. Strict (X.690 10.1): definite minimal lengths, nothing past the end of the
 * enclosing element. It copies nothing: contents are views into the bytes.
 */
export class DerReader {
	readonly bytes: Buffer;
	readonly #limit: number;
	#next: number;
	/** Of the element that was read last: identifier octet and offsets. */
	tag = 0;
	start = 0;
	contentStart = 0;
	end = 0;

	constructor(bytes: Uint8Array, start = 0, limit = bytes.length) {
		this.bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		this.#next = start;
		this.#limit = limit;
	}

	get atEnd(): boolean {
		return this.#next >= this.#limit;
	}

	/** The identifier octet of the next element, or -1 at the end. */
	get nextTag(): number {
		return this.atEnd ? -1 : (this.bytes[this.#next] ?? -1);
	}

	/** Reads the next element, whatever its tag. */
	next(what: string): this {
		const { bytes } = this;
		const limit = this.#limit;
		let at = this.#next;
		if (limit - at < 2) malformed(`${what} is missing or cut off`);
		this.start = at;
		this.tag = bytes[at++] ?? 0;
		if ((this.tag & 0x1f) === 0x1f) malformed(`${what} has a long-form tag`);
		let length = bytes[at++] ?? 0;
		if (length >= 0x80) {
			const octets = length & 0x7f;
			if (octets === 0 || octets > 4 || limit - at < octets) malformed(`${what} has a length that is not DER`);
			length = 0;
			for (let i = 0; i < octets; i++) length = length * 256 + (bytes[at++] ?? 0);
			if (length < 0x80 || length < 256 ** (octets - 1)) malformed(`${what} has a length that is not minimal`);
		}
		if (length > limit - at) malformed(`${what} is cut off`);
		this.contentStart = at;
		this.end = at + length;
		this.#next = this.end;
		return this;
	}

	/** The contents octets of the element that was read last. */
	get content(): Buffer {
		return this.bytes.subarray(this.contentStart, this.end);
	}

	/** The element that was read last, with its identifier and length. */
	get whole(): Buffer {
		return this.bytes.subarray(this.start, this.end);
	}

	/** Reads an element that must have this tag and returns its contents. */
	read(tag: number, what: string): Buffer {
		this.next(what);
		if (this.tag !== tag) malformed(`${what} has tag 0x${this.tag.toString(16)} instead of 0x${tag.toString(16)}`);
		return this.content;
	}

	/** Reads an element that must have this tag and returns a reader over its contents. */
	enter(tag: number, what: string): DerReader {
		this.read(tag, what);
		return new DerReader(this.bytes, this.contentStart, this.end);
	}

	optional(tag: number, what: string): Buffer | undefined {
		return this.nextTag === tag ? this.read(tag, what) : undefined;
	}

	enterOptional(tag: number, what: string): DerReader | undefined {
		return this.nextTag === tag ? this.enter(tag, what) : undefined;
	}

	/** Nothing may follow: bytes that one reader sees and another does not are how parsers are played off against each other. */
	finish(what: string): void {
		if (!this.atEnd) malformed(`${what} has trailing bytes`);
	}
}

/** All elements of `SEQUENCE OF` / `SET OF` contents; `least` elements are required (ASN.1 SIZE). */
export function readAll<Item>(reader: DerReader, what: string, least: number, readOne: (reader: DerReader) => Item): Item[] {
	const items: Item[] = [];
	while (!reader.atEnd) items.push(readOne(reader));
	if (items.length < least) malformed(`${what} is empty`);
	return items;
}

export function readBoolean(reader: DerReader, what: string): boolean {
	const content = reader.read(derTag.boolean, what);
	if (content.length !== 1 || (content[0] !== 0x00 && content[0] !== 0xff)) malformed(`${what} is not a DER boolean`);
	return content[0] === 0xff;
}

/** Contents octets of an INTEGER, checked to be minimal two's complement. */
export function checkInteger(content: Buffer, what: string): Buffer {
	const first = content[0];
	const second = content[1];
	if (first === undefined) malformed(`${what} is an empty integer`);
	if (second !== undefined && ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80))) {
		malformed(`${what} is not a minimal integer`);
	}
	return content;
}

/** A whole number from 0 up; what does not fit 31 bits is as good as infinite and becomes 2^31 - 1. */
export function toCount(integer: Buffer, what: string): number {
	const content = checkInteger(integer, what);
	if ((content[0] ?? 0) >= 0x80) malformed(`${what} is negative`);
	return content.length > 4 ? 0x7fffffff : content.readUIntBE(0, content.length);
}

/**
 * Contents octets of an INTEGER as lower-case hexadecimal without a sign octet: how serial numbers are written. A negative
 * one has a minus sign and its magnitude, or -1 would be taken for 255 (in DER they differ by the sign octet alone).
 */
export function toIntegerHex(integer: Buffer, what: string): string {
	const content = checkInteger(integer, what);
	if ((content[0] ?? 0) < 0x80) return content.toString('hex', content.length > 1 && content[0] === 0 ? 1 : 0);
	const magnitude = (1n << BigInt(content.length * 8)) - BigInt(`0x${content.toString('hex')}`);
	const digits = magnitude.toString(16);
	return `-${digits.length % 2 === 0 ? '' : '0'}${digits}`;
}

/** The bits of a BIT STRING and how many of the last octet are unused (these must be zero in DER). */
export function toBits(content: Buffer, what: string): { readonly bits: Buffer; readonly unused: number } {
	const unused = content[0];
	const bits = content.subarray(1);
	if (unused === undefined || unused > 7 || (bits.length === 0 && unused !== 0)) malformed(`${what} is not a DER bit string`);
	if (((bits[bits.length - 1] ?? 0) & ((1 << unused) - 1)) !== 0) malformed(`${what} has padding bits that are set`);
	return { bits, unused };
}

/** A named-bit list as a number: bit 0 of ASN.1 is bit 0 of the number. At most 16 bits are looked at. */
export function toNamedBits(content: Buffer, what: string): number {
	const { bits } = toBits(content, what);
	let mask = 0;
	for (let i = 0; i < 16; i++) {
		if (((bits[i >> 3] ?? 0) & (0x80 >> (i & 7))) !== 0) mask |= 1 << i;
	}
	return mask;
}

/** Dotted decimal, up to 64 octets. */
export function toOid(content: Buffer, what: string): string {
	const isWhole = content.length > 0 && content.length <= 64 && (content[content.length - 1] ?? 0) < 0x80;
	if (!isWhole) malformed(`${what} is not an object identifier`);
	const arcs: (number | bigint)[] = [];
	let start = 0;
	for (const [index, octet] of content.entries()) {
		if (index === start && octet === 0x80) malformed(`${what} is not a minimal object identifier`);
		if (octet >= 0x80) continue;
		arcs.push(toArc(content.subarray(start, index + 1)));
		start = index + 1;
	}
	const [first = 0, ...rest] = arcs;
	// The first two arcs share a number: 40 times the first, which is at most 2, plus the second.
	const top = first < 40 ? 0 : first < 80 ? 1 : 2;
	const second = typeof first === 'bigint' ? first - 80n : first - 40 * top;
	return [top, second, ...rest].join('.');
}

/** Seven bits in each octet. Arcs of a UUID have 128 and more. */
function toArc(octets: Buffer): number | bigint {
	if (octets.length > 7) return octets.reduce((arc, octet) => arc * 128n + BigInt(octet & 0x7f), 0n);
	return octets.reduce((arc, octet) => arc * 128 + (octet & 0x7f), 0);
}

export function readOid(reader: DerReader, what: string): string {
	return toOid(reader.read(derTag.oid, what), what);
}

/** UTCTime or GeneralizedTime in the only forms RFC 5280 4.1.2.5 knows: seconds, `Z`, no fraction. */
export function readTime(reader: DerReader, what: string): Date {
	const { tag, content } = reader.next(what);
	const text = content.toString('latin1');
	const isUtc = tag === derTag.utcTime && /^\d{12}Z$/.test(text);
	if (!isUtc && !(tag === derTag.generalizedTime && /^\d{14}Z$/.test(text))) malformed(`${what} is not a time in RFC 5280's form`);
	const digits = isUtc ? (text < '50' ? `20${text}` : `19${text}`) : text;
	const part = (at: number, length = 2): number => Number(digits.slice(at, at + length));
	const date = new Date(0);
	date.setUTCFullYear(part(0, 4), part(4) - 1, part(6));
	date.setUTCHours(part(8), part(10), part(12));
	const isReal = date.getUTCMonth() === part(4) - 1 && date.getUTCDate() === part(6) && part(8) < 24 && part(10) < 60 && part(12) < 60;
	if (!isReal) malformed(`${what} is no date: ${digits}`);
	return date;
}

/** The text of an ASN.1 string, or undefined when the tag is no string type. T61String is read as Latin-1, as everybody does. */
export function toText(tag: number, content: Buffer, what: string): string | undefined {
	switch (tag) {
		case derTag.utf8String:
			if (!isUtf8(content)) malformed(`${what} is not UTF-8`);
			return content.toString('utf8');
		case derTag.printableString:
		case derTag.ia5String:
		case derTag.visibleString:
		case derTag.t61String:
			return content.toString('latin1');
		case derTag.bmpString:
			if (content.length % 2 !== 0) malformed(`${what} is not UCS-2`);
			return Buffer.from(content).swap16().toString('ucs2');
		case derTag.universalString:
			return toTextOfUcs4(content, what);
		default:
			return undefined;
	}
}

function toTextOfUcs4(content: Buffer, what: string): string {
	if (content.length % 4 !== 0) malformed(`${what} is not UCS-4`);
	let text = '';
	for (let at = 0; at < content.length; at += 4) {
		const point = content.readUInt32BE(at);
		if (point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) malformed(`${what} is not UCS-4`);
		text += String.fromCodePoint(point);
	}
	return text;
}
