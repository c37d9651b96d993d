import type { Selectable } from 'kysely';
import type { ClientIdentity, NewClientIdentity } from '../domain/client-identity.ts';
import { DmsError } from '../domain/errors.ts';
import type { ClientIdentityRepository, Clock } from '../domain/ports.ts';
import type { ClientIdentityTable } from './interface-tables.ts';
import { fromJson, present } from './row-values.ts';
import type { Session } from './session.ts';

export class SqlClientIdentityRepository implements ClientIdentityRepository {
	readonly #session: Session;
	readonly #clock: Clock;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
	}

	async list(): Promise<readonly ClientIdentity[]> {
		const rows = await this.#session.read((db) => db.selectFrom('client_identity').selectAll().orderBy('name').execute());
		return rows.map(toClientIdentity);
	}

	add({ name, fingerprint, deviceTypes }: NewClientIdentity): Promise<ClientIdentity> {
		return this.#session.write(async (db) => {
			const taken = await db.selectFrom('client_identity').select('id').where('name', '=', name).executeTakeFirst();
			if (taken !== undefined) {
				throw new DmsError('client-identity.exists', `client identity ${JSON.stringify(name)} exists`, { field: 'name' });
			}
			const added = await db
				.insertInto('client_identity')
				.values({
					name,
					fingerprint: fingerprint ?? null,
					device_types: JSON.stringify(deviceTypes),
					created_at: this.#clock.now().getTime(),
				})
				.returningAll()
				.executeTakeFirstOrThrow();
			return toClientIdentity(added);
		}, 'identities');
	}

	async delete(name: string): Promise<void> {
		await this.#session.write(async (db) => {
			const { numDeletedRows } = await db.deleteFrom('client_identity').where('name', '=', name).executeTakeFirst();
			if (numDeletedRows === 0n) {
				throw new DmsError('client-identity.not-found', `there is no client identity ${JSON.stringify(name)}`, { field: 'name' });
			}
		}, 'identities');
	}
}

function toClientIdentity(row: Selectable<ClientIdentityTable>): ClientIdentity {
	return {
		id: String(row.id),
		name: row.name,
		...present({ fingerprint: row.fingerprint }),
		deviceTypes: fromJson(row.device_types),
		createdAt: new Date(row.created_at),
	};
}
