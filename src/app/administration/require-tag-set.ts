import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';

/** A tag set that a device, a scope or a type names must be there. @throws DmsError `tag-set.not-found`. */
export async function requireTagSet(store: Pick<Store, 'tagSets'>, name: string | null | undefined): Promise<void> {
	if (name === undefined || name === null) return;
	if ((await store.tagSets.findByName(name)) === undefined) {
		throw new DmsError('tag-set.not-found', `no tag set ${quote(name)}`, { field: 'tagSet' });
	}
}
