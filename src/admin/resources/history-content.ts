import { z } from 'zod';
import type { VersionReference } from '../../app/history/find-version.ts';
import type { HistoryPlace } from '../../app/history/history-place.ts';
import { showVersion } from '../../app/history/list-revisions.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, type RouteFacts } from '../route.ts';
import { contentMediaType, toContentAnswer } from './content.ts';

/** What is asked for where a version of a subject is named. */
export const version = z
	.union([z.enum(['live', 'draft']), z.coerce.number().int().min(1).max(1e9)])
	.describe('A revision, what is live, or the draft.');

export interface HistoryContentOptions<Call> {
	readonly facts: Omit<RouteFacts, 'summary' | 'streams'>;
	readonly parameters: z.ZodObject;
	/** What the summary calls it. */
	readonly title: string;
	readonly toPlace: (call: Call) => Promise<HistoryPlace>;
}

type PathCall = Caller & { readonly parameters: Readonly<Record<string, unknown>> };

/** The bytes of a version of what has a content, as they are stored: to go on with a draft, or to look at what was. */
export function createHistoryContentRoute({ facts, parameters, title, toPlace }: HistoryContentOptions<PathCall>): AdminRoute {
	return defineRoute(
		{ ...facts, summary: `The content of a version of ${title}, as it is stored`, streams: [contentMediaType] },
		{ parameters, query: z.strictObject({ version: version.default('live') }), body: noBody, answer: noBody },
		async (call) => {
			const { store } = call.ports;
			const reference: VersionReference = call.query.version;
			const { state, title: name } = await showVersion(store, await toPlace(call), reference);
			return toContentAnswer(store, 'content' in state ? state.content : undefined, name);
		},
	);
}
