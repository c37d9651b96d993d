import type { Selectable } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import type { ServiceAccountRepository } from '../domain/people-ports.ts';
import type { Clock } from '../domain/ports.ts';
import type { NewServiceAccount, ServiceAccount, ServiceAccountChange } from '../domain/service-account.ts';
import type { ServiceAccountTable } from './people-tables.ts';
import { brokenUniqueConstraint } from './postgres-errors.ts';
import { fromJson, given, toFlag, toRowId } from './row-values.ts';
import type { FixedRead, Session } from './session.ts';

type AccountRow = Selectable<ServiceAccountTable>;

const byId: FixedRead<AccountRow> = { name: 'service_account_by_id', text: 'select * from service_account where id = $1' };
const byName: FixedRead<AccountRow> = { name: 'service_account_by_name', text: 'select * from service_account where name = $1' };
const all: FixedRead<AccountRow> = { name: 'service_account_all', text: 'select * from service_account order by name' };

export class SqlServiceAccountRepository implements ServiceAccountRepository {
	readonly #session: Session;
	readonly #clock: Clock;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
	}

	async list(): Promise<readonly ServiceAccount[]> {
		return (await this.#session.fetch(all, [])).map(toAccount);
	}

	async findById(id: string): Promise<ServiceAccount | undefined> {
		const [row] = await this.#session.fetch(byId, [toRowId(id)]);
		return row && toAccount(row);
	}

	async findByName(name: string): Promise<ServiceAccount | undefined> {
		const [row] = await this.#session.fetch(byName, [name]);
		return row && toAccount(row);
	}

	add({ name, acls, enabled }: NewServiceAccount): Promise<ServiceAccount> {
		const now = this.#clock.now().getTime();
		return this.#session.write(async (db) => {
			const existing = await db.selectFrom('service_account').select('id').where('name', '=', name).executeTakeFirst();
			if (existing !== undefined) throw existingAccount(name);
			const row = await db
				.insertInto('service_account')
				.values({ name, acls: JSON.stringify(acls), enabled: toFlag(enabled), version: 1, created_at: now, updated_at: now })
				.returningAll()
				.executeTakeFirstOrThrow()
				.catch((error: unknown) => {
					throw brokenUniqueConstraint(error) === undefined ? error : existingAccount(name);
				});
			return toAccount(row);
		});
	}

	update(id: string, { acls, enabled }: ServiceAccountChange): Promise<ServiceAccount> {
		return this.#session.write(async (db) => {
			const row = await db
				.updateTable('service_account')
				.set((column) => ({
					...given({
						acls: acls === undefined ? undefined : JSON.stringify(acls),
						enabled: enabled === undefined ? undefined : toFlag(enabled),
					}),
					version: column('version', '+', 1),
					updated_at: this.#clock.now().getTime(),
				}))
				.where('id', '=', toRowId(id))
				.returningAll()
				.executeTakeFirst();
			if (row === undefined) throw missingAccount(id);
			return toAccount(row);
		});
	}

	async delete(id: string): Promise<void> {
		await this.#session.write(async (db) => {
			const { numDeletedRows } = await db.deleteFrom('service_account').where('id', '=', toRowId(id)).executeTakeFirst();
			if (numDeletedRows === 0n) throw missingAccount(id);
		});
	}
}

function toAccount(row: AccountRow): ServiceAccount {
	return {
		id: String(row.id),
		name: row.name,
		acls: fromJson(row.acls),
		enabled: row.enabled === 1,
		version: row.version,
		createdAt: new Date(row.created_at),
		updatedAt: new Date(row.updated_at),
	};
}

function existingAccount(name: string): DmsError {
	return new DmsError('service-account.exists', `there is a service account ${JSON.stringify(name)} already`, { field: 'name' });
}

function missingAccount(id: string): DmsError {
	return new DmsError('service-account.not-found', `there is no service account with the id ${id}`);
}
