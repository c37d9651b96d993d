import { execFileSync } from 'node:child_process';
import { getCiphers } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { cipherSuites, findCipherSuite } from '../../src/domain/cipher-suite.ts';
import { tlsProtocols } from '../../src/domain/tls-protocol.ts';
import type { DeviceListener } from '../../src/tls/device-listener.ts';
import { mintServerCertificate } from '../../src/tls/self-signed.ts';
import { isInstalled } from '../helpers/is-installed.ts';
import { makePki, useListeners } from './listener-fixture.ts';
import { attempt, negotiable, policyOf } from './policy-fixture.ts';

const pki = makePki();
const { open } = useListeners();

let listener: DeviceListener;
let credentials: readonly { readonly key: string; readonly certificate: string }[];
beforeAll(async () => {
	const { rsa } = await mintServerCertificate({ hosts: ['localhost'], ips: [], now: new Date() });
	credentials = [pki.credential, { key: rsa.key, certificate: rsa.cert }];
	listener = await open({ credentials, anchors: [] });
});

describe('a suite alone in its list', () => {
	it.each(negotiable.map((suite) => [suite.name, suite] as const))('ok/%s is what the handshake ends with', async (name, suite) => {
		listener.replace({
			credentials,
			anchors: [],
			policy: policyOf(suite.protocols, [name]),
			legacyTls: suite.needsLegacyTls || suite.protocols.includes('TLSv1'),
		});
		for (const protocol of tlsProtocols) {
			const expected = suite.protocols.includes(protocol) ? { protocol, suite: name } : undefined;
			expect(await attempt(listener.port, protocol)).toEqual(expected);
		}
	});

	it('reject/is never taken where it is unavailable or forbidden, although OpenSSL knows some of them', () => {
		const others = cipherSuites.filter((suite) => !negotiable.includes(suite));
		expect(others.some(({ opensslName }) => opensslName !== undefined)).toBe(true);
		for (const { name } of others) {
			const policy = policyOf(tlsProtocols, [name]);
			expect(() => listener.replace({ credentials, anchors: [], policy, legacyTls: true })).toThrow(
				expect.objectContaining({ code: 'tls-policy.contradiction' }),
			);
		}
	});

	it('reject/needs the lowest security level of OpenSSL exactly where the table says so', async () => {
		for (const { name, protocols, needsLegacyTls } of negotiable) {
			const newest = protocols.at(-1)!;
			const material = { credentials, anchors: [], policy: policyOf([newest], [name]) };
			if (needsLegacyTls) {
				expect(() => listener.replace(material)).toThrow(expect.objectContaining({ code: 'tls-policy.contradiction' }));
			} else {
				listener.replace(material);
				expect(await attempt(listener.port, newest)).toEqual({ protocol: newest, suite: name });
			}
		}
	});
});

describe('the table', () => {
	it('has every suite that Node lists', () => {
		const known = new Set(cipherSuites.map(({ opensslName }) => opensslName?.toLowerCase()));
		expect(getCiphers().filter((name) => !known.has(name))).toEqual([]);
	});

	it.skipIf(!isInstalled('openssl'))('agrees with what the installed OpenSSL says of the suites that it knows', () => {
		const args = ['ciphers', '-stdname', '-V', 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'];
		const lines = execFileSync('openssl', args).toString().trim().split('\n');
		const keyTypes: Readonly<Record<string, string>> = { RSA: 'RSA', ECDSA: 'EC', DSS: 'DSA', any: 'any' };
		let compared = 0;
		for (const line of lines) {
			const [, , name = '', , opensslName = '', oldest = '', , authentication = ''] = line.trim().split(/\s+/);
			const suite = findCipherSuite(name);
			expect([name, suite !== undefined]).toEqual([name, true]);
			// An OpenSSL that was built with more, such as 3DES.
			if (suite?.opensslName === undefined) continue;
			expect([name, suite.opensslName]).toEqual([name, opensslName]);
			if (suite.status === 'forbidden') continue;
			expect([name, suite.keyType]).toEqual([name, keyTypes[authentication.slice('Au='.length)]]);
			expect([name, suite.protocols[0]]).toEqual([name, oldest === 'SSLv3' ? 'TLSv1' : oldest]);
			compared++;
		}
		console.log(`${lines.length} suites of the installed OpenSSL, ${compared} of them compared in full`);
		expect(compared).toBeGreaterThan(0);
	});
});
