import { describe, expect, it } from 'vitest';
import { checkCipherSuite, cipherSuites, findCipherSuite, parseCipherSuite } from '../../src/domain/cipher-suite.ts';

describe('cipherSuites', () => {
	it('has one row for each code point of the registry, signals and reserved ranges apart', () => {
		const ranges = [
			...[[0x0000, 0x001b] as const, [0x001e, 0x0046] as const, [0x0067, 0x006d] as const, [0x0084, 0x00c7] as const],
			...[[0x1301, 0x1305] as const, [0xc001, 0xc0b5] as const, [0xc100, 0xc102] as const, [0xcca8, 0xccae] as const],
			...[[0xd001, 0xd003] as const, [0xd005, 0xd005] as const],
		];
		const names = new Set(cipherSuites.map(({ name }) => name));
		expect(names.size).toBe(cipherSuites.length);
		expect(cipherSuites.length).toBe(ranges.reduce((sum, [first, last]) => sum + last - first + 1, 0));
	});

	it('gives a reason for every suite that is not usable, and none for the others', () => {
		for (const { name, status, reason } of cipherSuites) {
			expect([name, reason !== undefined]).toEqual([name, status !== 'usable']);
		}
	});

	it('has an OpenSSL name for every suite that can be negotiated, and no name twice', () => {
		const named = cipherSuites.flatMap(({ opensslName }) => opensslName ?? []);
		expect(new Set(named).size).toBe(named.length);
		const negotiable = cipherSuites.filter(({ status }) => status === 'usable' || status === 'weak');
		expect(negotiable.filter(({ opensslName, keyType }) => opensslName === undefined || !['RSA', 'EC', 'any'].includes(keyType))).toEqual(
			[],
		);
	});

	it.each([
		['TLS_AES_128_GCM_SHA256', 'usable', 'any', ['TLSv1.3']],
		['TLS_AES_128_CCM_8_SHA256', 'weak', 'any', ['TLSv1.3']],
		['TLS_SHA256_SHA256', 'forbidden', 'any', ['TLSv1.3']],
		['TLS_SM4_GCM_SM3', 'unavailable', 'any', ['TLSv1.3']],
		['TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256', 'usable', 'EC', ['TLSv1.2']],
		['TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256', 'usable', 'RSA', ['TLSv1.2']],
		['TLS_DHE_RSA_WITH_AES_256_GCM_SHA384', 'usable', 'RSA', ['TLSv1.2']],
		['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256', 'weak', 'RSA', ['TLSv1.2']],
		['TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', 'weak', 'RSA', ['TLSv1', 'TLSv1.1', 'TLSv1.2']],
		['TLS_RSA_WITH_AES_128_GCM_SHA256', 'weak', 'RSA', ['TLSv1.2']],
		['TLS_RSA_WITH_3DES_EDE_CBC_SHA', 'unavailable', 'RSA', ['TLSv1', 'TLSv1.1', 'TLSv1.2']],
		['TLS_ECDHE_RSA_WITH_CAMELLIA_128_GCM_SHA256', 'unavailable', 'RSA', ['TLSv1.2']],
		['TLS_DHE_DSS_WITH_AES_128_GCM_SHA256', 'unavailable', 'DSA', ['TLSv1.2']],
		['TLS_DHE_DSS_WITH_AES_128_CBC_SHA256', 'unavailable', 'DSA', ['TLSv1.2']],
		['TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256', 'unavailable', 'EC', ['TLSv1.2']],
		['TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256', 'unavailable', 'EC', ['TLSv1.2']],
		['TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256', 'unavailable', 'EC', ['TLSv1.2']],
		['TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256', 'unavailable', 'EC', ['TLSv1.2']],
		['TLS_ECDH_ECDSA_WITH_NULL_SHA', 'forbidden', 'EC', ['TLSv1', 'TLSv1.1', 'TLSv1.2']],
		['TLS_RSA_WITH_NULL_SHA256', 'forbidden', 'RSA', ['TLSv1.2']],
		['TLS_RSA_WITH_RC4_128_SHA', 'forbidden', 'RSA', ['TLSv1', 'TLSv1.1', 'TLSv1.2']],
		['TLS_RSA_WITH_DES_CBC_SHA', 'forbidden', 'RSA', ['TLSv1', 'TLSv1.1', 'TLSv1.2']],
		['TLS_DH_anon_WITH_AES_128_GCM_SHA256', 'forbidden', 'none', ['TLSv1.2']],
		['TLS_RSA_EXPORT_WITH_RC4_40_MD5', 'forbidden', 'none', ['TLSv1', 'TLSv1.1', 'TLSv1.2']],
		['TLS_PSK_WITH_AES_128_GCM_SHA256', 'forbidden', 'none', ['TLSv1.2']],
		['TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA', 'forbidden', 'none', ['TLSv1', 'TLSv1.1', 'TLSv1.2']],
		['TLS_KRB5_WITH_3DES_EDE_CBC_SHA', 'forbidden', 'none', ['TLSv1', 'TLSv1.1', 'TLSv1.2']],
	] as const)('%s is %s, for the key %s and %j', (name, status, keyType, protocols) => {
		expect(findCipherSuite(name)).toMatchObject({ name, status, keyType, protocols });
	});

	it('tells every weakness of a suite', () => {
		expect(findCipherSuite('TLS_RSA_WITH_AES_128_CBC_SHA')?.reason).toBe('no forward secrecy, CBC, SHA-1');
	});
});

