import { type Selectable, sql } from 'kysely';
import type { NewEvent } from '../domain/event.ts';
import type { Lockout, LockoutKey, LockoutState } from '../domain/lockout.ts';
import type { LockoutRepository } from '../domain/ports.ts';
import { insertEvents, lockEvents } from './event-repository.ts';
import type { LockoutTable } from './record-tables.ts';
import { present, toDate, toFlag, toMs, toRowId } from './row-values.ts';
import type { Db, FixedRead, Session } from './session.ts';

type LockoutRow = Selectable<LockoutTable>;

const byKey: FixedRead<LockoutRow> = {
	name: 'lockout_by_key',
	text: 'select * from records.lockout where type_id = $1 and user_name = $2 and network = $3',
};

/** No policy remembers a failure longer than this. */
const longestMemoryMs = 10 * 86_400_000;
/** Old rows that go with every new one: guessers of user names cannot fill the store for good. */
const staleRowsPerNewRow = 5;

export class SqlLockoutRepository implements LockoutRepository {
	readonly #session: Session;

	constructor(session: Session) {
		this.#session = session;
	}

	async find(key: LockoutKey): Promise<LockoutState | undefined> {
		const [row] = await this.#session.fetch(byKey, toKeyValues(key));
		return row && toState(row);
	}

	change(
		key: LockoutKey,
		next: (state: LockoutState | undefined) => LockoutState,
		tell: (before: LockoutState | undefined, after: LockoutState) => readonly NewEvent[] = () => [],
	): Promise<LockoutState> {
		const { dialect } = this.#session;
		return this.#session.write(async (session) => {
			const db = session.withSchema('records');
			// A row that does not exist yet cannot be locked, so the key is.
			if (dialect === 'postgres') {
				await sql`select pg_advisory_xact_lock(hashtextextended(${JSON.stringify(toKeyValues(key))}, 0))`.execute(session);
			}
			const row = await selectByKey(db, key).executeTakeFirst();
			const before = row && toState(row);
			const state = next(before);
			const columns = toColumns(state);
			if (row === undefined) {
				await forgetStale(db, state.lastFailureAt);
				await db
					.insertInto('lockout')
					.values({ type_id: key.typeId, user_name: key.userName, network: key.network, ...columns })
					.execute();
			} else {
				await db.updateTable('lockout').set(columns).where('id', '=', row.id).execute();
			}
			const events = tell(before, state);
			if (events.length > 0 && dialect === 'postgres') await lockEvents(session);
			if (events.length > 0) await insertEvents(session, dialect, events);
			return state;
		});
	}

	/** Most logins have no failure before them; those write nothing. */
	async forget(key: LockoutKey): Promise<void> {
		const [row] = await this.#session.fetch(byKey, toKeyValues(key));
		if (row === undefined) return;
		await this.#session.write((db) => db.withSchema('records').deleteFrom('lockout').where('id', '=', row.id).execute());
	}

	async listLocked(now: Date): Promise<readonly Lockout[]> {
		const rows = await this.#session.read((db) =>
			db
				.withSchema('records')
				.selectFrom('lockout')
				.selectAll()
				.where((row) => row.or([row('permanent', '=', 1), row('expires_at', '>', now.getTime())]))
				.orderBy('id')
				.execute(),
		);
		return rows.map((row) => ({
			id: String(row.id),
			typeId: row.type_id,
			userName: row.user_name,
			network: row.network,
			...toState(row),
		}));
	}

	async clear(id?: string): Promise<number> {
		const { numDeletedRows } = await this.#session.write((db) => {
			const rows = db.withSchema('records').deleteFrom('lockout');
			return (id === undefined ? rows : rows.where('id', '=', toRowId(id))).executeTakeFirst();
		});
		return Number(numDeletedRows);
	}
}

const toKeyValues = ({ typeId, userName, network }: LockoutKey) => [typeId, userName, network];

function selectByKey(db: Db, { typeId, userName, network }: LockoutKey) {
	return db
		.selectFrom('lockout')
		.selectAll()
		.where('type_id', '=', typeId)
		.where('user_name', '=', userName)
		.where('network', '=', network);
}

async function forgetStale(db: Db, now: Date): Promise<void> {
	const stale = db
		.selectFrom('lockout')
		.select('id')
		.where('last_failure_at', '<', now.getTime() - longestMemoryMs)
		.where('permanent', '=', 0)
		.where((row) => row.or([row('expires_at', 'is', null), row('expires_at', '<', now.getTime())]))
		.limit(staleRowsPerNewRow);
	await db.deleteFrom('lockout').where('id', 'in', stale).execute();
}

function toColumns(state: LockoutState) {
	return {
		failures: state.failures,
		last_failure_at: state.lastFailureAt.getTime(),
		lockouts: state.lockouts,
		started_at: toMs(state.startedAt),
		expires_at: toMs(state.expiresAt),
		permanent: toFlag(state.permanent),
	};
}

function toState(row: LockoutRow): LockoutState {
	return {
		failures: row.failures,
		lastFailureAt: new Date(row.last_failure_at),
		lockouts: row.lockouts,
		permanent: row.permanent === 1,
		...present({ startedAt: toDate(row.started_at), expiresAt: toDate(row.expires_at) }),
	};
}
