import { createHmac, createSecretKey, type KeyObject, randomBytes, timingSafeEqual } from 'node:crypto';
import { DmsError } from '../domain/errors.ts';
import type { DigestNonceRepository } from '../domain/ports.ts';

/** `stale` and `replayed` are answered with a new challenge that says `stale=true`; `invalid` with a new challenge. */
export type NonceVerdict = 'fresh' | 'stale' | 'replayed' | 'invalid';

export interface DigestNoncesOptions {
	/** 32 bytes; the same in every worker process and on every node, so that each can read the nonces of the others. */
	readonly secret: Uint8Array;
	/** Asked by all that know the secret: an answer is safe from replay only as far as this reaches. */
	readonly uses: Pick<DigestNonceRepository, 'use'>;
	/** How long a nonce may be used, in milliseconds; five minutes. */
	readonly maxAgeMs?: number;
}

const secretBytes = 32;
const timeDigits = 12;
const randomDigits = 20;
const signatureDigits = 32;
const shape = new RegExp(`^[0-9a-f]{${timeDigits + randomDigits + signatureDigits}}$`);
/** How far the clocks of two nodes may be apart. */
const clockToleranceMs = 60_000;
const lastCount = 0xffff_ffff;

/**
 * Nonces for Digest (RFC 7616 5.4): time, random, and an HMAC over them and the realm, so that nothing is kept for a nonce
 * until an answer with a right hash uses it. Devices may come back to any process over a new connection.
 */
export class DigestNonces {
	readonly #secret: KeyObject;
	readonly #uses: Pick<DigestNonceRepository, 'use'>;
	readonly #maxAgeMs: number;
	/** For the `opaque` of a challenge: constant for one secret; it carries nothing. */
	readonly opaque: string;

	/** @throws DmsError `value.too-short` for a secret of less than 32 bytes. */
	constructor({ secret, uses, maxAgeMs = 300_000 }: DigestNoncesOptions) {
		if (secret.length < secretBytes) {
			throw new DmsError('value.too-short', `the secret of nonces has ${secret.length} bytes; at least ${secretBytes} are needed`);
		}
		this.#secret = createSecretKey(secret);
		this.#uses = uses;
		this.#maxAgeMs = maxAgeMs;
		this.opaque = this.#sign('opaque', '');
	}

	/** A nonce for a challenge of this realm. */
	issue(realm: string, now: Date): string {
		const head = now.getTime().toString(16).padStart(timeDigits, '0') + randomBytes(randomDigits / 2).toString('hex');
		return head + this.#sign(head, realm);
	}

	/** Whether the nonce is ours, for this realm, and young enough. Changes nothing. */
	inspect(nonce: string, realm: string, now: Date): 'fresh' | 'stale' | 'invalid' {
		if (!shape.test(nonce)) return 'invalid';
		const head = nonce.slice(0, -signatureDigits);
		const signature = Buffer.from(nonce.slice(-signatureDigits), 'latin1');
		if (!timingSafeEqual(signature, Buffer.from(this.#sign(head, realm), 'latin1'))) return 'invalid';
		const ageMs = now.getTime() - issuedAtOf(nonce);
		return ageMs < this.#maxAgeMs && ageMs >= -clockToleranceMs ? 'fresh' : 'stale';
	}

	/**
	 * As `inspect`, and uses the count up. To be asked only after the hash was found right: else a stranger who has seen
	 * the nonce could use it up. Without a count (RFC 2069) the nonce can be used this once and never again.
	 */
	async check(nonce: string, count: number | undefined, realm: string, now: Date): Promise<NonceVerdict> {
		const verdict = this.inspect(nonce, realm, now);
		if (verdict !== 'fresh') return verdict;
		const expiresAt = new Date(issuedAtOf(nonce) + this.#maxAgeMs);
		const isFirst = await this.#uses.use(nonce.slice(0, -signatureDigits), count ?? lastCount, expiresAt);
		return isFirst ? 'fresh' : 'replayed';
	}

	#sign(head: string, realm: string): string {
		return createHmac('sha256', this.#secret).update(`${head}:${realm}`).digest('hex').slice(0, signatureDigits);
	}
}

function issuedAtOf(nonce: string): number {
	return Number.parseInt(nonce.slice(0, timeDigits), 16);
}
