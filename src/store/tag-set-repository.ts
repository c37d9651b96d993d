import type { Selectable } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import type { Clock, TagSetRepository } from '../domain/ports.ts';
import type { RevisionState } from '../domain/revision.ts';
import type { TagSet, TagSetRegion, TagSetTag } from '../domain/tag.ts';
import type { LoggedChange, RevisionLog } from './revision-log.ts';
import type { TagSetTable } from './schema.ts';
import { sealList, unsealList } from './sealed-json.ts';
import type { SecretPlace } from './secret-box.ts';
import type { Secrets } from './secrets.ts';
import type { Db, Session } from './session.ts';

export class SqlTagSetRepository implements TagSetRepository {
	readonly #session: Session;
	readonly #secrets: Secrets;
	readonly #clock: Clock;
	readonly #log: RevisionLog;

	constructor(session: Session, secrets: Secrets, clock: Clock, log: RevisionLog) {
		this.#session = session;
		this.#secrets = secrets;
		this.#clock = clock;
		this.#log = log;
	}

	async list(): Promise<readonly TagSet[]> {
		const rows = await this.#session.read((db) => db.selectFrom('tag_set').selectAll().orderBy('name').execute());
		return Promise.all(rows.map((row) => this.#toTagSet(row)));
	}

	async findByName(name: string): Promise<TagSet | undefined> {
		const row = await this.#session.read((db) => db.selectFrom('tag_set').selectAll().where('name', '=', name).executeTakeFirst());
		return row && this.#toTagSet(row);
	}

	async save({ name, tags, regions }: Pick<TagSet, 'name' | 'tags' | 'regions'>): Promise<TagSet> {
		return this.#session.write(async (db) => {
			const sealer = await this.#secrets.sealer(db, this.#session.dialect);
			const values = {
				tags_sealed: sealList(sealer, toPlace('tags', name), tags),
				regions_sealed: sealList(sealer, toPlace('regions', name), regions),
				updated_at: this.#clock.now().getTime(),
			};
			const before = await db.selectFrom('tag_set').selectAll().where('name', '=', name).executeTakeFirst();
			const saved = await db
				.insertInto('tag_set')
				.values({ name, ...values })
				.onConflict((conflict) => conflict.column('name').doUpdateSet(values))
				.returningAll()
				.executeTakeFirstOrThrow();
			await this.#record(db, before, {
				subject: { kind: 'tag-set', name },
				state: { kind: 'tag-set', tags, regions },
				at: saved.updated_at,
			});
			return this.#toTagSet(saved);
		}, 'catalog');
	}

	async delete(name: string): Promise<void> {
		if (name === '') throw new DmsError('value.invalid', 'the system default tag set cannot be deleted', { field: 'name' });
		await this.#session.write(async (db) => {
			const before = await db.deleteFrom('tag_set').where('name', '=', name).returningAll().executeTakeFirst();
			if (before === undefined) throw new DmsError('tag-set.not-found', `there is no tag set ${JSON.stringify(name)}`);
			await this.#record(db, before, { subject: { kind: 'tag-set', name }, state: { kind: 'deleted' }, at: this.#clock.now().getTime() });
		}, 'catalog');
	}

	async #record(db: Db, row: Selectable<TagSetTable> | undefined, change: Omit<LoggedChange, 'before'>): Promise<void> {
		// The system default set was made with the store, at no time.
		const before = row && { state: await this.#toState(row), at: row.updated_at || change.at };
		await this.#log.record(db, this.#session.dialect, { ...change, before });
	}

	async #toState(row: Selectable<TagSetTable>): Promise<Extract<RevisionState, { readonly kind: 'tag-set' }>> {
		const { name, tags_sealed, regions_sealed } = row;
		const tags = await unsealList<TagSetTag>(this.#secrets, toPlace('tags', name), tags_sealed);
		const regions = await unsealList<TagSetRegion>(this.#secrets, toPlace('regions', name), regions_sealed);
		return { kind: 'tag-set', tags, regions };
	}

	async #toTagSet(row: Selectable<TagSetTable>): Promise<TagSet> {
		const { tags, regions } = await this.#toState(row);
		return { id: String(row.id), name: row.name, tags, regions, updatedAt: new Date(row.updated_at) };
	}
}

function toPlace(part: 'tags' | 'regions', name: string): SecretPlace {
	return { column: `tag_set.${part}_sealed`, row: [name] };
}
