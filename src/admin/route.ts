import { z } from 'zod';
import type { Principal } from '../app/authentication/principal.ts';
import type { Permission } from '../domain/permission.ts';
import type { AdminPlanePorts } from './admin-plane-ports.ts';
import type { SentOctets } from './octets.ts';
import { parseInput } from './parse-input.ts';
import type { XivoError } from './xivo-error.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** `public`: nobody has to say who they are. `authenticated`: whoever has a token, for what is their own. */
export type RoutePermission = Permission | 'public' | 'authenticated';

/**
 * What a person sees who is bound to a service provider or a group. `none`: nothing of it belongs to any. `device`: the handler keeps to the
 * devices of the caller's scope. `system`: nothing, for it belongs to all.
 */
export type RouteScope = 'none' | 'device' | 'system';

/** What is known of a route without calling it. No field that decides who may call it can be left out. */
export interface RouteFacts {
	readonly method: Method;
	/** Parameters as `{name}`. */
	readonly path: `/${string}`;
	readonly permission: RoutePermission;
	readonly scope: RouteScope;
	/** Further paths that it answers: those of a page that makes sense of its own address. */
	readonly alsoAt?: RegExp;
	/** What it is about, one word for all routes of a resource. */
	readonly tag: string;
	readonly summary: string;
	/** Whether the token may stand in the query, where it is seen by whoever sees the URL. A public route gets it without its being looked at. */
	readonly takesQueryToken?: true;
	/** Whether a success has a secret in it, which is never kept. */
	readonly answersSecret?: true;
	/** Whether nobody has to say who they are who asks on the machine itself, where the operator has not forbidden it. */
	readonly openLocally?: true;
	/** Whether a change names the version that it was made for. */
	readonly ifMatch?: 'required' | 'optional';
	/** Media types of answers that are no JSON and made while they are sent. */
	readonly streams?: readonly string[];
	/** Whether an answer goes on until one of the two goes. */
	readonly isEndless?: true;
	/** Of a success. */
	readonly status: 200 | 201 | 204 | 302;
	/**
	 * Statuses beside it that no code of the error table gives: a browser is sent on, nothing has changed, or the same answer says what was
	 * wrong (422) or is not well (503).
	 */
	readonly otherStatuses?: readonly (302 | 304 | 422 | 503)[];
}

interface AnswerFacts {
	/** With its quotes. */
	readonly etag?: string;
	/** Path of what was made. */
	readonly location?: string;
	/** In place of the status of the route. */
	readonly status?: 304 | 422 | 503;
	/** Besides those that every answer has, or in their place. */
	readonly headers?: Readonly<Record<string, string>>;
}

/** `octets`: no JSON, of a media type in `streams`. `refusal`: what no code of the error table says. `redirect`: where a browser is sent on (302). */
export type RouteAnswer<Body> = AnswerFacts &
	(
		| { readonly body: Body; readonly octets?: undefined; readonly redirect?: undefined; readonly refusal?: undefined }
		| { readonly body?: undefined; readonly octets: SentOctets; readonly redirect?: undefined; readonly refusal?: undefined }
		| { readonly body?: undefined; readonly octets?: undefined; readonly redirect: string; readonly refusal?: undefined }
		| { readonly body?: undefined; readonly octets?: undefined; readonly redirect?: undefined; readonly refusal: XivoError }
	);

/** Who calls, with what. */
export interface Caller {
	readonly ports: AdminPlanePorts;
	readonly principal: Principal;
	/** The token as it was presented. */
	readonly token?: string;
	readonly remoteAddress: string;
	readonly requestId: string;
	/** Aborted when nobody is there any more who could be answered. */
	readonly gone: AbortSignal;
	readonly ifMatch?: string;
	readonly ifNoneMatch?: string;
	/** The header; only what is no Bearer token is not looked at before. */
	readonly authorization?: string;
	/** The header. */
	readonly cookie?: string;
	/** The header, where the route has several media types to choose from. */
	readonly accept?: string;
	/** The header. */
	readonly acceptEncoding?: string;
}

export interface RouteCall<Parameters, Query, Body> extends Caller {
	readonly parameters: Parameters;
	readonly query: Query;
	readonly body: Body;
}

/** Input that nobody has looked at. */
export interface RawInput {
	readonly parameters: unknown;
	readonly query: unknown;
	readonly body: unknown;
}

export interface RouteSchemas<
	Parameters extends z.ZodObject = z.ZodObject,
	Query extends z.ZodObject = z.ZodObject,
	Body extends z.ZodType = z.ZodType,
	Answer extends z.ZodType = z.ZodType,
> {
	readonly parameters: Parameters;
	readonly query: Query;
	/** `noBody` where none is taken, `octetBody` where it is no JSON. */
	readonly body: Body;
	/** Only what it names leaves the server. `noBody` where there is none. */
	readonly answer: Answer;
}

/** A route of the table: what it takes is checked, what it gives is what its schema names. */
export interface AdminRoute extends RouteFacts {
	readonly schemas: RouteSchemas;
	/** @throws DmsError `value.*` for input that breaks its schema. */
	readonly call: (caller: Caller, input: RawInput) => Promise<RouteAnswer<unknown>>;
}

export const noParameters = z.strictObject({});
export const noQuery = z.strictObject({});
export const noBody = z.undefined();

/** Ties the schemas of a route to its handler. */
export function defineRoute<Parameters extends z.ZodObject, Query extends z.ZodObject, Body extends z.ZodType, Answer extends z.ZodType>(
	facts: RouteFacts,
	schemas: RouteSchemas<Parameters, Query, Body, Answer>,
	handle: (call: RouteCall<z.output<Parameters>, z.output<Query>, z.output<Body>>) => Promise<RouteAnswer<z.input<Answer>>>,
): AdminRoute {
	return {
		...facts,
		schemas,
		async call(caller, input) {
			const parameters = parseInput(schemas.parameters, input.parameters, 'path');
			const query = parseInput(schemas.query, input.query, 'query');
			const body = parseInput(schemas.body, input.body, 'body');
			const answer = await handle({ ...caller, parameters, query, body });
			const hasBody = answer.octets === undefined && answer.redirect === undefined && answer.refusal === undefined && answer.status !== 304;
			return hasBody ? { ...answer, body: schemas.answer.parse(answer.body) } : answer;
		},
	};
}
