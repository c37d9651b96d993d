import { describe, expect, it } from 'vitest';
import { findPolicyFault, requireTlsOffer, toTlsNotices, toTlsOffer } from '../../src/domain/tls-offer.ts';
import { builtInTlsPolicy, type EffectiveTlsPolicy } from '../../src/domain/tls-policy.ts';

const modern = { legacyTls: false };
const legacy = { legacyTls: true };

function policyOf(protocols: readonly string[], ciphers: readonly string[]): EffectiveTlsPolicy {
	return {
		protocols: { values: protocols, source: { level: 'interface', interface: { kind: 'Http', address: '10.0.0.1', port: 443 } } },
		ciphers: { values: ciphers, source: { level: 'kind', kind: 'Http' } },
	};
}

const both = ['TLSv1.2', 'TLSv1.3'];
const ecdhe = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';

describe('toTlsOffer', () => {
	const offerOf = (...[policy, keyTypes, options]: Parameters<typeof toTlsOffer>) => {
		const offer = toTlsOffer(policy, keyTypes, options);
		return { protocols: offer.protocols, suites: offer.suites.map(({ name }) => name) };
	};

	it('of the built-in policy has TLS 1.2 and 1.3 for either kind of key', () => {
		for (const keyType of ['RSA', 'EC'] as const) {
			const offer = toTlsOffer(builtInTlsPolicy, [keyType], modern);
			expect(offer.protocols).toEqual(both);
			expect(offer.suites.filter(({ status }) => status !== 'usable')).toEqual([]);
		}
		expect(offerOf(builtInTlsPolicy, ['EC', 'RSA'], modern).suites).toEqual(builtInTlsPolicy.ciphers.values);
	});

	it('has no TLS 1.3 where the list has no suite for it', () => {
		expect(offerOf(policyOf(both, [ecdhe]), ['RSA'], modern)).toEqual({ protocols: ['TLSv1.2'], suites: [ecdhe] });
	});

	it('has no TLS 1.2 where the list has no suite for it', () => {
		const suites = ['TLS_AES_256_GCM_SHA384'];
		expect(offerOf(policyOf(both, suites), ['RSA'], modern)).toEqual({ protocols: ['TLSv1.3'], suites });
	});

	it('has no TLS 1.2 where its suites need another key', () => {
		const suites = ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'];
		expect(offerOf(policyOf(both, suites), ['RSA'], modern)).toEqual({ protocols: ['TLSv1.3'], suites: suites.slice(1) });
	});

	it('sorts the protocols and keeps the order of the suites', () => {
		const suites = [ecdhe, 'TLS_CHACHA20_POLY1305_SHA256', 'TLS_AES_128_GCM_SHA256'];
		expect(offerOf(policyOf(['TLSv1.3', 'TLSv1.2'], suites), ['RSA'], modern)).toEqual({ protocols: both, suites });
	});

	it('may have a hole', () => {
		const suites = ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA'];
		expect(offerOf(policyOf(['TLSv1', 'TLSv1.2'], suites), ['RSA'], legacy)).toEqual({ protocols: ['TLSv1', 'TLSv1.2'], suites });
	});

	it('never has TLS 1.0 or 1.1 without legacyTls, whatever the list says', () => {
		const policy = policyOf(['TLSv1', 'TLSv1.1', 'TLSv1.2'], ['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA']);
		expect(toTlsOffer(policy, ['RSA'], modern).protocols).toEqual(['TLSv1.2']);
		expect(toTlsOffer(policy, ['RSA'], legacy).protocols).toEqual(['TLSv1', 'TLSv1.1', 'TLSv1.2']);
	});

	it.each([
		['unavailable', 'TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256'],
		['forbidden', 'TLS_RSA_WITH_NULL_SHA256'],
		['unknown', 'TLS_OF_ANOTHER_VERSION'],
		["OpenSSL's", 'ECDHE-RSA-AES128-GCM-SHA256'],
		['without a key for it', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256'],
		['without a protocol for it', 'TLS_AES_128_GCM_SHA256'],
	])('has no suite that is %s', (_name, suite) => {
		expect(offerOf(policyOf(['TLSv1.2'], [suite, ecdhe]), ['RSA'], legacy).suites).toEqual([ecdhe]);
	});
});

describe('findPolicyFault', () => {
	it('ok/the built-in policy', () => {
		expect(findPolicyFault(builtInTlsPolicy, ['EC'], modern)).toBeUndefined();
		expect(findPolicyFault(builtInTlsPolicy, ['RSA'], modern)).toBeUndefined();
	});

	it.each([
		[
			'TLS 1.2 alone and suites of TLS 1.3',
			policyOf(['TLSv1.2'], ['TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384']),
			'only for TLSv1.3: TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384',
		],
		[
			'TLS 1.2 alone and suites for another key',
			policyOf(['TLSv1.2'], ['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256']),
			'needs a server certificate with an EC key: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
		],
		['TLS 1.3 alone and a suite of TLS 1.2', policyOf(['TLSv1.3'], [ecdhe]), `only for TLSv1.2: ${ecdhe}`],
		[
			'suites that nobody has',
			policyOf(both, ['TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256', 'TLS_DHE_DSS_WITH_AES_128_GCM_SHA256']),
			'unavailable, static Diffie-Hellman is gone from OpenSSL: TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256; ' +
				'unavailable, certificates with DSA keys are not supported: TLS_DHE_DSS_WITH_AES_128_GCM_SHA256',
		],
		[
			'a suite that needs the lowest security level',
			policyOf(both, ['TLS_AES_128_CCM_8_SHA256']),
			'needs legacyTls: TLS_AES_128_CCM_8_SHA256',
		],
	])('reject/%s, naming what does not meet', (_name, policy, cause) => {
		const fault = findPolicyFault(policy, ['RSA'], modern);
		expect(fault?.code).toBe('tls-policy.contradiction');
		expect(fault?.detail).toBe(
			`no client could connect: ${policy.protocols.values.join(', ')} (list of: Http 10.0.0.1:443) meets no cipher suite (list of: Http): ${cause}`,
		);
		expect(fault?.hint).toContain('(RSA)');
	});

	it('reject/every policy where there is no server certificate', () => {
		expect(findPolicyFault(builtInTlsPolicy, [], modern)?.detail).toContain('needs a server certificate: TLS_AES_128_GCM_SHA256');
	});

	it('reject/TLS 1.1 beside TLS 1.2 without legacyTls', () => {
		const policy = policyOf(['TLSv1.2', 'TLSv1.1'], [ecdhe, 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA']);
		expect(findPolicyFault(policy, ['RSA'], modern)).toMatchObject({
			code: 'tls-protocol.not-allowed',
			detail: 'TLSv1.1 (list of: Http 10.0.0.1:443) is not allowed on an interface without legacyTls',
		});
		expect(findPolicyFault(policy, ['RSA'], legacy)).toBeUndefined();
	});

	it('reject/TLS 1.1 alone with suites that it does not know, in spite of legacyTls', () => {
		expect(findPolicyFault(policyOf(['TLSv1.1'], [ecdhe]), ['RSA'], legacy)?.code).toBe('tls-policy.contradiction');
	});

	it('names few suites of a long list', () => {
		const fault = findPolicyFault(policyOf(['TLSv1.3'], builtInTlsPolicy.ciphers.values.slice(3)), ['RSA'], modern);
		expect(fault?.detail).toMatch(/only for TLSv1\.2: (TLS_\w+, ){3}TLS_\w+ and 2 more$/);
	});
});

describe('requireTlsOffer', () => {
	it('ok/is the offer', () => {
		expect(requireTlsOffer(builtInTlsPolicy, ['EC'], modern)).toEqual(toTlsOffer(builtInTlsPolicy, ['EC'], modern));
	});

	it('reject/throws the fault', () => {
		const policy = policyOf(['TLSv1.3'], [ecdhe]);
		const { code, detail, hint } = findPolicyFault(policy, ['RSA'], modern)!;
		expect(() => requireTlsOffer(policy, ['RSA'], modern)).toThrow(expect.objectContaining({ code, message: detail, hint }));
	});
});

describe('toTlsNotices', () => {
	it('has nothing to say of the built-in policy', () => {
		expect(toTlsNotices(builtInTlsPolicy, ['RSA'], modern)).toEqual([]);
	});

	it('says that a protocol is off for want of a suite, and what is weak', () => {
		expect(toTlsNotices(policyOf(both, [ecdhe, 'TLS_RSA_WITH_AES_128_GCM_SHA256']), ['RSA'], modern)).toEqual([
			'TLSv1.3 is off: the list of cipher suites (Http) has none for it',
			'weak, no forward secrecy: TLS_RSA_WITH_AES_128_GCM_SHA256',
		]);
		expect(toTlsNotices(policyOf(both, ['TLS_AES_128_GCM_SHA256']), ['RSA'], modern)).toEqual([
			'TLSv1.2 is off: the list of cipher suites (Http) has none for it',
		]);
	});

	it('says which suites are never offered', () => {
		const suites = [ecdhe, 'TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'TLS_OF_ANOTHER_VERSION'];
		expect(toTlsNotices(policyOf(['TLSv1.2'], suites), ['RSA'], modern)).toEqual([
			'never offered, unavailable, static Diffie-Hellman is gone from OpenSSL: TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256',
			'never offered, needs a server certificate with an EC key: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
			'never offered, unknown to this version: TLS_OF_ANOTHER_VERSION',
		]);
	});

	it('is loud about legacyTls', () => {
		expect(toTlsNotices(builtInTlsPolicy, ['RSA'], legacy)).toEqual([expect.stringMatching(/^legacyTls: /)]);
	});
});
