/** What the page shows of a certificate before the server has judged it. */
export interface DerCertificate {
	readonly subject: string;
	readonly issuer: string;
	readonly notAfter: Date;
	readonly isCa: boolean;
	/** Equal for the same name. */
	readonly subjectKey: string;
	readonly issuerKey: string;
}

interface Element {
	readonly tag: number;
	readonly content: Uint8Array;
	readonly whole: Uint8Array;
}

const sequenceTag = 0x30;
const versionTag = 0xa0;
const extensionsTag = 0xa3;
const generalizedTimeTag = 0x18;
const basicConstraintsOid = '551d13';
/** Common name first; a name without one shows its organization or its unit. */
const shownOids = ['550403', '55040a', '55040b'];

/** Reads names and dates of DER, X.509 (RFC 5280 4.1); it judges nothing. Undefined: it is no certificate. */
export function parseCertificate(der: Uint8Array): DerCertificate | undefined {
	try {
		const [certificate] = elementsOf(der);
		const [body] = elementsOf(certificate?.tag === sequenceTag ? certificate.content : new Uint8Array());
		const fields = elementsOf(body?.content ?? new Uint8Array()).filter(({ tag }) => tag !== versionTag);
		const [, , issuer, validity, subject] = fields;
		const [, end] = elementsOf(validity?.content ?? new Uint8Array());
		if (issuer === undefined || subject === undefined || end === undefined) return undefined;
		const notAfter = toTime(end);
		if (Number.isNaN(notAfter.getTime())) return undefined;
		const extensions = fields.find(({ tag }) => tag === extensionsTag);
		return {
			...{ subject: toNameText(subject), issuer: toNameText(issuer), notAfter },
			...{ subjectKey: toHex(subject.whole), issuerKey: toHex(issuer.whole) },
			isCa: extensions !== undefined && saysCa(extensions),
		};
	} catch {
		return undefined;
	}
}

/** @throws RangeError for what is cut off. */
function elementsOf(bytes: Uint8Array): readonly Element[] {
	const elements: Element[] = [];
	for (let at = 0; at < bytes.length; ) {
		const [tag = 0, first = 0] = bytes.subarray(at, at + 2);
		const lengthBytes = first < 0x80 ? 0 : first & 0x7f;
		if (lengthBytes > 4) throw new RangeError('too long');
		const length = lengthBytes === 0 ? first : bytes.subarray(at + 2, at + 2 + lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0);
		const begin = at + 2 + lengthBytes;
		const end = begin + length;
		if (end > bytes.length) throw new RangeError('cut off');
		elements.push({ tag, content: bytes.subarray(begin, end), whole: bytes.subarray(at, end) });
		at = end;
	}
	return elements;
}

function toNameText(name: Element): string {
	const parts = elementsOf(name.content)
		.flatMap(({ content }) => elementsOf(content))
		.map(({ content }) => elementsOf(content))
		.map(([type, value]) => ({ oid: toHex(type?.content ?? new Uint8Array()), text: new TextDecoder().decode(value?.content) }));
	const shown = shownOids.flatMap((oid) => parts.filter((part) => part.oid === oid))[0] ?? parts[0];
	return shown?.text ?? '';
}

function saysCa(extensions: Element): boolean {
	const [list] = elementsOf(extensions.content);
	const parts = elementsOf(list?.content ?? new Uint8Array()).map(({ content }) => elementsOf(content));
	const value = parts.find(([id]) => id !== undefined && toHex(id.content) === basicConstraintsOid)?.at(-1);
	const [constraints] = elementsOf(value?.content ?? new Uint8Array());
	return elementsOf(constraints?.content ?? new Uint8Array())[0]?.content[0] === 0xff;
}

/** RFC 5280 4.1.2.5: two digits of a year below 50 are of this century. */
function toTime({ tag, content }: Element): Date {
	const text = new TextDecoder().decode(content);
	const century = tag === generalizedTimeTag ? '' : Number(text.slice(0, 2)) < 50 ? '20' : '19';
	return new Date(`${century}${text}`.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function toHex(bytes: Uint8Array): string {
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
