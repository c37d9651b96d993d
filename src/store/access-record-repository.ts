import { setImmediate as turn } from 'node:timers/promises';
import type { Insertable, Selectable } from 'kysely';
import { type AccessFilter, type AccessRecord, lowestRecordId } from '../domain/access-record.ts';
import type { MacAddress } from '../domain/mac-address.ts';
import type { AccessRecordRepository } from '../domain/ports.ts';
import { insertRows } from './insert-rows.ts';
import { fromJson, present, toFlag } from './row-values.ts';
import type { AccessRecordTable } from './schema.ts';
import type { Db, Session } from './session.ts';

const removalBatch = 1_000;

/** What stands in the column `rest`. */
type Rest = Omit<AccessRecord, 'id' | 'at' | 'status' | 'reason' | 'mac' | 'deviceName' | 'deviceId' | 'anchor' | 'bytes' | 'aborted'>;

interface AnchorUse {
	readonly anchor: string;
	readonly mac?: MacAddress;
	readonly at: Date;
	readonly devices: number;
}

export class SqlAccessRecordRepository implements AccessRecordRepository {
	readonly #session: Session;

	constructor(session: Session) {
		this.#session = session;
	}

	async append(records: readonly AccessRecord[]): Promise<void> {
		const rows = records.map(toRow);
		await this.#session.write((db) => insertRows(db, this.#session.dialect, 'records.access_record', rows));
	}

	async markAborted(id: string, bytesSent: number): Promise<void> {
		await this.#session.write((db) =>
			db.withSchema('records').updateTable('access_record').set({ aborted: 1, bytes: bytesSent }).where('id', '=', id).execute(),
		);
	}

	async list(filter: AccessFilter): Promise<readonly AccessRecord[]> {
		const rows = await this.#session.read((db) => selectNewest(db, filter).execute());
		return rows.reverse().map(toRecord);
	}

	async lastByAnchor(): Promise<readonly AnchorUse[]> {
		return this.#session.snapshot(async (session) => {
			const db = session.withSchema('records');
			const anchors = await db
				.selectFrom('access_record')
				.select((row) => ['anchor', row.fn.count<number>('device_id').distinct().as('devices')])
				.where('anchor', 'is not', null)
				.where('status', '<', 400)
				.groupBy('anchor')
				.orderBy('anchor')
				.execute();
			return Promise.all(
				anchors.map(async ({ anchor, devices }) => ({ anchor: anchor ?? '', devices, ...(await newestOf(db, anchor ?? '')) })),
			);
		});
	}

	/** In small transactions, so that nobody who writes a record waits long. */
	async removeBefore(time: Date): Promise<number> {
		let removed = 0;
		for (;;) {
			const { numDeletedRows } = await this.#session.write((session) => {
				const db = session.withSchema('records');
				const old = db.selectFrom('access_record').select('id').where('id', '<', lowestRecordId(time)).orderBy('id').limit(removalBatch);
				return db.deleteFrom('access_record').where('id', 'in', old).executeTakeFirst();
			});
			removed += Number(numDeletedRows);
			if (numDeletedRows < removalBatch) return removed;
			await turn();
		}
	}
}

function selectNewest(session: Db, filter: AccessFilter) {
	let rows = session.withSchema('records').selectFrom('access_record').selectAll().orderBy('id', 'desc').limit(filter.limit);
	if (filter.mac !== undefined) rows = rows.where('mac', '=', filter.mac);
	if (filter.deviceName !== undefined) rows = rows.where('device_name', '=', filter.deviceName);
	if (filter.denied === true) rows = rows.where('status', '>=', 400);
	if (filter.reason !== undefined) rows = rows.where('reason', '=', filter.reason);
	if (filter.afterId !== undefined) rows = rows.where('id', '>', filter.afterId);
	if (filter.since !== undefined) rows = rows.where('id', '>=', lowestRecordId(filter.since)).where('at', '>=', filter.since.getTime());
	return rows;
}

async function newestOf(db: Db, anchor: string): Promise<Omit<AnchorUse, 'anchor' | 'devices'>> {
	const { at, mac } = await db
		.selectFrom('access_record')
		.select(['at', 'mac'])
		.where('anchor', '=', anchor)
		.where('status', '<', 400)
		.orderBy('id', 'desc')
		.limit(1)
		.executeTakeFirstOrThrow();
	return { at: new Date(at), ...present({ mac }) };
}

function toRow(record: AccessRecord): Insertable<AccessRecordTable> {
	const { id, at, status, reason, mac, deviceName, deviceId, anchor, bytes, aborted, ...rest } = record;
	return {
		id,
		at: at.getTime(),
		status,
		reason,
		mac: mac ?? null,
		device_name: deviceName ?? null,
		device_id: deviceId ?? null,
		anchor: anchor ?? null,
		bytes,
		aborted: toFlag(aborted),
		rest: JSON.stringify(rest),
	};
}

function toRecord(row: Selectable<AccessRecordTable>): AccessRecord {
	return {
		...fromJson<Rest>(row.rest),
		id: row.id,
		at: new Date(row.at),
		status: row.status,
		reason: row.reason,
		bytes: row.bytes,
		aborted: row.aborted === 1,
		...present({ mac: row.mac, deviceName: row.device_name, deviceId: row.device_id, anchor: row.anchor }),
	};
}
