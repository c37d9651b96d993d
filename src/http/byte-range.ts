import type { Representation } from './conditional-request.ts';
import { matchesStrongly } from './entity-tag.ts';
import { parseHttpDate } from './http-date.ts';

/** The headers of a request that ask for a part, named as Node names them. */
export interface RangeHeaders {
	readonly range?: string | undefined;
	readonly 'if-range'?: string | undefined;
}

/** What to send of a representation; `start` and `end` count bytes, both inclusive. */
export type ByteRange =
	| { readonly kind: 'whole' }
	| { readonly kind: 'partial'; readonly start: number; readonly end: number }
	| { readonly kind: 'unsatisfiable' };

const whole: ByteRange = { kind: 'whole' };
const unsatisfiable: ByteRange = { kind: 'unsatisfiable' };

/** Digits with which a number stays exact; no file is longer. */
const mostDigits = 15;

/**
 * The part of a representation of `size` bytes that a GET asks for (RFC 9110 14.2). A Range that is malformed, has
 * another unit, or names several ranges is ignored, as the RFC allows: the whole is sent.
 */
export function decideByteRange(method: string, headers: RangeHeaders, size: number, current: Representation): ByteRange {
	const { range } = headers;
	if (range === undefined || method !== 'GET') return whole;
	const ifRange = headers['if-range'];
	if (ifRange !== undefined && !holds(ifRange.trim(), current)) return whole;
	return parseByteRange(range, size);
}

/** Value of Content-Range for a 206 or a 416. */
export function toContentRange(range: Exclude<ByteRange, { kind: 'whole' }>, size: number): string {
	return range.kind === 'partial' ? `bytes ${range.start}-${range.end}/${size}` : `bytes */${size}`;
}

function parseByteRange(header: string, size: number): ByteRange {
	const match = header.length > 64 ? null : /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i.exec(header.trim());
	if (match === null) return whole;
	const [, first = '', last = ''] = match;
	if (first === '') return suffixRange(last, size);
	const start = toPosition(first);
	const end = last === '' ? Number.POSITIVE_INFINITY : toPosition(last);
	if (start > end) return whole;
	return start < size ? { kind: 'partial', start, end: Math.min(end, size - 1) } : unsatisfiable;
}

function suffixRange(digits: string, size: number): ByteRange {
	if (digits === '') return whole;
	const length = toPosition(digits);
	if (length === 0) return unsatisfiable;
	// An empty representation has no last byte that Content-Range could name.
	return size === 0 ? whole : { kind: 'partial', start: Math.max(0, size - length), end: size - 1 };
}

function toPosition(digits: string): number {
	const significant = digits.replace(/^0+/, '');
	return significant.length > mostDigits ? Number.MAX_SAFE_INTEGER : Number(significant);
}

/** RFC 9110 13.1.5: a strong entity tag, or exactly the date that we sent. */
function holds(ifRange: string, current: Representation): boolean {
	if (ifRange.endsWith('"')) return current.etag !== undefined && matchesStrongly(ifRange, current.etag);
	const date = parseHttpDate(ifRange);
	if (date === undefined || current.lastModified === undefined) return false;
	return date.getTime() === Math.floor(current.lastModified.getTime() / 1000) * 1000;
}
