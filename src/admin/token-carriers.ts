import type { IncomingHttpHeaders } from 'node:http';
import { DmsError } from '../domain/errors.ts';
import { parseAuthorization } from '../http/authorization-header.ts';

/** What a request brings along in which a token may stand. */
export interface TokenCarriers {
	readonly headers: IncomingHttpHeaders;
	readonly query: URLSearchParams;
	readonly takesQueryToken: boolean;
}

/**
 * The one token of a request: `Authorization: Bearer` (RFC 6750), `X-Auth-Token`, or `?token=` where the route takes it.
 * @throws DmsError `token.ambiguous` for two different ones, `request.malformed` for one in the query of a route that takes none there.
 */
export function readToken({ headers, query, takesQueryToken }: TokenCarriers): string | undefined {
	const inQuery = query.getAll('token');
	if (inQuery.length > 0 && !takesQueryToken) {
		throw new DmsError('request.malformed', 'this route takes no token in the query, where it would end up in logs', {
			hint: 'Send it as Authorization: Bearer.',
		});
	}
	const presented = new Set([...readBearer(headers.authorization), ...readHeader(headers['x-auth-token']), ...inQuery]);
	if (presented.size > 1) throw new DmsError('token.ambiguous', 'the request has two different tokens');
	const [token] = presented;
	return token;
}

/** Another scheme is no token of ours, and no reason to look for one elsewhere. */
function readBearer(header: string | undefined): readonly string[] {
	if (header === undefined) return [];
	const authorization = parseAuthorization(header);
	if (authorization?.scheme !== 'bearer') throw new DmsError('token.invalid', 'the Authorization header has no Bearer token');
	return [authorization.rest];
}

function readHeader(header: string | string[] | undefined): readonly string[] {
	return header === undefined ? [] : [header].flat();
}
