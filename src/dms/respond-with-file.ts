import { Readable } from 'node:stream';
import type { Catalog } from '../app/catalog.ts';
import type { DeviceFile } from '../app/device-files.ts';
import type { Decision } from '../app/device-request/device-request.ts';
import { type ByteRange, decideByteRange, toContentRange } from '../http/byte-range.ts';
import { evaluateConditions } from '../http/conditional-request.ts';
import { type Answer, emptyAnswer } from './answer.ts';
import type { DeviceExchange } from './device-exchange.ts';
import type { DevicePlanePorts } from './device-plane-ports.ts';
import { toFileHead } from './file-head.ts';

type Service = Extract<Decision, { outcome: 'serve' | 'upload' }>;

/** Last step of a download: rendered or static bytes, conditional and range requests, always with a length. */
export async function respondWithFile(
	ports: DevicePlanePorts,
	catalog: Catalog,
	exchange: DeviceExchange,
	{ located, profile }: Service,
): Promise<Answer> {
	const file = await ports.files.open(catalog, located, profile);
	if (file !== undefined) return toAnswer(exchange, file, located.name);
	exchange.draft.ended('content.missing');
	return emptyAnswer(404);
}

function toAnswer({ request, draft }: DeviceExchange, file: DeviceFile, name: string): Answer {
	const head = toFileHead(file, name);
	const { headers, method = '' } = request;
	const verdict = evaluateConditions(method, headers, head);
	if (verdict === 'precondition-failed') {
		draft.ended('precondition.failed');
		return emptyAnswer(412);
	}
	if (verdict === 'not-modified') {
		draft.ended('not-modified');
		draft.sends(0, head.etag);
		return { status: 304, headers: head.ofVersion };
	}
	const range = decideByteRange(method, headers, file.size, head);
	if (range.kind === 'unsatisfiable') {
		draft.ended('range.not-satisfiable');
		return emptyAnswer(416, ['Content-Range', toContentRange(range, file.size)]);
	}
	const length = range.kind === 'partial' ? range.end - range.start + 1 : file.size;
	draft.sends(method === 'HEAD' ? 0 : length, head.etag);
	const body = method === 'HEAD' || length === 0 ? undefined : { body: toBody(file, range) };
	if (range.kind === 'whole') return { status: 200, headers: head.ofWhole, ...body };
	return {
		status: 206,
		headers: [...head.ofPart, 'Content-Range', toContentRange(range, file.size), 'Content-Length', String(length)],
		...body,
	};
}

function toBody(file: DeviceFile, range: Exclude<ByteRange, { kind: 'unsatisfiable' }>): Buffer | Readable {
	const { start, end } = range.kind === 'partial' ? range : { start: 0, end: file.size - 1 };
	if (file.bytes === undefined) return Readable.from(file.read({ start, end }), { objectMode: false });
	return Buffer.from(file.bytes.buffer, file.bytes.byteOffset + start, end - start + 1);
}
