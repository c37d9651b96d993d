import { createHash } from 'node:crypto';
import { z } from 'zod';
import { listHolds } from '../../http/entity-tag.ts';
import { type ApiPage, toApiPage } from '../api-page.ts';
import { toOpenApi } from '../open-api.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteAnswer, type RouteFacts } from '../route.ts';

const facts = {
	method: 'GET',
	permission: 'public',
	scope: 'none',
	tag: 'Description',
	status: 200,
	otherStatuses: [304],
} as const satisfies Partial<RouteFacts>;

/** The description of the API itself, for programs and for people. */
export function createOpenApiRoutes(routes: readonly AdminRoute[]): readonly AdminRoute[] {
	return [descriptionRoute(routes), pageRoute(routes)];
}

function descriptionRoute(routes: readonly AdminRoute[]): AdminRoute {
	let made: { readonly version: string; readonly body: ReturnType<typeof toOpenApi>; readonly etag: string } | undefined;
	return defineRoute(
		{ ...facts, path: '/api/v1/openapi.json', summary: 'This description' },
		{ parameters: noParameters, query: noQuery, body: noBody, answer: z.looseObject({ openapi: z.string() }) },
		(call) => {
			const { version } = call.ports;
			if (made?.version !== version) {
				const body = toOpenApi(routes, version);
				made = { version, body, etag: toEtag(JSON.stringify(body)) };
			}
			return Promise.resolve(unlessKnown(call, made.etag, { body: { ...made.body } }));
		},
	);
}

function pageRoute(routes: readonly AdminRoute[]): AdminRoute {
	let made: { readonly version: string; readonly page: ApiPage; readonly etag: string } | undefined;
	const mediaType = 'text/html; charset=utf-8';
	return defineRoute(
		{ ...facts, path: '/api/v1/', summary: 'This description, to be read', streams: ['text/html'] },
		{ parameters: noParameters, query: noQuery, body: noBody, answer: noBody },
		(call) => {
			const { version } = call.ports;
			if (made?.version !== version) {
				const page = toApiPage(toOpenApi(routes, version));
				made = { version, page, etag: toEtag(page.html) };
			}
			const { html, contentSecurityPolicy } = made.page;
			const answer: RouteAnswer<undefined> = { octets: { mediaType, chunks: once(html), size: Buffer.byteLength(html) } };
			return Promise.resolve(unlessKnown(call, made.etag, answer, { 'Content-Security-Policy': contentSecurityPolicy }));
		},
	);
}

/** Nothing of it is secret: whoever has it may ask whether it is still the same. RFC 9110 13.1.2. */
function unlessKnown<Body>(
	{ ifNoneMatch }: Caller,
	etag: string,
	answer: RouteAnswer<Body>,
	headers: Readonly<Record<string, string>> = {},
): RouteAnswer<Body> {
	const cached = { etag, headers: { ...headers, 'Cache-Control': 'no-cache' } };
	if (ifNoneMatch !== undefined && (ifNoneMatch.trim() === '*' || listHolds(ifNoneMatch, etag, 'weak'))) {
		return { ...answer, ...cached, status: 304 };
	}
	return { ...answer, ...cached };
}

function toEtag(text: string): string {
	return `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`;
}

async function* once(text: string): AsyncGenerator<string> {
	yield text;
}
