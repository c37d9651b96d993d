import { toActor } from '../app/authentication/principal.ts';
import { RecordIds } from '../app/record-ids.ts';
import { DmsError } from '../domain/errors.ts';
import { redactTarget } from '../http/request-target.ts';
import type { AdminContext } from './admin-context.ts';
import type { AdminPlanePorts } from './admin-plane-ports.ts';
import { FailureLog } from './failure-log.ts';
import { toProblem } from './problem.ts';
import { readRequestId } from './request-id.ts';
import { requireOwnHost } from './require-own-host.ts';
import { toSecurityHeaders } from './security-headers.ts';
import { toXivoError } from './xivo-error.ts';

const xivoPath = /^\/(?:xuc\/)?api\/2\.0\//;

/** First step: names the request, and turns whatever goes wrong after it into an answer. */
export function openRequest(ports: AdminPlanePorts) {
	const ids = new RecordIds();
	const failures = new FailureLog(ports.log);
	return async (context: AdminContext, next: () => Promise<unknown>): Promise<void> => {
		const startedMs = performance.now();
		const { state } = context;
		state.requestId = readRequestId(context.req.headers['x-request-id']) ?? ids.next(ports.clock.now());
		context.set({ ...toSecurityHeaders(ports), 'X-Request-Id': state.requestId });
		try {
			requireOneHost(context);
			requireOwnHost(context.req.headers, ports);
			await next();
		} catch (cause) {
			failures.write(cause, state.requestId);
			answerError(context, cause);
		}
		const durationMs = performance.now() - startedMs;
		ports.metrics.answered(context.method, context.status, durationMs);
		ports.log.debug(
			{
				requestId: state.requestId,
				method: context.method,
				path: redactTarget(context.req.url ?? ''),
				status: context.status,
				actor: toActor(state.principal ?? { kind: 'anonymous' }),
				remoteAddress: context.req.socket.remoteAddress ?? '',
				durationMs: Math.round(durationMs * 1000) / 1000,
			},
			'an administration request',
		);
	};
}

/** RFC 9112 3.2: of two hosts nobody could tell which one a proxy in front has gone by. */
function requireOneHost({ req }: AdminContext): void {
	const hosts = req.headersDistinct['host'] ?? [];
	const isOld = req.httpVersionMajor === 1 && req.httpVersionMinor === 0;
	if (hosts.length > 1 || (hosts.length === 0 && !isOld)) throw new DmsError('request.malformed', 'the request must have one Host header');
}

function answerError(context: AdminContext, cause: unknown): void {
	const { requestId } = context.state;
	const isXivo = xivoPath.test(context.path);
	const { status, body } = isXivo ? toXivoError(cause) : { status: toProblem(cause, requestId).status, body: toProblem(cause, requestId) };
	context.status = status;
	context.type = isXivo ? 'application/json' : 'application/problem+json';
	context.body = JSON.stringify(body);
	if (cause instanceof DmsError && cause.retryAfterSeconds !== undefined) context.set('Retry-After', String(cause.retryAfterSeconds));
	if (status === 401) context.set('WWW-Authenticate', toChallenge(cause));
	// What is left of a body that was not read would be taken for the next request.
	if (!context.req.complete) context.set('Connection', 'close');
}

/** RFC 6750 3: an error code only where a token was presented. */
function toChallenge(cause: unknown): string {
	const wasPresented = cause instanceof DmsError && (cause.code === 'token.invalid' || cause.code === 'token.expired');
	return wasPresented ? 'Bearer realm="OpenDMS", error="invalid_token"' : 'Bearer realm="OpenDMS"';
}
