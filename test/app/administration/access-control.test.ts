import { describe, expect, it } from 'vitest';
import { addInterface } from '../../../src/app/administration/add-interface.ts';
import {
	changeDeviceCertificates,
	changeProxyCertificates,
	type DeviceCertificateChange,
	loadAccessControl,
	type ProxyCertificateChange,
	requestRestart,
	setAllowClientApp,
} from '../../../src/app/administration/change-access-control.ts';
import { addClientIdentity, deleteClientIdentity } from '../../../src/app/administration/change-client-identity.ts';
import { listWebApps, setWebApp } from '../../../src/app/administration/set-web-app.ts';
import type { NewClientIdentity } from '../../../src/domain/client-identity.ts';
import { addType, sampleAnchor } from '../../contract/samples.ts';
import { today } from '../../helpers/mint-certificate.ts';
import {
	fixed,
	origin,
	plainInterface,
	secureInterface,
	snapshot,
	toAdministration,
	toInterfaceAdministration,
	useStoreOfToday,
} from './interface-samples.ts';

describe('client identities', () => {
	const open = useStoreOfToday();

	it('come and go, each with an audit entry', async () => {
		const administration = { ...toAdministration(await open()), origin };
		const { store } = administration;
		const type = await addType(store);
		const { identity, warnings } = await addClientIdentity(administration, {
			name: 'BWCTIclient.webex.com',
			fingerprint: 'AB:'.repeat(31) + 'CD',
			deviceTypes: [type.name, `  ${type.name}`],
		});
		expect(identity).toMatchObject({ name: 'bwcticlient.webex.com', fingerprint: `${'ab'.repeat(31)}cd`, deviceTypes: [type.name] });
		expect(warnings).toEqual([expect.stringContaining('allowClientApp is false'), expect.stringContaining('no trust anchor of CTI')]);
		await setAllowClientApp(administration, true);
		await store.trust.addAnchor(sampleAnchor('webex', 1, 'CTI'));
		expect((await addClientIdentity(administration, { name: 'other.example.com', deviceTypes: [] })).warnings).toEqual([]);
		expect(await deleteClientIdentity(administration, 'BWCTICLIENT.webex.com')).toEqual(identity);
		expect(await store.clientIdentities.list()).toMatchObject([{ name: 'other.example.com' }]);
		expect((await store.audit.list(4)).toReversed()).toMatchObject([
			{ action: 'client identity delete', subject: 'bwcticlient.webex.com', ...origin, before: expect.stringContaining(type.name) },
			{ action: 'client identity add', subject: 'other.example.com', ...origin },
			{ action: 'access control set', subject: 'allowClientApp', before: 'false', after: 'true' },
			{ action: 'client identity add', subject: 'bwcticlient.webex.com', ...origin },
		]);
	});

	it.each<[string, Partial<NewClientIdentity>, string]>([
		['reject/the same name in other letters', { name: 'CLIENT.example.com' }, 'client-identity.exists'],
		['reject/no name', { name: '' }, 'value.too-short'],
		['reject/a long name', { name: 'x'.repeat(254) }, 'value.too-long'],
		['reject/a wildcard', { name: '*.example.com' }, 'value.invalid'],
		['reject/a blank', { name: 'client example' }, 'value.invalid'],
		['reject/a line break', { name: 'client\nexample' }, 'value.invalid'],
		['reject/a short fingerprint', { fingerprint: 'abcd' }, 'value.invalid'],
		['reject/a fingerprint that is none', { fingerprint: 'x'.repeat(64) }, 'value.invalid'],
		['reject/an unknown device type', { deviceTypes: ['nobody knows'] }, 'device-type.not-found'],
	])('%s', async (_name, change, code) => {
		const administration = toAdministration(await open());
		await addClientIdentity(administration, { name: 'client.example.com', deviceTypes: [] });
		const before = await snapshot(administration.store);
		await expect(addClientIdentity(administration, { name: 'new.example.com', deviceTypes: [], ...change })).rejects.toMatchObject({
			code,
		});
		await expect(deleteClientIdentity(administration, 'new.example.com')).rejects.toMatchObject({ code: 'client-identity.not-found' });
		expect(await snapshot(administration.store)).toEqual(before);
	});
});

