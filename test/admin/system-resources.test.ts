import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import type { FixedInterface } from '../../src/app/administration/find-interface.ts';
import { toPem } from '../../src/pki/certificate.ts';
import { mintServer, serverIssuing, serverRoot, toKeyPem } from '../app/administration/interface-samples.ts';
import { sampleMac, sampleRecord } from '../contract/samples.ts';
import { type AdminResponse, type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { keyFor, mintCa } from '../helpers/mint-certificate.ts';
import { mintRevocationList } from '../helpers/mint-revocation-list.ts';
import { describeStores } from '../helpers/stores.ts';

const root = mintCa({ name: 'API Root' });
const issuing = mintCa({ name: 'API Issuing', parent: root });
const other = mintCa({ name: 'API Other Root' });
const pem = (...certificates: readonly { readonly der: Buffer }[]) => certificates.map(({ der }) => toPem(der)).join('');

const fixed: FixedInterface = {
	...{ kind: 'Http', address: '127.0.0.1', port: 8443, secure: true, serverCertificate: true, clientAuthRequired: false, legacyTls: false },
	keyTypes: ['EC', 'RSA'],
};
const key = keyFor('api-server', 'p256');
const passphrase = 'no passphrase leaves again';
const encryptedKey = key.privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase }).toString();
const keyText = toKeyPem(key.privateKey);
const server = mintServer({ parent: serverIssuing, keys: key }, { hosts: ['dms.example.com'], ips: ['127.0.0.1'] });

