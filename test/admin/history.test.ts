import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { toEntityTag } from '../../src/domain/entity-tag.ts';
import { importSample } from '../app/administration/samples.ts';
import { sampleRecord } from '../contract/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

const typeName = 'Sample IP-DECT 2000';
const typePath = encodeURIComponent(typeName);
const format = '%BWMACADDRESS%-config.xml';
const formatPath = encodeURIComponent(format);
const secret = 'H1story-Passw0rd';

interface History {
	readonly items: readonly { readonly revision: number; readonly author: string | null }[];
	readonly draft: object | null;
}

describe('history over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let token: string;
		let device: string;
		let filesContain: (text: string) => Promise<boolean>;

		beforeEach(async () => {
			const place = await openStore();
			({ filesContain } = place);
			admin = await openAdmin(place.store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			await admin.addPerson('root', 'BWSUPERADMIN');
			token = await admin.tokenOf('root');
			const json = { deviceType: typeName, deviceName: 'dect-1', macAddress: '0013d1000001', serviceProviderId: 'acme', groupId: 'hq' };
			device = (await admin.send({ method: 'POST', path: '/api/v1/devices', token, json })).json<{ id: string }>().id;
		});

		const send = (method: string, path: string, json?: unknown, ifMatch?: string, as = token) =>
			admin.send({
				...{ method, path: `/api/v1/${path}`, token: as, ...(json === undefined ? {} : { json }) },
				headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
			});
		const put = (path: string, body: string, ifMatch = '*') =>
			admin.send({
				...{ method: 'PUT', path: `/api/v1/${path}`, token, body },
				headers: { 'content-type': 'application/octet-stream', 'if-match': ifMatch },
			});
		const codeOf = (answer: { json<Shape>(): Shape }) => answer.json<Problem>().code;
		const file = `device-types/${typePath}/files/${formatPath}`;
		const contentOf = async () => (await send('GET', `${file}/content`)).body.toString();

		it('of a file is listed, compared and restored', async () => {
			await put(`${file}/content`, '<one/>\n');
			await put(`${file}/content`, '<two/>\n');
			const { items } = (await send('GET', `${file}/history`)).json<History>();
			expect(items.slice(0, 2)).toMatchObject([
				{ author: 'person:root', action: 'type file set', state: { kind: 'file', content: { size: 7 } } },
				{ author: 'person:root' },
			]);
			const [newest, before] = items.map(({ revision }) => revision);
			const compared = await send('GET', `${file}/history/differences?from=${before}&to=${newest}`);
			expect(compared.json()).toMatchObject({ isSame: false, content: { kind: 'lines', hunks: [{ lines: ['-<one/>', '+<two/>'] }] } });
			expect((await send('GET', `${file}/history/differences`)).json()).toMatchObject({ before: { version: before } });
			const stale = await send('POST', `${file}/history/restore`, { revision: before, expectedRevision: before });
			expect([stale.status, codeOf(stale)]).toEqual([412, 'precondition.failed']);
			const restored = await send('POST', `${file}/history/restore`, { revision: before, expectedRevision: newest });
			expect(restored.json()).toMatchObject({ revision: (newest ?? 0) + 1, changed: true });
			expect(await contentOf()).toBe('<one/>\n');
			expect(codeOf(await send('POST', `${file}/history/restore`, { revision: 999 }))).toBe('revision.not-found');
		});

		it('of a file has a draft that is seen before it is served', async () => {
			await put(`${file}/content`, '<live/>\n');
			expect(codeOf(await send('GET', `${file}/draft`))).toBe('draft.not-found');
			const saved = await put(`${file}/draft/content`, '<draft mac="%BWMACADDRESS%" p="%SIP_PASSWORD%"/>\n');
			expect([saved.status, saved.json()]).toEqual([200, expect.objectContaining({ author: 'person:root' })]);
			const changed = await send('PATCH', `${file}/draft`, { fileCustomization: 'Administrator' }, saved.headers.etag);
			expect(changed.json()).toMatchObject({ state: { options: { fileCustomization: 'Administrator' } } });
			expect((await send('PATCH', `${file}/draft`, { allowHttp: true }, saved.headers.etag)).status).toBe(412);
			expect(await contentOf()).toBe('<live/>\n');
			await send('PATCH', `devices/${device}/tags`, { set: [{ name: 'SIP_PASSWORD', value: secret }] });
			const preview = await send('GET', `${file}/draft/preview?forDevice=${device}`);
			expect(preview.json()).toMatchObject({
				file: { text: '<draft mac="0013d1000001" p="********"/>\n' },
				difference: { kind: 'lines', added: 1, removed: 1 },
			});
			expect(preview.body.toString()).not.toContain(secret);
			expect((await send('GET', 'drafts')).json()).toMatchObject({ items: [{ title: `${typeName}/${format}`, liveHasMoved: false }] });

			await put(`${file}/content`, '<moved/>\n');
			expect(codeOf(await send('POST', `${file}/draft/publish`))).toBe('draft.conflict');
			expect((await send('POST', `${file}/draft/publish?force=true`)).json()).toMatchObject({ changed: true });
			expect(await contentOf()).toContain('<draft');
			expect((await send('DELETE', `${file}/draft`)).status).toBe(404);
		});

		it.each([
			['a device', () => `devices/${device}/tags`, 'tags'],
			['a group', () => `service-providers/acme/groups/hq/device-types/${typePath}/tags`, 'tags'],
			['the system default set', () => 'system-tag-set', 'tag-set'],
		])('of the tags of %s has drafts and revisions without passwords', async (_name, pathOf, kind) => {
			const path = pathOf();
			const tags = path.endsWith('/tags') ? path : `${path}/tags`;
			await send('PATCH', tags, {
				set: [
					{ name: 'SIP_PASSWORD', value: secret },
					{ name: 'NTP', value: 'one' },
				],
			});
			const draft = await send('PATCH', `${path}/draft`, { set: [{ name: 'NTP', value: 'two' }], remove: ['SIP_PASSWORD'] });
			expect(draft.json()).toMatchObject({ state: { kind, tags: [{ name: '%NTP%', value: 'two' }] } });
			expect(codeOf(await send('PATCH', `${path}/draft`, { set: [{ name: 'SIP_PASSWORD', value: '********' }] }))).toBe('value.invalid');
			const compared = await send('GET', `${path}/history/differences?to=draft`);
			expect(compared.json()).toMatchObject({
				tags: expect.arrayContaining([
					expect.objectContaining({ change: 'removed', name: '%SIP_PASSWORD%', before: expect.objectContaining({ value: '********' }) }),
				]),
			});
			expect((await send('POST', `${path}/draft/publish`)).status).toBe(200);
			expect((await send('GET', tags)).json()).toMatchObject({ tags: [{ name: '%NTP%', value: 'two' }] });
			const history = await send('GET', `${path}/history`);
			expect(history.json<History>().items.length).toBeGreaterThanOrEqual(2);
			for (const { body } of [draft, compared, history]) expect(body.toString()).not.toContain(secret);
			expect(JSON.stringify(await admin.store.audit.list(100))).not.toContain(secret);
			expect(await filesContain(secret)).toBe(false);
		});

		it('tells what a device should have, what it fetched, and so which devices are behind', async () => {
			await put(`${file}/content`, '<one/>\n');
			const standing = async () => {
				const { files } = (await send('GET', `devices/${device}/standing`)).json<{ files: { fileFormat: string; verdict: string }[] }>();
				return files.find(({ fileFormat }) => fileFormat === format)?.verdict;
			};
			expect(await standing()).toBe('never');
			const sha256 = (await send('GET', `${file}/content`)).headers.etag?.slice(1, -1) ?? '';
			const fetched = { deviceId: device, deviceName: 'dect-1', fileFormat: format, etag: toEntityTag(sha256), deviceTypeName: typeName };
			admin.store.accessRecords.append([sampleRecord({ ...fetched, at: new Date(), status: 200, method: 'GET' })]);
			expect(await standing()).toBe('current');
			expect((await send('GET', 'behind?exact=true')).json()).toEqual({ items: [], nextCursor: null });
			await put(`${file}/content`, '<two/>\n');
			expect(await standing()).toBe('behind');
			expect((await send('GET', 'behind?exact=true')).json()).toMatchObject({
				items: [{ deviceId: device, deviceName: 'dect-1', files: [{ fileFormat: format, verdict: 'behind' }] }],
			});
			await admin.addPerson('other', 'OPERATOR', { scope: { serviceProviderId: 'umbrella' } });
			const other = await admin.tokenOf('other');
			expect((await send('GET', 'behind?exact=true', undefined, undefined, other)).json()).toMatchObject({ items: [] });
		});

		it('belongs to those to whom its subject does', async () => {
			await admin.addPerson('hq', 'OPERATOR', { scope: { serviceProviderId: 'acme', groupId: 'hq' } });
			await admin.addPerson('other', 'OPERATOR', { scope: { serviceProviderId: 'umbrella' } });
			const [hq, other] = [await admin.tokenOf('hq'), await admin.tokenOf('other')];
			const group = `service-providers/acme/groups/hq/device-types/${typePath}/tags`;
			for (const [path, status] of [
				[`devices/${device}/tags/history`, 404],
				[`devices/${device}/standing`, 404],
				[`${group}/history`, 403],
			] as const) {
				expect((await send('GET', path, undefined, undefined, hq)).status, path).toBe(200);
				expect((await send('GET', path, undefined, undefined, other)).status, path).toBe(status);
			}
			expect((await send('PATCH', `${group}/draft`, { set: [] }, undefined, hq)).status).toBe(200);
			expect((await send('PATCH', `${group}/draft`, { set: [] }, undefined, other)).status).toBe(403);
			expect((await send('GET', `${file}/history`, undefined, undefined, hq)).status).toBe(200);
			expect((await send('PATCH', `${file}/draft`, {}, undefined, hq)).status).toBe(403);
			await put(`${file}/draft/content`, '<x/>');
			const preview = `${file}/draft/preview?forDevice=${device}`;
			expect((await send('GET', preview, undefined, undefined, hq)).status).toBe(200);
			expect((await send('GET', preview, undefined, undefined, other)).status).toBe(404);
		});
	});
});
