import { createHash, randomUUID } from 'node:crypto';
import { toActor } from '../app/authentication/principal.ts';
import { DmsError } from '../domain/errors.ts';
import type { KeptAnswer, KnownRequest } from '../domain/keyed-request.ts';
import type { AdminContext } from './admin-context.ts';
import type { AdminPlanePorts } from './admin-plane-ports.ts';
import { acceptedStream, type SentOctets } from './octets.ts';
import type { ReceivedBody } from './receive-body.ts';
import type { AdminRoute, RouteAnswer } from './route.ts';

/** How long an answer is given again. */
const keptMs = 24 * 3_600_000;
/** A request that was not heard of again, since its process has died, lets its key go after so long. */
const attemptMs = 5 * 60_000;
const mostKeysPerActor = 10_000;
const longestBody = 64 * 1024;
const replayHeader = { 'Idempotency-Replayed': 'true' } as const;

/** A string of RFC 9651 3.3.3, or the same without its quotes, as most clients send it. */
const keyForm = /^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|([\x21\x23-\x2b\x2d-\x5b\x5d-\x7e]{1,255}))$/;

/**
 * The key of a request that its sender may send again; undefined where there is none, or where it would mean nothing: other methods can be
 * repeated as they are, and who has not said who they are has no keys.
 * @throws DmsError `request.malformed`.
 */
export function readIdempotencyKey({ req, state }: AdminContext, { method }: AdminRoute): string | undefined {
	const header = req.headers['idempotency-key'];
	if (header === undefined || method !== 'POST' || state.principal === undefined) return undefined;
	const [, quoted, bare] = keyForm.exec([header].flat().join(', ')) ?? [];
	const key = quoted ?? bare;
	if (key === undefined) throw new DmsError('request.malformed', 'the Idempotency-Key must be one string of 1 to 255 visible characters');
	return key;
}

/** A request with a key. */
export interface KeyedCall {
	readonly context: AdminContext;
	readonly route: AdminRoute;
	readonly key: string;
	readonly body: ReceivedBody;
}

/**
 * Carries out a request once for its key, and answers it again with what was answered then (draft-ietf-httpapi-idempotency-key-header). Only
 * successes are kept: what was refused has changed nothing, and its key is free again. Of an answer that is made while it is sent the last
 * line is kept, for that one says how it went.
 * @throws DmsError `idempotency.*`, and whatever the call throws.
 */
export async function callOnce(
	ports: AdminPlanePorts,
	keyed: KeyedCall,
	call: () => Promise<RouteAnswer<unknown>>,
): Promise<RouteAnswer<unknown>> {
	const attempt = new Attempt(ports, keyed);
	const known = await attempt.begin();
	if (known !== undefined) return answerAgain(known, keyed, attempt.fingerprint, await attempt.finishDigest());
	try {
		const answer = await call();
		if (answer.octets !== undefined) return { ...answer, octets: attempt.follow(answer.octets) };
		const isRefused = answer.refusal !== undefined || (answer.status ?? 200) >= 400;
		await (isRefused ? attempt.release() : attempt.finish(toKept(answer, keyed.route)));
		return answer;
	} catch (cause) {
		await attempt.release();
		throw cause;
	}
}

/** One attempt to carry out a request; whatever cannot be written of it does not change what the request has done. */
class Attempt {
	readonly fingerprint: string;
	readonly #ports: AdminPlanePorts;
	readonly #keyed: KeyedCall;
	readonly #place: { readonly actor: string; readonly keyDigest: string; readonly attempt: string };

