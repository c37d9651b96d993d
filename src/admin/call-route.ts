import { presentFields } from '../app/administration/present-fields.ts';
import { DmsError } from '../domain/errors.ts';
import type { AdminContext, Step } from './admin-context.ts';
import type { AdminPlanePorts } from './admin-plane-ports.ts';
import { callOnce, readIdempotencyKey } from './call-once.ts';
import { receiveBody } from './receive-body.ts';
import type { AdminRoute, Caller, RouteAnswer } from './route.ts';
import { sendOctets } from './send-octets.ts';

/** Last step: reads what the route takes, calls it, and sends what it gives. */
export function callRoute(ports: AdminPlanePorts): Step {
	return async (context, next) => {
		const { route } = context.state;
		if (route === undefined) return void (await next());
		const key = readIdempotencyKey(context, route);
		const query = readQuery(context, route);
		const body = await receiveBody(context, route, key);
		const call = () => route.call(toCaller(ports, context), { parameters: { ...context.params }, query, body: body.value });
		const answer = key === undefined ? await call() : await callOnce(ports, { context, route, key, body }, call);
		await sendAnswer(context, route, answer);
	};
}

function toCaller(ports: AdminPlanePorts, { req, res, state }: AdminContext): Caller {
	const {
		accept,
		'accept-encoding': acceptEncoding,
		authorization,
		cookie,
		'if-match': ifMatch,
		'if-none-match': ifNoneMatch,
	} = req.headers;
	return {
		ports: { ...ports, log: ports.log.child({ requestId: state.requestId }) },
		principal: state.principal ?? { kind: 'anonymous' },
		remoteAddress: req.socket.remoteAddress ?? '',
		requestId: state.requestId,
		gone: signalEnd(res),
		...presentFields({ token: state.token, accept, acceptEncoding, authorization, cookie, ifMatch, ifNoneMatch }),
	};
}

function signalEnd(response: AdminContext['res']): AbortSignal {
	const gone = new AbortController();
	response.once('close', () => gone.abort());
	return gone.signal;
}

async function sendAnswer(context: AdminContext, route: AdminRoute, answer: RouteAnswer<unknown>): Promise<void> {
	const { etag, headers, octets, redirect, refusal, body, location = redirect } = answer;
	context.status = refusal?.status ?? answer.status ?? (redirect === undefined ? route.status : 302);
	if (etag !== undefined) context.set('ETag', etag);
	if (location !== undefined) context.set('Location', location);
	// RFC 9110 15.5.2: whoever is told that they have not proven who they are is told how they could.
	if (refusal?.status === 401) context.set('WWW-Authenticate', 'Bearer realm="OpenDMS"');
	if (headers !== undefined) context.set(headers);
	if (context.status === 304) return;
	if (octets !== undefined) return sendOctets(context, octets);
	const sent = refusal?.body ?? body;
	// Without a body Koa would send the words of the status.
	if (sent === undefined) return void (context.body = '');
	context.type = 'application/json';
	context.body = JSON.stringify(sent);
}

/** Each parameter once: of two values nobody could tell which one counts. The token has been read already. */
function readQuery(context: AdminContext, { takesQueryToken }: AdminRoute): Readonly<Record<string, string>> {
	const query = new Map<string, string>();
	for (const [name, value] of new URLSearchParams(context.querystring)) {
		if (takesQueryToken === true && name === 'token') continue;
		if (query.has(name)) throw new DmsError('request.malformed', 'a parameter of the query is there twice');
		query.set(name, value);
	}
	return Object.fromEntries(query);
}
