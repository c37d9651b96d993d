import { type CertificateQuestion, defaultPurpose, type InstalledTrust, judgeQuestion } from '../app/administration/check-certificate.ts';
import { DmsError } from '../domain/errors.ts';
import { type CheckPurpose, checkPurposes } from '../pki/check-certificate.ts';
import type { Output } from './output.ts';
import { splitLines } from './split-lines.ts';

export interface BatchOptions {
	/** For lines that name no time. */
	readonly at: Date;
	/** For lines that name none. */
	readonly purpose?: CheckPurpose;
	readonly installed: () => Promise<InstalledTrust>;
	readonly output: Output;
}

const longestLine = 32 * 1024 * 1024;
const flushAt = 64 * 1024;

/** One answer for each line, in order; a line that cannot be read is refused and the next one is judged. */
export async function checkBatch(chunks: AsyncIterable<Uint8Array>, options: BatchOptions): Promise<void> {
	let pending = '';
	for await (const line of splitLines(chunks, longestLine)) {
		if (options.output.isClosed) return;
		if (line?.trim() === '') continue;
		pending += `${JSON.stringify(await answer(line, options))}\n`;
		if (pending.length < flushAt) continue;
		await options.output.write(pending);
		pending = '';
	}
	await options.output.write(pending);
}

async function answer(line: string | undefined, options: BatchOptions): Promise<object> {
	let id: unknown = null;
	try {
		if (line === undefined) throw invalid(`the line is longer than ${longestLine} bytes`);
		const entry = parseEntry(line);
		id = entry['id'] ?? null;
		const report = await judgeQuestion(toQuestion(entry, options), options.installed);
		return { id, ...report };
	} catch (error) {
		if (!(error instanceof DmsError)) throw error;
		return {
			id,
			accepted: false,
			reason: 'certificate.malformed',
			detail: null,
			anchor: null,
			mac: null,
			path: [],
			error: `${error.message} (${error.code})`,
		};
	}
}

type Entry = Readonly<Record<string, unknown>>;

function parseEntry(line: string): Entry {
	let value: unknown;
	try {
		value = JSON.parse(line);
	} catch {
		throw invalid('the line is not JSON');
	}
	if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('the line is not a JSON object');
	return { ...value };
}

function toQuestion(entry: Entry, options: BatchOptions): CertificateQuestion {
	const leaf = entry['leaf'];
	if (typeof leaf !== 'string') throw invalid('"leaf" must be a certificate as PEM');
	const anchors = toTexts(entry, 'anchors');
	return {
		leaf,
		untrusted: toTexts(entry, 'untrusted') ?? [],
		crls: toTexts(entry, 'crls') ?? [],
		at: toTime(entry['at'], options.at),
		purpose: toPurpose(entry['purpose'], options.purpose ?? defaultPurpose(anchors)),
		...(anchors === undefined ? {} : { anchors: anchors.map((certificate, index) => ({ alias: `anchor ${index + 1}`, certificate })) }),
	};
}

function toTexts(entry: Entry, field: string): readonly string[] | undefined {
	const value = entry[field];
	if (value === undefined || value === null) return undefined;
	if (!Array.isArray(value) || !value.every((text) => typeof text === 'string')) throw invalid(`"${field}" must be an array of PEM`);
	return value;
}

function toTime(value: unknown, fallback: Date): Date {
	if (value === undefined || value === null) return fallback;
	const time = typeof value === 'string' ? new Date(value) : undefined;
	if (time === undefined || Number.isNaN(time.getTime())) throw invalid('"at" must be an ISO 8601 time');
	return time;
}

function toPurpose(value: unknown, fallback: CheckPurpose): CheckPurpose {
	if (value === undefined || value === null) return fallback;
	const purpose = checkPurposes.find((candidate) => candidate === value);
	if (purpose === undefined) throw invalid(`"purpose" must be one of: ${checkPurposes.join(', ')}`);
	return purpose;
}

function invalid(detail: string): DmsError {
	return new DmsError('value.invalid', detail);
}
