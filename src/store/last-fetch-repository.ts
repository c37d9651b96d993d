import { setImmediate as turn } from 'node:timers/promises';
import type { AccessRecord } from '../domain/access-record.ts';
import type { LastFetchRepository } from '../domain/history-ports.ts';
import { type LastFetch, toLastFetch } from '../domain/last-fetch.ts';
import type { LastFetchTable } from './history-tables.ts';
import { insertRows } from './insert-rows.ts';
import { toFlag, toRowId } from './row-values.ts';
import type { Db, DialectName, Session } from './session.ts';

/** Devices that are looked for at once. */
const orphanBatch = 1_000;

export class SqlLastFetchRepository implements LastFetchRepository {
	readonly #records: Session;
	readonly #configuration: Session;
	readonly #settle: () => Promise<unknown>;

	constructor(records: Session, configuration: Session, settle: () => Promise<unknown>) {
		this.#records = records;
		this.#configuration = configuration;
		this.#settle = settle;
	}

	async list(deviceIds: readonly string[]): Promise<readonly LastFetch[]> {
		await this.#settle();
		const rows = await this.#records.read((db) =>
			db
				.withSchema('records')
				.selectFrom('last_fetch')
				.selectAll()
				.where('device_id', 'in', [0, ...deviceIds.map(toRowId)])
				.execute(),
		);
		return rows.map(toFetch);
	}

	async removeOrphans(): Promise<number> {
		let removed = 0;
		for (let after = 0; ; ) {
			const ids = await this.#fetchingIds(after);
			const last = ids.at(-1);
			if (last === undefined) return removed;
			const gone = await this.#withoutDevice(ids);
			if (gone.length > 0) {
				const { numDeletedRows } = await this.#records.write((db) =>
					db.withSchema('records').deleteFrom('last_fetch').where('device_id', 'in', gone).executeTakeFirst(),
				);
				removed += Number(numDeletedRows);
			}
			after = last;
			await turn();
		}
	}

	async #fetchingIds(after: number): Promise<readonly number[]> {
		const rows = await this.#records.read((db) =>
			db
				.withSchema('records')
				.selectFrom('last_fetch')
				.select('device_id')
				.distinct()
				.where('device_id', '>', after)
				.orderBy('device_id')
				.limit(orphanBatch)
				.execute(),
		);
		return rows.map(({ device_id }) => device_id);
	}

	async #withoutDevice(ids: readonly number[]): Promise<readonly number[]> {
		const rows = await this.#configuration.read((db) =>
			db
				.selectFrom('device')
				.select('id')
				.where('id', 'in', [...ids])
				.execute(),
		);
		const known = new Set(rows.map(({ id }) => id));
		return ids.filter((id) => !known.has(id));
	}
}

/** The newest fetch of each file of each device; of records in their order the last one counts. */
export async function saveLastFetches(db: Db, dialect: DialectName, records: readonly AccessRecord[]): Promise<void> {
	const newest = new Map<string, LastFetchTable>();
	for (const record of records) {
		const fetch = toLastFetch(record);
		if (fetch === undefined) continue;
		const key = `${fetch.deviceId} ${fetch.fileFormat}`;
		const before = newest.get(key);
		if (before === undefined || before.at <= fetch.at.getTime()) newest.set(key, toRow(fetch));
	}
	await insertRows(db, dialect, 'records.last_fetch', [...newest.values()], onConflict);
}

/** What is told later than the fetch: that its connection was cut. */
export async function markFetchAborted(db: Db, deviceId: string, at: number): Promise<void> {
	await db
		.withSchema('records')
		.updateTable('last_fetch')
		.set({ aborted: 1 })
		.where('device_id', '=', toRowId(deviceId))
		.where('at', '=', at)
		.execute();
}

/** Records of another node may come late. */
const onConflict = `on conflict (device_id, file_format) do update set etag = excluded.etag, status = excluded.status,
	at = excluded.at, aborted = excluded.aborted where excluded.at >= last_fetch.at`;

function toRow({ deviceId, fileFormat, etag, status, at, aborted }: LastFetch): LastFetchTable {
	return { device_id: toRowId(deviceId), file_format: fileFormat, etag, status, at: at.getTime(), aborted: toFlag(aborted) };
}

function toFetch(row: LastFetchTable): LastFetch {
	const { device_id, file_format: fileFormat, etag, status, at, aborted } = row;
	return { deviceId: String(device_id), fileFormat, etag, status, at: new Date(at), aborted: aborted === 1 };
}
