import type { Readable } from 'node:stream';

/** What a device gets; its record is written before. */
export interface Answer {
	readonly status: number;
	/** Names and values in turn, as `writeHead` takes them. */
	readonly headers: readonly string[];
	/** Nothing to send with HEAD, 204 and 304. */
	readonly body?: Buffer | Readable;
}

/** The same empty body and headers for every refusal: the cause is in the record, not in the answer. */
export function emptyAnswer(status: number, headers: readonly string[] = []): Answer {
	const length = status === 204 ? [] : ['Content-Length', '0'];
	return { status, headers: ['Cache-Control', 'no-store', ...headers, ...length] };
}
