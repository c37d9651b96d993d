import { DmsError } from '../domain/errors.ts';
import { listHolds } from '../http/entity-tag.ts';
import type { Caller, RouteFacts } from './route.ts';

interface Versioned {
	readonly version: number;
}

/** The strong entity tag of something that counts its changes. */
export function toVersionTag({ version }: Versioned): string {
	return `"v${version}"`;
}

/**
 * The version that a change was made for; undefined: any (`If-Match: *`, or none where none is needed). The change itself must look again,
 * in its transaction.
 * @throws DmsError `precondition.required`, `precondition.failed`. RFC 9110 13.1.1, RFC 6585 3.
 */
export function readExpectedVersion(
	{ ifMatch }: Caller,
	existing: Versioned,
	need: NonNullable<RouteFacts['ifMatch']>,
): number | undefined {
	if (ifMatch === undefined) {
		if (need === 'optional') return undefined;
		throw new DmsError('precondition.required', 'the change needs the entity tag of what it changes', {
			hint: 'Read it first and send its ETag as If-Match.',
		});
	}
	if (ifMatch.trim() === '*') return undefined;
	if (listHolds(ifMatch, toVersionTag(existing), 'strong')) return existing.version;
	throw new DmsError('precondition.failed', `it is ${toVersionTag(existing)} now`, { hint: 'Read it again and repeat the change.' });
}
