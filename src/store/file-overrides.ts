import type { FileOverride } from '../domain/device-profile.ts';
import type { OverrideSource } from '../domain/device-type-file.ts';
import { DmsError } from '../domain/errors.ts';
import type { RevisionState, SubjectOwner } from '../domain/revision.ts';
import { requireContentId, toContent } from './content-reference.ts';
import { fetchWithin } from './fixed-read.ts';
import type { RevisionLog } from './revision-log.ts';
import { toRowId } from './row-values.ts';
import type { Db, DialectName, FixedRead } from './session.ts';

type Owner = 'device_id' | 'scope_id';

export interface OverrideRow {
	readonly file_id: number;
	readonly source: OverrideSource;
	readonly updated_at: number;
	readonly sha256: string | null;
	readonly size: number | null;
}

export function overridesOf(owner: Owner): FixedRead<OverrideRow> {
	return {
		name: `file_override_by_${owner}`,
		text: `select o.file_id, o.source, o.updated_at, c.sha256, c.size
			from file_override o left join content c on c.id = o.content_id where o.${owner} = $1 order by o.file_id`,
	};
}

export function toOverride(row: OverrideRow): FileOverride {
	return { fileId: String(row.file_id), source: row.source, updatedAt: new Date(row.updated_at), ...toContent(row) };
}

export interface OverrideChange {
	readonly owner: Owner;
	readonly ownerId: number;
	/** The file must belong to this type. */
	readonly typeId: number;
	readonly override: Omit<FileOverride, 'updatedAt'>;
	readonly now: Date;
	readonly log: RevisionLog;
	readonly subjectOwner: SubjectOwner;
}

/**
 * Sets the override, or removes it where its source is `Default`, and adds the revision.
 * @throws DmsError `device-type-file.not-found`, `content.not-found`.
 */
export async function writeOverride(db: Db, dialect: DialectName, change: OverrideChange): Promise<void> {
	const { owner, ownerId, override } = change;
	const rows = await fetchWithin(db, dialect, overridesOf(owner), [ownerId]);
	const row = rows.find(({ file_id }) => file_id === toRowId(override.fileId));
	await saveOverride(db, dialect, change);
	if (row === undefined && override.source === 'Default') return;
	const subject = { kind: 'override', fileId: override.fileId, owner: change.subjectOwner } as const;
	const before = row && { state: toState(toOverride(row)), at: row.updated_at };
	await change.log.record(db, dialect, { subject, state: toState(override), at: change.now.getTime(), before });
}

function toState({ source, content }: Omit<FileOverride, 'updatedAt'>): RevisionState {
	return { kind: 'override', source, ...(content === undefined ? {} : { content }) };
}

async function saveOverride(db: Db, dialect: DialectName, change: OverrideChange): Promise<void> {
	const { owner, ownerId, override, now } = change;
	const fileId = toRowId(override.fileId);
	const file = await db
		.selectFrom('device_type_file')
		.select('id')
		.where('id', '=', fileId)
		.where('type_id', '=', change.typeId)
		.executeTakeFirst();
	if (file === undefined) throw new DmsError('device-type-file.not-found', `the device type has no file with the id ${override.fileId}`);
	if (override.source === 'Default') {
		await db.deleteFrom('file_override').where(owner, '=', ownerId).where('file_id', '=', fileId).execute();
		return;
	}
	const values = {
		source: override.source,
		content_id: override.content === undefined ? null : await requireContentId(db, dialect, override.content),
		updated_at: now.getTime(),
	};
	await db
		.insertInto('file_override')
		.values({ file_id: fileId, [owner]: ownerId, ...values })
		.onConflict((conflict) => conflict.columns([owner, 'file_id']).doUpdateSet(values))
		.execute();
}
