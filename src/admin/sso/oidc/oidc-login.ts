import { createHash, timingSafeEqual } from 'node:crypto';
import {
	AuthorizationResponseError,
	authorizationCodeGrant,
	buildAuthorizationUrl,
	ClientError,
	type Configuration,
	calculatePKCECodeChallenge,
	ResponseBodyError,
	randomNonce,
	randomPKCECodeVerifier,
	randomState,
	WWWAuthenticateChallengeError,
} from 'openid-client';
import type { Clock, NoticeRepository } from '../../../domain/ports.ts';
import { ok, type Result, refused } from '../../../domain/result.ts';
import { toFailureReason } from '../outgoing-fetch.ts';
import { Sealer } from '../sealer.ts';
import type { SsoRefusal, SsoRefusalCode } from '../sso-refusal.ts';
import { type OidcFlow, oidcFlow } from './oidc-flow.ts';
import type { OidcProof, OidcVerifier } from './oidc-verifier.ts';
import type { TrustedIssuer } from './trusted-issuer.ts';

export interface OidcLoginPorts {
	/** The first one is asked where the browser names none. */
	readonly issuers: readonly TrustedIssuer[];
	readonly verifier: OidcVerifier;
	/** At least 32 random bytes, the same on every node. */
	readonly secret: Uint8Array;
	/** Remembers which flows are over, so that none is finished twice on whichever node. */
	readonly notices: Pick<NoticeRepository, 'tellOnce'>;
	readonly clock: Clock;
	/** Where providers send browsers back to: a URL of this server, as it is registered there. */
	readonly redirectUrl: string;
}

/** What a page shows of a provider. */
export interface OfferedIssuer {
	readonly name: string;
	readonly issuer: string;
	/** Where a browser begins. */
	readonly startUrl: string;
}

/** Whom a browser asks for, and where it goes on afterwards: a target that was checked; absent: it gets the answer itself. */
export interface OidcBegin {
	readonly issuer?: string;
	readonly returnTo?: string;
}

export interface OidcStart {
	/** Where the browser goes. */
	readonly location: string;
	/** What the browser brings back, and nobody else has: for a cookie of its own, or the memory of a page. */
	readonly flow: string;
	/** How long it is of use. */
	readonly maxAgeSeconds: number;
}

export interface OidcReturn {
	/** The query with which the browser came back. */
	readonly query: URLSearchParams;
	/** As `startOidcLogin` has given it to this browser. */
	readonly flow: string | undefined;
}

const maxAgeSeconds = 10 * 60;

/** A sign-in of a browser: authorization code with PKCE, state and nonce (RFC 9700 2.1, OpenID Connect Core 1.0 3.1). */
export class OidcLogin {
	readonly #ports: OidcLoginPorts;
	readonly #sealer: Sealer<OidcFlow>;

	constructor(ports: OidcLoginPorts) {
		this.#ports = ports;
		this.#sealer = new Sealer(ports.secret, 'oidc flow', oidcFlow);
	}

	/** Whether browsers come back over TLS. */
	get isEncrypted(): boolean {
		return this.#ports.redirectUrl.startsWith('https:');
	}

	/** The providers of which a browser may choose, when it comes back to one of these paths; none where it comes back elsewhere. */
	listOffered(callbackPaths: readonly string[]): readonly OfferedIssuer[] {
		const { redirectUrl, issuers } = this.#ports;
		if (!callbackPaths.includes(new URL(redirectUrl).pathname)) return [];
		const start = new URL('login', redirectUrl).href;
		return issuers.map(({ settings: { issuer, name } }) => ({
			name: name ?? new URL(issuer).hostname,
			issuer,
			startUrl: `${start}?${new URLSearchParams({ issuer }).toString()}`,
		}));
	}

