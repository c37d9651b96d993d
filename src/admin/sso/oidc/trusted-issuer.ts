import { createLocalJWKSet, type LocalJWKSet } from 'jose';
import {
	allowInsecureRequests,
	type ClientAuth,
	ClientSecretBasic,
	ClientSecretPost,
	type Configuration,
	customFetch,
	discovery,
	None,
} from 'openid-client';
import { z } from 'zod';
import type { Clock } from '../../../domain/ports.ts';
import type { OutgoingFetch } from '../outgoing-fetch.ts';
import { RefreshedValue, type RefreshRule } from './refreshed-value.ts';

/** A provider whose word counts. */
export interface IssuerSettings {
	/** Exactly as in its tokens, e.g. `https://sso.example.com/realms/staff`. */
	readonly issuer: string;
	/** What people call it; absent: the host of the issuer. */
	readonly name?: string;
	/** What this server is called there; ID tokens must be for it. */
	readonly clientId: string;
	/** Absent: a public client. */
	readonly clientSecret?: string;
	/** Access tokens must be for it; absent: none is accepted. */
	readonly audience?: string;
	/** The claim that names the login. */
	readonly loginClaim: string;
	/** What must follow an `@` in that claim; it is taken off. Absent: the claim is the login. */
	readonly loginDomain?: string;
	/** What a browser asks for, e.g. `openid profile`. */
	readonly scope: string;
}

const minuteMs = 60_000;
const metadataRule: RefreshRule = { freshMs: 60 * minuteMs, usableMs: 24 * 60 * minuteMs, cooldownMs: 10_000 };
const keysRule: RefreshRule = { freshMs: 10 * minuteMs, usableMs: 60 * minuteMs, cooldownMs: 30_000 };

const keySetSchema = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

/** What is known of a provider, from its discovery document and its key set. */
export class TrustedIssuer {
	readonly settings: IssuerSettings;
	readonly #fetch: OutgoingFetch;
	readonly #configuration: RefreshedValue<Configuration>;
	readonly #keys: RefreshedValue<LocalJWKSet>;

	constructor(settings: IssuerSettings, fetch: OutgoingFetch, clock: Clock) {
		this.settings = settings;
		this.#fetch = fetch;
		this.#configuration = new RefreshedValue(() => this.#discover(), metadataRule, clock);
		this.#keys = new RefreshedValue(() => this.#loadKeys(), keysRule, clock);
	}

	/** Rejects where the provider cannot be reached, or says something else than a provider should. */
	configuration(): Promise<Configuration> {
		return this.#configuration.get();
	}

	/** Rejects as `configuration`. */
	keys(): Promise<LocalJWKSet> {
		return this.#keys.get();
	}

	/** For a token whose key is not among those that are known: the provider may have begun to use a new one. Rejects as `configuration`. */
	newerKeys(): Promise<LocalJWKSet> {
		return this.#keys.renew();
	}

	async #discover(): Promise<Configuration> {
		const url = new URL(this.settings.issuer);
		const configuration = await discovery(url, this.settings.clientId, undefined, toClientAuthentication(this.settings), {
			[customFetch]: this.#fetch,
			// Which hosts may be asked without encryption is for the fetch to decide.
			execute: url.protocol === 'http:' ? [allowInsecureRequests] : [],
		});
		// The library makes exceptions for some providers, whose tokens then carry an issuer that nobody has configured.
		if (configuration.serverMetadata().issuer !== this.settings.issuer)
			throw unusable('ERR_OTHER_ISSUER', 'the provider names another issuer');
		return configuration;
	}

	async #loadKeys(): Promise<LocalJWKSet> {
		const { jwks_uri: url } = (await this.configuration()).serverMetadata();
		if (url === undefined) throw unusable('ERR_NO_KEY_SET', 'the provider names no key set');
		const response = await this.#fetch(url, { headers: { Accept: 'application/jwk-set+json, application/json' } });
		if (response.status !== 200) throw unusable(`HTTP_${response.status}`, 'the provider does not give its keys');
		return createLocalJWKSet(keySetSchema.parse(await response.json()));
	}
}

/** `client_secret_basic` unless the provider says that it knows other methods alone (OpenID Connect Discovery 1.0, section 3). */
function toClientAuthentication({ clientSecret }: IssuerSettings): ClientAuth {
	if (clientSecret === undefined) return None();
	const [basic, post] = [ClientSecretBasic(clientSecret), ClientSecretPost(clientSecret)];
	return (server, client, body, headers) => {
		const known = server.token_endpoint_auth_methods_supported?.includes('client_secret_basic') ?? true;
		return (known ? basic : post)(server, client, body, headers);
	};
}

function unusable(code: string, message: string): Error {
	return Object.assign(new Error(message), { code });
}
