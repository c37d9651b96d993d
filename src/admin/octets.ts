import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { DmsError } from '../domain/errors.ts';

/** A body that is read piece by piece, and by its handler alone. */
export interface ReceivedOctets {
	/** One of those that the route takes, lower case, without parameters. */
	readonly mediaType: string;
	/** Bytes, as announced; undefined where the client does not say. */
	readonly announcedBytes: number | undefined;
	/** @throws DmsError `request.malformed` where the client ends it early. */
	readonly chunks: AsyncIterable<Uint8Array>;
}

/** An answer that is made piece by piece while it is sent. */
export interface SentOctets {
	readonly mediaType: string;
	/** Whatever goes wrong before the first piece is answered as a problem; after it, the connection breaks. */
	readonly chunks: AsyncIterable<Uint8Array | string>;
	/** Bytes, where they are known. */
	readonly size?: number;
	/** What a browser is to call the file; without it, the answer is no file. */
	readonly fileName?: string;
	/** Of work that is finished although nobody reads on: its last line (JSON) if it succeeded, undefined if it failed. Never rejects. */
	readonly outcome?: Promise<string | undefined>;
}

/** The media type of an answer that is made while it is sent, where the client asks for it. */
export function acceptedStream({ streams = [] }: { readonly streams?: readonly string[] }, accept = ''): string | undefined {
	return streams.find((mediaType) => accept.toLowerCase().includes(mediaType));
}

const mediaTypesOf = new WeakMap<z.ZodType, readonly string[]>();

/** Schema of a body that is no JSON: a route with it takes bytes of one of these media types, none of which a form of a web page can send. */
export function octetBody(...mediaTypes: readonly [string, ...string[]]): z.ZodType<ReceivedOctets> {
	const schema = z.custom<ReceivedOctets>();
	mediaTypesOf.set(schema, mediaTypes);
	return schema;
}

/** Undefined where the schema is one of JSON. */
export function octetMediaTypes(schema: z.ZodType): readonly string[] | undefined {
	return mediaTypesOf.get(schema);
}

/** @throws DmsError `request.media-type`. */
export function receiveOctets(request: IncomingMessage, mediaTypes: readonly string[]): ReceivedOctets {
	const { headers } = request;
	const mediaType = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
	if (!mediaTypes.includes(mediaType)) {
		throw new DmsError('request.media-type', `the body must be ${mediaTypes.join(' or ')}`);
	}
	if ((headers['content-encoding'] ?? 'identity') !== 'identity') {
		throw new DmsError('request.media-type', 'a compressed body is not taken');
	}
	const length = headers['content-length'];
	return { mediaType, announcedBytes: length === undefined ? undefined : Number(length), chunks: readChunks(request) };
}

async function* readChunks(request: IncomingMessage): AsyncGenerator<Uint8Array> {
	try {
		// Leaving early must not destroy the request: a refusal still has to be sent over its socket.
		for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Uint8Array;
	} catch (cause) {
		throw new DmsError('request.malformed', 'the client ended the body', { cause });
	}
}

/** The same pieces as long as they stay within the bound; what is announced to be larger is not even begun. @throws DmsError `request.too-large`. */
export async function* bounded({ announcedBytes = 0, chunks }: ReceivedOctets, maxBytes: number): AsyncGenerator<Uint8Array> {
	const tooLarge = () => new DmsError('request.too-large', `the body has more than ${maxBytes} bytes`);
	if (announcedBytes > maxBytes) throw tooLarge();
	let size = 0;
	for await (const chunk of chunks) {
		size += chunk.length;
		if (size > maxBytes) throw tooLarge();
		yield chunk;
	}
}

const leastRoom = 64 * 1024;

/** All of it in one piece, in hardly more memory than that takes. @throws DmsError `request.too-large`. */
export async function collectOctets(octets: ReceivedOctets, maxBytes: number, onBytes: (size: number) => void = () => undefined) {
	// Memory that is never written to costs nothing, so that a false announcement does not either.
	let room = Buffer.allocUnsafeSlow(Math.min(octets.announcedBytes ?? leastRoom, maxBytes));
	let size = 0;
	for await (const chunk of bounded(octets, maxBytes)) {
		if (size + chunk.length > room.length) {
			const larger = Buffer.allocUnsafeSlow(Math.min(Math.max(room.length * 2, size + chunk.length), maxBytes));
			room.copy(larger, 0, 0, size);
			room = larger;
		}
		room.set(chunk, size);
		size += chunk.length;
		onBytes(size);
	}
	return room.subarray(0, size);
}
