import { type Answer, emptyAnswer } from './answer.ts';
import type { DeviceExchange } from './device-exchange.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';

/** Last step but one: writes the record. @returns what may leave: nothing does without a record. */
export async function writeRecord(ports: DevicePlanePorts, { draft }: DeviceExchange, answer: Answer): Promise<Answer> {
	try {
		await ports.journal.append(draft.toRecord(answer.status, performance.now()));
		return answer;
	} catch (cause) {
		ports.log.error({ err: cause, requestId: draft.id }, 'an access record could not be written');
		return emptyAnswer(503);
	}
}
