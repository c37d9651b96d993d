import type { IncomingMessage, ServerResponse } from 'node:http';
import { toRecordText } from '../domain/access-record.ts';
import { redactTarget } from '../http/request-target.ts';
import type { DeviceExchange } from './device-exchange.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';
import { RecordDraft, type RequestFacts, type Writable } from './record-draft.ts';

/** First step: opens the record. */
export function openExchange(ports: DevicePlanePorts, request: IncomingMessage, response: ServerResponse): DeviceExchange {
	const startedMs = performance.now();
	const at = ports.clock.now();
	const { socket } = request;
	const connection = ports.connectionOf(socket);
	const id = ports.recordIds.next(at);
	const facts: Writable<RequestFacts> = {
		requestId: id,
		method: toRecordText(request.method ?? '', 16),
		path: redactTarget(request.url ?? ''),
		remoteAddress: connection?.remoteAddress ?? socket.remoteAddress ?? '',
		remotePort: connection?.remotePort ?? socket.remotePort ?? 0,
	};
	const served = ports.interfaceOf(socket);
	if (served !== undefined) facts.interface = served;
	const userAgent = request.headers['user-agent'];
	if (userAgent !== undefined) facts.userAgent = toRecordText(userAgent);
	if (connection !== undefined) {
		facts.tlsVersion = connection.protocol;
		facts.cipherSuite = connection.cipherSuite;
	}
	return { request, response, socket, connection, draft: new RecordDraft(id, at, startedMs, facts) };
}
