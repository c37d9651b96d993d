import type { Selectable, Updateable } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import type { PersonRepository } from '../domain/people-ports.ts';
import type { NewPerson, Person, PersonChange } from '../domain/person.ts';
import type { Clock } from '../domain/ports.ts';
import type { PersonTable } from './people-tables.ts';
import { brokenUniqueConstraint } from './postgres-errors.ts';
import { given, present, toFlag, toRowId } from './row-values.ts';
import type { FixedRead, Session } from './session.ts';

type PersonRow = Selectable<PersonTable>;

/** The hash stays where it is: a person is read without it. */
const columns = [
	'id',
	'login',
	'full_name',
	'role',
	'profile',
	'enabled',
	'login_enabled',
	'service_provider_id',
	'group_id',
	'version',
	'created_at',
	'updated_at',
] as const satisfies readonly (keyof PersonRow)[];
type VisibleRow = Pick<PersonRow, (typeof columns)[number]> & { readonly has_password: number };

const visible = `${columns.join(', ')}, case when password_hash is null then 0 else 1 end as has_password`;
const byId: FixedRead<VisibleRow> = { name: 'person_by_id', text: `select ${visible} from person where id = $1` };
const byLogin: FixedRead<VisibleRow> = { name: 'person_by_login', text: `select ${visible} from person where login = $1` };
const all: FixedRead<VisibleRow> = { name: 'person_all', text: `select ${visible} from person order by login` };
const hashById: FixedRead<Pick<PersonRow, 'password_hash'>> = {
	name: 'person_hash_by_id',
	text: 'select password_hash from person where id = $1',
};

export class SqlPersonRepository implements PersonRepository {
	readonly #session: Session;
	readonly #clock: Clock;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
	}

	async list(): Promise<readonly Person[]> {
		return (await this.#session.fetch(all, [])).map(toPerson);
	}

	async findById(id: string): Promise<Person | undefined> {
		const [row] = await this.#session.fetch(byId, [toRowId(id)]);
		return row && toPerson(row);
	}

	async findByLogin(login: string): Promise<Person | undefined> {
		const [row] = await this.#session.fetch(byLogin, [login]);
		return row && toPerson(row);
	}

	async passwordHashOf(id: string): Promise<string | undefined> {
		const [row] = await this.#session.fetch(hashById, [toRowId(id)]);
		return row?.password_hash ?? undefined;
	}

	add(person: NewPerson): Promise<Person> {
		const now = this.#clock.now().getTime();
		return this.#session.write(async (db) => {
			const existing = await db.selectFrom('person').select('id').where('login', '=', person.login).executeTakeFirst();
			if (existing !== undefined) throw existingPerson(person.login);
			const row = await db
				.insertInto('person')
				.values({
					login: person.login,
					full_name: person.fullName ?? null,
					role: person.role,
					profile: person.profile ?? null,
					enabled: toFlag(person.enabled),
					login_enabled: toFlag(person.loginEnabled),
					service_provider_id: person.scope?.serviceProviderId ?? null,
					group_id: person.scope?.groupId ?? null,
					password_hash: person.passwordHash ?? null,
					version: 1,
					created_at: now,
					updated_at: now,
				})
				.returningAll()
				.executeTakeFirstOrThrow()
				.catch((error: unknown) => {
					throw brokenUniqueConstraint(error) === undefined ? error : existingPerson(person.login);
				});
			return toPerson(toVisible(row));
		});
	}

	update(id: string, change: PersonChange): Promise<Person> {
		return this.#session.write(async (db) => {
			const row = await db
				.updateTable('person')
				.set((column) => ({
					...toColumns(change),
					version: column('version', '+', 1),
					updated_at: this.#clock.now().getTime(),
				}))
				.where('id', '=', toRowId(id))
				.returningAll()
				.executeTakeFirst();
			if (row === undefined) throw missingPerson(id);
			return toPerson(toVisible(row));
		});
	}

	async delete(id: string): Promise<void> {
		await this.#session.write(async (db) => {
			const { numDeletedRows } = await db.deleteFrom('person').where('id', '=', toRowId(id)).executeTakeFirst();
			if (numDeletedRows === 0n) throw missingPerson(id);
		});
	}
}

function toColumns(change: PersonChange): Updateable<PersonTable> {
	const { scope } = change;
	return {
		...given({
			full_name: change.fullName,
			role: change.role,
			profile: change.profile,
			enabled: change.enabled === undefined ? undefined : toFlag(change.enabled),
			login_enabled: change.loginEnabled === undefined ? undefined : toFlag(change.loginEnabled),
			password_hash: change.passwordHash,
		}),
		...(scope === undefined ? {} : { service_provider_id: scope?.serviceProviderId ?? null, group_id: scope?.groupId ?? null }),
	};
}

function toVisible({ password_hash, ...row }: PersonRow): VisibleRow {
	return { ...row, has_password: password_hash === null ? 0 : 1 };
}

function toPerson(row: VisibleRow): Person {
	const { service_provider_id: serviceProviderId, group_id: groupId } = row;
	return {
		id: String(row.id),
		login: row.login,
		role: row.role,
		enabled: row.enabled === 1,
		loginEnabled: row.login_enabled === 1,
		hasPassword: row.has_password === 1,
		version: row.version,
		createdAt: new Date(row.created_at),
		updatedAt: new Date(row.updated_at),
		...present({ fullName: row.full_name, profile: row.profile }),
		...(serviceProviderId === null ? {} : { scope: { serviceProviderId, ...present({ groupId }) } }),
	};
}

function existingPerson(login: string): DmsError {
	return new DmsError('person.exists', `there is a person ${JSON.stringify(login)} already`, { field: 'login' });
}

function missingPerson(id: string): DmsError {
	return new DmsError('person.not-found', `there is no person with the id ${id}`);
}
