import type { PeopleAdministration } from '../app/administration/check-grant.ts';
import type { ContentReference } from '../domain/device-type-file.ts';
import { DmsError } from '../domain/errors.ts';
import type { Store } from '../domain/ports.ts';
import { listHolds } from '../http/entity-tag.ts';
import { administrationOf } from './administration-of.ts';
import type { Caller, RouteFacts } from './route.ts';

/** The strong entity tag of content that a change replaces: its whole digest. */
export function toDigestTag({ sha256 }: Pick<ContentReference, 'sha256'>): string {
	return `"${sha256}"`;
}

/**
 * The caller as one who changes what they have seen: that it still has the tag of If-Match is looked at in the transaction of the change.
 * @param tagOf gives undefined where nothing stands yet: then the change needs no tag.
 * The look throws DmsError `precondition.required`, `precondition.failed`. RFC 9110 13.1.1, RFC 6585 3.
 */
export function guardedBy(
	call: Caller,
	need: NonNullable<RouteFacts['ifMatch']>,
	tagOf: (store: Store) => Promise<string | undefined>,
): PeopleAdministration & { readonly requireUnchanged: (store: Store) => Promise<void> } {
	const { ifMatch } = call;
	return {
		...administrationOf(call),
		async requireUnchanged(store) {
			if (ifMatch === undefined && need === 'optional') return;
			const tag = await tagOf(store);
			if (ifMatch === undefined && tag !== undefined) {
				throw new DmsError('precondition.required', 'the change needs the entity tag of what it changes', {
					hint: 'Read it first and send its ETag as If-Match.',
				});
			}
			if (ifMatch === undefined || ifMatch.trim() === '*' || (tag !== undefined && listHolds(ifMatch, tag, 'strong'))) return;
			throw new DmsError('precondition.failed', tag === undefined ? 'there is nothing there now' : `it is ${tag} now`, {
				hint: 'Read it again and repeat the change.',
			});
		},
	};
}
