import { describe, expect, it } from 'vitest';
import { addInterface } from '../../../src/app/administration/add-interface.ts';
import { addTlsPolicyValue, deleteTlsPolicyValue } from '../../../src/app/administration/change-tls-policy.ts';
import {
	findRulingTlsPolicy,
	listEffectiveTlsPolicies,
	listTlsPolicy,
	type TlsPolicyPlace,
} from '../../../src/app/administration/list-tls-policy.ts';
import { updateServerCertificate } from '../../../src/app/administration/update-server-certificate.ts';
import type { TlsPolicySetting } from '../../../src/domain/tls-policy.ts';
import { builtInTlsPolicy } from '../../../src/domain/tls-policy.ts';
import { keyFor } from '../../helpers/mint-certificate.ts';
import { fixed, mintServer, secureInterface, snapshot, toInterfaceAdministration, toKeyPem, useStoreOfToday } from './interface-samples.ts';

const system = { level: 'system' } as const;
const transport = { level: 'transport' } as const;
const allCti = { level: 'kind', kind: 'CTI' } as const;
const one = { level: 'interface', interface: { kind: 'CTI', address: '10.0.0.1' } } as const;
const gcm = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';
const ecdsa = 'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256';
const cbc = 'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256';
const staticEcdh = 'TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256';

