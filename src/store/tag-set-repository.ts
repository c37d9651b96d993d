import type { Selectable } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import type { Clock, TagSetRepository } from '../domain/ports.ts';
import type { RevisionState } from '../domain/revision.ts';
import type { TagSet } from '../domain/tag.ts';
import type { RevisionLog } from './revision-log.ts';
import { fromJson } from './row-values.ts';
import type { TagSetTable } from './schema.ts';
import type { Db, Session } from './session.ts';

export class SqlTagSetRepository implements TagSetRepository {
	readonly #session: Session;
	readonly #clock: Clock;
	readonly #log: RevisionLog;

	constructor(session: Session, clock: Clock, log: RevisionLog) {
		this.#session = session;
		this.#clock = clock;
		this.#log = log;
	}

	async list(): Promise<readonly TagSet[]> {
		const rows = await this.#session.read((db) => db.selectFrom('tag_set').selectAll().orderBy('name').execute());
		return rows.map(toTagSet);
	}

	async findByName(name: string): Promise<TagSet | undefined> {
		const row = await this.#session.read((db) => db.selectFrom('tag_set').selectAll().where('name', '=', name).executeTakeFirst());
		return row && toTagSet(row);
	}

	async save({ name, tags, regions }: Pick<TagSet, 'name' | 'tags' | 'regions'>): Promise<TagSet> {
		const values = { tags: JSON.stringify(tags), regions: JSON.stringify(regions), updated_at: this.#clock.now().getTime() };
		const row = await this.#session.write(async (db) => {
			const before = await db.selectFrom('tag_set').selectAll().where('name', '=', name).executeTakeFirst();
			const saved = await db
				.insertInto('tag_set')
				.values({ name, ...values })
				.onConflict((conflict) => conflict.column('name').doUpdateSet(values))
				.returningAll()
				.executeTakeFirstOrThrow();
			await this.#record(db, name, before, toState(saved));
			return saved;
		}, 'catalog');
		return toTagSet(row);
	}

	async delete(name: string): Promise<void> {
		if (name === '') throw new DmsError('value.invalid', 'the system default tag set cannot be deleted', { field: 'name' });
		await this.#session.write(async (db) => {
			const before = await db.deleteFrom('tag_set').where('name', '=', name).returningAll().executeTakeFirst();
			if (before === undefined) throw new DmsError('tag-set.not-found', `there is no tag set ${JSON.stringify(name)}`);
			await this.#record(db, name, before, { kind: 'deleted' });
		}, 'catalog');
	}

	async #record(db: Db, name: string, row: Selectable<TagSetTable> | undefined, state: RevisionState): Promise<void> {
		// The system default set was made with the store, at no time.
		const before = row && { state: toState(row), at: row.updated_at || this.#clock.now().getTime() };
		await this.#log.record(db, this.#session.dialect, { subject: { kind: 'tag-set', name }, state, before });
	}
}

function toState({ tags, regions }: Selectable<TagSetTable>): RevisionState {
	return { kind: 'tag-set', tags: fromJson(tags), regions: fromJson(regions) };
}

function toTagSet(row: Selectable<TagSetTable>): TagSet {
	return {
		id: String(row.id),
		name: row.name,
		tags: fromJson(row.tags),
		regions: fromJson(row.regions),
		updatedAt: new Date(row.updated_at),
	};
}
