import { DmsError } from '../domain/errors.ts';
import type { EventContext } from './event-context.ts';

/** The parameters of a request, each at most once. @throws DmsError `request.malformed` for one that is not known here or stands twice. */
export function readQuery<Name extends string>(context: EventContext, known: readonly Name[]): { readonly [Key in Name]?: string } {
	const parameters: { [Key in Name]?: string } = {};
	for (const [name, value] of Object.entries(context.query)) {
		const field = known.find((candidate) => candidate === name);
		if (field === undefined) {
			const names = known.length === 0 ? 'none' : known.join(', ');
			throw new DmsError(
				'request.malformed',
				`the query parameter ${JSON.stringify(name.slice(0, 64))} is not known here; there are: ${names}`,
			);
		}
		if (typeof value !== 'string') throw new DmsError('request.malformed', `the query parameter ${field} stands twice`, { field });
		parameters[field] = value;
	}
	return parameters;
}

/** A position in the feed: the id of an event, or 0. @throws DmsError `request.malformed`. */
export function parsePosition(text: string, field: string): number {
	if (/^(?:0|[1-9]\d{0,15})$/.test(text) && Number(text) <= Number.MAX_SAFE_INTEGER) return Number(text);
	throw new DmsError('request.malformed', `${field} is ${JSON.stringify(text.slice(0, 64))}; it must be the id of an event`, { field });
}