describe('access control', () => {
	const open = useStoreOfToday();

	it.each([
		['ok/the preset of old', '.*([0-9a-fA-F]{12}).*'],
		['ok/a strict one', '([0-9A-F]{12})'],
		['ok/groups that only bracket', '(?:dect-|)([0-9a-f]{12})'],
	])('%s', async (_name, identityPattern) => {
		const administration = toAdministration(await open());
		const { settings } = await changeDeviceCertificates(administration, { identityPattern });
		expect(settings.deviceCertificates).toEqual({ enabled: true, identityPattern });
		const cleared = await changeDeviceCertificates(administration, { identityPattern: null, enabled: false });
		expect(cleared.settings.deviceCertificates).toEqual({ enabled: false });
		expect(await loadAccessControl(administration.store)).toEqual(cleared.settings);
	});

	it('believes proxies that are named, in one form of writing', async () => {
		const administration = toAdministration(await open());
		const change = {
			enabled: true,
			proxies: ['10.0.0.0/8', '::FFFF:192.0.2.1', '10.0.0.0/8'],
			form: 'escaped-pem',
			header: 'X-SSL-Cert',
		} as const;
		const { settings, warnings } = await changeProxyCertificates(administration, change);
		expect(settings.proxyCertificates).toEqual({
			enabled: true,
			proxies: ['10.0.0.0/8', '192.0.2.1'],
			form: 'escaped-pem',
			header: 'x-ssl-cert',
		});
		expect(warnings).toEqual([expect.stringContaining('enable the one that is used')]);
		expect((await changeDeviceCertificates(administration, { enabled: false })).warnings).toEqual([]);
	});

	it.each<[string, DeviceCertificateChange | ProxyCertificateChange, string]>([
		['reject/a pattern without a group', { identityPattern: '[0-9a-f]{12}' }, 'identityPattern'],
		['reject/a pattern with two groups', { identityPattern: '([0-9a-f]{6})([0-9a-f]{6})' }, 'macRules'],
		['reject/a pattern that is none', { identityPattern: '([0-9a-f]{12}' }, 'macRules'],
		['reject/a look-ahead, which RE2 does not know', { identityPattern: '(?=x)([0-9a-f]{12})' }, 'macRules'],
		['reject/an empty pattern', { identityPattern: '' }, 'identityPattern'],
		['reject/a long pattern', { identityPattern: `(${'x'.repeat(255)})` }, 'identityPattern'],
		['reject/everybody as a proxy', { proxies: ['0.0.0.0/0'] }, 'proxies'],
		['reject/a proxy by name', { proxies: ['proxy.example.com'] }, 'proxies'],
		['reject/a network with bits beside its prefix', { proxies: ['10.1.0.0/8'] }, 'proxies'],
		['reject/too many proxies', { proxies: Array.from({ length: 65 }, (_, index) => `10.0.0.${index}`) }, 'proxies'],
		['reject/nobody to believe', { enabled: true, form: 'rfc9440' }, 'proxies'],
		['reject/a header with a blank', { header: 'x cert' }, 'header'],
		['reject/a header that means something else', { header: 'Authorization' }, 'header'],
	])('%s', async (_name, change, field) => {
		const administration = toAdministration(await open());
		const before = await snapshot(administration.store);
		const apply = () =>
			'identityPattern' in change ? changeDeviceCertificates(administration, change) : changeProxyCertificates(administration, change);
		await expect(apply()).rejects.toMatchObject({ code: expect.stringMatching(/^value\./), field });
		expect(await snapshot(administration.store)).toEqual(before);
	});

	it('asks for a restart at a time', async () => {
		const administration = toAdministration(await open());
		expect(await requestRestart(administration)).toEqual(today);
		expect((await administration.store.settings.load()).restartRequestedAt).toBe(today.getTime());
		expect(await administration.store.audit.list(1)).toMatchObject([{ action: 'restart' }]);
	});
});

describe('web applications', () => {
	const open = useStoreOfToday();
	const key = { kind: 'Http', address: '10.0.0.1', port: 443 } as const;
	const start = async () => {
		const administration = toInterfaceAdministration(await open());
		await addInterface(administration, secureInterface('10.0.0.1', 443, { kind: 'Http', clientAuthRequired: false }));
		await addInterface(administration, secureInterface('10.0.0.1', 8012));
		await addInterface(administration, plainInterface('10.0.0.1', 80));
		return administration;
	};

	it('demand what their interface does not', async () => {
		const administration = await start();
		await setWebApp(administration, key, 'dms', true);
		expect(await listWebApps(administration.store, 'Http')).toEqual([{ ...key, application: 'dms', clientAuthRequired: true }]);
		expect(await listWebApps(administration.store, 'CTI')).toEqual([]);
		await setWebApp(administration, key, 'dms', undefined);
		expect(await listWebApps(administration.store)).toEqual([]);
		expect((await administration.store.audit.list(2)).toReversed()).toMatchObject([
			{ subject: 'Http 10.0.0.1:443 dms', before: 'true', after: 'null' },
			{ subject: 'Http 10.0.0.1:443 dms', before: 'null', after: 'true' },
		]);
	});

	it('also on an interface of the configuration', async () => {
		const administration = await start();
		await setWebApp(administration, fixed, 'dms', true);
		expect(await listWebApps(administration.store)).toMatchObject([
			{ address: fixed.address, application: 'dms', clientAuthRequired: true },
		]);
	});

	it.each<[string, Parameters<typeof setWebApp>[1], string, boolean, string]>([
		['reject/certificates without TLS', { ...key, port: 80 }, 'dms', true, 'value.contradiction'],
		['reject/CTI without certificates', { ...key, kind: 'CTI', port: 8012 }, 'events', false, 'value.contradiction'],
		['reject/an unknown interface', { ...key, port: 1 }, 'dms', true, 'interface.not-found'],
		['reject/no application', key, '', true, 'value.too-short'],
		['reject/a long application', key, 'x'.repeat(81), true, 'value.too-long'],
		['reject/a path', key, 'dms/x', true, 'value.invalid'],
		['reject/a dot segment', key, '..', true, 'value.invalid'],
		['reject/an encoded slash', key, 'dms%2f', true, 'value.invalid'],
	])('%s', async (_name, reference, application, required, code) => {
		const administration = await start();
		const before = await snapshot(administration.store);
		await expect(setWebApp(administration, reference, application, required)).rejects.toMatchObject({ code });
		expect(await snapshot(administration.store)).toEqual(before);
	});
});
