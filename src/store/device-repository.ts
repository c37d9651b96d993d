import { setImmediate as turn } from 'node:timers/promises';
import type { Updateable } from 'kysely';
import type { DeviceKey, DeviceProfile, FileOverride, NewDeviceProfile } from '../domain/device-profile.ts';
import type { AccessCredentials } from '../domain/device-type.ts';
import { DmsError } from '../domain/errors.ts';
import type { MacAddress } from '../domain/mac-address.ts';
import type {
	Clock,
	DeviceChange,
	DeviceConflict,
	DeviceContents,
	DeviceCount,
	DeviceFilter,
	DeviceOrder,
	DevicePage,
	DeviceRepository,
	DeviceSummary,
	OrderedDevicePage,
} from '../domain/ports.ts';
import type { RevisionState } from '../domain/revision.ts';
import type { Tag } from '../domain/tag.ts';
import { toDeviceColumns } from './device-changes.ts';
import { describeConflict, findDeviceConflicts, refuseTaken, toConflictOfIndex } from './device-conflicts.ts';
import { type OrderedSearch, searchInOrder } from './device-order.ts';
import { type CredentialsRow, deviceReads } from './device-reads.ts';
import {
	type DeviceRow,
	linePasswordsPlace,
	passwordPlace,
	summaryColumns,
	tagsPlace,
	toDevice,
	toDeviceKey,
	toDeviceRow,
	toSummary,
} from './device-rows.ts';
import { countDevices, type DeviceSearch, searchDevices, toCondition } from './device-search.ts';
import { type OverrideRow, toOverride, writeOverride } from './file-overrides.ts';
import { fetchWithin } from './fixed-read.ts';
import { insertRows } from './insert-rows.ts';
import { LookupCache } from './lookup-cache.ts';
import type { RevisionLog } from './revision-log.ts';
import { fromJson, present, toRowId } from './row-values.ts';
import type { DeviceTable } from './schema.ts';
import { unsealList } from './sealed-json.ts';
import type { Secrets } from './secrets.ts';
import type { Db, DialectName, Session } from './session.ts';

/** Each takes about half a kilobyte. */
const mostLookups = 10_000;

export class SqlDeviceRepository implements DeviceRepository {
	readonly #session: Session;
	readonly #secrets: Secrets;
	readonly #clock: Clock;
	readonly #log: RevisionLog;
	readonly #byMac = new LookupCache<readonly DeviceSummary[]>(mostLookups);

	constructor(session: Session, secrets: Secrets, clock: Clock, log: RevisionLog) {
		this.#session = session;
		this.#secrets = secrets;
		this.#clock = clock;
		this.#log = log;
	}

	async add(device: NewDeviceProfile): Promise<DeviceProfile> {
		return this.#session.write(async (db) => {
			const [conflict] = await findDeviceConflicts(db, this.#session.dialect, [device]);
			if (conflict !== undefined) throw await describeConflict(db, device, conflict.code);
			await requireTypes(db, this.#session.dialect, [device]);
			const sealer = await this.#secrets.sealer(db, this.#session.dialect);
			try {
				const row = toDeviceRow(device, sealer, this.#clock.now());
				return await this.#decrypt(await db.insertInto('device').values(row).returningAll().executeTakeFirstOrThrow(), []);
			} catch (error) {
				throw toConflictOfIndex(error, device);
			}
		});
	}

	findConflicts(batch: readonly NewDeviceProfile[]): Promise<readonly DeviceConflict[]> {
		return this.#session.read((db) => findDeviceConflicts(db, this.#session.dialect, batch));
	}

	async addMany(batch: readonly NewDeviceProfile[]): Promise<void> {
		await this.#session.write(async (db) => {
			await requireTypes(db, this.#session.dialect, batch);
			const sealer = await this.#secrets.sealer(db, this.#session.dialect);
			const now = this.#clock.now();
			try {
				await insertRows(
					db,
					this.#session.dialect,
					'device',
					batch.map((device) => toDeviceRow(device, sealer, now)),
				);
			} catch (error) {
				throw toConflictOfIndex(error);
			}
		});
		// SQLite answers at once, so that a long import would keep the event loop from everybody else.
		await turn();
	}

