import type { IncomingMessage } from 'node:http';
import type { Decision } from '../app/device-request/device-request.ts';
import { DmsError } from '../domain/errors.ts';
import { type Answer, emptyAnswer } from './answer.ts';
import type { DeviceExchange } from './device-exchange.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';

type Upload = Extract<Decision, { outcome: 'serve' | 'upload' }>;

/** Last step of an upload: into the device's own area, bounded, never over a template. */
export async function takeUpload(ports: DevicePlanePorts, exchange: DeviceExchange, { located, profile }: Upload): Promise<Answer> {
	const { request, draft } = exchange;
	const { maxBytes, keepVersions } = ports.uploads;
	if (Number(request.headers['content-length'] ?? 0) > maxBytes) return refuseLarge(exchange, maxBytes);
	if (profile === undefined) throw new DmsError('internal', 'an upload was granted to nobody');
	try {
		const content = await ports.store.content.put(readBody(request), maxBytes);
		await ports.store.uploads.add({ deviceId: profile.id, fileId: located.file.file.id, name: located.name, content }, keepVersions);
		return emptyAnswer(204);
	} catch (cause) {
		if (cause instanceof DmsError && cause.code === 'content.too-large') return refuseLarge(exchange, maxBytes);
		if (!(cause instanceof UploadCut)) throw cause;
		draft.ended('upload.aborted');
		return emptyAnswer(400);
	}
}

/** The rest of the body is not read: the connection cannot be used again. */
function refuseLarge({ draft }: DeviceExchange, maxBytes: number): Answer {
	draft.ended('upload.too-large', `the limit is ${maxBytes} bytes`);
	return emptyAnswer(413, ['Connection', 'close']);
}

class UploadCut extends Error {}

async function* readBody(request: IncomingMessage): AsyncIterable<Uint8Array> {
	try {
		// Leaving early must not destroy the request: a refusal still has to be sent over its socket.
		for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk;
	} catch (cause) {
		throw new UploadCut('the client ended the upload', { cause });
	}
	if (!request.complete) throw new UploadCut('the client ended the upload');
}