describe('the system over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let token: string;

		beforeEach(async () => {
			const { store } = await openStore();
			admin = await openAdmin(store, { fixedInterfaces: [fixed] });
			await admin.addPerson('olivia', 'OPERATOR');
			await admin.addPerson('boris', 'BWORKS');
			await admin.addPerson('vera', 'VIEWER');
			token = await admin.tokenOf('olivia');
		});

		const send = (method: string, path: string, json?: unknown, ifMatch?: string, as = token) =>
			admin.send({
				...{ method, path: `/api/v1${path}`, token: as },
				...(json === undefined ? {} : { json }),
				headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
			});
		const get = (path: string) => send('GET', path);
		const codeOf = (answer: AdminResponse) => [answer.status, answer.json<Problem>().code];
		const tagOf = async (path: string) => (await get(path)).headers.etag ?? 'none';
		const actions = async (limit = 20) =>
			(await admin.store.audit.list(limit))
				.filter(({ actor }) => actor === 'person:olivia')
				.map(({ action, subject }) => `${action} ${subject}`);

		it('trust anchors are installed, changed, given a revocation list and removed', async () => {
			const bundle = { kind: 'Http', alias: 'vendor', certificate: pem(root, issuing), split: true };
			expect(codeOf(await send('POST', '/trust-anchors', { ...bundle, split: false }))).toEqual([422, 'certificate.count']);
			const added = await send('POST', '/trust-anchors', bundle);
			expect([added.status, added.json<{ items: { alias: string }[] }>().items.map(({ alias }) => alias)]).toEqual([
				201,
				['vendor-1', 'vendor-2'],
			]);
			const single = {
				kind: 'CTI',
				alias: 'a b',
				certificate: other.der.toString('base64'),
				ouis: ['00:13:d1'],
				policy: { revocation: 'soft' },
			};
			const one = await send('POST', '/trust-anchors', single);
			expect([one.status, one.headers.location]).toEqual([201, '/api/v1/trust-anchors/CTI/a%20b']);
			expect(codeOf(await send('POST', '/trust-anchors', single))).toEqual([409, 'trust-anchor.exists']);
			expect((await get(one.headers.location?.slice(7) ?? '')).json()).toMatchObject({
				...{ kind: 'CTI', alias: 'a b', ouis: ['00:13:d1'], enabled: true, isSelfSigned: true, revocationList: null, crlSource: null },
				...{ owner: 'API Other Root', policy: { revocation: 'soft', minRsaBits: 2048 }, use: { devices: 0, examples: [], lastAt: null } },
			});
			expect((await get('/trust-anchors?kind=Http')).json<{ items: unknown[] }>().items).toHaveLength(2);
			expect((await get('/trust-anchors')).json<{ items: unknown[] }>().items).toHaveLength(3);

			const path = '/trust-anchors/Http/vendor-1';
			const etag = await tagOf(path);
			const change = {
				enabled: false,
				macRules: [{ source: 'subject.CN', pattern: '^x-(.*)$' }],
				crlUrl: 'http://crl.example.com/root.crl',
			};
			expect(codeOf(await send('PATCH', path, change))).toEqual([428, 'precondition.required']);
			const changed = await send('PATCH', path, change, etag);
			expect(changed.json()).toMatchObject({
				...{ enabled: false, macRules: change.macRules },
				crlSource: { url: change.crlUrl, error: null },
			});
			expect(changed.headers.etag).not.toBe(etag);
			expect(codeOf(await send('PATCH', path, { enabled: true }, etag))).toEqual([412, 'precondition.failed']);
			expect(codeOf(await send('PATCH', path, { crlUrl: 'http://user:secret@crl.example.com/' }, '*'))).toEqual([422, 'value.invalid']);
			expect(codeOf(await send('PATCH', '/trust-anchors/Http/nothing', { enabled: true }, etag))).toEqual([404, 'trust-anchor.not-found']);

			const list = mintRevocationList({ issuer: root, number: 1 });
			const put = (body: Uint8Array, contentType: string) =>
				admin.send({ method: 'PUT', path: `/api/v1${path}/revocation-list`, token, body, headers: { 'content-type': contentType } });
			expect((await put(list, 'application/pkix-crl')).json()).toMatchObject({ revocationList: { entries: 0 } });
			expect(codeOf(await put(mintRevocationList({ issuer: other, number: 1 }), 'application/pkix-crl'))).toEqual([
				422,
				'crl.not-issued-by-anchor',
			]);
			expect(codeOf(await put(list, 'text/plain'))).toEqual([415, 'request.media-type']);
			expect((await send('DELETE', `${path}/revocation-list`)).json()).toMatchObject({ revocationList: null });

			const removed = await send('DELETE', path, undefined, await tagOf(path));
			expect([removed.status, removed.json()]).toEqual([
				200,
				{ use: { devices: 0, examples: [], lastAt: null, lastDevice: null }, warnings: [expect.stringMatching(/^vendor-2: /)] },
			]);
			expect(codeOf(await get(path))).toEqual([404, 'trust-anchor.not-found']);
			expect(await actions()).toEqual([
				...['trust add Http/vendor-1, Http/vendor-2', 'trust add CTI/a b', 'trust set Http/vendor-1'],
				...['trust crl Http/vendor-1', 'trust crl Http/vendor-1', 'trust remove Http/vendor-1'],
			]);
		});

		it('an anchor says who came in through it, which changes no entity tag', async () => {
			await send('POST', '/trust-anchors', { kind: 'Http', alias: 'vendor', certificate: pem(root) });
			const etag = await tagOf('/trust-anchors/Http/vendor');
			const record = sampleRecord({
				proof: 'certificate',
				anchor: 'vendor',
				mac: sampleMac(1),
				deviceId: '1',
				deviceName: 'phone',
				status: 200,
				reason: 'granted',
			});
			admin.store.accessRecords.append([record]);
			const answer = await get('/trust-anchors/Http/vendor');
			expect(answer.json()).toMatchObject({ use: { devices: 1, examples: ['phone'], lastDevice: 'phone' } });
			expect(answer.headers.etag).toBe(etag);
			expect((await send('DELETE', '/trust-anchors/Http/vendor')).json()).toMatchObject({ use: { devices: 1 } });
		});

		it('of two changes that were made for the same state one alone is made', async () => {
			await send('POST', '/trust-anchors', { kind: 'Http', alias: 'vendor', certificate: pem(root) });
			const path = '/trust-anchors/Http/vendor';
			const etag = await tagOf(path);
			const answers = await Promise.all(
				['00:00:01', '00:00:02', '00:00:03', '00:00:04'].map((oui) => send('PATCH', path, { ouis: [oui] }, etag)),
			);
			expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 412, 412, 412]);
		});

		it('certificates are put on the deny list and taken off again', async () => {
			const entries = [
				{ fingerprint: 'ab'.repeat(32), note: 'stolen' },
				{ certificate: pem(issuing) },
				{ issuer: pem(root), serial: '0A:1b' },
			];
			const answers = await Promise.all(entries.map((entry) => send('POST', '/deny-list', entry)));
			expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
			expect(answers.map((answer) => answer.json())).toMatchObject([
				{ kind: 'fingerprint', fingerprint: 'ab'.repeat(32), note: 'stolen', issuer: null },
				{ kind: 'fingerprint', note: '' },
				{ kind: 'serial', serial: '0a1b', fingerprint: null },
			]);
			expect((await get('/deny-list')).json<{ items: unknown[] }>().items).toHaveLength(3);
			const path = answers[0]?.headers.location?.slice(7) ?? '';
			expect(codeOf(await send('DELETE', path, undefined, '"x"'))).toEqual([412, 'precondition.failed']);
			expect((await send('DELETE', path, undefined, answers[0]?.headers.etag)).status).toBe(204);
			expect(codeOf(await send('DELETE', path))).toEqual([404, 'request.not-found']);
			expect(codeOf(await send('POST', '/deny-list', { fingerprint: 'ab' }))).toEqual([422, 'value.invalid']);
		});

		it('interfaces are added, changed and deleted beside those of the configuration', async () => {
			const added = await send('POST', '/interfaces', { kind: 'Http', address: '127.0.0.1', port: 9443 });
			expect([added.status, added.headers.location]).toEqual([201, '/api/v1/interfaces/Http/127.0.0.1/9443']);
			expect(added.json()).toMatchObject({
				secure: true,
				isSelfSigned: true,
				keyTypes: ['EC', 'RSA'],
				warnings: [expect.stringMatching(/self-signed/)],
			});
			expect((await get('/interfaces')).json<{ items: unknown[] }>().items).toMatchObject([
				{ ...{ port: 8443, isFixed: true } },
				{ port: 9443, isFixed: false },
			]);
			expect(codeOf(await send('POST', '/interfaces', { kind: 'CTI', address: '127.0.0.1', port: 8443 }))).toEqual([
				422,
				'value.contradiction',
			]);
			expect(codeOf(await send('POST', '/interfaces', { kind: 'Http', address: '127.0.0.1', port: 8443 }))).toEqual([
				409,
				'interface.exists',
			]);
			expect(codeOf(await send('POST', '/interfaces', { kind: 'Http', address: '192.0.2.1', port: 1 }))).toEqual([
				422,
				'interface.address-not-local',
			]);
			const path = '/interfaces/Http/127.0.0.1/9443';
			const etag = await tagOf(path);
			const changed = await send('PATCH', path, { legacyTls: true }, etag);
			expect(changed.json()).toMatchObject({ legacyTls: true, warnings: [expect.stringMatching(/attacker/)] });
			expect(codeOf(await send('PATCH', path, { legacyTls: false }, etag))).toEqual([412, 'precondition.failed']);
			expect((await send('PATCH', path, { secure: false, legacyTls: false }, changed.headers.etag)).json()).toMatchObject({
				secure: false,
				keyTypes: [],
			});
			expect(codeOf(await send('PATCH', '/interfaces/Http/127.0.0.1/8443', { legacyTls: true }, '*'))).toEqual([409, 'interface.fixed']);
			expect((await send('DELETE', path)).status).toBe(204);
			expect(codeOf(await send('DELETE', path))).toEqual([404, 'interface.not-found']);
			expect((await actions()).map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual([
				'interface add',
				'interface set',
				'interface set',
				'interface delete',
			]);
		});

		it('server certificates are replaced, made, brought back and exported, and no key comes out', async () => {
			await send('POST', '/interfaces', { kind: 'Http', address: '127.0.0.1', port: 9443 });
			const path = '/server-certificates/Http/127.0.0.1/9443';
			const etag = await tagOf(path);
			const files = { privateKey: encryptedKey, passphrase, certificate: pem(server), chain: pem(serverIssuing, serverRoot) };
			expect(codeOf(await send('PUT', path, files))).toEqual([428, 'precondition.required']);
			expect(codeOf(await send('PUT', path, { ...files, passphrase: 'wrong' }, etag))).toEqual([422, 'private-key.unreadable']);
			expect(codeOf(await send('PUT', path, { ...files, certificate: pem(serverIssuing) }, etag))[0]).toBe(422);
			const replaced = await send('PUT', path, files, etag);
			expect(replaced.json()).toMatchObject({ generation: 2, isActive: true, selfSigned: false, certificates: [{ keyType: 'EC' }] });
			expect(codeOf(await send('PUT', path, files, etag))).toEqual([412, 'precondition.failed']);
			const exported = await get(`${path}/pem`);
			expect([exported.status, exported.headers['content-type']]).toEqual([200, 'application/pem-certificate-chain']);
			expect(exported.body.toString()).toContain(pem(server).trim());
			expect((await send('POST', `${path}/generate`, undefined, replaced.headers.etag)).json()).toMatchObject({
				generation: 3,
				selfSigned: true,
			});
			expect((await send('POST', `${path}/roll-back`, {})).json()).toMatchObject({ generation: 2 });
			expect((await send('POST', `${path}/roll-back`, { generation: 3 })).json()).toMatchObject({ generation: 3 });
			expect(codeOf(await send('POST', `${path}/roll-back`, { generation: 9 }))).toEqual([404, 'server-certificate.not-found']);
			const everything = [
				...[(await get(path)).body, (await get('/server-certificates')).body, exported.body, replaced.body].map(String),
				...[JSON.stringify(await admin.store.audit.list(20)), JSON.stringify(await admin.store.events.after(0, 100)), admin.logText],
			].join('\n');
			for (const secret of [passphrase, 'PRIVATE KEY', keyText.split('\n')[1] ?? '']) expect(everything).not.toContain(secret);
		});

		it('the TLS policy is read, extended and inherited again at each level', async () => {
			expect((await get('/tls-policy')).json()).toMatchObject({ lists: [], builtIn: { protocols: ['TLSv1.2', 'TLSv1.3'] } });
			expect((await get('/tls-policy/effective')).json()).toMatchObject({
				items: [{ kind: 'Http', port: 8443, protocols: { source: 'built-in' } }],
			});
			const suite = 'TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA';
			for (const [path, source] of [
				['/tls-policy/system', 'system'],
				['/tls-policy/transport', 'transport'],
				['/tls-policy/kinds/Http', 'Http'],
				['/tls-policy/interfaces/Http/127.0.0.1/8443', 'Http 127.0.0.1:8443'],
			] as const) {
				const empty = await get(`${path}/protocols`);
				const added = await send('POST', `${path}/protocols`, { value: 'TLSv1.2' }, empty.headers.etag);
				expect([added.status, added.json()]).toMatchObject([201, { entries: [{ value: 'TLSv1.2' }], effective: { source } }]);
				expect(codeOf(await send('POST', `${path}/protocols`, { value: 'TLSv1.3' }, empty.headers.etag))).toEqual([
					412,
					'precondition.failed',
				]);
				expect(codeOf(await send('POST', `${path}/ciphers`, { value: suite }))).toEqual([422, 'cipher-suite.weak']);
			}
			expect((await get('/tls-policy/effective')).json()).toMatchObject({ items: [{ protocols: { source: 'Http 127.0.0.1:8443' } }] });
			const gone = await send('DELETE', '/tls-policy/interfaces/Http/127.0.0.1/8443/protocols/TLSv1.2');
			expect(gone.json()).toMatchObject({ entries: [], effective: { source: 'Http' }, warnings: [expect.stringMatching(/empty/)] });
			expect(codeOf(await send('DELETE', '/tls-policy/system/protocols/TLSv1.3'))).toEqual([404, 'tls-policy.not-found']);
			expect((await get('/tls-policy/kinds/Nothing/protocols')).status).toBe(422);
			expect((await get('/tls-policy')).json<{ lists: unknown[] }>().lists).toHaveLength(3);
		});

		it('clients of events, access control and web applications', async () => {
			const added = await send('POST', '/client-identities', { name: 'CRM.example.com' });
			expect([added.status, added.headers.location]).toEqual([201, '/api/v1/client-identities/crm.example.com']);
			expect(added.json<{ warnings: string[] }>().warnings).toHaveLength(2);
			expect(codeOf(await send('POST', '/client-identities', { name: '*.example.com' }))).toEqual([422, 'value.invalid']);
			expect((await get('/client-identities/crm.example.com')).headers.etag).toBe(added.headers.etag);
			expect((await send('DELETE', '/client-identities/crm.example.com', undefined, added.headers.etag)).status).toBe(204);
			expect(codeOf(await send('DELETE', '/client-identities/crm.example.com'))).toEqual([404, 'client-identity.not-found']);

			const etag = await tagOf('/access-control');
			const allowed = await send('PATCH', '/access-control/client-apps', { allowClientApp: true }, etag);
			expect(allowed.json()).toMatchObject({ allowClientApp: true });
			expect(codeOf(await send('PATCH', '/access-control/device-certificates', { enabled: false }, etag))).toEqual([
				412,
				'precondition.failed',
			]);
			const pattern = await send('PATCH', '/access-control/device-certificates', { identityPattern: '^(.*)$' }, allowed.headers.etag);
			expect(pattern.json()).toMatchObject({ deviceCertificates: { enabled: true, identityPattern: '^(.*)$' } });
			expect((await send('PATCH', '/access-control/device-certificates', { identityPattern: null }, '*')).json()).toMatchObject({
				deviceCertificates: { identityPattern: null },
			});
			expect(codeOf(await send('PATCH', '/access-control/proxy-certificates', { enabled: true }, '*'))).toEqual([
				422,
				'value.contradiction',
			]);
			const proxied = await send('PATCH', '/access-control/proxy-certificates', { enabled: true, proxies: ['10.0.0.1'] }, '*');
			expect(proxied.json()).toMatchObject({
				proxyCertificates: { enabled: true },
				warnings: [expect.stringMatching(/headers of proxies/)],
			});

			const app = '/web-apps/Http/127.0.0.1/8443/dms';
			expect(codeOf(await get(app))).toEqual([404, 'request.not-found']);
			const set = await send('PUT', app, { clientAuthRequired: true });
			expect(set.json()).toEqual({ kind: 'Http', address: '127.0.0.1', port: 8443, application: 'dms', clientAuthRequired: true });
			expect((await get('/web-apps?kind=CTI')).json()).toEqual({ items: [] });
			expect((await send('PUT', app, { clientAuthRequired: false }, set.headers.etag)).status).toBe(200);
			expect(codeOf(await send('DELETE', app, undefined, set.headers.etag))).toEqual([412, 'precondition.failed']);
			expect((await send('DELETE', app)).status).toBe(204);
		});

		it('lockouts are listed and cleared, and their policy and the settings are changed', async () => {
			const state = { failures: 0, lastFailureAt: new Date(), lockouts: 1, startedAt: new Date(), permanent: true };
			for (const userName of ['alice', 'bob']) {
				await admin.store.lockouts.change({ typeId: '1', userName, network: '192.0.2.0/24' }, () => state);
			}
			const listed = (await get('/lockouts')).json<{ items: { id: string; userName: string }[] }>().items;
			expect(listed).toMatchObject([{ userName: 'alice', permanent: true, expiresAt: null }, { userName: 'bob' }]);
			expect((await send('DELETE', `/lockouts/${encodeURIComponent(listed[0]?.id ?? '')}`)).json()).toEqual({ cleared: 1 });
			expect(codeOf(await send('DELETE', '/lockouts/999'))).toEqual([404, 'lockout.not-found']);
			expect((await send('DELETE', '/lockouts')).json()).toEqual({ cleared: 1 });

			const policy = await get('/lockout-policy');
			const wanted = { ...policy.json<object>(), type: 'None', temporaryThreshold: 3 };
			expect((await send('PUT', '/lockout-policy', wanted, policy.headers.etag)).json()).toEqual(wanted);
			expect(codeOf(await send('PUT', '/lockout-policy', wanted, policy.headers.etag))).toEqual([412, 'precondition.failed']);
			expect((await get('/lockout-policy')).json()).toEqual(wanted);

			const etag = await tagOf('/settings');
			expect((await send('PATCH', '/settings', { realm: 'Phones', macHeaders: ['X-Mac-2'] }, etag)).json()).toEqual({
				realm: 'Phones',
				macHeaders: ['x-mac-2'],
			});
			expect(codeOf(await send('PATCH', '/settings', { realm: 'x' }, etag))).toEqual([412, 'precondition.failed']);
			expect(codeOf(await send('PATCH', '/settings', { realm: '"' }, '*'))).toEqual([422, 'value.invalid']);
		});

		it('those restart who may, as in the shell', async () => {
			expect((await get('/restart')).json()).toEqual({ requestedAt: null });
			expect(codeOf(await send('POST', '/restart'))).toEqual([403, 'permission.denied']);
			const restarted = await send('POST', '/restart', undefined, undefined, await admin.tokenOf('boris'));
			expect(restarted.status).toBe(200);
			expect((await get('/restart')).json()).toEqual(restarted.json());
			expect(codeOf(await send('DELETE', '/lockouts', undefined, undefined, await admin.tokenOf('vera')))).toEqual([
				403,
				'permission.denied',
			]);
		});
	});
});
