import type { IncomingMessage } from 'node:http';
import { DmsError } from '../domain/errors.ts';

export interface BodyLimits {
	readonly maxBytes: number;
	/** From the call to the last byte. */
	readonly timeoutMs: number;
}

const jsonType = /^application\/(?:json|merge-patch\+json)(?:\s*;\s*charset="?utf-8"?)?\s*$/i;

/** A body as it came, and what it says. */
export interface JsonBody {
	readonly bytes: Uint8Array;
	readonly value: unknown;
}

/**
 * The body of a request as JSON. A form of a web page cannot send this media type, which is what keeps strangers' pages from writing here.
 * @throws DmsError `request.media-type`, `request.too-large`, `request.timeout`, `request.malformed`.
 */
export async function readJsonBody(request: IncomingMessage, limits: BodyLimits): Promise<JsonBody> {
	const { headers } = request;
	if (!jsonType.test(headers['content-type'] ?? '')) {
		throw new DmsError('request.media-type', 'the body must be application/json in UTF-8');
	}
	if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
		throw new DmsError('request.media-type', 'a compressed body is not taken');
	}
	const bytes = await readBytes(request, limits);
	try {
		return { bytes, value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown };
	} catch {
		// The message of the parser would quote the body, in which a password may stand.
		throw new DmsError('request.malformed', 'the body is not JSON in UTF-8');
	}
}

/** Whether a request announces a body at all (RFC 9112 6). */
export function hasBody({ headers }: IncomingMessage): boolean {
	return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

async function readBytes(request: IncomingMessage, { maxBytes, timeoutMs }: BodyLimits): Promise<Buffer> {
	if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
	const late = Promise.withResolvers<never>();
	const timer = setTimeout(() => late.reject(new DmsError('request.timeout', `the body did not come within ${timeoutMs} ms`)), timeoutMs);
	try {
		return await Promise.race([collect(request, maxBytes), late.promise]);
	} finally {
		clearTimeout(timer);
	}
}

async function collect(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
	const chunks: Buffer[] = [];
	let size = 0;
	try {
		// Leaving early must not destroy the request: a refusal still has to be sent over its socket.
		for await (const chunk of request.iterator({ destroyOnReturn: false })) {
			size += (chunk as Buffer).length;
			if (size > maxBytes) throw tooLarge(maxBytes);
			chunks.push(chunk as Buffer);
		}
	} catch (cause) {
		if (cause instanceof DmsError) throw cause;
		throw new DmsError('request.malformed', 'the client ended the body', { cause });
	}
	return Buffer.concat(chunks);
}

function tooLarge(maxBytes: number): DmsError {
	return new DmsError('request.too-large', `the body has more than ${maxBytes} bytes`);
}
