import { Readable } from 'node:stream';
import type { DeviceFile } from '../app/device-files.ts';
import { type ByteRange, decideByteRange, toContentRange } from '../http/byte-range.ts';
import { evaluateConditions } from '../http/conditional-request.ts';
import { toEntityTag } from '../http/entity-tag.ts';
import { toHttpDate } from '../http/http-date.ts';
import { type DeviceContext, required, type Step } from './device-context.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';
import { toMediaType } from './media-type.ts';
import { answerEmpty } from './open-record.ts';

/** Last step of a download: rendered or static bytes, conditional and range requests, always with a length. */
export function respondWithFile(ports: DevicePlanePorts): Step {
	return async (context, next) => {
		const decision = required(context.state.decision, 'the decision');
		if (decision.outcome !== 'serve') {
			await next();
			return;
		}
		const file = await ports.files.open(await ports.catalog.current(), decision.located, decision.profile);
		if (file === undefined) {
			context.state.draft.ended('content.missing');
			answerEmpty(context, 404);
			return;
		}
		answer(context, file);
	};
}

function answer(context: DeviceContext, file: DeviceFile): void {
	const { draft, target } = context.state;
	const etag = toEntityTag(file.sha256);
	const current = { etag, lastModified: file.lastModified };
	const { headers, method = '' } = context.req;
	const verdict = evaluateConditions(method, headers, current);
	if (verdict === 'precondition-failed') {
		draft.ended('precondition.failed');
		answerEmpty(context, 412);
		return;
	}
	context.set({
		ETag: etag,
		'Last-Modified': toHttpDate(file.lastModified),
		'Cache-Control': 'private, no-cache',
		'Accept-Ranges': 'bytes',
	});
	if (verdict === 'not-modified') {
		draft.ended('not-modified');
		draft.sends(0, etag);
		context.body = null;
		context.status = 304;
		return;
	}
	const range = decideByteRange(method, headers, file.size, current);
	if (range.kind === 'unsatisfiable') {
		draft.ended('range.not-satisfiable');
		answerEmpty(context, 416);
		context.set('Content-Range', toContentRange(range, file.size));
		return;
	}
	context.set('Content-Type', toMediaType(target?.path ?? ''));
	sendRange(context, file, range, etag);
}

function sendRange(context: DeviceContext, file: DeviceFile, range: Exclude<ByteRange, { kind: 'unsatisfiable' }>, etag: string): void {
	const bounds = range.kind === 'partial' ? { start: range.start, end: range.end } : { start: 0, end: file.size - 1 };
	const length = bounds.end - bounds.start + 1;
	if (range.kind === 'partial') {
		context.status = 206;
		context.set('Content-Range', toContentRange(range, file.size));
	} else {
		context.status = 200;
	}
	const isHead = context.req.method === 'HEAD';
	context.state.draft.sends(isHead ? 0 : length, etag);
	context.body = isHead || length === 0 ? '' : toBody(file, bounds);
	context.length = length;
}

function toBody(file: DeviceFile, { start, end }: { readonly start: number; readonly end: number }): Buffer | Readable {
	if (file.bytes === undefined) return Readable.from(file.read({ start, end }), { objectMode: false });
	return Buffer.from(file.bytes.buffer, file.bytes.byteOffset + start, end - start + 1);
}
