import type { FileOverride, Scope } from '../domain/device-profile.ts';
import { DmsError } from '../domain/errors.ts';
import type { Clock, ScopeRepository, ScopeSettings } from '../domain/ports.ts';
import type { RevisionState } from '../domain/revision.ts';
import type { Tag } from '../domain/tag.ts';
import { overridesOf, toOverride, writeOverride } from './file-overrides.ts';
import { fetchWithin } from './fixed-read.ts';
import type { RevisionLog } from './revision-log.ts';
import { fromJson, present, toDate, toRowId } from './row-values.ts';
import type { Db, FixedRead, Session } from './session.ts';

interface ScopeRow {
	readonly id: number;
	readonly tags: string;
	readonly tag_set: string | null;
	readonly updated_at: number;
}

const byScope: FixedRead<ScopeRow> = {
	name: 'scope_by_key',
	text: 'select id, tags, tag_set, updated_at from scope where type_id = $1 and service_provider_id = $2 and group_id = $3',
};
const overrides = overridesOf('scope_id');

export class SqlScopeRepository implements ScopeRepository {
	readonly #session: Session;
	readonly #clock: Clock;
	readonly #log: RevisionLog;

	constructor(session: Session, clock: Clock, log: RevisionLog) {
		this.#session = session;
		this.#clock = clock;
		this.#log = log;
	}

	async find(typeId: string, { serviceProviderId, groupId = '' }: Scope): Promise<ScopeSettings> {
		const [row] = await this.#session.fetch(byScope, [toRowId(typeId), serviceProviderId, groupId]);
		if (row === undefined) return { tags: [], fileOverrides: [] };
		return {
			tags: fromJson(row.tags),
			fileOverrides: (await this.#session.fetch(overrides, [row.id])).map(toOverride),
			...present({ tagSet: row.tag_set, updatedAt: toDate(row.updated_at) }),
		};
	}

	async save(typeId: string, scope: Scope, settings: { readonly tags: readonly Tag[]; readonly tagSet?: string }): Promise<void> {
		const { dialect } = this.#session;
		const values = { tags: JSON.stringify(settings.tags), tag_set: settings.tagSet ?? null };
		const { serviceProviderId, groupId = '' } = scope;
		await this.#session.write(async (db) => {
			const [row] = await fetchWithin(db, dialect, byScope, [toRowId(typeId), serviceProviderId, groupId]);
			await this.#saveRow(db, typeId, scope, values);
			const before = row && { state: toState(row), at: row.updated_at };
			const subject = { kind: 'tags', owner: { typeId, scope } } as const;
			await this.#log.record(db, dialect, { subject, state: toState(values), before });
		}, 'catalog');
	}

	async setFileOverride(typeId: string, scope: Scope, override: Omit<FileOverride, 'updatedAt'>): Promise<void> {
		await this.#session.write(async (db) => {
			const ownerId = await this.#saveRow(db, typeId, scope, {});
			const change = { owner: 'scope_id', ownerId, typeId: toRowId(typeId), override, now: this.#clock.now() } as const;
			await writeOverride(db, this.#session.dialect, { ...change, log: this.#log, subjectOwner: { typeId, scope } });
		}, 'catalog');
	}

	/** @returns the id of the scope, which is made where nothing was set before. */
	async #saveRow(
		db: Db,
		typeId: string,
		scope: Scope,
		values: { readonly tags?: string; readonly tag_set?: string | null },
	): Promise<number> {
		const type_id = toRowId(typeId);
		const type = await db.selectFrom('device_type').select('id').where('id', '=', type_id).executeTakeFirst();
		if (type === undefined) throw new DmsError('device-type.not-found', `there is no device type with the id ${typeId}`);
		const updated = { ...values, updated_at: this.#clock.now().getTime() };
		const { id } = await db
			.insertInto('scope')
			.values({ type_id, service_provider_id: scope.serviceProviderId, group_id: scope.groupId ?? '', tags: '[]', ...updated })
			.onConflict((conflict) => conflict.columns(['type_id', 'service_provider_id', 'group_id']).doUpdateSet(updated))
			.returning('id')
			.executeTakeFirstOrThrow();
		return id;
	}
}

function toState({ tags, tag_set }: Pick<ScopeRow, 'tags' | 'tag_set'>): RevisionState {
	return { kind: 'tags', tags: fromJson(tags), ...present({ tagSet: tag_set }) };
}