describe('TLS policy', () => {
	const open = useStoreOfToday();
	const start = async (change = {}) => {
		const administration = toInterfaceAdministration(await open());
		await addInterface(administration, secureInterface('10.0.0.1', 8012, change));
		const add = (place: TlsPolicyPlace, setting: TlsPolicySetting, value: string, force = false) =>
			addTlsPolicyValue(administration, place, { setting, value }, { force });
		const remove = (place: TlsPolicyPlace, setting: TlsPolicySetting, value: string) =>
			deleteTlsPolicyValue(administration, place, { setting, value });
		const ruling = async (setting: TlsPolicySetting, place: TlsPolicyPlace = one) => {
			const { sourceText, entries } = await findRulingTlsPolicy(administration, setting, place);
			return [sourceText, ...entries.map(({ value }) => value)];
		};
		return { administration, store: administration.store, add, remove, ruling };
	};

	it('lets the most specific list that is not empty rule, for each setting alone', async () => {
		const { add, remove, ruling } = await start();
		const builtIn = ['built-in', ...builtInTlsPolicy.ciphers.values];
		expect(await ruling('ciphers')).toEqual(builtIn);
		await add(system, 'ciphers', gcm);
		expect(await ruling('ciphers')).toEqual(['system', gcm]);
		await add(transport, 'ciphers', ecdsa);
		expect(await ruling('ciphers')).toEqual(['transport', ecdsa]);
		await add(allCti, 'ciphers', gcm);
		expect(await ruling('ciphers')).toEqual(['CTI', gcm]);
		await add(one, 'ciphers', ecdsa);
		await add(one, 'ciphers', gcm);
		expect(await ruling('ciphers')).toEqual(['CTI 10.0.0.1:8012', ecdsa, gcm]);
		expect(await ruling('protocols')).toEqual(['built-in', 'TLSv1.2', 'TLSv1.3']);
		expect(await ruling('ciphers', allCti)).toEqual(['CTI', gcm]);
		expect(await ruling('ciphers', { level: 'kind', kind: 'Http' })).toEqual(['transport', ecdsa]);
		expect(await ruling('ciphers', transport)).toEqual(['transport', ecdsa]);
		expect(await ruling('ciphers', system)).toEqual(['system', gcm]);
		for (const value of [ecdsa, gcm]) await remove(one, 'ciphers', value);
		expect(await ruling('ciphers')).toEqual(['CTI', gcm]);
	});

	it('shows what rules every interface, that of the configuration among them', async () => {
		const { administration, add } = await start();
		await add({ level: 'interface', interface: fixed }, 'protocols', 'tlsv1.3');
		const all = await listEffectiveTlsPolicies(administration);
		expect(all.map(({ interface: { address }, protocols, ciphers }) => [address, protocols.sourceText, ciphers.sourceText])).toEqual([
			['10.0.0.1', 'built-in', 'built-in'],
			['127.0.0.1', 'Http 127.0.0.1:8443', 'built-in'],
		]);
		const [chosen, ...others] = await listEffectiveTlsPolicies(administration, fixed);
		expect(others).toEqual([]);
		expect(chosen?.protocols.entries).toEqual([{ value: 'TLSv1.3' }]);
		expect(chosen?.ciphers.entries.find(({ value }) => value === gcm)).toEqual({ value: gcm, note: 'not offered here' });
	});

	it('keeps names of IANA in the order in which they came, and says who added them', async () => {
		const { administration, store, add } = await start();
		await add(one, 'ciphers', 'tls_ecdhe_ecdsa_with_chacha20_poly1305');
		await add(one, 'ciphers', gcm);
		await add(one, 'ciphers', staticEcdh);
		expect(await listTlsPolicy(administration, 'ciphers', one)).toEqual([
			{ value: 'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256' },
			{ value: gcm },
			{ value: staticEcdh, note: expect.stringMatching(/^not available: /) },
		]);
		expect(await listTlsPolicy(administration, 'ciphers', allCti)).toEqual([]);
		const [entry] = await store.audit.list(1);
		expect(entry).toMatchObject({ action: 'tls policy add', subject: 'CTI 10.0.0.1:8012 ciphers', detail: staticEcdh });
		expect(JSON.parse(entry?.before ?? '')).toHaveLength(2);
		expect(JSON.parse(entry?.after ?? '')).toHaveLength(3);
	});

	it('takes a weak suite by force alone, and writes that down', async () => {
		const { store, add } = await start();
		await expect(add(one, 'ciphers', cbc)).rejects.toMatchObject({ code: 'cipher-suite.weak' });
		const { warnings } = await add(one, 'ciphers', cbc, true);
		expect(warnings).toContainEqual(expect.stringMatching(/^CTI interface 10\.0\.0\.1:8012: weak, CBC/));
		expect((await store.audit.list(1))[0]?.detail).toBe(`${cbc}, forced although weak: CBC`);
	});

	it('says what the first and the last value of a list do, and what an interface loses', async () => {
		const { add, remove } = await start();
		expect((await add(one, 'ciphers', gcm)).warnings).toEqual([
			'the list was empty; from now on it stands in place of the one of: built-in',
			expect.stringMatching(/^CTI interface 10\.0\.0\.1:8012: TLSv1\.3 is off/),
		]);
		expect((await add(one, 'ciphers', ecdsa)).warnings).toEqual([]);
		await remove(one, 'ciphers', gcm);
		expect((await remove(one, 'ciphers', ecdsa)).warnings).toEqual(['the list is empty; from now on the one of: built-in holds']);
	});

	it('lets old protocols in where legacy TLS is on', async () => {
		const { add, ruling } = await start({ legacyTls: true });
		for (const value of ['TLSv1.2', 'TLSv1.1', 'TLSv1']) await add(one, 'protocols', value);
		expect(await ruling('protocols')).toEqual(['CTI 10.0.0.1:8012', 'TLSv1.2', 'TLSv1.1', 'TLSv1']);
	});

	it.each<[string, TlsPolicyPlace, TlsPolicySetting, string, string, RegExp]>([
		['reject/a value twice', one, 'ciphers', gcm.toLowerCase(), 'tls-policy.exists', /already/],
		['reject/a name of OpenSSL', one, 'ciphers', 'ECDHE-RSA-AES128-GCM-SHA256', 'cipher-suite.unknown', /IANA/],
		['reject/an unknown name', one, 'ciphers', 'TLS_X', 'cipher-suite.unknown', /TLS_X/],
		['reject/no name', one, 'ciphers', '', 'cipher-suite.unknown', /""/],
		['reject/a suite without encryption', one, 'ciphers', 'TLS_RSA_WITH_NULL_SHA256', 'cipher-suite.forbidden', /encrypts nothing/],
		['reject/SSL', one, 'protocols', 'SSLv3', 'tls-protocol.not-allowed', /SSL/],
		['reject/an unknown protocol', one, 'protocols', 'TLSv2', 'value.invalid', /TLSv2/],
		['reject/an old protocol', one, 'protocols', 'TLSv1.1', 'tls-protocol.not-allowed', /^CTI interface 10\.0\.0\.1:8012/],
		[
			'reject/an old protocol for all',
			system,
			'protocols',
			'TLSv1',
			'tls-protocol.not-allowed',
			/^CTI interface 10\.0\.0\.1:8012: TLSv1 \(list of: system\)/,
		],
		[
			'reject/a protocol that the suites do not know',
			one,
			'protocols',
			'TLSv1.3',
			'tls-policy.contradiction',
			/10\.0\.0\.1:8012: no client could connect/,
		],
		['reject/a suite that the keys of one interface do not fit', system, 'ciphers', gcm, 'tls-policy.contradiction', /127\.0\.0\.1:8443/],
		[
			'reject/an unknown interface',
			{ level: 'interface', interface: { kind: 'CTI', address: '10.0.0.9' } },
			'ciphers',
			gcm,
			'interface.not-found',
			/10\.0\.0\.9/,
		],
	])('%s', async (_name, place, setting, value, code, message) => {
		const { administration, store } = await start();
		// The interface of the configuration shows an elliptic curve key alone.
		const narrow = { ...administration, fixedInterfaces: [{ ...fixed, keyTypes: ['EC'] as const }] };
		await addTlsPolicyValue(narrow, one, { setting: 'ciphers', value: gcm });
		const before = await snapshot(store);
		await expect(addTlsPolicyValue(narrow, place, { setting, value })).rejects.toMatchObject({
			code,
			message: expect.stringMatching(message),
		});
		expect(await snapshot(store)).toEqual(before);
	});

	it('names every interface that a change would cut off', async () => {
		const { add } = await start();
		const refusal = await add(system, 'protocols', 'TLSv1').catch((error: unknown) => error);
		expect(refusal).toMatchObject({ findings: [expect.stringMatching(/^CTI interface 10/), expect.stringMatching(/^Http interface 127/)] });
	});

	it('refuses to take the last value away that goes with a protocol', async () => {
		const { administration, store, add, remove } = await start();
		const files = {
			key: Buffer.from(toKeyPem(keyFor('rsa', 'rsa2048').privateKey)),
			certificate: mintServer({ keys: keyFor('rsa', 'rsa2048') }).der,
		};
		await updateServerCertificate(administration, one.interface, files);
		await add(one, 'protocols', 'TLSv1.2');
		await add(one, 'ciphers', gcm);
		await add(one, 'ciphers', ecdsa);
		const before = await snapshot(store);
		await expect(remove(one, 'ciphers', gcm)).rejects.toMatchObject({ code: 'tls-policy.contradiction' });
		await expect(remove(one, 'ciphers', cbc)).rejects.toMatchObject({ code: 'tls-policy.not-found' });
		await expect(remove(allCti, 'ciphers', gcm)).rejects.toMatchObject({ code: 'tls-policy.not-found' });
		await expect(remove(one, 'protocols', 'x')).rejects.toMatchObject({ code: 'value.invalid' });
		expect(await snapshot(store)).toEqual(before);
	});

	it('can mend one fault after the other where the configuration has changed since', async () => {
		const { administration, add } = await start();
		await add(system, 'protocols', 'TLSv1.2');
		await add(system, 'ciphers', gcm);
		const narrow = { ...administration, fixedInterfaces: [{ ...fixed, keyTypes: ['EC'] as const }] };
		await addTlsPolicyValue(narrow, one, { setting: 'protocols', value: 'TLSv1.2' });
		await addTlsPolicyValue(narrow, system, { setting: 'ciphers', value: ecdsa });
		expect((await findRulingTlsPolicy(narrow, 'ciphers', { level: 'interface', interface: fixed })).entries).toEqual([
			{ value: gcm, note: 'not offered here' },
			{ value: ecdsa },
		]);
	});
});