	async startOidcLogin({ issuer: issuerName, returnTo }: OidcBegin = {}): Promise<Result<OidcStart, SsoRefusal>> {
		const issuer = issuerName === undefined ? this.#ports.issuers[0] : this.#findIssuer(issuerName);
		if (issuer === undefined) return refuse('OidcInvalidParameter', 'no such issuer is configured');
		const configuration = await reach(issuer);
		if (!configuration.ok) return configuration;
		const flow: OidcFlow = {
			issuer: issuer.settings.issuer,
			state: randomState(),
			nonce: randomNonce(),
			codeVerifier: randomPKCECodeVerifier(),
			expiresAt: this.#ports.clock.now().getTime() + maxAgeSeconds * 1_000,
			...(returnTo === undefined ? {} : { returnTo }),
		};
		const location = buildAuthorizationUrl(configuration.value, {
			response_type: 'code',
			redirect_uri: this.#ports.redirectUrl,
			scope: issuer.settings.scope,
			state: flow.state,
			nonce: flow.nonce,
			code_challenge: await calculatePKCECodeChallenge(flow.codeVerifier),
			code_challenge_method: 'S256',
		});
		return ok({ location: location.href, flow: this.#sealer.seal(flow), maxAgeSeconds });
	}

	/** Where the browser wants to go on that has begun this flow. */
	returnTarget(flow: string | undefined): string | undefined {
		return flow === undefined ? undefined : this.#sealer.open(flow)?.returnTo;
	}

	async finishOidcLogin({ query, flow: sealed }: OidcReturn): Promise<Result<OidcProof, SsoRefusal>> {
		const flow = sealed === undefined ? undefined : this.#sealer.open(sealed);
		if (flow === undefined) return refuse('OidcInvalidParameter', 'this browser has begun no sign-in');
		if (flow.expiresAt <= this.#ports.clock.now().getTime()) return refuse('OidcInvalidParameter', 'the sign-in has taken too long');
		// Without it an attacker could have a browser finish the attacker's own sign-in.
		if (!isSame(query.getAll('state'), flow.state)) return refuse('OidcInvalidParameter', 'the state is not the one of this browser');
		if (!isAnswerOf(flow, query)) return refuse('OidcInvalidParameter', 'the answer is neither a code nor an error of the issuer');
		if (!(await this.#isFirstUse(flow))) return refuse('OidcInvalidParameter', 'the sign-in was finished already');
		const issuer = this.#findIssuer(flow.issuer);
		if (issuer === undefined) return refuse('OidcInvalidParameter', 'the issuer is not configured any more');
		const idToken = await this.#redeem(issuer, flow, query);
		if (!idToken.ok) return idToken;
		return this.#ports.verifier.verifyOidcToken(idToken.value, { nonce: flow.nonce, issuer: flow.issuer });
	}

	#findIssuer(name: string): TrustedIssuer | undefined {
		return this.#ports.issuers.find((issuer) => issuer.settings.issuer === name);
	}

	#isFirstUse({ state, expiresAt }: OidcFlow): Promise<boolean> {
		const digest = createHash('sha256').update(state).digest('hex');
		return this.#ports.notices.tellOnce(`oidc flow ${digest}`, new Date(expiresAt));
	}

	async #redeem(issuer: TrustedIssuer, flow: OidcFlow, query: URLSearchParams): Promise<Result<string, SsoRefusal>> {
		const configuration = await reach(issuer);
		if (!configuration.ok) return configuration;
		// The address that the browser asked for is for the browser to choose; the registered one is not.
		const url = new URL(this.#ports.redirectUrl);
		url.search = query.toString();
		try {
			const tokens = await authorizationCodeGrant(configuration.value, url, {
				pkceCodeVerifier: flow.codeVerifier,
				expectedState: flow.state,
				expectedNonce: flow.nonce,
				idTokenExpected: true,
			});
			if (tokens.id_token !== undefined) return ok(tokens.id_token);
			return refuse('OidcServerInvalidResponse', `${flow.issuer} gave no ID token`);
		} catch (cause) {
			return refuse(toCode(cause), `${flow.issuer} did not redeem the code: ${toRedemptionReason(cause)}`);
		}
	}
}

async function reach(issuer: TrustedIssuer): Promise<Result<Configuration, SsoRefusal>> {
	try {
		return ok(await issuer.configuration());
	} catch (cause) {
		return refuse('OidcServerUnavailable', `no metadata of ${issuer.settings.issuer}: ${toFailureReason(cause)}`);
	}
}

/** Exactly one value, compared in constant time. */
function isSame(values: readonly string[], expected: string): boolean {
	const [value = ''] = values;
	const [left, right] = [value, expected].map((text) => createHash('sha256').update(text).digest());
	return values.length === 1 && left !== undefined && right !== undefined && timingSafeEqual(left, right);
}

/** RFC 6749 4.1.2; RFC 9207 for the issuer, which keeps the code of one provider from being taken to another. */
function isAnswerOf({ issuer }: OidcFlow, query: URLSearchParams): boolean {
	const isOfIssuer = query.getAll('iss').every((name) => name === issuer);
	return isOfIssuer && query.getAll('code').length + query.getAll('error').length === 1;
}

const foreignToken = new Set(['OAUTH_JWT_CLAIM_COMPARISON_FAILED', 'OAUTH_JWT_TIMESTAMP_CHECK_FAILED']);

/** Whose fault it is: the browser's, which brought a wrong code or a refusal of the provider, or the provider's. */
function toCode(cause: unknown): SsoRefusalCode {
	if (cause instanceof AuthorizationResponseError) return 'OidcAuthenticationFailed';
	if (cause instanceof ResponseBodyError) return cause.error === 'invalid_grant' ? 'OidcAuthenticationFailed' : 'OidcServerInvalidResponse';
	// The provider does not know this server by its secret.
	if (cause instanceof WWWAuthenticateChallengeError) return 'OidcServerInvalidResponse';
	// Without a code it is what the request itself has failed with.
	if (!(cause instanceof ClientError) || cause.code === undefined || cause.code === 'OAUTH_TIMEOUT') return 'OidcServerUnavailable';
	return foreignToken.has(cause.code ?? '') ? 'OidcAuthenticationFailed' : 'OidcServerInvalidResponse';
}

/** `error` of RFC 6749 is for programs and short; its description may hold anything. */
function toRedemptionReason(cause: unknown): string {
	const isError = cause instanceof AuthorizationResponseError || cause instanceof ResponseBodyError;
	return isError ? JSON.stringify(cause.error.slice(0, 64)) : toFailureReason(cause);
}

function refuse(code: SsoRefusalCode, detail: string): { readonly ok: false; readonly reason: SsoRefusal } {
	return refused({ code, detail });
}
