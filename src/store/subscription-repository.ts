import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import type { EventSubscription, NewEventSubscription } from '../domain/event-subscription.ts';
import type { Clock, SubscriptionRepository } from '../domain/ports.ts';
import type { EventSubscriptionTable } from './record-tables.ts';
import { fromJson } from './row-values.ts';
import type { Db, Session } from './session.ts';

const idBytes = 16;

export class SqlSubscriptionRepository implements SubscriptionRepository {
	readonly #session: Session;
	readonly #clock: Clock;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
	}

	async add({ identity, devices, deviceTypes, types, expiresAt }: NewEventSubscription): Promise<EventSubscription> {
		const row = {
			id: randomBytes(idBytes).toString('base64url'),
			identity,
			devices: JSON.stringify(devices),
			device_types: JSON.stringify(deviceTypes),
			types: JSON.stringify(types),
			created_at: this.#clock.now().getTime(),
			expires_at: expiresAt.getTime(),
		};
		await this.#session.write((db) => records(db).insertInto('event_subscription').values(row).execute());
		return toSubscription(row);
	}

	async find(id: string): Promise<EventSubscription | undefined> {
		const row = await this.#session.read((db) => select(db).where('id', '=', id).executeTakeFirst());
		return row && toSubscription(row);
	}

	async listByIdentity(identity: string): Promise<readonly EventSubscription[]> {
		const rows = await this.#session.read((db) =>
			select(db).where('identity', '=', identity).orderBy('created_at').orderBy('id').execute(),
		);
		return rows.map(toSubscription);
	}

	async count(identity: string): Promise<number> {
		const { count } = await this.#session.read((db) =>
			records(db)
				.selectFrom('event_subscription')
				.select((row) => row.fn.countAll<number>().as('count'))
				.where('identity', '=', identity)
				.executeTakeFirstOrThrow(),
		);
		return count;
	}

	async renew(id: string, expiresAt: Date): Promise<EventSubscription> {
		const row = await this.#session.write((db) =>
			records(db)
				.updateTable('event_subscription')
				.set({ expires_at: expiresAt.getTime() })
				.where('id', '=', id)
				.returningAll()
				.executeTakeFirst(),
		);
		// The id is as good as a password, so it is not repeated.
		if (row === undefined) throw new DmsError('subscription.not-found', 'there is no such subscription, or it has expired');
		return toSubscription(row);
	}

	async delete(id: string): Promise<boolean> {
		const { numDeletedRows } = await this.#session.write((db) =>
			records(db).deleteFrom('event_subscription').where('id', '=', id).executeTakeFirst(),
		);
		return numDeletedRows > 0n;
	}

	/** Of processes that remove at once, each row is returned to one. */
	async removeExpired(now: Date, limit: number): Promise<readonly EventSubscription[]> {
		const rows = await this.#session.write((db) => {
			const expired = records(db).selectFrom('event_subscription').select('id').where('expires_at', '<=', now.getTime());
			const oldest = expired.orderBy('expires_at').orderBy('id').limit(limit);
			return records(db).deleteFrom('event_subscription').where('id', 'in', oldest).returningAll().execute();
		});
		return rows.map(toSubscription).sort((one, other) => one.expiresAt.getTime() - other.expiresAt.getTime());
	}
}

function records(db: Db): Db {
	return db.withSchema('records');
}

function select(db: Db) {
	return records(db).selectFrom('event_subscription').selectAll();
}

function toSubscription(row: Selectable<EventSubscriptionTable>): EventSubscription {
	return {
		id: row.id,
		identity: row.identity,
		devices: fromJson(row.devices),
		deviceTypes: fromJson(row.device_types),
		types: fromJson(row.types),
		createdAt: new Date(row.created_at),
		expiresAt: new Date(row.expires_at),
	};
}