describe('parseCipherSuite', () => {
	it.each([
		['the name of the registry', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
		['another case', 'tls_dh_ANON_with_aes_128_gcm_sha256', 'TLS_DH_anon_WITH_AES_128_GCM_SHA256'],
		['spaces around it', ' TLS_AES_128_GCM_SHA256\n', 'TLS_AES_128_GCM_SHA256'],
		['ChaCha20 without its hash', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305', 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256'],
		['the same with RSA', 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305', 'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
		['the same with DHE', 'TLS_DHE_RSA_WITH_CHACHA20_POLY1305', 'TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256'],
		["Java's prefix", 'SSL_RSA_WITH_3DES_EDE_CBC_SHA', 'TLS_RSA_WITH_3DES_EDE_CBC_SHA'],
	])('ok/%s', (_name, text, expected) => {
		expect(parseCipherSuite(text).name).toBe(expected);
	});

	it('ok/every canonical name, in any case', () => {
		for (const suite of cipherSuites) {
			expect(parseCipherSuite(suite.name)).toBe(suite);
			expect(parseCipherSuite(suite.name.toLowerCase())).toBe(suite);
		}
	});

	it('reject/every name of OpenSSL, with the one of IANA as a hint', () => {
		for (const { name, opensslName } of cipherSuites) {
			if (opensslName === undefined || opensslName === name) continue;
			for (const text of [opensslName, opensslName.toLowerCase()]) {
				expect(() => parseCipherSuite(text)).toThrow(
					expect.objectContaining({ code: 'cipher-suite.unknown', hint: `That is the name of OpenSSL; IANA calls it ${name}.` }),
				);
			}
		}
	});

	it.each([
		['TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA265', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
		['TLS_EDCHE_RSA_WITH_AES_128_GCM_SHA256', 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256'],
		['TLS_AES_256_GCM', 'TLS_AES_256_GCM_SHA384'],
	])('reject/a mistyped %s, which most likely means %s', (text, meant) => {
		expect(() => parseCipherSuite(text)).toThrow(expect.objectContaining({ hint: `Did you mean ${meant}?` }));
	});

	it.each([
		['nothing', ''],
		['a word that means nothing', 'NOPE'],
		['the like in the form of a suite', 'TLS_NOPE'],
		['a group of OpenSSL', 'HIGH'],
		['a security level', 'DEFAULT@SECLEVEL=0'],
		['a security level after a suite', 'TLS_AES_128_GCM_SHA256:@SECLEVEL=0'],
		['two suites', 'TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384'],
		['an exclusion', '!TLS_AES_128_GCM_SHA256'],
		['a signal', 'TLS_FALLBACK_SCSV'],
		['a name without end', 'TLS_'.repeat(100_000)],
	])('reject/%s', (_name, text) => {
		expect(() => parseCipherSuite(text, 'value')).toThrow(expect.objectContaining({ code: 'cipher-suite.unknown', field: 'value' }));
	});

	it('reject/a long text is cut in the message', () => {
		expect(() => parseCipherSuite('x'.repeat(10_000))).toThrow(new RegExp(`"x{64}"`));
	});
});

describe('checkCipherSuite', () => {
	const check = (name: string, force: boolean) => () => checkCipherSuite(parseCipherSuite(name), { force }, 'value');

	it.each([
		['a usable suite', 'TLS_AES_128_GCM_SHA256', false],
		['a suite that is known and unavailable', 'TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256', false],
		['a weak suite by force', 'TLS_RSA_WITH_AES_128_CBC_SHA', true],
	])('ok/%s', (_name, name, force) => {
		expect(check(name, force)).not.toThrow();
	});

	it('reject/a weak suite, with what is weak about it', () => {
		expect(check('TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA', false)).toThrow(
			expect.objectContaining({
				code: 'cipher-suite.weak',
				message: 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA is weak: CBC, SHA-1',
				field: 'value',
			}),
		);
	});

	it.each(['TLS_RSA_WITH_NULL_SHA', 'TLS_DH_anon_WITH_AES_128_GCM_SHA256', 'TLS_PSK_WITH_AES_128_GCM_SHA256', 'TLS_RSA_WITH_RC4_128_SHA'])(
		'reject/%s, by force too',
		(name) => {
			for (const force of [false, true]) expect(check(name, force)).toThrow(expect.objectContaining({ code: 'cipher-suite.forbidden' }));
		},
	);
});