	async update(id: string, change: DeviceChange): Promise<DeviceProfile> {
		const { dialect } = this.#session;
		return this.#session.write(async (db) => {
			const row = await lockDevice(db, dialect, id);
			const wanted = { ...toDeviceKey(row), typeId: String(row.type_id), ...present({ mac: change.mac, credentials: change.credentials }) };
			await refuseTaken(db, row.id, wanted);
			const columns = toDeviceColumns(row, change, await this.#secrets.sealer(db, dialect));
			try {
				const changed = await saveDevice(db, row, columns, this.#clock.now());
				if (change.tags !== undefined || change.tagSet !== undefined) await this.#recordTags(db, row, changed);
				return await this.#decrypt(changed, await fetchWithin(db, dialect, deviceReads.overrides, [row.id]));
			} catch (error) {
				throw toConflictOfIndex(error, wanted);
			}
		});
	}

	async delete(id: string): Promise<void> {
		await this.#session.write(async (db) => {
			const { numDeletedRows } = await db.deleteFrom('device').where('id', '=', toRowId(id)).executeTakeFirst();
			if (numDeletedRows === 0n) throw missingDevice(id);
		});
	}

	/** The overrides are read after the row: should a change come between, they are newer than the version and not older. */
	async load(id: string): Promise<DeviceProfile | undefined> {
		const [row] = await this.#session.fetch(deviceReads.byId, [toRowId(id)]);
		return row && this.#decrypt(row, await this.#session.fetch(deviceReads.overrides, [row.id]));
	}

	async findByKey({ name, groupId = '', serviceProviderId = '' }: DeviceKey): Promise<DeviceSummary | undefined> {
		const [row] = await this.#session.fetch(deviceReads.byKey, [name, groupId, serviceProviderId]);
		return row && toSummary(row);
	}

	async findByName(name: string, limit: number): Promise<readonly DeviceSummary[]> {
		return (await this.#session.fetch(deviceReads.byName, [name, limit])).map(toSummary);
	}

	async findByMac(typeId: string, mac: MacAddress): Promise<readonly DeviceSummary[]> {
		const version = this.#session.version?.();
		const key = `${typeId} ${mac}`;
		const kept = version === undefined ? undefined : this.#byMac.get(version, key);
		if (kept !== undefined) return kept;
		const found = (await this.#session.fetch(deviceReads.byMac, [mac, toRowId(typeId)])).map(toSummary);
		// Strangers who invent addresses do not drive out devices.
		if (version !== undefined && found.length > 0) this.#byMac.set(version, key, found);
		return found;
	}

	async findByMacAnyType(mac: MacAddress, limit: number): Promise<readonly DeviceSummary[]> {
		return (await this.#session.fetch(deviceReads.byMacAnyType, [mac, limit])).map(toSummary);
	}

	async findByUserName(typeId: string, userName: string): Promise<DeviceSummary | undefined> {
		const [row] = await this.#session.fetch(deviceReads.byUserName, [userName, toRowId(typeId)]);
		return row && toSummary(row);
	}

	async credentialsOf(id: string): Promise<AccessCredentials | undefined> {
		const [row] = await this.#session.fetch(deviceReads.credentials, [toRowId(id)]);
		return row && this.#credentials(row);
	}

	async list(filter: DeviceFilter, page: { readonly limit: number; readonly afterId?: string }): Promise<readonly DeviceSummary[]> {
		const rows = await this.#session.read((db) =>
			db
				.selectFrom('device')
				.select(summaryColumns)
				.where(toCondition(filter))
				.where('id', '>', toRowId(page.afterId ?? ''))
				.orderBy('id')
				.limit(page.limit)
				.execute(),
		);
		return rows.map(toSummary);
	}

	search(filter: DeviceFilter, page: DeviceSearch): Promise<DevicePage> {
		return this.#session.read((db) => searchDevices(db, this.#session.dialect, filter, page));
	}

	searchInOrder(filter: DeviceFilter, order: DeviceOrder, page: OrderedSearch): Promise<OrderedDevicePage> {
		return this.#session.read((db) => searchInOrder(db, this.#session.dialect, filter, order, page));
	}

	async contentsOf(ids: readonly string[]): Promise<readonly DeviceContents[]> {
		// SQLite answers at once: a long export would keep the event loop from everybody else.
		await turn();
		if (ids.length === 0) return [];
		const rows = await this.#session.read((db) =>
			db
				.selectFrom('device')
				.select(['id', 'service_provider_id', 'group_id', 'name', 'lines', 'tags_sealed'])
				.where('id', 'in', ids.map(toRowId))
				.execute(),
		);
		return Promise.all(
			rows.map(async (row) => ({ id: String(row.id), lines: fromJson<DeviceContents['lines']>(row.lines), tags: await this.#tags(row) })),
		);
	}

	async count(filter: DeviceFilter): Promise<number> {
		const { devices } = await this.#session.read((db) =>
			db
				.selectFrom('device')
				.where(toCondition(filter))
				.select(({ fn }) => fn.countAll<number>().as('devices'))
				.executeTakeFirstOrThrow(),
		);
		return devices;
	}

	async countAmong(filter: DeviceFilter, page: { readonly mostLookedAt: number; readonly afterId?: string }): Promise<DeviceCount> {
		await turn();
		return this.#session.read((db) => countDevices(db, this.#session.dialect, filter, page));
	}

	async setFileOverride(deviceId: string, override: Omit<FileOverride, 'updatedAt'>): Promise<void> {
		await this.#session.write(async (db) => {
			const row = await lockDevice(db, this.#session.dialect, deviceId);
			const now = this.#clock.now();
			const change = { owner: 'device_id', ownerId: row.id, typeId: row.type_id, override, now } as const;
			await writeOverride(db, this.#session.dialect, { ...change, log: this.#log, subjectOwner: { deviceId } });
			await saveDevice(db, row, {}, now);
		});
	}

	/** The tags that a device came with are a revision once there are others: an import of a million devices writes none. */
	async #recordTags(db: Db, before: DeviceRow, after: DeviceRow): Promise<void> {
		await this.#log.record(db, this.#session.dialect, {
			subject: { kind: 'tags', owner: { deviceId: String(after.id) } },
			state: await this.#tagState(after),
			at: after.updated_at,
			before: { state: await this.#tagState(before), at: before.version === 1 ? before.created_at : before.updated_at },
		});
	}

	async #decrypt(row: DeviceRow, overrideRows: readonly OverrideRow[]): Promise<DeviceProfile> {
		return toDevice(
			row,
			{ credentials: await this.#credentials(row), linePasswords: await this.#linePasswords(row), tags: await this.#tags(row) },
			overrideRows.map(toOverride),
		);
	}

	async #credentials(row: CredentialsRow): Promise<AccessCredentials | undefined> {
		if (row.user_name === null || row.password_sealed === null) return undefined;
		return { userName: row.user_name, password: await this.#secrets.unseal(passwordPlace(toDeviceKey(row)), row.password_sealed) };
	}

	async #linePasswords(row: DeviceRow): Promise<readonly (string | null)[]> {
		if (row.line_passwords_sealed === null) return [];
		return fromJson(await this.#secrets.unseal(linePasswordsPlace(toDeviceKey(row)), row.line_passwords_sealed));
	}

	#tags(row: Parameters<typeof toDeviceKey>[0] & Pick<DeviceRow, 'tags_sealed'>): Promise<readonly Tag[]> {
		return unsealList(this.#secrets, tagsPlace(toDeviceKey(row)), row.tags_sealed);
	}

	async #tagState(row: DeviceRow): Promise<RevisionState> {
		return { kind: 'tags', tags: await this.#tags(row), ...present({ tagSet: row.tag_set }) };
	}
}

