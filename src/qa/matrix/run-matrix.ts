import { DmsError } from '../../domain/errors.ts';
import type { Clock, Store } from '../../domain/ports.ts';
import { defectNeeds } from '../defects/defect.ts';
import type { Hierarchy } from '../mint.ts';
import { probeServer } from './device-fetch.ts';
import { type ServerUnderTest, tlsVersions } from './exchange.ts';
import { checkExpectedNames, type ExpectedStatuses, toExpectation } from './expected-statuses.ts';
import { judgeRow, type RecordedAnswer } from './judge-row.ts';
import type { MatrixReport, SkippedRow } from './matrix-report.ts';
import { type MatrixRow, toRowName } from './matrix-row.ts';
import { type MatrixPlan, planRows } from './plan-rows.ts';
import type { PlayedRow } from './play-row.ts';
import { needsSetUp, type PlayOptions, playRows } from './play-rows.ts';

export interface RunMatrixOptions extends Omit<MatrixPlan, 'now'>, PlayOptions {
	readonly url: string;
	readonly hierarchies: readonly Hierarchy[];
	/** PEM, to verify the server; without it the server is whoever answers. */
	readonly serverCa?: string;
	readonly expected?: ExpectedStatuses;
	/** The server's own records, where they can be read. */
	readonly store?: Pick<Store, 'accessRecords'>;
	readonly timeoutMs: number;
	readonly clock: Clock;
}

/** Records of this age are looked at: the clock of the server may be another one. */
const clockSlackMs = 60_000;
/** On a busy server other requests stand between ours. */
const otherRecords = 20_000;

/**
 * Plays every row of every hierarchy with TLS 1.2 and 1.3 against a running server and compares.
 * A row that needs a change of the server is played where `administration` may make it, or where `expected` names it.
 * @throws DmsError `value.invalid` for a URL, path or expectation that makes no sense, `qa.server-unreachable`. AbortError.
 */
export async function runMatrix(options: RunMatrixOptions): Promise<MatrixReport> {
	const { url, hierarchies, store, clock, expected: statuses = new Map() } = options;
	const server = toServer(options);
	const startedAt = clock.now();
	const startedMs = performance.now();
	const planned = planRows(hierarchies, { ...checkPaths(options), now: startedAt });
	checkExpectedNames(statuses, planned.map(toRowName), tlsVersions);
	const canPlay = (row: MatrixRow): boolean => options.administration !== undefined || !needsSetUp(row) || isNamed(row, statuses);
	const rows = planned.filter(canPlay);
	const skipped = planned.filter((row) => !canPlay(row)).map(toSkippedRow);
	const obstacle = await probeServer(server);
	if (obstacle !== undefined) throw new DmsError('qa.server-unreachable', `${url}: ${obstacle}`, { field: 'url' });
	const played = await playRows(server, rows, options);
	const records = store === undefined ? undefined : await readRecords(store, startedAt, played);
	const results = played.map((one) => judgeRow(one, toExpectation(one.row.expected, toRowName(one.row), one.tls, statuses), records));
	return {
		url,
		startedAt,
		durationMs: Math.round(performance.now() - startedMs),
		recordsRead: records !== undefined,
		counts: {
			results: results.length,
			differences: results.filter(({ differences }) => differences.length > 0).length,
			skipped: skipped.length,
		},
		results,
		skipped,
	};
}

function toServer({ url, serverCa, timeoutMs }: RunMatrixOptions): ServerUnderTest {
	const parsed = URL.parse(url);
	// It goes into reports: a password in it is refused, not hidden.
	if (parsed?.protocol !== 'https:' || parsed.href !== `${parsed.origin}/`) {
		throw new DmsError('value.invalid', 'the URL is not https://HOST:PORT', { field: 'url', hint: '--path says where the file is.' });
	}
	const host = parsed.hostname.replace(/^\[(.*)\]$/, '$1');
	return { host, port: parsed.port === '' ? 443 : Number(parsed.port), timeoutMs, ...(serverCa === undefined ? {} : { serverCa }) };
}

function isNamed(row: MatrixRow, statuses: ExpectedStatuses): boolean {
	const name = toRowName(row);
	return [name, ...tlsVersions.map((tls) => `${name}/${tls}`)].some((each) => statuses.has(each));
}

function toSkippedRow(row: MatrixRow): SkippedRow {
	const { recipe, name, breaks, needs } = row;
	return { row: toRowName(row), recipe, name, breaks, needs: needs === undefined ? '' : defectNeeds[needs] };
}

/** Without a place for the MAC address every device would ask for the same file. */
function checkPaths<Options extends Pick<MatrixPlan, 'path' | 'passwordPath'>>(options: Options): Options {
	for (const path of [options.path, options.passwordPath]) {
		if (path === undefined || /^\/[\x21-\x7e]*\{mac\}[\x21-\x7e]*$/.test(path)) continue;
		throw new DmsError('value.invalid', `${JSON.stringify(path.slice(0, 256))} is no path with {mac} in it`, { field: 'path' });
	}
	return options;
}

async function readRecords(
	{ accessRecords }: Pick<Store, 'accessRecords'>,
	startedAt: Date,
	played: readonly PlayedRow[],
): Promise<ReadonlyMap<string, RecordedAnswer>> {
	const ours = new Set(played.map(({ userAgent }) => userAgent));
	const since = new Date(startedAt.getTime() - clockSlackMs);
	const records = await accessRecords.list({ since, limit: otherRecords + 2 * played.length });
	return new Map(
		records.flatMap((record) => (record.userAgent !== undefined && ours.has(record.userAgent) ? [[record.userAgent, record]] : [])),
	);
}
