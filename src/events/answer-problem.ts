import { randomUUID } from 'node:crypto';
import { DmsError } from '../domain/errors.ts';
import type { EventContext, Step } from './event-context.ts';
import type { EventPlanePorts } from './event-plane-ports.ts';

const retryAfterSeconds: Readonly<Partial<Record<string, number>>> = {
	'client.limit': 30,
	'server.stopping': 1,
	'store.unavailable': 5,
	'store.busy': 1,
};

/** First step: whatever goes wrong further on becomes an answer of RFC 9457. */
export function answerProblems({ log }: EventPlanePorts): Step {
	return async (context, next) => {
		context.state.requestId = randomUUID();
		context.set('Cache-Control', 'no-store');
		context.set('X-Content-Type-Options', 'nosniff');
		try {
			await next();
		} catch (cause) {
			const error = cause instanceof DmsError ? cause : new DmsError('internal', 'an unexpected failure', { cause });
			const { level } = error.row;
			log[level](
				{ err: error, requestId: context.state.requestId, client: context.state.client?.identity.name },
				'an event request failed',
			);
			answerProblem(context, error);
		}
	};
}

/** `more` are further members of the problem. */
export function answerProblem(context: EventContext, error: DmsError, more: Readonly<Record<string, unknown>> = {}): void {
	const { status, title, expose } = error.row;
	const seconds = retryAfterSeconds[error.code];
	if (seconds !== undefined) context.set('Retry-After', String(seconds));
	context.status = status;
	context.body = JSON.stringify({
		type: `urn:opendms:error:${error.code}`,
		title,
		status,
		code: error.code,
		...(expose ? { detail: error.message } : {}),
		...(expose && error.field !== undefined ? { field: error.field } : {}),
		...(expose && error.findings.length > 0 ? { findings: error.findings } : {}),
		...more,
		requestId: context.state.requestId,
	});
	context.type = 'application/problem+json';
}
