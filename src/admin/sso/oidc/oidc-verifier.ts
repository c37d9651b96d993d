import {
	decodeJwt,
	decodeProtectedHeader,
	errors,
	type JWTHeaderParameters,
	type JWTPayload,
	type JWTVerifyOptions,
	jwtVerify,
} from 'jose';
import type { Clock } from '../../../domain/ports.ts';
import { ok, type Result, refused } from '../../../domain/result.ts';
import { toFailureReason } from '../outgoing-fetch.ts';
import { parseProvenLogin, withoutDomain } from '../proven-login.ts';
import type { SsoRefusal, SsoRefusalCode } from '../sso-refusal.ts';
import type { IssuerSettings, TrustedIssuer } from './trusted-issuer.ts';

export interface OidcProof {
	readonly login: string;
	/** Who has vouched for it. */
	readonly issuer: string;
}

export interface OidcPorts {
	readonly issuers: readonly TrustedIssuer[];
	readonly clock: Clock;
	/** How far the clocks of the providers may be off; at most 60. */
	readonly clockSkewSeconds: number;
}

/** Where the token came from. `nonce`: from a sign-in that was begun here, so it is an ID token that answers it. */
export interface TokenOrigin {
	readonly nonce?: string;
	readonly issuer?: string;
}

const maxTokenLength = 16 * 1024;
const compactForm = /^[\w-]+\.[\w-]+\.[\w-]+$/;
/** Signatures with a public key. With `none` nobody signs, and with HS256 whoever knows the public key could. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'];
/** A token of which its issuer says that it lives longer is believed for a day. */
const longestAgeSeconds = 24 * 60 * 60;

/** Judges ID tokens and JWT access tokens of the trusted issuers, whoever brings them. */
export class OidcVerifier {
	readonly #issuers: ReadonlyMap<string, TrustedIssuer>;
	readonly #ports: OidcPorts;

	constructor(ports: OidcPorts) {
		this.#issuers = new Map(ports.issuers.map((issuer) => [issuer.settings.issuer, issuer]));
		this.#ports = ports;
	}

	async verifyOidcToken(token: string, origin: TokenOrigin = {}): Promise<Result<OidcProof, SsoRefusal>> {
		const unverified = readUnverified(token);
		if (unverified === undefined) return refuse('it is no signed JWT');
		const issuer = this.#issuers.get(unverified.claims.iss ?? '');
		if (issuer === undefined || (origin.issuer !== undefined && origin.issuer !== issuer.settings.issuer))
			return refuse('its issuer is not trusted');
		if (!algorithms.includes(unverified.header.alg ?? '')) return refuse('its algorithm is not allowed');
		const claims = await this.#verify(token, issuer);
		if (!claims.ok) return claims;
		const fault = findFault(unverified.header, claims.value, issuer.settings, origin);
		if (fault !== undefined) return refuse(fault);
		return toProof(claims.value, issuer.settings);
	}

	async #verify(token: string, issuer: TrustedIssuer): Promise<Result<JWTPayload, SsoRefusal>> {
		const { clientId, audience } = issuer.settings;
		const options: JWTVerifyOptions = {
			algorithms,
			issuer: issuer.settings.issuer,
			audience: audience === undefined ? clientId : [clientId, audience],
			requiredClaims: ['exp', 'iat', 'sub'],
			maxTokenAge: longestAgeSeconds,
			clockTolerance: Math.min(60, this.#ports.clockSkewSeconds),
			currentDate: this.#ports.clock.now(),
		};
		for (const load of [() => issuer.keys(), () => issuer.newerKeys()]) {
			const keys = await load().catch(toFailureReason);
			if (typeof keys === 'string') return refuse(`no keys of ${issuer.settings.issuer}: ${keys}`, 'OidcServerUnavailable');
			try {
				return ok((await jwtVerify(token, keys, options)).payload);
			} catch (cause) {
				if (!(cause instanceof errors.JWKSNoMatchingKey)) return refuse(toReason(cause));
			}
		}
		return refuse('no key of its issuer fits it');
	}
}

function readUnverified(token: string): { readonly header: Partial<JWTHeaderParameters>; readonly claims: JWTPayload } | undefined {
	if (token.length > maxTokenLength || !compactForm.test(token)) return undefined;
	try {
		return { header: decodeProtectedHeader(token), claims: decodeJwt(token) };
	} catch {
		return undefined;
	}
}

function toReason(cause: unknown): string {
	const claim = cause instanceof errors.JWTClaimValidationFailed || cause instanceof errors.JWTExpired ? ` (${cause.claim})` : '';
	return `${toFailureReason(cause)}${claim}`;
}

/** What the signature, the issuer and the times do not tell: what kind of token it is, and whether it was made for this server. */
function findFault(
	header: Partial<JWTHeaderParameters>,
	claims: JWTPayload,
	{ clientId, audience }: IssuerSettings,
	{ nonce }: TokenOrigin,
): string | undefined {
	const audiences = [claims.aud ?? []].flat();
	const type = (header.typ ?? 'jwt').toLowerCase().replace(/^application\//, '');
	// RFC 7800: such a token is worth something together with a key alone, which nobody has proven here.
	if (claims['cnf'] !== undefined) return 'it is bound to a key';
	const isForApi = audience !== undefined && audiences.includes(audience);
	if (nonce === undefined && isForApi) return type === 'jwt' || type === 'at+jwt' ? undefined : 'it is no access token';
	// OpenID Connect Back-Channel Logout 1.0, section 2.4: a logout token looks like an ID token and has events.
	if (type !== 'jwt' || claims['events'] !== undefined) return 'it is no ID token';
	if (!audiences.includes(clientId)) return 'it was made for another client';
	const party = claims['azp'];
	if (party !== clientId && (party !== undefined || audiences.length > 1)) return 'another client has asked for it';
	if (nonce !== undefined && claims['nonce'] !== nonce) return 'it does not answer this sign-in';
	return undefined;
}

function toProof(claims: JWTPayload, { issuer, loginClaim, loginDomain }: IssuerSettings): Result<OidcProof, SsoRefusal> {
	const name = claims[loginClaim];
	if (typeof name !== 'string') return refuse(`it has no text in the claim ${loginClaim}`);
	// At many providers people choose their address themselves, and may choose somebody else's.
	if (loginClaim === 'email' && claims['email_verified'] !== true) return refuse('its address of mail is not verified');
	const bare = loginDomain === undefined ? name : withoutDomain(name, loginDomain);
	if (bare === undefined) return refuse(`the claim ${loginClaim} is not of the domain ${loginDomain}`);
	const login = parseProvenLogin(bare);
	if (login === undefined) return refuse(`the claim ${loginClaim} is a name that no login can be`, 'UserNotFound');
	return ok({ login, issuer });
}

function refuse(reason: string, code: SsoRefusalCode = 'OidcAuthenticationFailed'): { readonly ok: false; readonly reason: SsoRefusal } {
	return refused({ code, detail: code === 'OidcServerUnavailable' ? reason : `the token is not accepted: ${reason}` });
}