async function lockDevice(db: Db, dialect: DialectName, id: string): Promise<DeviceRow> {
	const row = await db
		.selectFrom('device')
		.selectAll()
		.where('id', '=', toRowId(id))
		.$if(dialect === 'postgres', (query) => query.forUpdate())
		.executeTakeFirst();
	if (row === undefined) throw missingDevice(id);
	return row;
}

function saveDevice(db: Db, row: DeviceRow, columns: Updateable<DeviceTable>, now: Date): Promise<DeviceRow> {
	return db
		.updateTable('device')
		.set({ ...columns, version: row.version + 1, updated_at: now.getTime() })
		.where('id', '=', row.id)
		.returningAll()
		.executeTakeFirstOrThrow();
}

/** The lock keeps the types from being deleted until the devices are there. */
async function requireTypes(db: Db, dialect: DialectName, devices: readonly NewDeviceProfile[]): Promise<void> {
	const wanted = new Set(devices.map(({ typeId }) => typeId));
	const found = await db
		.selectFrom('device_type')
		.select('id')
		.where('id', 'in', [0, ...[...wanted].map(toRowId)])
		.$if(dialect === 'postgres', (query) => query.forKeyShare())
		.execute();
	for (const { id } of found) wanted.delete(String(id));
	const [missing] = wanted;
	if (missing !== undefined)
		throw new DmsError('device-type.not-found', `there is no device type with the id ${missing}`, { field: 'typeId' });
}

function missingDevice(id: string): DmsError {
	return new DmsError('device.not-found', `there is no device with the id ${id}`);
}
