import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Answer } from './answer.ts';
import type { DeviceExchange } from './device-exchange.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';

/** Last step: sends the answer, and corrects its record when the transfer breaks off. Never rejects. */
export function sendAnswer(
	ports: DevicePlanePorts,
	exchange: DeviceExchange,
	{ status, headers, body }: Answer,
): Promise<void> | undefined {
	const { response } = exchange;
	if (body !== undefined) correctWhenCut(ports, exchange);
	if (response.destroyed) return undefined;
	response.writeHead(status, [...headers]);
	if (body !== undefined && !Buffer.isBuffer(body)) return sendStream(ports, exchange, body);
	response.end(body);
	return undefined;
}

async function sendStream({ log }: DevicePlanePorts, { response, socket, draft }: DeviceExchange, body: Readable): Promise<void> {
	try {
		await pipeline(body, response);
	} catch (cause) {
		// A device that goes away in the middle of an answer is in its access record; nobody has to act.
		log[socket.destroyed ? 'debug' : 'error']({ err: cause, requestId: draft.id }, 'a device response failed');
		response.destroy();
	}
}

/** A record tells what was announced. The device may have gone away already. */
function correctWhenCut(ports: DevicePlanePorts, { response, socket, draft }: DeviceExchange): void {
	if (response.destroyed) return correct(ports, draft.id, 0);
	const before = socket.bytesWritten;
	response.once('close', () => {
		if (!response.writableFinished) correct(ports, draft.id, Math.max(0, socket.bytesWritten - before));
	});
}

function correct({ store, log }: DevicePlanePorts, id: string, bytesSent: number): void {
	try {
		store.accessRecords.markAborted(id, bytesSent);
	} catch (cause) {
		log.error({ err: cause, requestId: id }, 'an access record could not be corrected');
	}
}
