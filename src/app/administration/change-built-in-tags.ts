import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import type { BuiltInTag } from '../../domain/tag.ts';
import { quote } from '../../domain/text-rules.ts';
import { checkBuiltInTags } from '../../tags/builtin-registry.ts';
import { defaultSettings } from '../catalog.ts';
import { type Administration, applyAudited } from './administration.ts';

/** The table that is in effect. */
export async function listBuiltInTags(store: Pick<Store, 'settings'>): Promise<readonly BuiltInTag[]> {
	return (await store.settings.load()).builtInTags ?? defaultSettings.builtInTags;
}

/** Adds a row, or binds the name anew. @throws DmsError `value.invalid`. */
export function setBuiltInTag(
	administration: Administration,
	row: { readonly name: string; readonly source: string; readonly meaning?: string },
): Promise<readonly BuiltInTag[]> {
	return applyAudited(administration, 'setting builtin-tags set', async (store) => {
		const rows = await listBuiltInTags(store);
		const index = rows.findIndex(({ name }) => name === row.name);
		const changed = { name: row.name, source: row.source, meaning: row.meaning ?? rows[index]?.meaning ?? '' };
		const table: { name: string; source: string; meaning: string }[] = [...rows];
		table.splice(index < 0 ? table.length : index, index < 0 ? 0 : 1, changed);
		const builtInTags = checkBuiltInTags(table);
		await store.settings.save({ builtInTags, builtInTagsChangedAt: administration.clock.now().getTime() });
		return { value: builtInTags, subject: row.name, detail: `source=${row.source}` };
	});
}

/** @throws DmsError `tag.not-found`. */
export function removeBuiltInTag(administration: Administration, name: string): Promise<readonly BuiltInTag[]> {
	return applyAudited(administration, 'setting builtin-tags remove', async (store) => {
		const rows = await listBuiltInTags(store);
		const builtInTags = rows.filter((row) => row.name !== name);
		if (builtInTags.length === rows.length) throw new DmsError('tag.not-found', `no built-in tag ${quote(name)}`, { field: 'builtInTags' });
		await store.settings.save({ builtInTags, builtInTagsChangedAt: administration.clock.now().getTime() });
		return { value: builtInTags, subject: name };
	});
}
