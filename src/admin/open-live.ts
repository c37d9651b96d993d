import { z } from 'zod';
import { authenticateToken } from '../app/authentication/authenticate-token.ts';
import { requirePermission, scopeOf, toActor } from '../app/authentication/principal.ts';
import { DmsError } from '../domain/errors.ts';
import { type LiveSource, liveLines } from './live-lines.ts';
import type { Caller, RouteAnswer, RouteFacts } from './route.ts';
import { wholeInQuery } from './schemas.ts';
import type { StreamPlaces } from './stream-places.ts';

const liveMediaType = 'application/x-ndjson';
const daySeconds = 86_400;

/** What every answer that goes on takes. */
export const liveQuery = {
	after: z.coerce
		.number()
		.int()
		.min(0)
		.exactOptional()
		.describe('`position` of the last line that was read; left out: only what comes from now on.'),
	seconds: wholeInQuery(0, daySeconds, daySeconds).describe('The answer ends after so many.'),
};

export const liveFacts = { method: 'GET', streams: [liveMediaType], isEndless: true, status: 200 } as const satisfies Partial<RouteFacts>;

/** @throws DmsError `client.limit` when the answer is begun. */
export function openLive(
	call: Caller & { readonly query: { readonly after?: number; readonly seconds: number } },
	places: StreamPlaces,
	{ permission, source }: { readonly permission: string; readonly source: LiveSource },
): RouteAnswer<undefined> {
	const { ports, principal, gone, query } = call;
	const endsAtMs = performance.now() + query.seconds * 1000;
	const lines = liveLines({
		...{ source, endsAtMs, gone, after: query.after, closing: ports.closing },
		mayReadOn: () => mayReadOn(call, permission),
	});
	return { octets: { mediaType: liveMediaType, chunks: inPlace(places, toActor(principal), lines) } };
}

async function* inPlace(places: StreamPlaces, actor: string, lines: AsyncIterable<string>): AsyncGenerator<string> {
	const leave = places.take(actor);
	try {
		yield* lines;
	} finally {
		leave();
	}
}

/** Rights are looked at again, and what belongs to whom must not have changed under the reader. */
async function mayReadOn({ ports, principal, token }: Caller, permission: string): Promise<boolean> {
	try {
		const now = await authenticateToken(ports.authentication, token ?? '');
		requirePermission(now, permission);
		return JSON.stringify(scopeOf(now)) === JSON.stringify(scopeOf(principal));
	} catch (cause) {
		if (cause instanceof DmsError && cause.row.status < 500) return false;
		throw cause;
	}
}
