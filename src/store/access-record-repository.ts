import { setImmediate as turn } from 'node:timers/promises';
import type { Insertable, Selectable } from 'kysely';
import {
	type AccessFilter,
	type AccessPage,
	type AccessPageAnswer,
	type AccessRecord,
	type DeviceRecordsPage,
	type FollowedRecords,
	lowestRecordId,
	type RecordedDevice,
} from '../domain/access-record.ts';
import type { Scope } from '../domain/device-profile.ts';
import type { AccessRecordRepository } from '../domain/ports.ts';
import { findDeviceRecords } from './device-records.ts';
import { followRecords } from './followed-records.ts';
import type { RecordSpool } from './record-spool.ts';
import { fromRecordText } from './record-spool-lines.ts';
import type { AccessRecordTable } from './record-tables.ts';
import { toFlag, toRowId } from './row-values.ts';
import type { Db, Session } from './session.ts';
import { removeTraffic } from './traffic-repository.ts';
import { removeUnknownDevices } from './unknown-device-repository.ts';

const removalBatch = 1_000;
/** Records that are looked through for those of a scope or a device type: whoever has none in them goes on with the next page. */
const searchWindow = 5_000;

type RecordRow = Selectable<AccessRecordTable>;

export class SqlAccessRecordRepository implements AccessRecordRepository {
	readonly #session: Session;
	readonly #configuration: Session;
	readonly #spool: RecordSpool;
	readonly #settle: () => Promise<unknown>;

	constructor(session: Session, configuration: Session, spool: RecordSpool, settle: () => Promise<unknown>) {
		this.#session = session;
		this.#configuration = configuration;
		this.#spool = spool;
		this.#settle = settle;
	}

	append(records: readonly AccessRecord[]): void {
		this.#spool.append(records);
	}

	markAborted(id: string, bytesSent: number): void {
		this.#spool.correct(id, bytesSent);
	}

	async list(filter: AccessFilter): Promise<readonly AccessRecord[]> {
		await this.#settle();
		const rows = await this.#session.read((db) => selectNewest(db, filter).execute());
		return rows.reverse().map(toRecord);
	}

	async page(filter: Omit<AccessFilter, 'limit'>, { limit, beforeId, scope, deviceTypeName }: AccessPage): Promise<AccessPageAnswer> {
		await this.#settle();
		const window = scope === undefined && deviceTypeName === undefined ? limit + 1 : searchWindow;
		const rows = await this.#session.read((db) => {
			const newest = selectNewest(db, { ...filter, limit: window });
			return (beforeId === undefined ? newest : newest.where('id', '<', beforeId)).execute();
		});
		const ofType =
			deviceTypeName === undefined ? rows : rows.filter(({ record }) => fromRecordText(record).deviceTypeName === deviceTypeName);
		const found = scope === undefined ? ofType : await this.#withinScope(ofType, scope);
		const records = found.slice(0, limit);
		const last = found.length > limit ? records.at(-1) : rows.length === window ? rows.at(-1) : undefined;
		return { records: records.reverse().map(toRecord), ...(last === undefined ? {} : { nextBeforeId: last.id }) };
	}

	async ofDevice(page: DeviceRecordsPage): Promise<AccessPageAnswer> {
		await this.#settle();
		return findDeviceRecords(this.#session, page);
	}

	async newestOf(devices: readonly RecordedDevice[]): Promise<ReadonlyMap<string, AccessRecord>> {
		await this.#settle();
		const pages = await Promise.all(devices.map((device) => findDeviceRecords(this.#session, { ...device, limit: 1 })));
		return new Map(
			devices.flatMap(({ deviceId }, index) => {
				const [record] = pages[index]?.records ?? [];
				return record === undefined ? [] : [[deviceId, record] as const];
			}),
		);
	}

	async follow(afterEventId: number, limit: number, scope?: Scope): Promise<FollowedRecords> {
		const followed = await followRecords(this.#session, afterEventId, limit);
		if (scope === undefined || followed.records.length === 0) return followed;
		const known = await this.#devicesWithin(
			followed.records.map(({ record }) => record.deviceId ?? ''),
			scope,
		);
		return { ...followed, records: followed.records.filter(({ record }) => known.has(record.deviceId ?? '')) };
	}

	async #withinScope(rows: readonly RecordRow[], scope: Scope): Promise<readonly RecordRow[]> {
		const known = await this.#devicesWithin(
			rows.map(({ device_id }) => device_id ?? ''),
			scope,
		);
		return rows.filter(({ device_id }) => known.has(device_id ?? ''));
	}

	/** Which of the devices belong to the scope now. */
	async #devicesWithin(deviceIds: readonly string[], { serviceProviderId, groupId }: Scope): Promise<ReadonlySet<string>> {
		const ids = [...new Set(deviceIds.map(toRowId))];
		const devices = await this.#configuration.read((db) => {
			const ofProvider = db
				.selectFrom('device')
				.select('id')
				.where('id', 'in', [0, ...ids])
				.where('service_provider_id', '=', serviceProviderId);
			return (groupId === undefined ? ofProvider : ofProvider.where('group_id', '=', groupId)).execute();
		});
		return new Set(devices.map(({ id }) => String(id)));
	}

	/** In small transactions, so that nobody who writes a record waits long. */
	async removeBefore(time: Date): Promise<number> {
		await this.#settle();
		await this.#session.write(async (db) => {
			await removeTraffic(db, time);
			await removeUnknownDevices(db, time);
		});
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
	if (filter.id !== undefined) rows = rows.where('id', '=', filter.id);
	if (filter.statusClass !== undefined) {
		rows = rows.where('status', '>=', filter.statusClass * 100).where('status', '<', (filter.statusClass + 1) * 100);
	}
	if (filter.until !== undefined) rows = rows.where('id', '<', lowestRecordId(filter.until)).where('at', '<', filter.until.getTime());
	if (filter.since !== undefined) rows = rows.where('id', '>=', lowestRecordId(filter.since)).where('at', '>=', filter.since.getTime());
	return rows;
}

/** The spooled text is kept as it is: to write it anew would cost more than the database does. */
export function toRecordRow({ record, text }: { readonly record: AccessRecord; readonly text: string }): Insertable<AccessRecordTable> {
	const { id, at, status, reason, mac, deviceName, deviceId, anchor, bytes, aborted } = record;
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
		record: text,
	};
}

function toRecord({ record, bytes, aborted }: RecordRow): AccessRecord {
	return { ...fromRecordText(record), bytes, aborted: aborted === 1 };
}
