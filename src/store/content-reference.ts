import type { ContentReference } from '../domain/device-type-file.ts';
import { DmsError } from '../domain/errors.ts';
import { present } from './row-values.ts';
import type { Db, DialectName } from './session.ts';

/**
 * Id of the content that a row is going to refer to. The lock keeps it from being removed until the reference is there.
 * @throws DmsError `content.not-found`.
 */
export async function requireContentId(db: Db, dialect: DialectName, content: ContentReference): Promise<number> {
	const row = await db
		.selectFrom('content')
		.select('id')
		.where('sha256', '=', content.sha256)
		.$if(dialect === 'postgres', (query) => query.forKeyShare())
		.executeTakeFirst();
	if (row === undefined) throw missingContent(content.sha256);
	return row.id;
}

export function missingContent(sha256: string): DmsError {
	return new DmsError('content.not-found', `there is no content with the SHA-256 ${sha256}`);
}

/** The reference of a row that was joined with `content`, where it has one. */
export function toContent(row: { readonly sha256: string | null; readonly size: number | null }): { readonly content?: ContentReference } {
	return present({ content: row.sha256 === null || row.size === null ? null : { sha256: row.sha256, size: row.size } });
}
