import type { Selectable } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import type { Clock, TagSetRepository } from '../domain/ports.ts';
import type { TagSet } from '../domain/tag.ts';
import { fromJson } from './row-values.ts';
import type { TagSetTable } from './schema.ts';
import type { Session } from './session.ts';

export class SqlTagSetRepository implements TagSetRepository {
	readonly #session: Session;
	readonly #clock: Clock;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
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
		const row = await this.#session.write(
			(db) =>
				db
					.insertInto('tag_set')
					.values({ name, ...values })
					.onConflict((conflict) => conflict.column('name').doUpdateSet(values))
					.returningAll()
					.executeTakeFirstOrThrow(),
			'catalog',
		);
		return toTagSet(row);
	}

	async delete(name: string): Promise<void> {
		if (name === '') throw new DmsError('value.invalid', 'the system default tag set cannot be deleted', { field: 'name' });
		await this.#session.write(async (db) => {
			const { numDeletedRows } = await db.deleteFrom('tag_set').where('name', '=', name).executeTakeFirst();
			if (numDeletedRows === 0n) throw new DmsError('tag-set.not-found', `there is no tag set ${JSON.stringify(name)}`);
		}, 'catalog');
	}
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
