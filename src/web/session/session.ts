import { answerOf } from '../api/answer.ts';
import type { Api, ApiSchema, TokenSource } from '../api/client.ts';
import { ApiProblem, toSignedOutProblem } from '../api/problem.ts';
import { type Grant, keepGrant, readGrant, toGrant } from './grant.ts';

export type Self = ApiSchema<'Self'>;

/** `ending`: soon over, and nobody has touched the page lately. `lapsed`: over; what is on the page waits until the same person is back. */
export type SessionState =
	| { readonly kind: 'out' }
	| { readonly kind: 'in' | 'ending' | 'lapsed'; readonly grant: Grant; readonly self: Self };

interface Waiting {
	readonly resolve: (token: string) => void;
	readonly reject: (reason: Error) => void;
}

const out: SessionState = { kind: 'out' };
const mostEndingMs = 60_000;
const tickMs = 1_000;

/** Who is signed in, with which token: one for a tab. */
export class Session implements TokenSource {
	readonly #api: Api;
	readonly #listeners = new Set<() => void>();
	#state: SessionState = out;
	#waiting: Waiting[] = [];
	#isTouched = false;
	#isRenewing = false;
	/** Half of the life that the token had when it came. */
	#renewAtMs = 0;
	#endingMs = 0;

	constructor(api: Api) {
		this.#api = api;
	}

	readonly state = (): SessionState => this.#state;

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	readonly token = (): string | undefined => (this.#state.kind === 'out' ? undefined : this.#state.grant.token);

	readonly renewed = (refused: string): Promise<string> => {
		const state = this.#state;
		if (state.kind === 'out') return Promise.reject(toSignedOutProblem());
		if (state.grant.token !== refused) return Promise.resolve(state.grant.token);
		this.#set({ ...state, kind: 'lapsed' });
		return new Promise((resolve, reject) => this.#waiting.push({ resolve, reject }));
	};

	/** What this tab had before it was loaded again, or what another tab has. */
	async restore(askOthers: () => Promise<Grant | undefined>): Promise<void> {
		const grant = readGrant() ?? (await askOthers());
		if (grant === undefined) return;
		try {
			await this.open(grant);
		} catch (cause) {
			if (cause instanceof ApiProblem && cause.status === 401) keepGrant(undefined);
			else throw cause;
		}
	}

	/** @throws ApiProblem */
	async signIn(login: string, password: string): Promise<void> {
		await this.open(toGrant(await answerOf(this.#api.POST('/api/2.0/auth/login', { body: { login, password } }))));
	}

	/** With the code that a sign-in elsewhere has brought back. @throws ApiProblem */
	async signInByCode(code: string): Promise<void> {
		await this.open(toGrant(await answerOf(this.#api.POST('/api/2.0/auth/code', { body: { code } }))));
	}

	/** With the Kerberos ticket that the browser shows by itself. @throws ApiProblem */
	async signInByTicket(): Promise<void> {
		await this.open(toGrant(await answerOf(this.#api.GET('/api/2.0/auth/sso'))));
	}

	/** Adds the first person, and signs them in. @throws ApiProblem */
	async becomeFirst(first: ApiSchema<'FirstAdministrator'>): Promise<void> {
		await this.open(toGrant(await answerOf(this.#api.POST('/api/2.0/auth/first', { body: first }))));
	}

	/** Makes the grant the session of this tab; whatever waits for a token goes on. */
	async open(grant: Grant): Promise<void> {
		const self = await answerOf(this.#api.GET('/api/v1/self', { headers: authorization(grant) }));
		this.#enter(grant, self);
	}

	/** The same session as another tab has it now: renewed, or after the same person has signed in again. */
	adopt(grant: Grant): void {
		if (this.#state.kind !== 'out') this.#enter(grant, this.#state.self);
	}

	/** Another tab has signed out. */
	forget(): void {
		keepGrant(undefined);
		this.#set(out);
		for (const { reject } of this.#waiting.splice(0)) reject(toSignedOutProblem());
	}

	/** Makes the token last longer, as long as the server lets it. */
	async renew(): Promise<void> {
		const state = this.#state;
		if (state.kind === 'out' || this.#isRenewing) return;
		this.#isRenewing = true;
		this.#isTouched = false;
		try {
			const grant = toGrant(await answerOf(this.#api.GET('/api/2.0/auth/check', { headers: authorization(state.grant) })));
			if (this.#state === state) {
				const isLonger = grant.expiresAtMs - Date.now() > this.#endingMs;
				this.#take(grant);
				// At the end of its absolute life only a new proof helps.
				this.#set({ ...state, kind: isLonger ? 'in' : 'lapsed', grant });
			}
		} catch (cause) {
			if (cause instanceof ApiProblem && cause.status === 401) this.#set({ ...state, kind: 'lapsed' });
		} finally {
			this.#isRenewing = false;
		}
	}

	/** Gives the token back; the page forgets it even where the server cannot be reached. */
	async signOut(): Promise<void> {
		const state = this.#state;
		this.forget();
		if (state.kind === 'out' || state.kind === 'lapsed') return;
		await this.#api.DELETE('/api/2.0/auth/token', { headers: authorization(state.grant) }).catch(() => undefined);
	}

	/** Renews as long as somebody is there, and says when it is about to end. Returns what stops it. */
	watch(): () => void {
		const touch = (): void => void (this.#isTouched = true);
		const events = ['pointerdown', 'keydown'] as const;
		for (const event of events) globalThis.addEventListener(event, touch, { passive: true });
		const timer = setInterval(() => this.#tick(), tickMs);
		return () => {
			clearInterval(timer);
			for (const event of events) globalThis.removeEventListener(event, touch);
		};
	}

	#tick(): void {
		const state = this.#state;
		if (state.kind === 'out' || state.kind === 'lapsed') return;
		const leftMs = state.grant.expiresAtMs - Date.now();
		if (leftMs <= 0) this.#set({ ...state, kind: 'lapsed' });
		else if (state.kind === 'in' && this.#isTouched && Date.now() >= this.#renewAtMs) void this.renew();
		else if (state.kind === 'in' && leftMs <= this.#endingMs) this.#set({ ...state, kind: 'ending' });
	}

	#enter(grant: Grant, self: Self): void {
		this.#take(grant);
		this.#set({ kind: 'in', grant, self });
		for (const { resolve } of this.#waiting.splice(0)) resolve(grant.token);
	}

	#take(grant: Grant): void {
		keepGrant(grant);
		const lifeMs = grant.expiresAtMs - Date.now();
		this.#renewAtMs = Date.now() + lifeMs / 2;
		this.#endingMs = Math.min(mostEndingMs, lifeMs / 4);
	}

	#set(state: SessionState): void {
		this.#state = state;
		for (const listener of this.#listeners) listener();
	}
}

function authorization({ token }: Grant) {
	return { Authorization: `Bearer ${token}` };
}
