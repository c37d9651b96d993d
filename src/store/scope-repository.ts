import type { FileOverride, Scope } from '../domain/device-profile.ts';
import { DmsError } from '../domain/errors.ts';
import type { Clock, ScopeRepository, ScopeSettings } from '../domain/ports.ts';
import type { RevisionState } from '../domain/revision.ts';
import type { Tag } from '../domain/tag.ts';
import { overridesOf, toOverride, writeOverride } from './file-overrides.ts';
import { fetchWithin } from './fixed-read.ts';
import type { RevisionLog } from './revision-log.ts';
import { present, toDate, toRowId } from './row-values.ts';
import { sealList, unsealList } from './sealed-json.ts';
import type { SecretPlace } from './secret-box.ts';
import type { Secrets } from './secrets.ts';
import type { Db, FixedRead, Session } from './session.ts';

interface ScopeRow {
	readonly id: number;
	readonly tags_sealed: Uint8Array | null;
	readonly tag_set: string | null;
	readonly updated_at: number;
}

const byScope: FixedRead<ScopeRow> = {
	name: 'scope_by_key',
	text: 'select id, tags_sealed, tag_set, updated_at from scope where type_id = $1 and service_provider_id = $2 and group_id = $3',
};
const overrides = overridesOf('scope_id');

export class SqlScopeRepository implements ScopeRepository {
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

	async find(typeId: string, scope: Scope): Promise<ScopeSettings> {
		const { serviceProviderId, groupId = '' } = scope;
		const [row] = await this.#session.fetch(byScope, [toRowId(typeId), serviceProviderId, groupId]);
		if (row === undefined) return { tags: [], fileOverrides: [] };
		return {
			tags: await this.#tags(typeId, scope, row),
			fileOverrides: (await this.#session.fetch(overrides, [row.id])).map(toOverride),
			...present({ tagSet: row.tag_set, updatedAt: toDate(row.updated_at) }),
		};
	}

	async save(typeId: string, scope: Scope, settings: { readonly tags: readonly Tag[]; readonly tagSet?: string }): Promise<void> {
		const { dialect } = this.#session;
		const { serviceProviderId, groupId = '' } = scope;
		await this.#session.write(async (db) => {
			const [row] = await fetchWithin(db, dialect, byScope, [toRowId(typeId), serviceProviderId, groupId]);
			const sealer = await this.#secrets.sealer(db, dialect);
			const tags_sealed = sealList(sealer, toPlace(typeId, scope), settings.tags);
			const at = this.#clock.now().getTime();
			await this.#saveRow(db, typeId, scope, { tags_sealed, tag_set: settings.tagSet ?? null, updated_at: at });
			const before = row && { state: toState(await this.#tags(typeId, scope, row), row.tag_set), at: row.updated_at };
			const subject = { kind: 'tags', owner: { typeId, scope } } as const;
			await this.#log.record(db, dialect, { subject, state: toState(settings.tags, settings.tagSet ?? null), at, before });
		}, 'catalog');
	}

	async setFileOverride(typeId: string, scope: Scope, override: Omit<FileOverride, 'updatedAt'>): Promise<void> {
		await this.#session.write(async (db) => {
			const now = this.#clock.now();
			const ownerId = await this.#saveRow(db, typeId, scope, { updated_at: now.getTime() });
			const change = { owner: 'scope_id', ownerId, typeId: toRowId(typeId), override, now } as const;
			await writeOverride(db, this.#session.dialect, { ...change, log: this.#log, subjectOwner: { typeId, scope } });
		}, 'catalog');
	}

	/** @returns the id of the scope, which is made where nothing was set before. */
	async #saveRow(
		db: Db,
		typeId: string,
		scope: Scope,
		values: { readonly tags_sealed?: Uint8Array | null; readonly tag_set?: string | null; readonly updated_at: number },
	): Promise<number> {
		const type_id = toRowId(typeId);
		const type = await db.selectFrom('device_type').select('id').where('id', '=', type_id).executeTakeFirst();
		if (type === undefined) throw new DmsError('device-type.not-found', `there is no device type with the id ${typeId}`);
		const { id } = await db
			.insertInto('scope')
			.values({ type_id, service_provider_id: scope.serviceProviderId, group_id: scope.groupId ?? '', ...values })
			.onConflict((conflict) => conflict.columns(['type_id', 'service_provider_id', 'group_id']).doUpdateSet(values))
			.returning('id')
			.executeTakeFirstOrThrow();
		return id;
	}

	#tags(typeId: string, scope: Scope, { tags_sealed }: ScopeRow): Promise<readonly Tag[]> {
		return unsealList(this.#secrets, toPlace(typeId, scope), tags_sealed);
	}
}

function toPlace(typeId: string, { serviceProviderId, groupId = '' }: Scope): SecretPlace {
	return { column: 'scope.tags_sealed', row: [typeId, serviceProviderId, groupId] };
}

function toState(tags: readonly Tag[], tagSet: string | null): RevisionState {
	return { kind: 'tags', tags, ...present({ tagSet }) };
}
