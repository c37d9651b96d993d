import { answerOf, sendAs } from '../../api/answer.ts';
import type { Api, ApiSchema } from '../../api/client.ts';
import type { CsvFile } from './split-csv.ts';
import { importTexts } from './texts.ts';

export type ImportReport = ApiSchema<'DeviceImportReport'>;
type Finding = ImportReport['findings'][number];

/** What is wrong with a row, and the row. */
export interface RowProblem extends Finding {
	readonly row: string;
}

/** Each piece is one transaction of the server, and a step of the progress. */
const pieceRows = 2_000;
const mediaType = 'text/csv';

/** Checks every row; nothing is written. @param updates devices that are there already are changed, else their rows are refused. */
export function checkFile(api: Api, file: File, updates: boolean): Promise<ImportReport> {
	const query = { dryRun: 'true', ...toUpdate(updates) } as const;
	return answerOf(api.POST('/api/v1/devices/import', { params: { query }, body: file, ...sendAs(mediaType) }));
}

export interface ImportOptions {
	readonly updates: boolean;
	/** The good rows although others are refused. */
	readonly keepsGoing: boolean;
}

export interface ImportOutcome {
	readonly added: number;
	readonly changed: number;
	readonly refusedRows: number;
}

/**
 * Imports piece by piece.
 * @param onProgress after each piece
 * @throws ApiProblem and leaves what was added before
 */
export async function importFile(
	api: Api,
	csv: CsvFile,
	{ updates, keepsGoing }: ImportOptions,
	onProgress: (outcome: ImportOutcome & { readonly rows: number }) => void,
): Promise<ImportOutcome> {
	let [added, changed, refusedRows] = [0, 0, 0];
	for (let start = 0; start < csv.rows.length; start += pieceRows) {
		const piece = csv.rows.slice(start, start + pieceRows);
		const body = [csv.header, ...piece.map(({ text }) => text), ''].join('\r\n');
		const query = { ...toUpdate(updates), ...(keepsGoing ? { keepGoing: 'true' as const } : {}) };
		const report = await answerOf(requireReport(api.POST('/api/v1/devices/import', { params: { query }, body, ...sendAs(mediaType) })));
		added += report.added;
		changed += report.changed;
		refusedRows += report.refusedRows;
		onProgress({ added, changed, refusedRows, rows: start + piece.length });
	}
	return { added, changed, refusedRows };
}

function toUpdate(updates: boolean): { readonly update?: 'true' } {
	return updates ? { update: 'true' } : {};
}

/** What the check has found, each with the row that it means. */
export function toRowProblems({ findings }: ImportReport, { rows }: CsvFile): readonly RowProblem[] {
	const byLine = new Map(rows.map(({ line, text }) => [line, text]));
	return findings.map((finding) => ({ ...finding, row: byLine.get(finding.line) ?? '' }));
}

/** A piece that was refused although the check had found nothing: somebody has changed something since. */
async function requireReport<Outcome extends { readonly error?: unknown }>(call: Promise<Outcome>): Promise<Outcome> {
	const outcome = await call;
	const { error } = outcome;
	if (!isReport(error)) return outcome;
	const [first] = error.findings;
	throw new Error(importTexts.refused(error.refusedRows, first?.line ?? 0, first?.message ?? ''));
}

function isReport(body: unknown): body is ImportReport {
	return typeof body === 'object' && body !== null && 'refusedRows' in body;
}
