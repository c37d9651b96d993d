import { z } from 'zod';
import type { Clock } from '../../../domain/ports.ts';
import { Sealer } from '../sealer.ts';
import type { SignInCookie } from '../sign-in-cookie.ts';

export interface CasSignInSettings {
	/** Where the CAS server stands, without a slash at the end. */
	readonly serverUrl: string;
	/** The URLs under which it knows this server. */
	readonly services: readonly string[];
}

export interface CasSignInStart {
	/** Where the browser goes. */
	readonly location: string;
	readonly cookie: SignInCookie;
}

const maxAgeSeconds = 10 * 60;

const flowSchema = z.strictObject({ returnTo: z.string(), expiresAt: z.number() });

/** A sign-in that a browser begins on the page. CAS itself has nothing to remember it by: the browser does. */
export class CasSignIn {
	readonly #settings: CasSignInSettings;
	readonly #sealer: Sealer<z.output<typeof flowSchema>>;
	readonly #clock: Clock;

	/** @param secret at least 32 random bytes, the same on every node. */
	constructor(settings: CasSignInSettings, { secret, clock }: { readonly secret: Uint8Array; readonly clock: Clock }) {
		this.#settings = settings;
		this.#sealer = new Sealer(secret, 'cas flow', flowSchema);
		this.#clock = clock;
	}

	/** Where a browser begins, when it is to come back to one of these paths; undefined where the CAS server knows none of them. */
	startUrl(callbackPaths: readonly string[]): string | undefined {
		const service = callbackPaths.map((path) => this.#serviceAt(path)).find((found) => found !== undefined);
		return service === undefined ? undefined : `${service}/login`;
	}

	/** @param path to which the browser comes back. Undefined where the CAS server does not know it. */
	start(path: string, returnTo: string): CasSignInStart | undefined {
		const service = this.#serviceAt(path);
		if (service === undefined) return undefined;
		const expiresAt = this.#clock.now().getTime() + maxAgeSeconds * 1_000;
		return {
			location: `${this.#settings.serverUrl}/login?${new URLSearchParams({ service }).toString()}`,
			cookie: { value: this.#sealer.seal({ returnTo, expiresAt }), maxAgeSeconds, isEncrypted: isEncrypted(service) },
		};
	}

	/** Where the browser wants to go on that comes back to this path; undefined for one that has begun nothing. */
	returnTarget(
		path: string,
		readCookie: (isEncrypted: boolean) => string | undefined,
	): { readonly returnTo: string; readonly isEncrypted: boolean } | undefined {
		const service = this.#serviceAt(path);
		if (service === undefined) return undefined;
		const flow = this.#sealer.open(readCookie(isEncrypted(service)) ?? '');
		if (flow === undefined || flow.expiresAt <= this.#clock.now().getTime()) return undefined;
		return { returnTo: flow.returnTo, isEncrypted: isEncrypted(service) };
	}

	#serviceAt(path: string): string | undefined {
		return this.#settings.services.find((service) => URL.parse(service)?.pathname === path);
	}
}

function isEncrypted(service: string): boolean {
	return service.startsWith('https:');
}
