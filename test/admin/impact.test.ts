import { beforeEach, describe, expect, it } from 'vitest';
import { addTrustAnchor } from '../../src/app/administration/add-trust-anchor.ts';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import { defaultTrustPolicy, type MacRule } from '../../src/domain/trust-anchor.ts';
import { toPem } from '../../src/pki/certificate.ts';
import { importSample } from '../app/administration/samples.ts';
import { sampleMac, sampleRecord } from '../contract/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { mintCa } from '../helpers/mint-certificate.ts';
import { mintRevocationList } from '../helpers/mint-revocation-list.ts';
import { describeStores } from '../helpers/stores.ts';

interface Impact {
	readonly devices: number;
	readonly likely: number;
	readonly possible: number;
	readonly isComplete: boolean;
	readonly notes: readonly string[];
	readonly items: readonly { readonly macAddress: string; readonly certainty: string; readonly because: string }[];
}

const root = mintCa({ name: 'Impact Root' });
const issuing = mintCa({ name: 'Impact Issuing', parent: root });
const other = mintCa({ name: 'Impact Other' });

describe('what a change would lock out, over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let token: string;

		beforeEach(async () => {
			admin = await openAdmin((await openStore()).store);
			await admin.addPerson('olivia', 'OPERATOR');
			token = await admin.tokenOf('olivia');
		});

		const ask = (json: object, as = token) => admin.send({ method: 'POST', path: '/api/v1/impact', token: as, json });
		const judge = async (json: object) => (await ask(json)).json<Impact>();
		const install = (alias: string, file: Buffer, macRules: readonly MacRule[] = []) =>
			addTrustAnchor(admin.administration, { kind: 'Http', alias, file, ouis: [], macRules, policy: defaultTrustPolicy });
		const granted = (device: number, fields: Partial<AccessRecord> = {}) =>
			sampleRecord({
				...{ at: new Date(), proof: 'certificate', anchor: 'vendor', deviceId: String(device), deviceName: `d${device}` },
				...{ deviceTypeName: 'Sample', mac: sampleMac(device), tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_128_GCM_SHA256' },
				...fields,
			});
		const summaryOf = ({ items }: Impact) => items.map(({ macAddress, certainty, because }) => [macAddress, certainty, because]);

		it('tells who came in through an anchor lately, and changes nothing', async () => {
			await install('vendor', other.der);
			const old = new Date(Date.now() - 40 * 86_400_000);
			admin.store.accessRecords.append([granted(1), granted(2, { anchor: 'another' }), granted(3, { at: old })]);
			for (const change of ['removeTrustAnchor', 'disableTrustAnchor']) {
				const impact = await judge({ change, alias: 'vendor' });
				expect(impact).toMatchObject({ devices: 1, likely: 1, possible: 0, isComplete: true });
				expect(impact.items).toEqual([
					{
						...{ macAddress: sampleMac(1), deviceId: '1', deviceName: 'd1', deviceType: 'Sample', grantedAt: expect.any(String) },
						...{ certainty: 'likely', because: 'the trust anchor vendor' },
					},
				]);
			}
			expect(await judge({ change: 'removeTrustAnchor', alias: 'vendor', days: 60 })).toMatchObject({ devices: 2 });
			expect(await admin.store.trust.listAnchors('Http')).toMatchObject([{ alias: 'vendor', enabled: true }]);
			expect((await ask({ change: 'removeTrustAnchor', alias: 'nothing' })).status).toBe(404);
		});

		it('is not sure where another anchor stands on the same path', async () => {
			await install('root', root.der);
			await install('vendor', issuing.der);
			await install('other', other.der);
			admin.store.accessRecords.append([granted(1)]);
			const impact = await judge({ change: 'removeTrustAnchor', alias: 'vendor' });
			expect(impact).toMatchObject({ devices: 1, likely: 0, possible: 1 });
			expect(impact.notes.join('\n')).toMatch(/"root"/);
			expect(impact.notes.join('\n')).not.toMatch(/"other"/);
			await admin.store.trust.updateAnchor({ kind: 'Http', alias: 'root' }, { enabled: false });
			expect(await judge({ change: 'removeTrustAnchor', alias: 'vendor' })).toMatchObject({ likely: 1 });
		});

		it.each([
			[['00:13:d1'], 0],
			[['00:13:d2', '001122'], 2],
			[[], 0],
		])('tells whose address an anchor may not vouch for any more: %j', async (ouis, devices) => {
			await install('vendor', other.der);
			admin.store.accessRecords.append([granted(1), granted(2)]);
			expect(await judge({ change: 'limitTrustAnchor', alias: 'vendor', ouis })).toMatchObject({ devices, likely: devices });
		});

		describe('of MAC rules', () => {
			const named = (device: number, certificateSubject: string) => granted(device, { certificateSubject });
			const judgeRules = async (macRules: readonly MacRule[], now: readonly MacRule[] = []) => {
				await install('vendor', other.der, now);
				admin.store.accessRecords.append([
					named(1, `CN=${sampleMac(1)}, O=Vendor`),
					named(2, `CN=phone\\, ${sampleMac(2)}, serialNumber=0013D1-AAAAAA`),
					named(3, 'CN=phone, O=Vendor'),
					named(4, `CN=${sampleMac(4)}, OU=${sampleMac(40)}`),
					granted(5),
					granted(6, { anchor: 'another', certificateSubject: 'CN=phone' }),
				]);
				const impact = await judge({ change: 'limitTrustAnchor', alias: 'vendor', macRules });
				return Object.fromEntries(impact.items.map(({ macAddress, certainty }) => [macAddress, certainty]));
			};

			it.each<[string, readonly MacRule[], readonly MacRule[], Readonly<Record<number, string>>]>([
				['another attribute', [{ source: 'subject.serialNumber' }], [], { 1: 'likely', 2: 'likely', 3: 'likely', 4: 'likely' }],
				['a pattern', [{ source: 'subject.CN', pattern: 'phone, (.*)' }], [], { 1: 'likely', 3: 'likely', 4: 'likely' }],
				['alternative names alone', [{ source: 'san.dns' }], [], { 1: 'possible', 2: 'possible', 3: 'possible', 4: 'possible' }],
				[
					'one attribute more, which names another',
					[{ source: 'subject.CN' }, { source: 'subject.OU' }, { source: 'san.uri' }],
					[{ source: 'san.uri' }],
					{ 4: 'likely' },
				],
				['the usual places', [], [{ source: 'san.uri' }], {}],
				['the same', [{ source: 'san.uri', pattern: 'urn:x:(.*)' }], [{ source: 'san.uri', pattern: 'urn:x:(.*)' }], {}],
			])('tells whose certificate holds its address elsewhere: %s', async (_name, rules, now, expected) => {
				const found = await judgeRules(rules, now);
				expect(found).toEqual(
					Object.fromEntries(Object.entries(expected).map(([device, certainty]) => [sampleMac(Number(device)), certainty])),
				);
			});

			it('go together with the addresses for which it may vouch', async () => {
				await install('vendor', other.der);
				admin.store.accessRecords.append([named(1, `CN=${sampleMac(1)}`)]);
				const change = { change: 'limitTrustAnchor', alias: 'vendor', macRules: [{ source: 'subject.CN' }] };
				expect(await judge({ ...change, ouis: ['0013d1'] })).toMatchObject({ devices: 0 });
				expect(summaryOf(await judge({ ...change, ouis: ['001122'] }))).toEqual([[sampleMac(1), 'likely', 'its MAC address']]);
			});
		});

		it('tells whose certificate would be denied', async () => {
			const fingerprint = 'ab'.repeat(32);
			admin.store.accessRecords.append([granted(1, { certificateFingerprint: fingerprint, certificateSerial: '0f21' }), granted(2)]);
			expect(summaryOf(await judge({ change: 'denyFingerprint', fingerprint: fingerprint.toUpperCase() }))).toEqual([
				[sampleMac(1), 'likely', 'its certificate'],
			]);
			expect(summaryOf(await judge({ change: 'denySerial', serial: '00:0F:21' }))).toEqual([
				[sampleMac(1), 'likely', 'serial number 0f21'],
			]);
			expect(await judge({ change: 'denySerial', serial: '0f22' })).toMatchObject({ devices: 0, isComplete: true });
			expect(await judge({ change: 'denyCertificate', certificate: toPem(other.der) })).toMatchObject({ devices: 0 });
		});

		it('tells who came in with a protocol or a suite that would be gone', async () => {
			const [old, proxied] = [{ tlsVersion: 'TLSv1.2', cipherSuite: 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256' }, sampleRecord()];
			admin.store.accessRecords.append([granted(1), granted(2, old), { ...proxied, at: new Date(), mac: sampleMac(3), deviceId: '3' }]);
			// Whoever speaks the older one would have spoken the newer one if they could.
			expect(summaryOf(await judge({ change: 'tlsPolicy', protocols: ['TLSv1.3'] }))).toEqual([[sampleMac(2), 'likely', 'TLSv1.2']]);
			expect(summaryOf(await judge({ change: 'tlsPolicy', protocols: ['tlsv1.2'] }))).toEqual([[sampleMac(1), 'possible', 'TLSv1.3']]);
			expect(summaryOf(await judge({ change: 'tlsPolicy', cipherSuites: ['TLS_AES_128_GCM_SHA256'] }))).toEqual([
				[sampleMac(2), 'possible', old.cipherSuite],
			]);
			expect(await judge({ change: 'tlsPolicy' })).toMatchObject({ devices: 0, lookedAt: 3 });
		});

		it('tells who came in on an interface that would be gone, or demand more', async () => {
			const [main, legacy] = ['10.0.0.1:8443', '[::1]:8444'];
			const certified = { certificateFingerprint: 'ab'.repeat(32) };
			admin.store.accessRecords.append([
				granted(1, { interface: main, path: '/dms/x', ...certified }),
				granted(2, { interface: main, path: '/dms/x', proof: 'basic' }),
				granted(3, { interface: main, path: '/other/x', proof: 'basic' }),
				granted(4, { interface: legacy, tlsVersion: 'TLSv1.2' }),
				granted(5, { tlsVersion: 'TLSv1.2' }),
			]);
			const devicesOf = async (json: object) => (await judge(json)).items.map(({ macAddress }) => macAddress);
			expect(await devicesOf({ change: 'closeInterface', interface: main })).toEqual([1, 2, 3].map(sampleMac));
			expect(summaryOf(await judge({ change: 'closeInterface', interface: legacy }))).toEqual([
				[sampleMac(4), 'likely', `interface ${legacy}`],
			]);
			expect(await devicesOf({ change: 'requireCertificate', interface: main })).toEqual([2, 3].map(sampleMac));
			expect(summaryOf(await judge({ change: 'requireCertificate', interface: main, application: 'dms' }))).toEqual([
				[sampleMac(2), 'likely', 'no certificate'],
			]);
			const policy = { change: 'tlsPolicy', protocols: ['TLSv1.3'] };
			expect(await devicesOf({ ...policy, interfaces: [legacy] })).toEqual([sampleMac(4)]);
			expect(await devicesOf(policy)).toEqual([4, 5].map(sampleMac));
		});

		it('tells who came in with a certificate that would not count any more', async () => {
			admin.store.accessRecords.append([granted(1), granted(2, { proof: 'digest' }), granted(3, { proxy: '10.1.2.3' })]);
			expect(summaryOf(await judge({ change: 'refuseDeviceCertificates' }))).toEqual([
				[sampleMac(1), 'likely', 'its certificate'],
				[sampleMac(3), 'likely', 'its certificate'],
			]);
			expect(summaryOf(await judge({ change: 'believeProxies', proxies: ['10.2.0.0/16'] }))).toEqual([
				[sampleMac(3), 'likely', 'the proxy 10.1.2.3'],
			]);
			expect(await judge({ change: 'believeProxies', proxies: ['10.1.0.0/16'] })).toMatchObject({ devices: 0 });
		});

		describe('of a file', () => {
			const deviceType = 'Sample IP-DECT 2000 MAC';
			const fileFormat = '%BWMACADDRESS%-config.xml';
			const ofFile = (device: number, fields: Partial<AccessRecord> = {}) =>
				granted(device, { deviceTypeName: deviceType, fileFormat, etag: '"x"', ...fields });
			const judgeFile = async (authentication: object) =>
				summaryOf(await judge({ change: 'fileAuthentication', deviceType, fileFormat, authentication }));

			beforeEach(async () => {
				await importSample(admin.administration, 'Sample-IP-DECT-2000_MAC');
			});

			it('tells who came in with a proof that it would not take any more', async () => {
				admin.store.accessRecords.append([
					ofFile(1),
					ofFile(2, { proof: 'basic' }),
					ofFile(3),
					granted(3, { deviceTypeName: deviceType, fileFormat: 'another.bin', etag: '"y"' }),
					granted(4),
					ofFile(5),
					ofFile(5, { status: 403, reason: 'device.disabled' }),
				]);
				const password = { macBasedFileAuthentication: false, macInCert: false, userNamePasswordFileAuthentication: true };
				expect(await judgeFile(password)).toEqual([
					[sampleMac(1), 'likely', 'the proof certificate'],
					[sampleMac(3), 'possible', 'the proof certificate'],
				]);
				expect(await judgeFile({ ...password, useHttpDigestAuthentication: true })).toContainEqual([
					sampleMac(2),
					'possible',
					'the proof basic',
				]);
				const both = { userNamePasswordFileAuthentication: true, macBasedFileAuthentication: true, macInCert: true };
				expect(await judgeFile(both)).toEqual([]);
				const all = await judgeFile({ ...both, combine: 'All' });
				expect(all.map(([mac, certainty]) => [mac, certainty])).toEqual([1, 2, 3].map((device) => [sampleMac(device), 'possible']));
			});

			it('moves the MAC address from the certificate to a header', async () => {
				admin.store.accessRecords.append([ofFile(1), ofFile(2, { proof: 'mac-header' })]);
				expect(await judgeFile({ macBasedFileAuthentication: true, macInNonRequestUri: true })).toEqual([
					[sampleMac(1), 'likely', 'the proof certificate'],
				]);
			});

			it('must be there', async () => {
				const change = { change: 'fileAuthentication', authentication: {} };
				expect((await ask({ ...change, deviceType: 'Nothing', fileFormat })).status).toBe(404);
				expect((await ask({ ...change, deviceType, fileFormat: 'nothing.xml' })).status).toBe(404);
			});
		});

		it('says how many newest records are gone', async () => {
			const records = [granted(1), granted(2)];
			admin.store.accessRecords.append(records);
			await admin.store.settle();
			await admin.store.accessRecords.removeBefore(new Date(Date.now() + 1_000));
			const impact = await judge({ change: 'tlsPolicy', protocols: ['TLSv1.2'] });
			expect([impact.devices, impact.notes.at(-1)]).toEqual([0, expect.stringContaining('2 devices')]);
		});

		it('shows a hundred of many, and counts all', async () => {
			await install('vendor', other.der);
			admin.store.accessRecords.append(Array.from({ length: 1_103 }, (_, device) => granted(device)));
			for (const change of [
				{ change: 'removeTrustAnchor', alias: 'vendor' },
				{ change: 'tlsPolicy', protocols: ['TLSv1.2'] },
			]) {
				const impact = await judge(change);
				expect([impact.devices, impact.items.length, impact.isComplete]).toEqual([1_103, 100, true]);
			}
		});

		it.each([
			[{ change: 'denySerial', serial: 'xyz' }, 'value.invalid'],
			[{ change: 'denyFingerprint', fingerprint: 'ab' }, 'value.invalid'],
			[{ change: 'tlsPolicy', protocols: ['SSLv3'] }, 'tls-protocol.not-allowed'],
			[{ change: 'tlsPolicy', cipherSuites: ['nonsense'] }, 'cipher-suite.unknown'],
			[{ change: 'limitTrustAnchor', alias: 'a', ouis: ['x'] }, 'mac.invalid'],
			[{ change: 'believeProxies', proxies: ['10.0.0.1/8'] }, 'value.invalid'],
			[{ change: 'limitTrustAnchor', alias: 'vendor', macRules: [{ source: 'subject.CN', pattern: '(' }] }, 'value.invalid'],
			[{ change: 'removeEverything' }, 'value.invalid'],
		])('reject/%j', async (change, code) => {
			await install('vendor', other.der);
			const answer = await ask(change);
			expect([answer.status, answer.json<{ code: string }>().code]).toEqual([422, code]);
		});

		it('tells whose certificate a revocation list takes back', async () => {
			await install('vendor', other.der);
			admin.store.accessRecords.append([
				granted(1, { certificateSerial: '0f21' }),
				granted(2, { certificateSerial: '0f22' }),
				granted(3, { certificateSerial: '0f21', anchor: 'another' }),
			]);
			const send = (body: Uint8Array, alias = 'vendor') =>
				admin.send({
					...{ method: 'POST', path: `/api/v1/impact/revocation-lists/${alias}`, token, body },
					headers: { 'content-type': 'application/pkix-crl' },
				});
			const list = mintRevocationList({ issuer: other, number: 1, revoked: [0xf21n] });
			const off = (await send(list)).json<Impact>();
			expect([off.devices, off.notes]).toEqual([0, [expect.stringContaining('not checked')]]);
			await admin.store.trust.updateAnchor({ kind: 'Http', alias: 'vendor' }, { policy: { ...defaultTrustPolicy, revocation: 'soft' } });
			expect(summaryOf((await send(list)).json<Impact>())).toEqual([[sampleMac(1), 'likely', 'serial number 0f21']]);
			const empty = mintRevocationList({ issuer: other, number: 2 });
			expect((await send(empty)).json<Impact>()).toMatchObject({ devices: 0 });
			const codeOf = async (body: Uint8Array, alias?: string) => (await send(body, alias)).json<{ code: string }>().code;
			expect(await codeOf(list, 'nothing')).toBe('trust-anchor.not-found');
			expect(await codeOf(mintRevocationList({ issuer: root, number: 1 }))).toBe('crl.not-issued-by-anchor');
			expect((await admin.store.trust.listAnchors('Http'))[0]?.crls).toEqual([]);
		});

		it('is for those who may make such changes', async () => {
			await admin.addPerson('vera', 'VIEWER');
			expect((await ask({ change: 'denySerial', serial: '1' }, await admin.tokenOf('vera'))).status).toBe(403);
		});
	});
});
