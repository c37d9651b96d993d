import type { Clock, NoticeRepository } from '../../../domain/ports.ts';
import { ok, type Result, refused } from '../../../domain/result.ts';
import { toFailureReason } from '../outgoing-fetch.ts';
import { parseProvenLogin, withoutDomain } from '../proven-login.ts';
import type { SsoRefusal, SsoRefusalCode } from '../sso-refusal.ts';
import { parseNegotiateToken } from './parse-negotiate-token.ts';

/** The part of the package `kerberos` that a service needs. */
export interface KerberosLibrary {
	/** @param service e.g. `HTTP@dms.example.com`. Rejects where the keytab has no key of it. */
	initializeServer(service: string): Promise<KerberosContext>;
}

export interface KerberosContext {
	/** Rejects a token that proves nothing. Base64. */
	step(token: string): Promise<unknown>;
	/** The principal with its realm. */
	readonly username: string | null;
	/** Base64; what proves the service to the client. */
	readonly response: string | null;
	readonly contextComplete: boolean;
}

export interface KerberosSettings {
	/** `HTTP@` and the host name that browsers use. */
	readonly service: string;
	/** The only realm whose people come in. */
	readonly realm: string;
}

export interface NegotiatePorts {
	readonly library: KerberosLibrary;
	/** Remembers authenticators, so that none works twice on whichever node. */
	readonly notices: Pick<NoticeRepository, 'tellOnce'>;
	readonly clock: Clock;
}

export interface KerberosProof {
	readonly login: string;
	/** Base64, for `WWW-Authenticate: Negotiate` of the answer: with it the browser knows that it has spoken with the right server. */
	readonly mutualToken?: string;
}

const maxTokenBytes = 64 * 1024;
const base64Form = /^[A-Za-z0-9+/]+={0,2}$/;
/** Longer than a token can be used: the clocks may differ by five minutes to either side. */
const replayMemoryMs = 15 * 60_000;

/** Accepts what browsers send as `Authorization: Negotiate`, in one round, with the keys of a keytab. */
export class NegotiateAcceptor {
	readonly #settings: KerberosSettings;
	readonly #ports: NegotiatePorts;

	constructor(settings: KerberosSettings, ports: NegotiatePorts) {
		this.#settings = settings;
		this.#ports = ports;
	}

	/** The host name that browsers use. */
	get host(): string {
		return this.#settings.service.replace(/^HTTP@/, '');
	}

	/** @param token what follows the word `Negotiate`, base64. */
	async acceptNegotiate(token: string): Promise<Result<KerberosProof, SsoRefusal>> {
		if (token.length > Math.ceil(maxTokenBytes / 3) * 4 || !base64Form.test(token)) return refuse('the token is too long or not base64');
		const parsed = parseNegotiateToken(Buffer.from(token, 'base64'));
		if (!parsed.ok) return refuse(`the token is not accepted: ${parsed.reason}`);
		const context = await this.#accept(token);
		if (!context.ok) return context;
		const { authenticatorDigest } = parsed.value;
		// The library has a memory of its own, which other nodes do not share and which the environment can switch off.
		const until = new Date(this.#ports.clock.now().getTime() + replayMemoryMs);
		if (!(await this.#ports.notices.tellOnce(`kerberos ${authenticatorDigest}`, until))) return refuse('the token was used before');
		return this.#toProof(context.value);
	}

	async #accept(token: string): Promise<Result<KerberosContext, SsoRefusal>> {
		const { library } = this.#ports;
		let context: KerberosContext;
		try {
			context = await library.initializeServer(this.#settings.service);
		} catch (cause) {
			return refuse(`the key of ${this.#settings.service} cannot be used: ${toFailureReason(cause)}`, 'SsoUnavailable');
		}
		try {
			await context.step(token);
		} catch {
			return refuse('the token proves nothing to this service: it is foreign, old, changed or used');
		}
		return context.contextComplete ? ok(context) : refuse('the token asks for a second round');
	}

	/** A principal with an instance, `alice/admin`, is another identity than `alice`; a backslash hides an `@` in a name. */
	#toProof({ username, response }: KerberosContext): Result<KerberosProof, SsoRefusal> {
		const name = withoutDomain(username ?? '', this.#settings.realm);
		if (name === undefined || /[/\\@]/.test(name)) return refuse(`the principal is no person of the realm ${this.#settings.realm}`);
		const login = parseProvenLogin(name);
		if (login === undefined) return refuse('the principal has a name that no login can be', 'UserNotFound');
		return ok({ login, ...(response ? { mutualToken: response } : {}) });
	}
}

function refuse(detail: string, code: SsoRefusalCode = 'SsoAuthenticationFailed'): { readonly ok: false; readonly reason: SsoRefusal } {
	return refused({ code, detail });
}
