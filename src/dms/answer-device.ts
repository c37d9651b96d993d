import type { IncomingMessage, ServerResponse } from 'node:http';
import { DmsError } from '../domain/errors.ts';
import { type Answer, emptyAnswer } from './answer.ts';
import { decide } from './decide.ts';
import type { DeviceExchange } from './device-exchange.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';
import { openExchange } from './open-exchange.ts';
import { readRequest } from './read-request.ts';
import { refuse } from './refuse.ts';
import { respondWithFile } from './respond-with-file.ts';
import { sendAnswer } from './send-answer.ts';
import { takeUpload } from './take-upload.ts';
import { writeRecord } from './write-record.ts';

/** The steps of a device request in their order. Nothing leaves before its record is written. Never rejects. */
export async function answerDevice(ports: DevicePlanePorts, request: IncomingMessage, response: ServerResponse): Promise<void> {
	const exchange = openExchange(ports, request, response);
	let answer: Answer;
	try {
		answer = await runSteps(ports, exchange);
	} catch (cause) {
		answer = answerFailure(ports, exchange, cause);
	}
	await sendAnswer(ports, exchange, await writeRecord(ports, exchange, answer));
}

async function runSteps(ports: DevicePlanePorts, exchange: DeviceExchange): Promise<Answer> {
	const catalog = await ports.catalog.current();
	const request = readRequest(ports, catalog, exchange);
	if (!request.ok) return request.reason;
	const decision = await decide(ports, catalog, exchange, request.value);
	switch (decision.outcome) {
		case 'refuse':
			return refuse(ports, catalog, decision);
		case 'serve':
			return respondWithFile(ports, catalog, exchange, decision);
		case 'upload':
			return takeUpload(ports, exchange, decision);
	}
}

function answerFailure({ log }: DevicePlanePorts, { draft }: DeviceExchange, cause: unknown): Answer {
	log.error({ err: cause, requestId: draft.id }, 'a device request failed');
	draft.sends(0, undefined);
	draft.ended('internal.error');
	return emptyAnswer(cause instanceof DmsError && cause.row.status === 503 ? 503 : 500);
}
