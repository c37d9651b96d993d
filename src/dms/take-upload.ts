import type { IncomingMessage } from 'node:http';
import { DmsError } from '../domain/errors.ts';
import { type DeviceContext, required, type Step } from './device-context.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';
import { answerEmpty } from './open-record.ts';

/** Last step of an upload: into the device's own area, bounded, never over a template. */
export function takeUpload(ports: DevicePlanePorts): Step {
	return async (context, next) => {
		const decision = required(context.state.decision, 'the decision');
		if (decision.outcome !== 'upload') {
			await next();
			return;
		}
		const { maxBytes } = ports.uploads;
		if (Number(context.req.headers['content-length'] ?? 0) > maxBytes) {
			refuseLarge(context, maxBytes);
			return;
		}
		try {
			const content = await ports.store.content.put(readBody(context.req), maxBytes);
			const device = required(decision.profile, 'the device');
			const { name, file } = decision.located;
			await ports.store.uploads.add({ deviceId: device.id, fileId: file.file.id, name, content }, ports.uploads.keepVersions);
			answerEmpty(context, 204);
		} catch (cause) {
			if (cause instanceof UploadCut) {
				context.state.draft.ended('upload.aborted');
				answerEmpty(context, 400);
			} else if (cause instanceof DmsError && cause.code === 'content.too-large') {
				refuseLarge(context, maxBytes);
			} else throw cause;
		}
	};
}

function refuseLarge(context: DeviceContext, maxBytes: number): void {
	context.state.draft.ended('upload.too-large', `the limit is ${maxBytes} bytes`);
	answerEmpty(context, 413);
	// The rest of the body is not read: the connection cannot be used again.
	context.set('Connection', 'close');
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
