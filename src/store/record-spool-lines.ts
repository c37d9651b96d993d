import type { AccessRecord } from '../domain/access-record.ts';
import { accessReasons } from '../domain/reason.ts';

/** What differs from one request of a device to the next. */
type Moment = Pick<AccessRecord, 'id' | 'requestId' | 'at' | 'durationMs' | 'remotePort'>;

/** An access record as JSON has it: times are milliseconds since the epoch, since V8 takes three times as long to write dates. */
type RecordFields = Omit<AccessRecord, 'at' | 'certificateNotAfter'> & { readonly at: number; readonly certificateNotAfter?: number };

type MomentFields = Pick<RecordFields, keyof Moment>;

/** A line of a spool file: an access record, or what corrects an earlier one of the same process. */
export type SpoolLine =
	| { readonly kind: 'record'; readonly record: AccessRecord; readonly text: string }
	| { readonly kind: 'correction'; readonly id: string; readonly bytesSent: number };

/** Parts that are kept; with the last one that finds room all are forgotten. */
const mostKept = 2_000;
const longestKept = 4_096;
/** Characters of a part by which it is looked for: as far as its path, since each one costs something. */
const longestKey = 128;
/** Where the moment ends: nothing before it comes from outside. */
const seam = ',"method":';

/** Writes records as lines: first the moment, then what a device repeats with each request for a file, which is kept as text. */
export class RecordLineWriter {
	readonly #kept = new Map<string, { readonly record: AccessRecord; readonly text: string }>();

	toLine(record: AccessRecord): string {
		const { id, requestId, at, durationMs, remotePort } = record;
		const moment = `{"id":"${id}","requestId":"${requestId}","at":${at.getTime()},"durationMs":${durationMs},"remotePort":${remotePort}`;
		return `${moment},${this.#lastingText(record)}\n`;
	}

	#lastingText(record: AccessRecord): string {
		const key = `${record.mac ?? ''}${record.path}`;
		const kept = this.#kept.get(key);
		if (kept !== undefined && lastsIn(kept.record, record)) return kept.text;
		const text = toLastingText(record);
		keep(this.#kept, key, { record, text }, text);
		return text;
	}
}

/** Whether two records differ in nothing but the moment; a loop over names would take longer than writing them. */
function lastsIn(one: AccessRecord, other: AccessRecord): boolean {
	return (
		one.method === other.method &&
		one.path === other.path &&
		one.mac === other.mac &&
		one.status === other.status &&
		one.reason === other.reason &&
		one.detail === other.detail &&
		one.proof === other.proof &&
		one.failedProofs === other.failedProofs &&
		one.deviceTypeName === other.deviceTypeName &&
		one.deviceName === other.deviceName &&
		one.deviceId === other.deviceId &&
		one.fileFormat === other.fileFormat &&
		one.anchor === other.anchor &&
		one.certificateSerial === other.certificateSerial &&
		one.certificateFingerprint === other.certificateFingerprint &&
		one.certificateSubject === other.certificateSubject &&
		one.certificateNotAfter === other.certificateNotAfter &&
		one.bytes === other.bytes &&
		one.aborted === other.aborted &&
		one.etag === other.etag &&
		one.tlsVersion === other.tlsVersion &&
		one.cipherSuite === other.cipherSuite &&
		one.remoteAddress === other.remoteAddress &&
		one.interface === other.interface &&
		one.proxy === other.proxy &&
		one.userAgent === other.userAgent
	);
}

/** Without the brace at its beginning, and first what tells most records apart. */
function toLastingText({
	id,
	requestId,
	at,
	durationMs,
	remotePort,
	method,
	mac,
	path,
	certificateNotAfter,
	...rest
}: AccessRecord): string {
	return JSON.stringify({ method, mac, path, ...rest, certificateNotAfter: certificateNotAfter?.getTime() }).slice(1);
}

export function toCorrectionLine(id: string, bytesSent: number): string {
	return `${JSON.stringify({ corrects: id, bytesSent })}\n`;
}

/** Reads what `RecordLineWriter` has written, and keeps what the parts say that are repeated. */
export class SpoolLineReader {
	readonly #kept = new Map<string, { readonly text: string; readonly record: AccessRecord }>();

