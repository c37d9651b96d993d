import { sql } from 'kysely';
import type { AccessRecord } from '../domain/access-record.ts';
import type { TrafficRepository } from '../domain/overview-ports.ts';
import { minuteMs, type TrafficCount, type TrafficSpan } from '../domain/traffic.ts';
import { insertRows } from './insert-rows.ts';
import type { TrafficTable } from './record-tables.ts';
import { toFlag } from './row-values.ts';
import type { Db, DialectName, Session } from './session.ts';

export class SqlTrafficRepository implements TrafficRepository {
	readonly #session: Session;
	readonly #settle: () => Promise<unknown>;

	constructor(session: Session, settle: () => Promise<unknown>) {
		this.#session = session;
		this.#settle = settle;
	}

	async list({ from, to, stepMs }: TrafficSpan): Promise<readonly TrafficCount[]> {
		await this.#settle();
		const rows = await this.#session.read((db) => {
			const at = sql<number>`minute / ${sql.lit(stepMs)} * ${sql.lit(stepMs)}`;
			const sum = (column: 'requests' | 'refusals') => sql<number>`cast(sum(${sql.ref(column)}) as bigint)`;
			return db
				.withSchema('records')
				.selectFrom('traffic')
				.select([at.as('at'), 'reason', sum('requests').as('requests'), sum('refusals').as('refusals')])
				.where('minute', '>=', toMinute(from))
				.where('minute', '<', to.getTime())
				.groupBy([at, 'reason'])
				.orderBy(at)
				.orderBy('reason')
				.execute();
		});
		return rows.map((row) => ({ ...row, at: new Date(row.at) }));
	}

	async since(): Promise<Date | undefined> {
		const row = await this.#session.read((db) =>
			db.withSchema('records').selectFrom('traffic').select('minute').orderBy('minute').limit(1).executeTakeFirst(),
		);
		return row === undefined ? undefined : new Date(row.minute);
	}
}

/** A batch has few minutes and few reasons: one row for each pair. */
export async function addTraffic(db: Db, dialect: DialectName, records: readonly AccessRecord[]): Promise<void> {
	const rows = new Map<string, TrafficTable>();
	for (const { at, reason, status } of records) {
		const minute = toMinute(at);
		const key = `${minute} ${reason}`;
		const row = rows.get(key);
		const refusals = toFlag(status >= 400);
		if (row === undefined) rows.set(key, { minute, reason, requests: 1, refusals });
		else {
			row.requests++;
			row.refusals += refusals;
		}
	}
	await insertRows(db, dialect, 'records.traffic', [...rows.values()], onConflict);
}

const onConflict = `on conflict (minute, reason) do update set
	requests = traffic.requests + excluded.requests, refusals = traffic.refusals + excluded.refusals`;

/** Minutes that ended before the time. */
export async function removeTraffic(db: Db, before: Date): Promise<void> {
	await db
		.withSchema('records')
		.deleteFrom('traffic')
		.where('minute', '<=', before.getTime() - minuteMs)
		.execute();
}

function toMinute(time: Date): number {
	return Math.floor(time.getTime() / minuteMs) * minuteMs;
}
