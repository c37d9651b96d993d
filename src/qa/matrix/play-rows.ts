import { randomInt } from 'node:crypto';
import type { Administration } from '../../app/administration/administration.ts';
import type { DeviceCredential } from '../mint.ts';
import { type ServerUnderTest, tlsVersions } from './exchange.ts';
import { type EnvironmentNeed, environmentNeeds, withEnvironment } from './local-environment.ts';
import type { MatrixRow } from './matrix-row.ts';
import { type PlayedRow, playRow } from './play-row.ts';

export interface PlayOptions {
	/** How many rows are played at the same time. */
	readonly concurrency: number;
	/** Changes the trust anchors of a local server where rows need it; without it the server is taken as it is. */
	readonly administration?: Administration;
	/** Ends the run between two rows; what was changed at the server is put back. */
	readonly signal?: AbortSignal;
	/** Called with the number of rows before the first is played, and after each one. */
	readonly onProgress?: (played: number, rows: number) => void;
}

/** Eight letters and digits at most, which nobody takes for a MAC address. */
const runs = 36 ** 8;

/** Plays every row with each version of TLS; in the order of the rows. @throws AbortError, and as `withEnvironment`. */
export async function playRows(server: ServerUnderTest, rows: readonly MatrixRow[], options: PlayOptions): Promise<readonly PlayedRow[]> {
	const { administration, onProgress } = options;
	const run = randomInt(runs).toString(36);
	const played = new Map<MatrixRow, readonly PlayedRow[]>();
	const numbers = new Map(rows.map((row, index) => [row, index]));
	const play = async (row: MatrixRow, credential: DeviceCredential | undefined): Promise<void> => {
		played.set(row, await playAllVersions(server, row, credential, `dms-qa/1 run=${run} row=${numbers.get(row)}`));
		onProgress?.(played.size, rows.length);
	};
	onProgress?.(0, rows.length);
	const isSetUp = (row: MatrixRow): boolean => administration !== undefined && needsSetUp(row);
	await inParallel(
		rows.filter((row) => !isSetUp(row)),
		options,
		async (row) => play(row, await row.mint?.()),
	);
	if (administration !== undefined) {
		for (const need of environmentNeeds) await playSetUp(administration, need, rows, options, play);
	}
	return rows.flatMap((row) => played.get(row) ?? []);
}

/** Whether the row comes to what it must only where somebody has changed the server for it. */
export function needsSetUp({ needs }: MatrixRow): boolean {
	return environmentNeeds.some((need) => need === needs);
}

async function playSetUp(
	administration: Administration,
	need: EnvironmentNeed,
	rows: readonly MatrixRow[],
	options: PlayOptions,
	play: (row: MatrixRow, credential: DeviceCredential | undefined) => Promise<void>,
): Promise<void> {
	const minted = await Promise.all(
		rows
			.filter(({ needs }) => needs === need)
			.map(async (row) => {
				const credential = await row.mint?.();
				return credential === undefined ? [] : [{ row, hierarchy: row.hierarchy, credential }];
			}),
	);
	const all = minted.flat();
	if (all.length === 0) return;
	await withEnvironment(administration, need, all, () => inParallel(all, options, ({ row, credential }) => play(row, credential)));
}

/** A few at a time. */
async function inParallel<Item>(
	items: readonly Item[],
	{ concurrency, signal }: PlayOptions,
	work: (item: Item) => Promise<void>,
): Promise<void> {
	const rest = items.values();
	const run = async (): Promise<void> => {
		for (const item of rest) {
			signal?.throwIfAborted();
			await work(item);
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, concurrency) }, run));
}

async function playAllVersions(
	server: ServerUnderTest,
	row: MatrixRow,
	credential: DeviceCredential | undefined,
	userAgent: string,
): Promise<readonly PlayedRow[]> {
	const identity = credential === undefined ? undefined : { cert: credential.chainPem, key: credential.keyPem };
	const played: PlayedRow[] = [];
	for (const tls of tlsVersions) played.push(await playRow(server, row, identity, tls, `${userAgent} ${tls}`));
	return played;
}