	/** @returns undefined for a line that nobody of ours has written, or that a crash of the machine has damaged. */
	parse(text: string): SpoolLine | undefined {
		const end = text.indexOf(seam);
		const lasting = text.slice(end + 1);
		const key = lasting.slice(0, longestKey);
		const kept = end < 0 ? undefined : this.#kept.get(key);
		const known = kept?.text === lasting ? parseMoment(text, end, kept.record) : undefined;
		if (known !== undefined) return known;
		const line = parseSpoolLine(text);
		if (end >= 0 && line?.kind === 'record') {
			// A copy: what is cut out of a text keeps all of it in memory.
			const own = Buffer.from(lasting).toString();
			keep(this.#kept, own.slice(0, longestKey), { text: own, record: line.record }, own);
		}
		return line;
	}
}

function parseMoment(text: string, end: number, lasting: AccessRecord): SpoolLine | undefined {
	const moment = parseObject(`${text.slice(0, end)}}`);
	if (moment === undefined || !isMoment(moment)) return undefined;
	const { id, requestId, at, durationMs, remotePort } = moment;
	return { kind: 'record', record: { ...lasting, id, requestId, at: new Date(at), durationMs, remotePort }, text };
}

function keep<Value>(kept: Map<string, Value>, key: string, value: Value, { length }: string): void {
	if (length > longestKept) return;
	if (kept.size >= mostKept) kept.clear();
	kept.set(key, value);
}

function parseSpoolLine(text: string): SpoolLine | undefined {
	const value = parseObject(text);
	if (value === undefined) return undefined;
	const { corrects, bytesSent } = value;
	if (corrects !== undefined) {
		const isCorrection = typeof corrects === 'string' && typeof bytesSent === 'number' && Number.isSafeInteger(bytesSent);
		return isCorrection ? { kind: 'correction', id: corrects, bytesSent } : undefined;
	}
	return isRecord(value) ? { kind: 'record', record: toAccessRecord(value), text } : undefined;
}

/** A record that was checked when it was taken from the spool. */
export function fromRecordText(text: string): AccessRecord {
	return toAccessRecord(JSON.parse(text) as RecordFields);
}

function toAccessRecord({ at, certificateNotAfter, ...fields }: RecordFields): AccessRecord {
	if (certificateNotAfter === undefined) return { ...fields, at: new Date(at) };
	return { ...fields, at: new Date(at), certificateNotAfter: new Date(certificateNotAfter) };
}

/** Looks at what tables and events are made of. */
function isRecord(value: Readonly<Record<string, unknown>>): value is RecordFields & Readonly<Record<string, unknown>> {
	return (
		isMoment(value) &&
		isCount(value['status']) &&
		isReason(value['reason']) &&
		isText(value['method']) &&
		isText(value['path']) &&
		isCount(value['bytes']) &&
		typeof value['aborted'] === 'boolean' &&
		isText(value['remoteAddress']) &&
		isTextOrAbsent(value['mac']) &&
		isTextOrAbsent(value['deviceName']) &&
		isTextOrAbsent(value['deviceId']) &&
		isTextOrAbsent(value['deviceTypeName']) &&
		isTextOrAbsent(value['anchor']) &&
		isTextOrAbsent(value['certificateFingerprint']) &&
		(value['certificateNotAfter'] === undefined || isCount(value['certificateNotAfter']))
	);
}

function isMoment(value: Readonly<Record<string, unknown>>): value is MomentFields & Readonly<Record<string, unknown>> {
	return (
		isText(value['id']) &&
		isText(value['requestId']) &&
		isCount(value['at']) &&
		isNumber(value['durationMs']) &&
		isCount(value['remotePort'])
	);
}

const isText = (value: unknown): boolean => typeof value === 'string';
const isTextOrAbsent = (value: unknown): boolean => value === undefined || typeof value === 'string';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value);
const isNumber = (value: unknown): boolean => typeof value === 'number';
const isReason = (value: unknown): boolean => typeof value === 'string' && Object.hasOwn(accessReasons, value);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}
