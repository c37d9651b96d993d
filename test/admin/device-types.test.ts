import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { importSample } from '../app/administration/samples.ts';
import { type AdminRequest, type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

const sample = 'Sample IP-DECT 2000';
const secret = 'Fleet-Passw0rd';
const octets = 'application/octet-stream';
const sha256Of = (bytes: string | Uint8Array) => createHash('sha256').update(bytes).digest('hex');

interface TypeFile {
	readonly fileFormat: string;
	readonly content: { readonly sha256: string; readonly size: number } | null;
}

describe('device types over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let token: string;

		beforeEach(async () => {
			const { store } = await openStore();
			admin = await openAdmin(store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			await admin.addPerson('root', 'BWSUPERADMIN');
			token = await admin.tokenOf('root');
		});

		const send = (method: string, path: string, rest: Partial<AdminRequest> = {}, ifMatch?: string) =>
			admin.send({
				...{ method, path: `/api/v1/device-types${path}`, token },
				...rest,
				headers: { ...rest.headers, ...(ifMatch === undefined ? {} : { 'if-match': ifMatch }) },
			});
		const put = (path: string, body: string | Uint8Array, ifMatch?: string, mediaType = octets) =>
			send('PUT', path, { body, headers: { 'content-type': mediaType } }, ifMatch);
		const codeOf = (answer: { json<Shape>(): Shape }) => answer.json<Problem>().code;
		const lastActions = async (count: number) => (await admin.store.audit.list(count)).map(({ action, subject }) => `${action} ${subject}`);

		it('are added, changed and deleted, each change in the audit and none over another', async () => {
			const json = {
				name: 'Desk Phone',
				deviceAccessUri: 'desk',
				numberOfPorts: 2,
				accessDeviceCredentials: { userName: 'fleet', password: secret },
			};
			const added = await send('POST', '', { json });
			expect(added.status).toBe(201);
			expect(added.headers.location).toBe('/api/v1/device-types/Desk%20Phone');
			expect(added.json()).toMatchObject({
				path: 'dms/desk',
				userName: 'fleet',
				hasPassword: true,
				deviceAccessProtocol: 'Https',
				files: [],
			});
			const read = await send('GET', '/Desk%20Phone');
			expect([read.json(), read.headers.etag]).toEqual([added.json(), added.headers.etag]);

			expect(codeOf(await send('PATCH', '/Desk%20Phone', { json: { numberOfPorts: 4 } }))).toBe('precondition.required');
			const changed = await send(
				'PATCH',
				'/Desk%20Phone',
				{ json: { numberOfPorts: 4, deviceAccessNetAddress: 'dms.example.net' } },
				read.headers.etag,
			);
			expect([changed.status, changed.json()]).toEqual([
				200,
				expect.objectContaining({ numberOfPorts: 4, deviceAccessNetAddress: 'dms.example.net' }),
			]);
			expect(codeOf(await send('PATCH', '/Desk%20Phone', { json: { numberOfPorts: 8 } }, read.headers.etag))).toBe('precondition.failed');
			const rivals = await Promise.all(
				[5, 6, 7].map((numberOfPorts) => send('PATCH', '/Desk%20Phone', { json: { numberOfPorts } }, changed.headers.etag)),
			);
			expect(rivals.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 412, 412]);
			expect((await send('DELETE', '/Desk%20Phone', {}, changed.headers.etag)).status).toBe(412);
			expect((await send('DELETE', '/Desk%20Phone')).status).toBe(204);
			expect(await lastActions(4)).toEqual(['type add Desk Phone', 'type set Desk Phone', 'type set Desk Phone', 'type delete Desk Phone']);
			for (const { body } of [added, read, changed]) expect(body.toString()).not.toContain(secret);
		});

		it.each([
			['a name that is taken', { name: sample }, 409, 'device-type.exists', undefined],
			['a path that is taken', { name: 'x', deviceAccessUri: 'sample-ip-dect' }, 409, 'device-access-uri.exists', undefined],
			['no name', {}, 422, 'value.invalid', '/name'],
			['a name that is too long', { name: 'x'.repeat(41) }, 422, 'value.too-long', '/deviceType'],
			['a protocol that nobody speaks', { name: 'x', deviceAccessProtocol: 'Gopher' }, 422, 'value.invalid', '/deviceAccessProtocol'],
			['a tag set without its mode', { name: 'x', tagSet: 'north' }, 422, 'value.contradiction', '/tagSet'],
			[
				'half a credential',
				{ name: 'x', accessDeviceCredentials: { userName: 'u' } },
				422,
				'value.invalid',
				'/accessDeviceCredentials/password',
			],
		])('reject/%s', async (_name, json, status, code, pointer) => {
			const answer = await send('POST', '', { json });
			const problem = answer.json<Problem>();
			expect([answer.status, problem.code]).toEqual([status, code]);
			if (pointer !== undefined) expect(problem.pointer).toBe(pointer);
		});

		it('say how devices prove who they are, the most frequent proof first', async () => {
			const listed = (await send('GET', '')).json<{ items: readonly { name: string; proofs: readonly unknown[] }[] }>();
			expect(listed.items.find(({ name }) => name === sample)?.proofs).toEqual([
				{ mac: null, passwordScheme: 'Digest', combine: 'Any', files: 3 },
				{ mac: null, passwordScheme: null, combine: 'Any', files: 1 },
			]);
		});

		it('have files that are added, changed and deleted', async () => {
			const files = `/${encodeURIComponent(sample)}/files`;
			const one = `${files}/${encodeURIComponent('%BWMACADDRESS%-extra.xml')}`;
			const json = { fileFormat: '%BWMACADDRESS%-extra.xml', fileCategory: 'Dynamic Profile' };
			const added = await send('POST', files, { json });
			expect([added.status, added.headers.location]).toEqual([201, `/api/v1/device-types${one}`]);
			expect(added.json()).toMatchObject({ fileSource: 'Custom', remoteFileFormat: json.fileFormat, content: null, allowHttp: false });
			expect(codeOf(await send('POST', files, { json }))).toBe('device-type-file.exists');
			const listed = (await send('GET', files)).json<{ items: TypeFile[] }>();
			expect(listed.items.map(({ fileFormat }) => fileFormat)).toContain(json.fileFormat);

			const change = { authentication: { macBasedFileAuthentication: true, macInCert: true }, fileCustomization: 'Administrator' };
			const changed = await send('PATCH', one, { json: change }, added.headers.etag);
			expect(changed.json()).toMatchObject({ authentication: { macInCert: true }, fileCustomization: 'Administrator' });
			expect(codeOf(await send('PATCH', one, { json: { allowHttps: false } }, '*'))).toBe('value.contradiction');
			expect(codeOf(await send('PATCH', one, { json: change }, added.headers.etag))).toBe('precondition.failed');
			expect((await send('DELETE', one, {}, changed.headers.etag)).status).toBe(204);
			expect(codeOf(await send('GET', one))).toBe('device-type-file.not-found');
			expect(await lastActions(3)).toEqual(['add', 'set', 'delete'].map((verb) => `type file ${verb} ${sample}/${json.fileFormat}`));
		});

		it('have contents that are streamed in and out under their SHA-256', async () => {
			const path = `/${encodeURIComponent(sample)}/files/${encodeURIComponent('%BWMACADDRESS%-config.xml')}/content`;
			const first = await send('GET', path);
			const digest = sha256Of(first.body);
			expect([first.status, first.headers.etag, first.headers['content-type']]).toEqual([200, `"${digest}"`, octets]);
			expect(first.headers['content-disposition']).toBe("attachment; filename*=UTF-8''BWMACADDRESS-config.xml");
			expect(first.headers['content-length']).toBe(String(first.body.length));

			const template = '<config mac="%BWMACADDRESS%"/>';
			expect(codeOf(await put(path, template))).toBe('precondition.required');
			expect(codeOf(await put(path, template, `"${sha256Of('another')}"`))).toBe('precondition.failed');
			const replaced = await put(path, template, `"${digest}"`);
			expect([replaced.status, replaced.headers.etag, replaced.json<TypeFile>().content]).toEqual([
				...[200, `"${sha256Of(template)}"`],
				{ sha256: sha256Of(template), size: template.length },
			]);
			expect((await send('GET', path)).body.toString()).toBe(template);
			expect(codeOf(await put(path, template, '*', 'text/plain'))).toBe('request.media-type');
			expect((await put(`${path}?fileSource=Manual`, Buffer.alloc(0), '*')).json<TypeFile>().content?.size).toBe(0);
			const empty = await send('GET', path);
			expect([empty.status, empty.body.length, empty.headers['content-length']]).toEqual([200, 0, '0']);
		});

		it('take no content that is larger than the configuration says, in one piece or in many', async () => {
			const bounded = await openAdmin(admin.store, { limits: { maxContentBytes: 1000 } });
			const path = `/api/v1/device-types/${encodeURIComponent(sample)}/files/${encodeURIComponent('%BWMACADDRESS%-config.xml')}/content`;
			const headers = { 'content-type': octets, 'if-match': '*' };
			const request = { method: 'PUT', path, token, body: Buffer.alloc(1001) };
			const announced = await bounded.send({ ...request, headers });
			expect([announced.status, codeOf(announced)]).toEqual([413, 'request.too-large']);
			const chunked = await bounded.send({ ...request, headers: { ...headers, 'transfer-encoding': 'chunked' } });
			expect([chunked.status, codeOf(chunked)]).toEqual([413, 'request.too-large']);
			expect((await bounded.send({ ...request, body: Buffer.alloc(1000, 0x20), headers })).status).toBe(200);
		});

		it('are read by those who are bound to a group, and changed by nobody of them', async () => {
			await admin.addPerson('bound', 'BWSUPERADMIN', { scope: { serviceProviderId: 'acme' } });
			token = await admin.tokenOf('bound');
			const one = `/${encodeURIComponent(sample)}`;
			for (const path of ['', one, `${one}/files`, `${one}/dtaf`]) expect((await send('GET', path)).status, path).toBe(200);
			for (const [method, path] of [
				['POST', ''],
				['PATCH', one],
				['DELETE', one],
				['POST', `${one}/files`],
			] as const) {
				expect((await send(method, path, method === 'DELETE' ? {} : { json: {} }, '*')).status).toBe(403);
			}
		});
	});
});
