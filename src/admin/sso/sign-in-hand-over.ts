import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { Clock, NoticeRepository } from '../../domain/ports.ts';
import { Sealer } from './sealer.ts';
import type { SignInCookie } from './sign-in-cookie.ts';

/** Who has signed in, and how. */
export interface ProvenSignIn {
	readonly login: string;
	readonly means: 'cas' | 'oidc';
}

/** `code`: for the fragment of the page's URL, which no server and no log gets to see. It is worth nothing without the cookie. */
export interface HandOver {
	readonly code: string;
	readonly cookie: SignInCookie;
}

export interface HandOverPorts {
	/** At least 32 random bytes, the same on every node. */
	readonly secret: Uint8Array;
	/** Remembers which codes were used, so that none works twice on whichever node. */
	readonly notices: Pick<NoticeRepository, 'tellOnce'>;
	readonly clock: Clock;
}

const maxAgeSeconds = 60;
const bindingBytes = 32;

const contentSchema = z.strictObject({
	login: z.string(),
	means: z.enum(['cas', 'oidc']),
	isEncrypted: z.boolean(),
	/** SHA-256 of the cookie, hexadecimal. */
	bindingDigest: z.string(),
	/** Milliseconds since 1970. */
	expiresAt: z.number(),
});

/**
 * Brings a sign-in from the address at which it ends to the page, without a token in a URL: a code that the same browser, which has the cookie,
 * trades once within a minute.
 */
export class SignInHandOver {
	readonly #sealer: Sealer<z.output<typeof contentSchema>>;
	readonly #ports: HandOverPorts;

	constructor(ports: HandOverPorts) {
		this.#sealer = new Sealer(ports.secret, 'sign-in code', contentSchema);
		this.#ports = ports;
	}

	/** @param isEncrypted whether the browser comes over TLS. */
	offer({ login, means }: ProvenSignIn, isEncrypted: boolean): HandOver {
		const value = randomBytes(bindingBytes).toString('base64url');
		const expiresAt = this.#ports.clock.now().getTime() + maxAgeSeconds * 1_000;
		const code = this.#sealer.seal({ login, means, isEncrypted, bindingDigest: digestOf(value), expiresAt });
		return { code, cookie: { value, maxAgeSeconds, isEncrypted } };
	}

	/** @param readCookie the cookie of the browser that brings the code. Undefined for what was not offered to it, is too old or was used. */
	async redeem(
		code: string,
		readCookie: (isEncrypted: boolean) => string | undefined,
	): Promise<(ProvenSignIn & Pick<SignInCookie, 'isEncrypted'>) | undefined> {
		const content = this.#sealer.open(code);
		if (content === undefined || content.expiresAt <= this.#ports.clock.now().getTime()) return undefined;
		const { login, means, isEncrypted, bindingDigest, expiresAt } = content;
		// Without it a stranger could have somebody work in the stranger's name, by a link with the stranger's own code.
		if (!isSame(digestOf(readCookie(isEncrypted) ?? ''), bindingDigest)) return undefined;
		if (!(await this.#ports.notices.tellOnce(`sign-in code ${bindingDigest}`, new Date(expiresAt)))) return undefined;
		return { login, means, isEncrypted };
	}
}

function digestOf(text: string): string {
	return createHash('sha256').update(text).digest('hex');
}

function isSame(left: string, right: string): boolean {
	return left.length === right.length && timingSafeEqual(Buffer.from(left), Buffer.from(right));
}