	constructor(ports: AdminPlanePorts, keyed: KeyedCall) {
		const { req, state } = keyed.context;
		const { 'if-match': ifMatch = '', accept = '' } = req.headers;
		this.#ports = ports;
		this.#keyed = keyed;
		this.#place = {
			actor: toActor(state.principal ?? { kind: 'anonymous' }),
			keyDigest: digestOf(keyed.key),
			attempt: randomUUID(),
		};
		this.fingerprint = digestOf(JSON.stringify([keyed.route.method, req.url, ifMatch, accept]));
	}

	/** @returns what is known of the request that has the key already. @throws DmsError `idempotency.mismatch`, `idempotency.in-progress`. */
	async begin(): Promise<KnownRequest | undefined> {
		const { store, clock } = this.#ports;
		const { digest } = this.#keyed.body;
		const now = clock.now();
		const until = new Date(now.getTime() + attemptMs);
		const request = { ...this.#place, fingerprint: this.fingerprint, until, ...(digest === undefined ? {} : { bodyDigest: digest }) };
		const known = await store.keyedRequests.begin(request, now, mostKeysPerActor);
		if (known !== undefined) requireSame(known, this.fingerprint, digest);
		return known;
	}

	finishDigest(): Promise<string> {
		const { maxArchiveBytes, maxContentBytes } = this.#ports.octetLimits;
		return this.#keyed.body.finishDigest(Math.max(maxArchiveBytes, maxContentBytes));
	}

	finish(answer: KeptAnswer): Promise<void> {
		return this.#write(async ({ store, clock }) => {
			const until = new Date(clock.now().getTime() + keptMs);
			await store.keyedRequests.finish({ ...this.#place, answer, until, bodyDigest: await this.finishDigest() });
		});
	}

	release(): Promise<void> {
		return this.#write(({ store }) => store.keyedRequests.release(this.#place));
	}

	/** The key is taken until the work is done, whether or not anybody reads on; only then the answer ends. */
	follow(octets: SentOctets): SentOctets {
		const { outcome = Promise.resolve(undefined) } = octets;
		const kept = outcome.then((line) => (line === undefined ? this.release() : this.finish(toKept({ body: line }, this.#keyed.route))));
		return { ...octets, chunks: followedBy(octets.chunks, kept) };
	}

	async #write(work: (ports: AdminPlanePorts) => Promise<void>): Promise<void> {
		try {
			await work(this.#ports);
		} catch (cause) {
			const { requestId } = this.#keyed.context.state;
			this.#ports.log.error({ err: cause, requestId }, 'what became of a request with a key could not be written');
		}
	}
}

async function* followedBy<Piece>(pieces: AsyncIterable<Piece>, end: Promise<void>): AsyncGenerator<Piece> {
	yield* pieces;
	await end;
}

/** Of two different requests with one key at least one is a mistake. */
function requireSame(known: KnownRequest, fingerprint: string, bodyDigest: string | undefined): void {
	const isUnderWay = known.answer === undefined;
	const isOther = known.fingerprint !== '' && known.fingerprint !== fingerprint;
	const hasOtherBody = known.bodyDigest !== undefined && bodyDigest !== undefined && known.bodyDigest !== bodyDigest;
	if (isOther || hasOtherBody) {
		throw new DmsError('idempotency.mismatch', 'the key came with another request before', { hint: 'Use a new key for each request.' });
	}
	if (isUnderWay) throw new DmsError('idempotency.in-progress', 'the first request with this key is under way', { retryAfterSeconds: 1 });
}

function answerAgain(known: KnownRequest, { context, route }: KeyedCall, fingerprint: string, bodyDigest: string): RouteAnswer<unknown> {
	requireSame(known, fingerprint, bodyDigest);
	const { answer } = known;
	if (answer === undefined || answer.isWithheld) {
		throw new DmsError('idempotency.not-kept', 'the request of this key was carried out, and what it has answered is not kept', {
			hint: 'Read what it has made; where that was a token, revoke it and ask for another one with a new key.',
		});
	}
	const body = answer.body === undefined ? undefined : (JSON.parse(answer.body) as unknown);
	const mediaType = acceptedStream(route, context.req.headers.accept);
	if (mediaType !== undefined) return { headers: replayHeader, octets: { mediaType, chunks: toLine(body) } };
	return {
		...(answer.etag === undefined ? {} : { etag: answer.etag }),
		...(answer.location === undefined ? {} : { location: answer.location }),
		headers: replayHeader,
		body,
	};
}

async function* toLine(text: unknown): AsyncGenerator<string> {
	yield `${String(text)}\n`;
}

function toKept({ etag, location, body }: RouteAnswer<unknown>, { answersSecret }: AdminRoute): KeptAnswer {
	const text = body === undefined ? undefined : JSON.stringify(body);
	const isWithheld = answersSecret === true || (text?.length ?? 0) > longestBody;
	if (isWithheld) return { isWithheld };
	return {
		isWithheld,
		...(etag === undefined ? {} : { etag }),
		...(location === undefined ? {} : { location }),
		...(text === undefined ? {} : { body: text }),
	};
}

function digestOf(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}
