import { DmsError } from '../domain/errors.ts';
import { ok, type Result, refused } from '../domain/result.ts';
import { type Certificate, type CertificateRefusal, parseCertificate } from './certificate.ts';

/** Bytes of a file, or its text: PEM with any number of blocks and text around them, or DER. */
export type Encoded = Uint8Array | string;

export interface ReadLimits {
	readonly certificates: number;
	readonly bytes: number;
}

export const defaultReadLimits: ReadLimits = { certificates: 128, bytes: 4 * 1024 * 1024 };

/** PEM labels under which certificates are found in the wild. */
const certificateLabels = ['CERTIFICATE', 'X509 CERTIFICATE'] as const;
const listLabels = ['X509 CRL', 'CRL'] as const;

/** @throws DmsError `certificate.unreadable` saying which certificate of the file is wrong and why, `certificate.count` above the limit. */
export function readCertificates(file: Encoded, limits: ReadLimits = defaultReadLimits): Certificate[] {
	const blocks = toBlocks(file, certificateLabels, limits.bytes);
	if (!blocks.ok) throw new DmsError('certificate.unreadable', blocks.reason);
	if (blocks.value.length > limits.certificates) {
		throw new DmsError('certificate.count', `the file holds ${blocks.value.length} certificates; the limit is ${limits.certificates}`);
	}
	return blocks.value.map((der, index) => {
		const parsed = parseCertificate(der);
		if (parsed.ok) return parsed.value;
		const which = blocks.value.length === 1 ? 'the certificate' : `certificate ${index + 1} of ${blocks.value.length}`;
		throw new DmsError('certificate.unreadable', `${which} cannot be used: ${parsed.reason.detail}`);
	});
}

/** @throws DmsError `certificate.unreadable`; `certificate.count` naming how many there are. */
export function readOneCertificate(file: Encoded): Certificate {
	const certificates = readCertificates(file);
	const [certificate] = certificates;
	if (certificate === undefined || certificates.length !== 1) {
		throw new DmsError('certificate.count', `the file holds ${certificates.length} certificates; exactly one is needed`, {
			hint: 'Split the bundle and install each certificate under its own alias.',
		});
	}
	return certificate;
}

/** For certificates of strangers, where a broken one is an answer and no error: each block parsed, or why not. */
export function parseCertificates(file: Encoded): Result<Certificate, CertificateRefusal>[] {
	const blocks = toBlocks(file, certificateLabels, defaultReadLimits.bytes);
	if (!blocks.ok) return [refused({ reason: 'certificate.malformed', detail: blocks.reason })];
	return blocks.value.slice(0, defaultReadLimits.certificates).map(parseCertificate);
}

/** DER bytes of the revocation lists in a file. */
export function toListBlocks(file: Encoded, maxBytes: number): Result<Buffer[], string> {
	// Base64 and line breaks make a list longer by a good third.
	return toBlocks(file, listLabels, maxBytes * 2);
}

function toBlocks(file: Encoded, labels: readonly string[], maxBytes: number): Result<Buffer[], string> {
	const bytes = typeof file === 'string' ? Buffer.from(file) : Buffer.from(file.buffer, file.byteOffset, file.byteLength);
	if (bytes.length > maxBytes) return refused(`the file has ${bytes.length} bytes; the limit is ${maxBytes}`);
	// A SEQUENCE with a long length: DER. No text begins so, and what DER holds may look like PEM.
	if (bytes[0] === 0x30 && (bytes[1] ?? 0) > 0x80) return ok([bytes]);
	const first = bytes.indexOf('-----BEGIN ');
	if (first < 0) {
		return refused(bytes.length === 0 ? 'the file is empty' : `the file is neither PEM (${labels[0]}) nor DER`);
	}
	return toPemBlocks(bytes.toString('latin1', first), labels);
}

function toPemBlocks(text: string, labels: readonly string[]): Result<Buffer[], string> {
	const blocks: Buffer[] = [];
	const others = new Set<string>();
	let at = 0;
	for (;;) {
		const begin = text.indexOf('-----BEGIN ', at);
		if (begin < 0) break;
		const labelEnd = text.indexOf('-----', begin + 11);
		if (labelEnd < 0) return refused('a PEM block has no complete first line');
		const label = text.slice(begin + 11, labelEnd);
		const end = text.indexOf(`-----END ${label}-----`, labelEnd + 5);
		if (end < 0) return refused(`the PEM block ${JSON.stringify(label.slice(0, 40))} has no end`);
		at = end + label.length + 14;
		if (!labels.includes(label)) {
			others.add(label.slice(0, 40));
			continue;
		}
		const der = decodeBase64(text.slice(labelEnd + 5, end));
		if (der === undefined) return refused(`PEM block ${blocks.length + 1} is not base64`);
		blocks.push(der);
	}
	if (blocks.length > 0) return ok(blocks);
	return refused(`the file holds no ${labels[0]}, only: ${JSON.stringify([...others].join(', '))}`);
}

/** Node's own decoder skips what it does not know; here every character must belong. */
function decodeBase64(text: string): Buffer | undefined {
	const compact = text.replace(/[ \t\r\n]+/g, '');
	if (compact.length === 0 || compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(compact)) return undefined;
	return Buffer.from(compact, 'base64');
}
