import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { importSample } from '../app/administration/samples.ts';
import { sampleRecord } from '../contract/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

const typeName = 'Sample IP-DECT 2000';
const typePath = encodeURIComponent(typeName);
const format = '%BWMACADDRESS%-config.xml';
const formatPath = encodeURIComponent(format);
const secret = 'L1ne-Passw0rd';
const octets = 'application/octet-stream';

interface Device {
	readonly id: string;
	readonly version: number;
}

interface Standing {
	readonly files: readonly { readonly fileFormat: string; readonly expected: { readonly etag: string } | null }[];
}

interface Lines {
	readonly items: readonly { readonly line: number; readonly linePort: string; readonly hasAuthPassword: boolean }[];
	readonly version: number;
}

describe('the parts of a device over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let token: string;
		let device: string;

		const addDevice = async (fields: object) => (await send('POST', 'devices', { deviceType: typeName, ...fields })).json<Device>().id;

		beforeEach(async () => {
			const { store } = await openStore();
			admin = await openAdmin(store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			await admin.addPerson('root', 'BWSUPERADMIN');
			token = await admin.tokenOf('root');
			device = await addDevice({ deviceName: 'dect-1', macAddress: '0013d1000001', serviceProviderId: 'acme', groupId: 'hq' });
		});

		const send = (method: string, path: string, json?: unknown, ifMatch?: string, as = token) =>
			admin.send({
				...{ method, path: `/api/v1/${path}`, token: as, ...(json === undefined ? {} : { json }) },
				headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
			});
		const put = (path: string, body: string, ifMatch?: string, as = token) =>
			admin.send({
				...{ method: 'PUT', path: `/api/v1/${path}`, token: as, body },
				headers: { 'content-type': octets, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) },
			});
		const codeOf = (answer: { json<Shape>(): Shape }) => answer.json<Problem>().code;
		const lines = [
			{ linePort: '2001@sip.example.net', isPrimary: true, authUser: '2001', authPassword: secret, displayName: 'Reception' },
			{ linePort: '2002@sip.example.net' },
		];

		it('are lines that are replaced, added, changed and deleted, and keep their passwords to themselves', async () => {
			const path = `devices/${device}/lines`;
			expect(codeOf(await send('PUT', path, { lines }))).toBe('precondition.required');
			const replaced = await send('PUT', path, { lines }, '"v1"');
			expect([replaced.status, replaced.headers.etag]).toEqual([200, '"v2"']);
			expect(replaced.json<Lines>().items).toMatchObject([
				{ line: 1, linePort: '2001@sip.example.net', hasAuthPassword: true, displayName: 'Reception' },
				{ line: 2, hasAuthPassword: false, isPrimary: false },
			]);
			const kept = [{ linePort: '2003@sip.example.net' }, { linePort: '2001@sip.example.net', displayName: 'Desk' }];
			await send('PUT', path, { lines: kept }, '"v2"');
			expect((await admin.store.devices.load(device))?.lines).toMatchObject([{}, { displayName: 'Desk', authPassword: secret }]);
			const changed = await send('PATCH', `${path}/2`, { displayName: null, authPassword: null, label: 'Front' }, '"v3"');
			expect(changed.json<Lines>().items[1]).toEqual({
				line: 2,
				linePort: '2001@sip.example.net',
				isPrimary: false,
				hasAuthPassword: false,
				label: 'Front',
			});
			expect((await send('POST', path, { linePort: '2004@sip.example.net' })).json<Lines>().items).toHaveLength(3);
			expect(
				(await send('DELETE', `${path}/1`, undefined, '"v5"')).json<Lines>().items.map(({ linePort }) => linePort.slice(0, 4)),
			).toEqual(['2001', '2004']);
			expect(codeOf(await send('DELETE', `${path}/3`, undefined, '*'))).toBe('value.invalid');
			expect(codeOf(await send('PATCH', `${path}/1`, { label: 'x' }, '"v1"'))).toBe('precondition.failed');
			expect((await send('DELETE', path)).status).toBe(204);
			expect((await send('GET', path)).json()).toEqual({ items: [], version: 7 });
			expect(replaced.body.toString()).not.toContain(secret);
			expect((await admin.store.audit.list(1))[0]).toMatchObject({ action: 'device lines', subject: 'acme/hq/dect-1' });
		});

		it.each([
			['a line twice', [lines[1], lines[1]], 'value.invalid'],
			['two primary lines', [lines[0], { ...lines[1], isPrimary: true }], 'value.contradiction'],
			['a line without its host', [{ linePort: '2001' }], 'value.contradiction'],
			['a member that no line has', [{ linePort: '2001@a', colour: 'red' }], 'value.invalid'],
		])('reject/%s', async (_name, wrong, code) => {
			const answer = await send('PUT', `devices/${device}/lines`, { lines: wrong }, '*');
			expect([answer.status, codeOf(answer)]).toEqual([422, code]);
		});

		it('are files of which a device or a group may have its own', async () => {
			const configurable = { fileCustomization: 'Administrator' };
			expect((await send('PATCH', `device-types/${typePath}/files/${formatPath}`, configurable, '*')).status).toBe(200);
			const places = [
				`devices/${device}`,
				`service-providers/acme/device-types/${typePath}`,
				`service-providers/acme/groups/hq/device-types/${typePath}`,
			];
			for (const place of places) {
				const path = `${place}/files/${formatPath}`;
				expect((await send('GET', path)).json()).toEqual({ fileFormat: format, fileSource: 'Default', content: null, updatedAt: null });
				expect(codeOf(await send('GET', `${path}/content`))).toBe('content.not-found');
				const own = `<own place="${place}" mac="%BWMACADDRESS%"/>`;
				const first = await put(`${path}/content`, own);
				expect([first.status, first.headers.etag]).toEqual([200, `"${createHash('sha256').update(own).digest('hex')}"`]);
				expect(first.json()).toMatchObject({ fileSource: 'Custom', content: { size: own.length } });
				expect((await send('GET', `${path}/content`)).body.toString()).toBe(own);
				expect(codeOf(await put(`${path}/content`, own))).toBe('precondition.required');
				expect(codeOf(await put(`${path}/content`, own, '"x"'))).toBe('precondition.failed');
				const read = await send('GET', path);
				expect((await send('PATCH', path, { fileSource: 'Manual' }, read.headers.etag)).json()).toMatchObject({ fileSource: 'Manual' });
				expect((await send('DELETE', path, undefined, read.headers.etag)).status).toBe(412);
				expect((await send('DELETE', path)).status).toBe(204);
				expect((await send('GET', path)).json()).toMatchObject({ fileSource: 'Default' });
			}
			const listed = (await send('GET', `devices/${device}/files`)).json<{ items: { fileFormat: string }[] }>();
			expect(listed.items.map(({ fileFormat }) => fileFormat)).toContain(format);
		});

		it('are no files of their own where the type does not allow it', async () => {
			await send('PATCH', `device-types/${typePath}/files/${formatPath}`, { fileCustomization: 'Disallow' }, '*');
			const answer = await put(`devices/${device}/files/${formatPath}/content`, '<x/>');
			expect([answer.status, codeOf(answer)]).toEqual([409, 'file-override.not-allowed']);
		});

		it('are previews of their files as the device would get them, but for the passwords', async () => {
			const template = '<c mac="%BWMACADDRESS%" ntp="%NTP%" a="%BWAUTHPASSWORD-1%" b="%SIP_PASSWORD%" c="%WRAPPED%" d="%NOTHING%"/>';
			await put(`device-types/${typePath}/files/${formatPath}/content?fileSource=Custom`, template, '*');
			await send('PUT', `devices/${device}/lines`, { lines }, '*');
			const tags = [
				{ name: 'NTP', value: 'ntp.example.net' },
				{ name: 'SIP_PASSWORD', value: `${secret}-2` },
				{ name: 'WRAPPED', value: 'x:%SIP_PASSWORD%' },
			];
			await send('PUT', `devices/${device}/tags`, { tags }, '*');
			const preview = await send('GET', `devices/${device}/files/${formatPath}/preview`);
			expect(preview.status).toBe(200);
			expect(preview.json()).toMatchObject({
				...{ deviceType: typeName, fileFormat: format, source: { level: 'Device Type', source: 'Custom' } },
				text: '<c mac="0013d1000001" ntp="ntp.example.net" a="********" b="********" c="********" d="%NOTHING%"/>',
				problems: [{ kind: 'undefined', tagName: '%NOTHING%' }],
			});
			expect(preview.body.toString()).not.toContain(secret);
			const byName = await send('GET', `devices/${device}/files/0013d1000001-config.xml/preview`);
			expect(byName.body.equals(preview.body)).toBe(true);

			const other = await addDevice({ deviceName: 'dect-2', macAddress: '0013d1000002', serviceProviderId: 'acme', groupId: 'hq' });
			const difference = await send('GET', `devices/${device}/files/${formatPath}/differences?otherDeviceId=${other}`);
			expect(difference.json()).toMatchObject({ kind: 'lines', added: 1, removed: 1 });
			expect(difference.body.toString()).not.toContain(secret);
			expect((await send('GET', `devices/${device}/files/${formatPath}/differences?otherDeviceId=${device}`)).json()).toEqual({
				kind: 'same',
			});
			expect(codeOf(await send('GET', `devices/${device}/files/nothing/preview`))).toBe('device-type-file.not-found');
		});

		it('are files beside what the device has fetched of them, passwords masked', async () => {
			const path = `devices/${device}/files/${formatPath}`;
			const fetched = async () => {
				const answer = await send('GET', `${path}/fetched-differences`);
				expect(answer.body.toString()).not.toContain(secret);
				return answer.json();
			};
			await put(`${path}/content?fileSource=Custom`, '<c ntp="%NTP%" a="%SIP_PASSWORD%"/>', '*');
			const setTags = (ntp: string) =>
				send(
					'PUT',
					`devices/${device}/tags`,
					{
						tags: [
							{ name: 'NTP', value: ntp },
							{ name: 'SIP_PASSWORD', value: secret },
						],
					},
					'*',
				);
			await setTags('one');
			expect(await fetched()).toEqual({ fetched: null, isCurrent: false, difference: null });

			const { files } = (await send('GET', `devices/${device}/standing`)).json<Standing>();
			const { etag } = files.find(({ fileFormat }) => fileFormat === format)?.expected ?? { etag: '' };
			const record = sampleRecord({ at: new Date(), deviceId: device, fileFormat: format, etag });
			admin.store.accessRecords.append([record]);
			const last = { etag, status: 200, at: record.at.toISOString(), aborted: false };
			expect(await fetched()).toEqual({ fetched: last, isCurrent: true, difference: { kind: 'same' } });
			// Revisions of the same millisecond count as fetched.
			await new Promise((resolve) => setTimeout(resolve, 2));
			await setTags('two');
			expect(await fetched()).toMatchObject({
				...{ fetched: last, isCurrent: false },
				difference: {
					kind: 'lines',
					hunks: [{ lines: ['-<c ntp="one" a="********"/>', expect.any(String), '+<c ntp="two" a="********"/>', expect.any(String)] }],
				},
			});
		});

		it('are what the device has sent', async () => {
			const { store } = admin;
			const file = (await store.deviceTypes.findByName(typeName))?.files[0];
			const content = await store.content.put([Buffer.from('a log')], 100);
			const upload = await store.uploads.add({ deviceId: device, fileId: file?.id ?? '', name: 'dect.log', content }, 5);
			const listed = await send('GET', `devices/${device}/uploads`);
			expect(listed.json()).toMatchObject({ items: [{ id: upload.id, fileFormat: file?.fileFormat, name: 'dect.log', content }] });
			const got = await send('GET', `devices/${device}/uploads/${upload.id}/content`);
			expect([got.body.toString(), got.headers.etag]).toEqual(['a log', `"${content.sha256}"`]);
			expect(codeOf(await send('GET', `devices/${device}/uploads/0/content`))).toBe('content.not-found');
		});

		it('belong to nobody who is bound to another group', async () => {
			await admin.addPerson('other', 'OPERATOR', { scope: { serviceProviderId: 'acme', groupId: 'branch' } });
			await admin.addPerson('mine', 'OPERATOR', { scope: { serviceProviderId: 'acme', groupId: 'hq' } });
			const [other, mine] = [await admin.tokenOf('other'), await admin.tokenOf('mine')];
			const parts = [
				'lines',
				'tags',
				'tags/effective',
				'files',
				`files/${formatPath}`,
				`files/${formatPath}/preview`,
				`files/${formatPath}/fetched-differences`,
				'uploads',
			];
			for (const part of parts) {
				expect((await send('GET', `devices/${device}/${part}`, undefined, undefined, other)).status, part).toBe(404);
				expect((await send('GET', `devices/${device}/${part}`, undefined, undefined, mine)).status, part).toBe(200);
			}
			expect((await send('PUT', `devices/${device}/lines`, { lines }, '*', other)).status).toBe(404);
			expect((await put(`devices/${device}/files/${formatPath}/content`, '<x/>', '*', other)).status).toBe(404);
			const scope = `service-providers/acme/groups/hq/device-types/${typePath}/files/${formatPath}`;
			expect((await put(`${scope}/content`, '<x/>', '*', other)).status).toBe(403);
			const foreign = await addDevice({ deviceName: 'foreign', serviceProviderId: 'umbrella' });
			const difference = `devices/${device}/files/${formatPath}/differences?otherDeviceId=${foreign}`;
			expect((await send('GET', difference, undefined, undefined, mine)).status).toBe(404);
		});
	});
});
