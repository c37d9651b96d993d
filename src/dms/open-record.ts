import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { toRecordText } from '../domain/access-record.ts';
import { DmsError } from '../domain/errors.ts';
import { redactTarget } from '../http/request-target.ts';
import type { DeviceContext, Step } from './device-context.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';
import { RecordDraft } from './record-draft.ts';

/** First step: opens the record and, when all others are done, writes it. The answer leaves after that. */
export function openRecord(ports: DevicePlanePorts): Step {
	return async (context, next) => {
		const startedMs = performance.now();
		const at = ports.clock.now();
		// A request that is cut loses its socket before it is answered.
		const { socket } = context.req;
		const connection = ports.connectionOf(socket);
		if (connection !== undefined) context.state.connection = connection;
		const userAgent = context.req.headers['user-agent'];
		const id = ports.recordIds.next(at);
		const draft = new RecordDraft(id, at, startedMs, {
			requestId: id,
			method: toRecordText(context.req.method ?? '', 16),
			path: redactTarget(context.req.url ?? ''),
			remoteAddress: connection?.remoteAddress ?? socket.remoteAddress ?? '',
			remotePort: socket.remotePort ?? 0,
			...(userAgent === undefined ? {} : { userAgent: toRecordText(userAgent) }),
			...(connection === undefined ? {} : { tlsVersion: connection.protocol, cipherSuite: connection.cipherSuite }),
		});
		context.state.draft = draft;
		try {
			await next();
		} catch (cause) {
			answerFailure(ports, context, draft, cause);
		}
		await writeRecord(ports, context, socket, draft);
	};
}

function answerFailure(ports: DevicePlanePorts, context: DeviceContext, draft: RecordDraft, cause: unknown): void {
	const status = cause instanceof DmsError && cause.row.status === 503 ? 503 : 500;
	ports.log.error({ err: cause, requestId: draft.id }, 'a device request failed');
	draft.sends(0, undefined);
	draft.ended('internal.error');
	answerEmpty(context, status);
}

async function writeRecord(ports: DevicePlanePorts, context: DeviceContext, socket: Socket, draft: RecordDraft): Promise<void> {
	try {
		await ports.journal.append(draft.toRecord(context.status, performance.now()));
	} catch (cause) {
		// Nothing leaves without a record.
		ports.log.error({ err: cause, requestId: draft.id }, 'an access record could not be written');
		answerEmpty(context, 503);
		return;
	}
	correctWhenCut(ports, context.res, socket, draft);
}

/** A record tells what was announced; a transfer that breaks off corrects it. */
function correctWhenCut(ports: DevicePlanePorts, res: ServerResponse, socket: Socket, draft: RecordDraft): void {
	const before = socket.bytesWritten;
	res.once('close', () => {
		if (res.writableFinished) return;
		const sent = Math.max(0, socket.bytesWritten - before);
		ports.store.accessRecords
			.markAborted(draft.id, sent)
			.catch((cause: unknown) => ports.log.error({ err: cause, requestId: draft.id }, 'an access record could not be corrected'));
	});
}

/** The same empty body and headers for every refusal: the cause is in the record, not in the answer. */
export function answerEmpty(context: DeviceContext, status: number): void {
	context.response.remove('ETag');
	context.response.remove('Last-Modified');
	context.response.remove('Content-Range');
	context.body = null;
	context.status = status;
	context.set('Cache-Control', 'no-store');
}
