import { type IncomingMessage, request as requestPlain } from 'node:http';
import { type RequestOptions, request as requestSecure } from 'node:https';

export interface OutgoingFetchOptions {
	/** PEM certificates that are trusted in place of those that Node brings along. */
	readonly ca?: string;
	/** From the call to the last byte of the answer. */
	readonly timeoutMs: number;
	readonly maxAnswerBytes: number;
	/** Requests side by side; further ones fail at once, so that strangers who cause them cannot pile them up. */
	readonly maxRequests: number;
	/** Whether a server on this very machine may be asked without encryption; no other ever may. */
	readonly allowPlainLoopback: boolean;
}

interface OutgoingRequest {
	readonly method?: string;
	readonly headers?: Headers | Readonly<Record<string, string>>;
	readonly body?: unknown;
	readonly signal?: AbortSignal | null | undefined;
}

/** As `fetch`, but it follows no redirect and has limits. The errors with which it rejects have a `code`. */
type OutgoingFetch = (url: string, request: OutgoingRequest) => Promise<Response>;

const loopbackHosts = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * For requests to servers that the configuration names. Each has a connection of its own: they are few, and one that was kept may have been
 * closed at the other end just when it is needed.
 */
export function createOutgoingFetch(options: OutgoingFetchOptions): OutgoingFetch {
	let running = 0;
	return async (address, request) => {
		const url = new URL(address);
		const isPlain = url.protocol === 'http:' && options.allowPlainLoopback && loopbackHosts.has(url.hostname);
		if (url.protocol !== 'https:' && !isPlain) throw failure('ERR_PLAIN_HTTP', 'only HTTPS may be spoken there');
		if (running >= options.maxRequests) throw failure('ERR_TOO_MANY_REQUESTS', 'too many requests wait for an answer');
		running += 1;
		try {
			return await exchange(url, request, options);
		} finally {
			running -= 1;
		}
	};
}

async function exchange(url: URL, request: OutgoingRequest, { ca, timeoutMs, maxAnswerBytes }: OutgoingFetchOptions): Promise<Response> {
	const limit = AbortSignal.timeout(timeoutMs);
	const body = toText(request.body);
	const options: RequestOptions = {
		agent: false,
		...(ca === undefined ? {} : { ca }),
		method: request.method ?? 'GET',
		headers: {
			...Object.fromEntries(new Headers(request.headers)),
			'accept-encoding': 'identity',
			...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
		},
		signal: request.signal ? AbortSignal.any([limit, request.signal]) : limit,
	};
	try {
		const answer = await new Promise<IncomingMessage>((resolve, reject) => {
			const start = url.protocol === 'https:' ? requestSecure : requestPlain;
			start(url, options, resolve).on('error', reject).end(body);
		});
		const bytes = await readAll(answer, maxAnswerBytes);
		// 204 and its like have no body, and a Response of theirs must not have one.
		return new Response(bytes.length === 0 ? null : bytes, { status: answer.statusCode ?? 0, headers: toHeaders(answer.headers) });
	} catch (cause) {
		throw limit.aborted ? failure('ETIMEDOUT', 'no whole answer in time') : cause;
	}
}

async function readAll(answer: IncomingMessage, maxBytes: number): Promise<Uint8Array<ArrayBuffer>> {
	const pieces: Uint8Array[] = [];
	let length = 0;
	for await (const piece of answer as AsyncIterable<Uint8Array>) {
		length += piece.length;
		// Leaving the loop closes the connection.
		if (length > maxBytes) throw failure('ERR_ANSWER_TOO_LARGE', 'the answer is too large');
		pieces.push(piece);
	}
	const whole = new Uint8Array(length);
	let at = 0;
	for (const piece of pieces) {
		whole.set(piece, at);
		at += piece.length;
	}
	return whole;
}

function toText(body: unknown): string | undefined {
	if (body === undefined || body === null) return undefined;
	if (typeof body === 'string') return body;
	if (body instanceof URLSearchParams) return body.toString();
	throw failure('ERR_BODY', 'only text and forms can be sent');
}

function toHeaders(headers: IncomingMessage['headers']): Headers {
	const kept = new Headers();
	for (const [name, value] of Object.entries(headers)) {
		if (typeof value === 'string') kept.set(name, value);
	}
	return kept;
}

function failure(code: string, message: string): Error {
	return Object.assign(new Error(message), { code });
}
