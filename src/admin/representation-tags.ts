import { createHash } from 'node:crypto';
import type { InterfaceAdministration } from '../app/administration/interface-administration.ts';
import { DmsError } from '../domain/errors.ts';
import type { Store } from '../domain/ports.ts';
import { listHolds, toEntityTag } from '../http/entity-tag.ts';
import { administrationOf } from './administration-of.ts';
import type { Caller, RouteFacts } from './route.ts';

/** The strong entity tag of something that does not count its changes: made of all of it that a person can set. */
export function toRepresentationTag(settable: unknown): string {
	return toEntityTag(createHash('sha256').update(JSON.stringify(settable)).digest('hex'));
}

/** The caller as one who administers what the whole server is made of. */
export function systemAdministrationOf(call: Caller): InterfaceAdministration {
	return { ...administrationOf(call), ...call.ports.interfaces };
}

/**
 * The same for a change of what `load` gives, in the form from which its entity tag is made. That it is still what If-Match says is looked
 * at in the transaction of the change. @throws DmsError `precondition.required`; the change `precondition.failed`. RFC 9110 13.1.1, RFC 6585 3.
 */
export function guardedAdministrationOf(
	call: Caller,
	need: NonNullable<RouteFacts['ifMatch']>,
	load: (store: Store) => Promise<unknown>,
): InterfaceAdministration {
	const { ifMatch } = call;
	const administration = systemAdministrationOf(call);
	if (ifMatch === undefined) {
		if (need === 'optional') return administration;
		throw new DmsError('precondition.required', 'the change needs the entity tag of what it changes', {
			hint: 'Read it first and send its ETag as If-Match.',
		});
	}
	if (ifMatch.trim() === '*') return administration;
	return {
		...administration,
		async requireUnchanged(store) {
			const tag = toRepresentationTag(await load(store));
			if (listHolds(ifMatch, tag, 'strong')) return;
			throw new DmsError('precondition.failed', `it is ${tag} now`, { hint: 'Read it again and repeat the change.' });
		},
	};
}
