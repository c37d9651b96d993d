import createClient, { type Client } from 'openapi-fetch';
import { toNetworkProblem, toSignedOutProblem } from './problem.ts';
import type { components, paths } from './schema.d.ts';

/** Every operation of docs/openapi.json, typed by its path. */
export type Api = Client<paths>;
/** A schema of docs/openapi.json by its name. */
export type ApiSchema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** Whose token goes with a request, and what becomes of one that the server no longer takes. */
export interface TokenSource {
	readonly token: () => string | undefined;
	/** Resolves with a new token as soon as the person has signed in again; rejects where they do not want to. */
	readonly renewed: (refused: string) => Promise<string>;
}

/** For what needs no token. */
export function createPublicApi(): Api {
	return createClient<paths>({ baseUrl: globalThis.location.origin, fetch: send });
}

/** With the token of the session; a request whose token has expired waits until there is a new one, and nothing that was typed is lost. */
export function createApi(tokens: TokenSource): Api {
	return createClient<paths>({
		baseUrl: globalThis.location.origin,
		fetch: async (request) => {
			const prepared = prepare(request);
			const token = tokens.token();
			if (token === undefined) throw toSignedOutProblem();
			const again = prepared.clone();
			const response = await send(withToken(prepared, token));
			return response.status === 401 ? send(withToken(again, await tokens.renewed(token))) : response;
		},
	});
}

async function send(request: Request): Promise<Response> {
	try {
		return await fetch(request);
	} catch (cause) {
		if (request.signal.aborted) throw cause;
		throw toNetworkProblem(cause);
	}
}

/** A POST that is sent twice is done once. */
function prepare(request: Request): Request {
	if (request.method === 'POST' && !request.headers.has('Idempotency-Key')) request.headers.set('Idempotency-Key', toRandomKey());
	return request;
}

/** `crypto.randomUUID` exists only where the page came over TLS or from this machine. */
function toRandomKey(): string {
	return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

function withToken(request: Request, token: string): Request {
	request.headers.set('Authorization', `Bearer ${token}`);
	return request;
}
