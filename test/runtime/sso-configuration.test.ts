import { describe, expect, it } from 'vitest';
import { ssoConfiguration } from '../../src/runtime/sso-configuration.ts';

const service = 'https://dms.example/api/2.0/auth/cas';
const issuer = { issuer: 'https://sso.example', clientId: 'dms' };
const kerberos = { service: 'HTTP@dms.example', realm: 'DMS.TEST', keytabFile: '/etc/dms/http.keytab' };

describe('the configuration of those who may say who somebody is', () => {
	it('trusts nobody by default', () => {
		expect(ssoConfiguration.parse(undefined)).toEqual({
			cas: { services: [] },
			oidc: { issuers: [], clockSkewSeconds: 30 },
			kerberos: {},
			timeoutMs: 5_000,
			plainLoopback: 'refuse',
		});
	});

	const accepted: readonly [name: string, section: unknown, result: unknown][] = [
		['ok/CAS', { cas: { server: 'https://sso.example/cas', services: [service] } }, { cas: { server: 'https://sso.example/cas' } }],
		[
			'ok/a slash too many',
			{ cas: { server: 'https://sso.example/cas/', services: [service] } },
			{ cas: { server: 'https://sso.example/cas' } },
		],
		[
			'ok/services as one text',
			{ cas: { server: 'https://sso.example/cas', services: ` ${service}  https://dms.example/ ` } },
			{ cas: { services: [service, 'https://dms.example/'] } },
		],
		[
			'ok/an issuer',
			{ oidc: { issuers: [issuer] } },
			{ oidc: { issuers: [{ ...issuer, loginClaim: 'preferred_username', scope: 'openid profile' }] } },
		],
		['ok/issuers as JSON', { oidc: { issuers: JSON.stringify([issuer]) } }, { oidc: { issuers: [issuer] } }],
		[
			'ok/an issuer on this machine',
			{ plainLoopback: 'allow', oidc: { issuers: [{ ...issuer, issuer: 'http://localhost:9' }] } },
			{ oidc: { issuers: [{ issuer: 'http://localhost:9' }] } },
		],
		['ok/Kerberos', { kerberos }, { kerberos }],
	];
	it.each(accepted)('%s', (_name, section, result) => {
		expect(ssoConfiguration.parse(section)).toMatchObject(result as object);
	});

	const rejected: readonly [name: string, section: unknown, path: string, message: string][] = [
		['reject/CAS without a service', { cas: { server: 'https://sso.example/cas' } }, 'cas.services', 'is needed'],
		[
			'reject/CAS without encryption',
			{ plainLoopback: 'allow', cas: { server: 'http://sso.example/cas', services: [service] } },
			'cas.server',
			'https://',
		],
		['reject/CAS here, unasked', { cas: { server: 'http://localhost/cas', services: [service] } }, 'cas.server', 'plainLoopback'],
		['reject/a password in a URL', { cas: { server: 'https://a:b@sso.example/cas', services: [service] } }, 'cas.server', 'no user'],
		['reject/a query in a URL', { cas: { server: 'https://sso.example/cas?x', services: [service] } }, 'cas.server', 'query'],
		['reject/a service in another spelling', { cas: { services: ['https://DMS.example'] } }, 'cas.services.0', 'https://dms.example/'],
		['reject/a service with a query', { cas: { services: [`${service}?x=1`] } }, 'cas.services.0', 'without query'],
		['reject/words for issuers', { oidc: { issuers: 'sso.example' } }, 'oidc.issuers', 'array'],
		['reject/an issuer without a client', { oidc: { issuers: [{ issuer: issuer.issuer }] } }, 'oidc.issuers.0.clientId', 'string'],
		['reject/an issuer twice', { oidc: { issuers: [issuer, issuer] } }, 'oidc.issuers', 'twice'],
		['reject/an unknown word', { oidc: { issuers: [{ ...issuer, secret: 'x' }] } }, 'oidc.issuers.0', 'secret'],
		[
			'reject/a relative file',
			{ oidc: { issuers: [{ ...issuer, clientSecretFile: 'x' }] } },
			'oidc.issuers.0.clientSecretFile',
			'absolute',
		],
		['reject/ID tokens for access tokens', { oidc: { issuers: [{ ...issuer, audience: 'dms' }] } }, 'oidc.issuers.0.audience', 'differ'],
		['reject/no scope of OpenID', { oidc: { issuers: [{ ...issuer, scope: 'profile' }] } }, 'oidc.issuers.0.scope', 'openid'],
		['reject/a sign-in with nobody', { oidc: { redirectUrl: service } }, 'oidc.issuers', 'is needed'],
		['reject/clocks that differ by more', { oidc: { clockSkewSeconds: 61 } }, 'oidc.clockSkewSeconds', '60'],
		['reject/half of Kerberos', { kerberos: { service: kerberos.service, realm: 'X' } }, 'kerberos.keytabFile', 'is needed'],
		['reject/a principal for a service', { kerberos: { ...kerberos, service: 'HTTP/dms.example' } }, 'kerberos.service', 'HTTP@'],
	];
	it.each(rejected)('%s', (_name, section, path, message) => {
		const issues = ssoConfiguration.safeParse(section).error?.issues ?? [];
		expect(issues.map((issue) => [issue.path.join('.'), issue.message])).toEqual([[path, expect.stringContaining(message)]]);
	});
});
