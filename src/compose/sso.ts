import { X509Certificate } from 'node:crypto';
import { CasVerifier } from '../admin/sso/cas/cas-verifier.ts';
import { NegotiateAcceptor } from '../admin/sso/kerberos/negotiate-acceptor.ts';
import { OidcLogin } from '../admin/sso/oidc/oidc-login.ts';
import { OidcVerifier } from '../admin/sso/oidc/oidc-verifier.ts';
import { FlowSealer } from '../admin/sso/oidc/sealed-flow.ts';
import { type IssuerSettings, TrustedIssuer } from '../admin/sso/oidc/trusted-issuer.ts';
import type { OutgoingFetch } from '../admin/sso/outgoing-fetch.ts';
import type { SsoProofs } from '../admin/sso/sso-proofs.ts';
import { DmsError } from '../domain/errors.ts';
import type { Clock, Store } from '../domain/ports.ts';
import type { Configuration } from '../runtime/config.ts';
import { loadKerberos } from '../runtime/load-kerberos.ts';
import { readTextFile } from '../runtime/read-text-file.ts';
import { createOutgoingFetch } from '../tls/outgoing-fetch.ts';

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
	const { cas, oidc, kerberos } = configuration;
	const { service, realm, keytabFile } = kerberos;
	return {
		...(cas.server === undefined
			? {}
			: { cas: new CasVerifier({ serverUrl: cas.server, services: cas.services }, openFetch(configuration, 'cas')) }),
		...(oidc.issuers.length === 0 ? {} : await openOidc(configuration, ports)),
		...(service === undefined || realm === undefined || keytabFile === undefined
			? {}
			: {
					kerberos: new NegotiateAcceptor(
						{ service, realm },
						{ library: await loadKerberos(keytabFile, ports.importKerberos), notices: ports.store.notices, clock: ports.clock },
					),
				}),
	};
}

/** The names by which browsers know this server, as far as the section tells. */
export function listOwnHostNames({ cas, oidc, kerberos }: SsoConfiguration): readonly string[] {
	const urls = [...cas.services, ...(oidc.redirectUrl === undefined ? [] : [oidc.redirectUrl])];
	const ofKerberos = kerberos.service === undefined ? [] : [kerberos.service.replace(/^HTTP@/, '')];
	return [...urls.map((url) => new URL(url).hostname), ...ofKerberos];
}

async function openOidc(
	configuration: SsoConfiguration,
	{ store, clock }: SsoPorts,
): Promise<{ readonly oidc: OidcVerifier; readonly oidcLogin?: OidcLogin }> {
	const { redirectUrl, clockSkewSeconds } = configuration.oidc;
	const fetch = openFetch(configuration, 'oidc');
	const issuers = configuration.oidc.issuers.map((issuer) => new TrustedIssuer(toIssuerSettings(issuer), fetch, clock));
	const verifier = new OidcVerifier({ issuers, clock, clockSkewSeconds });
	if (redirectUrl === undefined) return { oidc: verifier };
	const sealer = new FlowSealer(await store.digestNonces.secret());
	return { oidc: verifier, oidcLogin: new OidcLogin({ issuers, verifier, sealer, notices: store.notices, clock, redirectUrl }) };
}

function toIssuerSettings(issuer: SsoConfiguration['oidc']['issuers'][number]): IssuerSettings {
	const { clientSecretFile, audience, loginDomain, ...settings } = issuer;
	return {
		...settings,
		...(clientSecretFile === undefined ? {} : { clientSecret: readTextFile(clientSecretFile, maxFileBytes).trim() }),
		...(audience === undefined ? {} : { audience }),
		...(loginDomain === undefined ? {} : { loginDomain }),
	};
}

function openFetch(configuration: SsoConfiguration, section: 'cas' | 'oidc'): OutgoingFetch {
	const { caFile } = configuration[section];
	return createOutgoingFetch({
		...(caFile === undefined ? {} : { ca: readCertificates(caFile, `admin.sso.${section}.caFile`) }),
		timeoutMs: configuration.timeoutMs,
		maxAnswerBytes,
		maxRequests,
		allowPlainLoopback: configuration.plainLoopback === 'allow',
	});
}

/** Node takes anything for certificates and then trusts none, without a word. */
function readCertificates(file: string, field: string): string {
	const blocks = readTextFile(file, maxFileBytes).match(/-----BEGIN [^-]+-----[^-]*-----END [^-]+-----/g) ?? [];
	try {
		const certificates = blocks.map((block) => new X509Certificate(block));
		if (certificates.length > 0) return blocks.join('\n');
	} catch (cause) {
		throw new DmsError('configuration.invalid', `${field}: ${file} has something else than certificates`, { field, cause });
	}
	throw new DmsError('configuration.invalid', `${field}: ${file} has no certificate`, { field });
}
