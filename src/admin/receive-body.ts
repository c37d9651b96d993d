import { createHash, createHmac, type Hmac } from 'node:crypto';
import { DmsError } from '../domain/errors.ts';
import type { AdminContext } from './admin-context.ts';
import { octetMediaTypes, type ReceivedOctets, receiveOctets } from './octets.ts';
import { hasBody, readJsonBody } from './read-json-body.ts';
import { type AdminRoute, noBody } from './route.ts';

const jsonLimits = { maxBytes: 1024 * 1024, timeoutMs: 15_000 };

/** What a request has brought. */
export interface ReceivedBody {
	/** As the schema of the route takes it. */
	readonly value: unknown;
	/** Keyed digest of all its bytes, where they are here already. */
	readonly digest?: string;
	/** The same once all of it has been read; reads what is left. @throws DmsError `request.*`. */
	readonly finishDigest: (maxBytes: number) => Promise<string>;
}

/**
 * @param key makes the digest one that nobody can try passwords on who has it; without one there is nothing to compare, and the digest is
 * empty. @throws DmsError `request.*`.
 */
export async function receiveBody({ req }: AdminContext, { schemas }: AdminRoute, key: string | undefined): Promise<ReceivedBody> {
	const hmac = key === undefined ? undefined : createHmac('sha256', createHash('sha256').update(key).digest());
	const mediaTypes = octetMediaTypes(schemas.body);
	if (mediaTypes !== undefined) return followOctets(receiveOctets(req, mediaTypes), hmac);
	if (schemas.body !== noBody) {
		const { bytes, value } = await readJsonBody(req, jsonLimits);
		return toReceived(value, hmac?.update(bytes).digest('hex'));
	}
	if (hasBody(req)) throw new DmsError('request.malformed', 'this route takes no body');
	return toReceived(undefined, hmac?.digest('hex'));
}

function toReceived(value: unknown, digest = ''): ReceivedBody {
	return { value, digest, finishDigest: () => Promise.resolve(digest) };
}

/** The digest grows while the handler reads. */
function followOctets(octets: ReceivedOctets, hmac: Hmac | undefined): ReceivedBody {
	if (hmac === undefined) return toReceived(octets);
	const chunks = digesting(octets.chunks, hmac);
	return {
		value: { ...octets, chunks },
		async finishDigest(maxBytes) {
			let size = 0;
			for await (const chunk of chunks) {
				size += chunk.length;
				if (size > maxBytes) throw new DmsError('request.too-large', `the body has more than ${maxBytes} bytes`);
			}
			return hmac.digest('hex');
		},
	};
}

async function* digesting(chunks: AsyncIterable<Uint8Array>, hmac: Hmac): AsyncGenerator<Uint8Array> {
	for await (const chunk of chunks) {
		hmac.update(chunk);
		yield chunk;
	}
}
