import type { AccessRecord } from '../../domain/access-record.ts';
import type { FetchOutcome } from './exchange.ts';
import type { MatrixResult, RowFinding } from './matrix-report.ts';
import { type RowExpectation, toRowName } from './matrix-row.ts';
import type { PlayedRow } from './play-row.ts';

/** What the server has recorded of a request, where its records are read. */
export type RecordedAnswer = Pick<AccessRecord, 'status' | 'reason' | 'detail'>;

/** Compares what came of a row with what it must come to; `records` is undefined where none are read. */
export function judgeRow(
	{ row, tls, userAgent, outcome, fault, durationMs }: PlayedRow,
	expected: RowExpectation,
	records: ReadonlyMap<string, RecordedAnswer> | undefined,
): MatrixResult {
	const record = records?.get(userAgent);
	const found = toFinding(outcome, record);
	const differences = [
		...compareStatus(expected, outcome),
		...(records === undefined ? [] : compareRecord(expected, outcome, record)),
		...(fault === undefined ? [] : [fault]),
	];
	const { recipe, name, breaks, path } = row;
	return {
		row: toRowName(row),
		recipe,
		name,
		breaks,
		path,
		tls,
		expected,
		found,
		differences,
		durationMs: Math.round(durationMs * 1000) / 1000,
	};
}

function toFinding(outcome: FetchOutcome, record: RecordedAnswer | undefined): RowFinding {
	return {
		outcome: toOutcomeText(outcome),
		...(outcome.kind === 'answered' ? { status: outcome.status } : {}),
		...(record === undefined ? {} : { reason: record.reason }),
		...(record?.detail === undefined ? {} : { detail: record.detail }),
	};
}

const noAnswer = {
	unsendable: 'certificate cannot be sent',
	unreachable: 'no connection',
	'handshake-refused': 'handshake refused',
	cut: 'connection cut',
} as const;

function toOutcomeText(outcome: FetchOutcome): string {
	return outcome.kind === 'answered' ? String(outcome.status) : `${noAnswer[outcome.kind]}: ${outcome.code}`;
}

function compareStatus({ status }: RowExpectation, outcome: FetchOutcome): readonly string[] {
	const came = outcome.kind === 'answered' ? outcome.status : outcome.kind;
	if (came === status) return [];
	return [`expected ${status === 'handshake-refused' ? 'a refused handshake' : status}, came ${toOutcomeText(outcome)}`];
}

/** Whoever got an answer must be on record, with the status that was sent. */
function compareRecord({ reason }: RowExpectation, outcome: FetchOutcome, record: RecordedAnswer | undefined): readonly string[] {
	if (outcome.kind !== 'answered') return [];
	if (record === undefined) return ['the server has no record of it'];
	return [
		...(record.status === outcome.status ? [] : [`the answer was ${outcome.status}, the record says ${record.status}`]),
		...(reason === undefined || record.reason === reason ? [] : [`expected reason ${reason}, recorded ${record.reason}`]),
	];
}
