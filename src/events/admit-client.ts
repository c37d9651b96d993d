import type { ClientGate } from '../app/events/client-gate.ts';
import { DmsError } from '../domain/errors.ts';
import { answerProblem } from './answer-problem.ts';
import type { Step } from './event-context.ts';
import type { EventPlanePorts } from './event-plane-ports.ts';

/** Second step, for every path there is or not: who is not let in learns a reason in one word and nothing else. */
export function admitClient({ clock, log, connectionOf }: EventPlanePorts, gate: ClientGate): Step {
	return async (context, next) => {
		const connection = connectionOf(context.req.socket);
		const certificate = connection?.certificate;
		const admission = await gate.admit(certificate, clock.now());
		if (!admission.ok) {
			const { reason, detail } = admission.reason;
			const { requestId } = context.state;
			log.info({ reason, detail, remoteAddress: connection?.remoteAddress, requestId }, 'an event client was refused');
			answerProblem(context, new DmsError('client.refused', detail), { reason });
			return;
		}
		if (certificate !== undefined) context.state.certificate = certificate;
		context.state.client = admission.value;
		await next();
	};
}
