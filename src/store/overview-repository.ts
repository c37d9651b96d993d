import { setImmediate as turn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Scope } from '../domain/device-profile.ts';
import type { DeviceCount, ExpiryCount, OverviewRepository, ScopeCount } from '../domain/overview-ports.ts';
import type { Db, Session } from './session.ts';

const dayMs = 86_400_000;
/** Sightings that are looked at without a turn for others: some ten milliseconds. */
const sightingsPerTurn = 20_000;

export class SqlOverviewRepository implements OverviewRepository {
	readonly #configuration: Session;
	readonly #records: Session;
	readonly #settle: () => Promise<unknown>;

	constructor(configuration: Session, records: Session, settle: () => Promise<unknown>) {
		this.#configuration = configuration;
		this.#records = records;
		this.#settle = settle;
	}

	async countDevices(scope?: Scope): Promise<readonly DeviceCount[]> {
		const all = await this.#configuration.read((db) => countByType(db, scope).execute());
		const disabled = await this.#configuration.read((db) => countByType(db, scope).where('enabled', '=', 0).execute());
		const disabledOf = new Map(disabled.map(({ type_id, devices }) => [type_id, devices]));
		return all.map(({ type_id, devices }) => ({ typeId: String(type_id), devices, disabled: disabledOf.get(type_id) ?? 0 }));
	}

	async countScopes(limit: number, within?: Scope): Promise<readonly ScopeCount[]> {
		const [devices, settings] = await this.#configuration.read((db) =>
			Promise.all([countByScope(db, 'device', limit, within).execute(), countByScope(db, 'scope', limit, within).execute()]),
		);
		return toScopeCounts(devices, settings).slice(0, limit);
	}

	/** In pieces: there is no index of these times, for each certificate that a device comes with would have to be put into it. */
	async countExpiries(): Promise<readonly ExpiryCount[]> {
		await this.#settle();
		const days = new Map<number, number>();
		for (let after = ''; ; ) {
			const last = await this.#records.read((db) => findPieceEnd(db, after));
			const rows = await this.#records.read((db) => countPiece(db, after, last).execute());
			for (const { day, devices } of rows) days.set(day, (days.get(day) ?? 0) + devices);
			if (last === undefined) break;
			after = last;
			await turn();
		}
		return [...days].toSorted(([one], [other]) => one - other).map(([day, devices]) => ({ day: new Date(day * dayMs), devices }));
	}
}

function countByType(db: Db, scope: Scope | undefined) {
	const devices = db
		.selectFrom('device')
		.select((row) => ['type_id', row.fn.countAll<number>().as('devices')])
		.groupBy('type_id')
		.orderBy('type_id');
	if (scope === undefined) return devices;
	const ofProvider = devices.where('service_provider_id', '=', scope.serviceProviderId);
	return scope.groupId === undefined ? ofProvider : ofProvider.where('group_id', '=', scope.groupId);
}

/** What belongs to the whole system has no service provider. */
function countByScope(db: Db, table: 'device' | 'scope', limit: number, within: Scope | undefined) {
	const rows = db
		.selectFrom(table)
		.select((row) => ['service_provider_id', 'group_id', row.fn.countAll<number>().as('rows')])
		.where('service_provider_id', '<>', '')
		.groupBy(['service_provider_id', 'group_id'])
		.orderBy('service_provider_id')
		.orderBy('group_id')
		.limit(limit);
	if (within === undefined) return rows;
	const ofProvider = rows.where('service_provider_id', '=', within.serviceProviderId);
	return within.groupId === undefined ? ofProvider : ofProvider.where('group_id', '=', within.groupId);
}

type ScopeRow = Awaited<ReturnType<ReturnType<typeof countByScope>['execute']>>[number];

/** Both tables in one order, whatever that of the database is. */
function toScopeCounts(devices: readonly ScopeRow[], settings: readonly ScopeRow[]): readonly ScopeCount[] {
	const counts = new Map<string, ScopeCount>();
	const add = (row: ScopeRow, field: 'devices' | 'deviceTypes'): void => {
		const { service_provider_id: serviceProviderId, group_id: groupId } = row;
		const key = `${serviceProviderId}\0${groupId}`;
		const scope = { serviceProviderId, ...(groupId === '' ? {} : { groupId }) };
		counts.set(key, { devices: 0, deviceTypes: 0, ...counts.get(key), scope, [field]: row.rows });
	};
	for (const row of devices) add(row, 'devices');
	for (const row of settings) add(row, 'deviceTypes');
	return [...counts].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, count]) => count);
}

/** Undefined: what is left is one piece. */
async function findPieceEnd(db: Db, after: string): Promise<string | undefined> {
	const row = await db
		.withSchema('records')
		.selectFrom('sighting')
		.select('mac')
		.where(sql<boolean>`mac > ${after}`)
		.orderBy('mac')
		.offset(sightingsPerTurn)
		.limit(1)
		.executeTakeFirst();
	return row?.mac;
}

function countPiece(db: Db, after: string, last: string | undefined) {
	const day = sql<number>`not_after / ${sql.lit(dayMs)}`;
	const piece = db
		.withSchema('records')
		.selectFrom('sighting')
		.select((row) => [day.as('day'), row.fn.countAll<number>().as('devices')])
		.where('not_after', 'is not', null)
		.where(sql<boolean>`mac > ${after}`)
		.groupBy(day);
	return last === undefined ? piece : piece.where(sql<boolean>`mac <= ${last}`);
}
