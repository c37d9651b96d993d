import { fetchAsDevice } from './device-fetch.ts';
import type { Answer, DeviceFetch, DeviceIdentity, FetchOutcome, ServerUnderTest, TlsVersion } from './exchange.ts';
import type { MatrixRow } from './matrix-row.ts';

/** One row with one version of TLS. */
export interface PlayedRow {
	readonly row: MatrixRow;
	readonly tls: TlsVersion;
	/** By which the server's record is found. */
	readonly userAgent: string;
	readonly outcome: FetchOutcome;
	/** What the row's own check says of an answer with the expected status. */
	readonly fault?: string;
	readonly durationMs: number;
}

/** Plays a row; where it takes two requests, the outcome is the second one's. */
export async function playRow(
	server: ServerUnderTest,
	row: MatrixRow,
	identity: DeviceIdentity | undefined,
	tls: TlsVersion,
	userAgent: string,
): Promise<PlayedRow> {
	const startedMs = performance.now();
	const { path, method = 'GET', httpVersion = '1.1', headersAfter } = row;
	const plain: DeviceFetch = {
		path,
		tls,
		method: 'GET',
		httpVersion: '1.1',
		headers: { 'user-agent': userAgent },
		...(identity === undefined ? {} : { identity }),
	};
	let first: Answer | undefined;
	let headers = plain.headers;
	if (headersAfter !== undefined) {
		const outcome = await fetchAsDevice(server, { ...plain, headers: { 'user-agent': `${userAgent} first` } });
		if (outcome.kind === 'answered') {
			first = outcome;
			headers = { ...headers, ...headersAfter(outcome) };
		}
	}
	const outcome = await fetchAsDevice(server, { ...plain, method, httpVersion, headers });
	const isExpected = outcome.kind === 'answered' && outcome.status === row.expected.status;
	const fault = isExpected ? row.check?.(outcome, first) : undefined;
	const durationMs = performance.now() - startedMs;
	return { row, tls, userAgent, outcome, durationMs, ...(fault === undefined ? {} : { fault }) };
}
