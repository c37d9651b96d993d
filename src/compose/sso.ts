import { CasSignIn } from '../admin/sso/cas/cas-sign-in.ts';
import { type CasSettings, CasVerifier } from '../admin/sso/cas/cas-verifier.ts';
import { NegotiateAcceptor } from '../admin/sso/kerberos/negotiate-acceptor.ts';
import { OidcLogin } from '../admin/sso/oidc/oidc-login.ts';
import { OidcVerifier } from '../admin/sso/oidc/oidc-verifier.ts';
import { type IssuerSettings, TrustedIssuer } from '../admin/sso/oidc/trusted-issuer.ts';
import type { OutgoingFetch } from '../admin/sso/outgoing-fetch.ts';
import { type HandOverPorts, SignInHandOver } from '../admin/sso/sign-in-hand-over.ts';
import type { SsoProofs } from '../admin/sso/sso-proofs.ts';
import type { Clock, Store } from '../domain/ports.ts';
import type { Configuration } from '../runtime/config.ts';
import { loadKerberos } from '../runtime/load-kerberos.ts';
import { readTextFile } from '../runtime/read-text-file.ts';
import { createOutgoingFetch } from '../tls/outgoing-fetch.ts';
import { readCertificates } from './read-certificates.ts';

type SsoConfiguration = Configuration['admin']['sso'];

export interface SsoPorts {
	readonly store: Pick<Store, 'notices' | 'digestNonces'>;
	readonly clock: Clock;
	/** Where the package `kerberos` comes from; for tests. */
	readonly importKerberos?: () => Promise<unknown>;
}

/** Answers of providers are short: a ticket's XML, metadata, a few keys, a token. */
const maxAnswerBytes = 512 * 1024;
const maxRequests = 32;
const maxFileBytes = 256 * 1024;

/**
 * Everything that `admin.sso` names, ready for use; no provider is asked yet.
 * @throws DmsError `configuration.invalid`, `file.unreadable`.
 */
export async function openSso(configuration: SsoConfiguration, ports: SsoPorts): Promise<SsoProofs> {
	const { store, clock } = ports;
	const { service, realm, keytabFile } = configuration.kerberos;
	const common = { clock, notices: store.notices, secret: await store.digestNonces.secret() };
	return {
		...openBrowserProofs(configuration, common),
		handOver: new SignInHandOver(common),
		...(service === undefined || realm === undefined || keytabFile === undefined
			? {}
			: {
					kerberos: new NegotiateAcceptor(
						{ service, realm },
						{ library: await loadKerberos(keytabFile, ports.importKerberos), notices: store.notices, clock },
					),
				}),
	};
}

/** Those for which a browser is sent away and comes back. */
function openBrowserProofs(configuration: SsoConfiguration, common: HandOverPorts): Partial<SsoProofs> {
	const { cas, oidc } = configuration;
	return {
		...(cas.server === undefined ? {} : openCas(configuration, { serverUrl: cas.server, services: cas.services }, common)),
		...(oidc.issuers.length === 0 ? {} : openOidc(configuration, common)),
	};
}

function openCas(configuration: SsoConfiguration, settings: CasSettings, common: HandOverPorts): Partial<SsoProofs> {
	return { cas: new CasVerifier(settings, openFetch(configuration, 'cas')), casSignIn: new CasSignIn(settings, common) };
}

/** The names by which browsers know this server, as far as the section tells. */
export function listOwnHostNames({ cas, oidc, kerberos }: SsoConfiguration): readonly string[] {
	const urls = [...cas.services, ...(oidc.redirectUrl === undefined ? [] : [oidc.redirectUrl])];
	const ofKerberos = kerberos.service === undefined ? [] : [kerberos.service.replace(/^HTTP@/, '')];
	return [...urls.map((url) => new URL(url).hostname), ...ofKerberos];
}

function openOidc(configuration: SsoConfiguration, common: HandOverPorts): Partial<SsoProofs> {
	const { clock } = common;
	const { redirectUrl, clockSkewSeconds } = configuration.oidc;
	const fetch = openFetch(configuration, 'oidc');
	const issuers = configuration.oidc.issuers.map((issuer) => new TrustedIssuer(toIssuerSettings(issuer), fetch, clock));
	const verifier = new OidcVerifier({ issuers, clock, clockSkewSeconds });
	if (redirectUrl === undefined) return { oidc: verifier };
	return { oidc: verifier, oidcLogin: new OidcLogin({ ...common, issuers, verifier, redirectUrl }) };
}

function toIssuerSettings(issuer: SsoConfiguration['oidc']['issuers'][number]): IssuerSettings {
	const { name, clientSecretFile, audience, loginDomain, ...settings } = issuer;
	return {
		...settings,
		...(name === undefined ? {} : { name }),
		...(clientSecretFile === undefined ? {} : { clientSecret: readTextFile(clientSecretFile, maxFileBytes).trim() }),
		...(audience === undefined ? {} : { audience }),
		...(loginDomain === undefined ? {} : { loginDomain }),
	};
}

function openFetch(configuration: SsoConfiguration, section: 'cas' | 'oidc'): OutgoingFetch {
	const { caFile } = configuration[section];
	return createOutgoingFetch({
		...(caFile === undefined ? {} : { ca: readCertificates(caFile, `admin.sso.${section}.caFile`).join('') }),
		timeoutMs: configuration.timeoutMs,
		maxAnswerBytes,
		maxRequests,
		allowPlainLoopback: configuration.plainLoopback === 'allow',
	});
}
