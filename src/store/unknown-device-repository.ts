import type { Selectable } from 'kysely';
import type { AccessRecord } from '../domain/access-record.ts';
import type { MacAddress } from '../domain/mac-address.ts';
import type { UnknownDeviceRepository } from '../domain/overview-ports.ts';
import { isOfUnknownDevice, type UnknownDevice, type UnknownDevicePosition } from '../domain/unknown-device.ts';
import { insertRows } from './insert-rows.ts';
import { fromRecordText } from './record-spool-lines.ts';
import type { UnknownDeviceTable } from './record-tables.ts';
import type { Db, DialectName, FixedRead, Session } from './session.ts';

/** Rows that are looked at together, and how often for one page. */
const batchSize = 200;
const mostBatches = 10;

type FoundRow = Selectable<UnknownDeviceTable> & { readonly record: string };

const rowsBefore: FixedRead<FoundRow> = {
	name: 'unknown_devices_before',
	text: `select unknown_device.*, access_record.record from records.unknown_device
		join records.access_record on access_record.id = unknown_device.last_record_id
		where (unknown_device.last_at, unknown_device.mac) < ($1, $2)
		order by unknown_device.last_at desc, unknown_device.mac desc limit ${batchSize}`,
};

export class SqlUnknownDeviceRepository implements UnknownDeviceRepository {
	readonly #records: Session;
	readonly #configuration: Session;
	readonly #settle: () => Promise<unknown>;

	constructor(records: Session, configuration: Session, settle: () => Promise<unknown>) {
		this.#records = records;
		this.#configuration = configuration;
		this.#settle = settle;
	}

	async list({ limit, after }: Parameters<UnknownDeviceRepository['list']>[0]): ReturnType<UnknownDeviceRepository['list']> {
		await this.#settle();
		const devices: UnknownDevice[] = [];
		let next = after;
		for (let batches = 0; batches < mostBatches; batches++) {
			const rows = await this.#rowsAfter(next);
			const known = await this.#knownOf(rows.map(({ mac }) => mac));
			for (const row of rows) {
				if (devices.length === limit) return { devices, ...(next === undefined ? {} : { next }) };
				next = { lastAt: new Date(row.last_at), mac: row.mac };
				if (!known.has(row.mac)) devices.push(toDevice(row));
			}
			if (rows.length < batchSize) return { devices };
		}
		return { devices, ...(next === undefined ? {} : { next }) };
	}

	#rowsAfter(after: UnknownDevicePosition | undefined): Promise<readonly FoundRow[]> {
		return this.#records.fetch(rowsBefore, [after?.lastAt.getTime() ?? Number.MAX_SAFE_INTEGER, after?.mac ?? '']);
	}

	async #knownOf(macs: readonly MacAddress[]): Promise<ReadonlySet<MacAddress | null>> {
		if (macs.length === 0) return new Set();
		const rows = await this.#configuration.read((db) =>
			db
				.selectFrom('device')
				.select('mac')
				.where('mac', 'in', [...macs])
				.execute(),
		);
		return new Set(rows.map(({ mac }) => mac));
	}
}

/** Records of other nodes may come late. */
export async function saveUnknownDevices(db: Db, dialect: DialectName, records: readonly AccessRecord[]): Promise<void> {
	const rows = new Map<MacAddress, UnknownDeviceTable>();
	for (const record of records) {
		const { mac, id } = record;
		if (mac === undefined || !isOfUnknownDevice(record)) continue;
		const at = record.at.getTime();
		const row = rows.get(mac);
		if (row === undefined) rows.set(mac, { mac, first_at: at, last_at: at, requests: 1, last_record_id: id });
		else {
			row.requests++;
			row.first_at = Math.min(row.first_at, at);
			if (at >= row.last_at) Object.assign(row, { last_at: at, last_record_id: id });
		}
	}
	await insertRows(db, dialect, 'records.unknown_device', [...rows.values()], onConflict);
}

const onConflict = `on conflict (mac) do update set
	first_at = case when excluded.first_at < unknown_device.first_at then excluded.first_at else unknown_device.first_at end,
	last_record_id = case when excluded.last_at >= unknown_device.last_at then excluded.last_record_id else unknown_device.last_record_id end,
	last_at = case when excluded.last_at >= unknown_device.last_at then excluded.last_at else unknown_device.last_at end,
	requests = unknown_device.requests + excluded.requests`;

/** Those that were not seen since. */
export async function removeUnknownDevices(db: Db, before: Date): Promise<void> {
	await db.withSchema('records').deleteFrom('unknown_device').where('last_at', '<', before.getTime()).execute();
}

function toDevice({ mac, first_at, last_at, requests, record }: FoundRow): UnknownDevice {
	return { mac, firstAt: new Date(first_at), lastAt: new Date(last_at), requests, record: fromRecordText(record) };
}
