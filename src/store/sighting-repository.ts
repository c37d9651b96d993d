import type { Selectable } from 'kysely';
import type { SightingRepository } from '../domain/history-ports.ts';
import type { MacAddress } from '../domain/mac-address.ts';
import type { AnchorUse, Sighting } from '../domain/sighting.ts';
import { fetchWithin } from './fixed-read.ts';
import { insertRows } from './insert-rows.ts';
import type { SightingTable } from './record-tables.ts';
import { present, toDate, toMs } from './row-values.ts';
import type { Db, DialectName, FixedRead, Session } from './session.ts';

const macsPerRead = 32;
const byMacs: FixedRead<SightingTable> = {
	name: 'sighting_by_macs',
	text: `select * from records.sighting where mac in (${Array.from({ length: macsPerRead }, (_, index) => `$${index + 1}`).join(', ')})`,
};

export class SqlSightingRepository implements SightingRepository {
	readonly #session: Session;
	readonly #settle: () => Promise<unknown>;

	constructor(session: Session, settle: () => Promise<unknown>) {
		this.#session = session;
		this.#settle = settle;
	}

	async find(mac: MacAddress): Promise<Sighting | undefined> {
		await this.#settle();
		const { dialect } = this.#session;
		return (await this.#session.read((db) => findSightings(db, dialect, new Set([mac])))).get(mac);
	}

	async listByAnchor(alias: string, limit: number): Promise<readonly Sighting[]> {
		await this.#settle();
		const rows = await this.#session.read((db) =>
			db
				.withSchema('records')
				.selectFrom('sighting')
				.selectAll()
				.where('anchor', '=', alias)
				.where('granted_at', 'is not', null)
				.orderBy('granted_at', 'desc')
				.orderBy('mac')
				.limit(limit)
				.execute(),
		);
		return rows.map(toSighting);
	}

	async listExpiring(
		after: Date,
		until: Date,
		{ limit, afterMac }: { readonly limit: number; readonly afterMac?: MacAddress },
	): Promise<readonly Sighting[]> {
		await this.#settle();
		const rows = await this.#session.read((db) => {
			const expiring = db.withSchema('records').selectFrom('sighting').selectAll().orderBy('mac').limit(limit);
			const within = expiring.where('not_after', '>', after.getTime()).where('not_after', '<=', until.getTime());
			return (afterMac === undefined ? within : within.where('mac', '>', afterMac)).execute();
		});
		return rows.map(toSighting);
	}

	async lastByAnchor(): Promise<readonly AnchorUse[]> {
		await this.#settle();
		return this.#session.snapshot(async (session) => {
			const db = session.withSchema('records');
			const counts = await db
				.selectFrom('sighting')
				.select((row) => ['anchor', row.fn.count<number>('mac').as('devices')])
				.where('anchor', 'is not', null)
				.where('granted_at', 'is not', null)
				.groupBy('anchor')
				.orderBy('anchor')
				.execute();
			return Promise.all(
				counts.map(async ({ anchor, devices }) => ({ anchor: anchor ?? '', devices, ...(await lastOf(db, anchor ?? '')) })),
			);
		});
	}
}

async function lastOf(db: Db, anchor: string): Promise<Pick<AnchorUse, 'mac' | 'at'>> {
	const { mac, granted_at } = await db
		.selectFrom('sighting')
		.select(['mac', 'granted_at'])
		.where('anchor', '=', anchor)
		.where('granted_at', 'is not', null)
		.orderBy('granted_at', 'desc')
		.limit(1)
		.executeTakeFirstOrThrow();
	return { mac, at: new Date(granted_at ?? 0) };
}

export async function findSightings(db: Db, dialect: DialectName, macs: ReadonlySet<MacAddress>): Promise<Map<MacAddress, Sighting>> {
	const found = new Map<MacAddress, Sighting>();
	const wanted = [...macs];
	for (let start = 0; start < wanted.length; start += macsPerRead) {
		// Filled up with nothing, so that there is one statement, which stays prepared.
		const some = Array.from({ length: macsPerRead }, (_, index) => wanted[start + index] ?? null);
		for (const row of await fetchWithin(db, dialect, byMacs, some)) found.set(row.mac, toSighting(row));
	}
	return found;
}

/** Replaces what is known of these addresses, each of which comes once. */
export async function saveSightings(db: Db, dialect: DialectName, sightings: readonly Sighting[]): Promise<void> {
	await insertRows(db, dialect, 'records.sighting', sightings.map(toRow), onConflict);
}

function toRow(sighting: Sighting): SightingTable {
	return {
		mac: sighting.mac,
		first_at: sighting.firstAt.getTime(),
		last_at: sighting.lastAt.getTime(),
		granted_at: toMs(sighting.grantedAt),
		device_id: sighting.deviceId ?? null,
		device_name: sighting.deviceName ?? null,
		device_type: sighting.deviceType ?? null,
		anchor: sighting.anchor ?? null,
		fingerprint: sighting.fingerprint ?? null,
		not_after: toMs(sighting.notAfter),
		granted_fingerprint: sighting.grantedFingerprint ?? null,
		last_record_id: sighting.lastRecordId,
	};
}

const replaced: readonly (keyof SightingTable)[] = [
	'first_at',
	'last_at',
	'granted_at',
	'device_id',
	'device_name',
	'device_type',
	'anchor',
	'fingerprint',
	'not_after',
	'granted_fingerprint',
	'last_record_id',
];
const onConflict = `on conflict (mac) do update set ${replaced.map((column) => `${column} = excluded.${column}`).join(', ')}`;

export function toSighting(row: Selectable<SightingTable>): Sighting {
	return {
		mac: row.mac,
		firstAt: new Date(row.first_at),
		lastAt: new Date(row.last_at),
		lastRecordId: row.last_record_id,
		...present({
			grantedAt: toDate(row.granted_at),
			deviceId: row.device_id,
			deviceName: row.device_name,
			deviceType: row.device_type,
			anchor: row.anchor,
			fingerprint: row.fingerprint,
			notAfter: toDate(row.not_after),
			grantedFingerprint: row.granted_fingerprint,
		}),
	};
}
