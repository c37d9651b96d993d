import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { importSample } from '../app/administration/samples.ts';
import { type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

const typeName = 'Sample IP-DECT 2000';
const typePath = encodeURIComponent(typeName);
const secret = 'Adm1n-Passw0rd';
const mask = '********';

interface Tags {
	readonly tags: readonly { readonly name: string; readonly value: string; readonly overridable?: boolean }[];
	readonly version?: number;
}

interface EffectiveTag {
	readonly name: string;
	readonly value: string;
	readonly actualValue: string;
	readonly level: string;
	readonly overridden: readonly { readonly level: string; readonly value: string }[];
}

describe('tags over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;
		let token: string;
		let device: string;

		beforeEach(async () => {
			const { store } = await openStore();
			admin = await openAdmin(store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			await admin.addPerson('root', 'BWSUPERADMIN');
			token = await admin.tokenOf('root');
			const json = { deviceType: typeName, deviceName: 'dect-1', serviceProviderId: 'acme', groupId: 'hq' };
			device = (await admin.send({ method: 'POST', path: '/api/v1/devices', token, json })).json<{ id: string }>().id;
		});

		const send = (method: string, path: string, json?: unknown, ifMatch?: string, as = token) =>
			admin.send({
				...{ method, path: `/api/v1/${path}`, token: as, ...(json === undefined ? {} : { json }) },
				headers: ifMatch === undefined ? {} : { 'if-match': ifMatch },
			});
		const codeOf = (answer: { json<Shape>(): Shape }) => answer.json<Problem>().code;
		const scopes = {
			system: 'system-tag-set',
			provider: `service-providers/acme/device-types/${typePath}`,
			group: `service-providers/acme/groups/hq/device-types/${typePath}`,
		};

		it.each(['device', 'system', 'provider', 'group', 'set', 'region'])(
			'of a place (%s) are replaced, changed and deleted',
			async (place) => {
				await send('POST', 'tag-sets', { name: 'north' });
				await send('PUT', 'tag-sets/north/regions/nordic', { countries: ['DK', 'se'] });
				const paths = { ...scopes, device: `devices/${device}`, set: 'tag-sets/north', region: 'tag-sets/north/regions/nordic' };
				const path = `${paths[place as keyof typeof paths]}/tags`;
				const isSet = ['system', 'set', 'region'].includes(place);
				const before = await send('GET', path);
				expect([before.status, before.json<Tags>().tags]).toEqual([200, []]);

				const tags = [
					{ name: 'NTP_SERVER', value: 'ntp.example.net' },
					{ name: '%ADMIN_PASSWORD%', value: secret },
				];
				expect(codeOf(await send('PUT', path, { tags }))).toBe('precondition.required');
				const replaced = await send('PUT', path, { tags }, before.headers.etag);
				expect([replaced.status, replaced.json<Tags>().tags]).toEqual([
					200,
					[
						{ name: '%NTP_SERVER%', value: 'ntp.example.net', ...(isSet ? { overridable: true } : {}) },
						{ name: '%ADMIN_PASSWORD%', value: mask, ...(isSet ? { overridable: true } : {}) },
					],
				]);
				const read = await send('GET', path);
				expect([read.json(), read.headers.etag]).toEqual([replaced.json(), replaced.headers.etag]);
				expect(codeOf(await send('PUT', path, { tags: [] }, before.headers.etag))).toBe('precondition.failed');

				// What was read goes back: the mask keeps the password.
				const { tags: shown } = read.json<Tags>();
				const again = await send('PUT', path, { tags: [...shown, { name: 'LEVEL', value: place }] }, read.headers.etag);
				expect(again.status).toBe(200);
				const changed = await send('PATCH', path, { set: [{ name: 'NTP_SERVER', value: 'ntp2.example.net' }], remove: ['LEVEL'] });
				expect(changed.json<Tags>().tags.map(({ name, value }) => [name, value])).toEqual([
					['%NTP_SERVER%', 'ntp2.example.net'],
					['%ADMIN_PASSWORD%', mask],
				]);
				expect(codeOf(await send('PATCH', path, { remove: ['LEVEL'] }))).toBe('tag.not-found');
				if (place === 'device') expect((await admin.store.devices.load(device))?.tags[1]?.value).toBe(secret);

				expect((await send('DELETE', path)).status).toBe(204);
				expect((await send('GET', path)).json<Tags>().tags).toEqual([]);
				const audit = await admin.store.audit.list(4);
				expect(audit.map(({ actor, action }) => `${actor} ${action}`)).toEqual(Array.from({ length: 4 }, () => 'person:root tag set'));
				expect(JSON.stringify(audit)).not.toContain(secret);
				for (const { body } of [replaced, read, again, changed]) expect(body.toString()).not.toContain(secret);
			},
		);

		it.each([
			['a name of a built-in tag', [{ name: '%BWMACADDRESS%', value: 'x' }], 'tag.name-invalid'],
			[
				'a name twice',
				[
					{ name: 'A', value: '1' },
					{ name: '%A%', value: '2' },
				],
				'value.invalid',
			],
			['a value that is too long', [{ name: 'A', value: 'x'.repeat(257) }], 'value.too-long'],
			['a mask that stands for nothing', [{ name: 'SIP_PASSWORD', value: mask }], 'value.invalid'],
			['overridable where there is no set', [{ name: 'A', value: '1', overridable: false }], 'value.contradiction'],
		])('reject/%s', async (_name, tags, code) => {
			const answer = await send('PUT', `devices/${device}/tags`, { tags }, '*');
			expect([answer.status, codeOf(answer)]).toEqual([422, code]);
			expect((await admin.store.devices.load(device))?.tags).toEqual([]);
		});

		it('in effect for a device tell their level, and where they are overridden', async () => {
			const set = (path: string, value: string) => send('PATCH', `${path}/tags`, { set: [{ name: 'NTP_SERVER', value }] });
			await set(scopes.system, 'system.example.net');
			await set(scopes.provider, 'provider.example.net');
			const effective = async (path: string) =>
				(await send('GET', `${path}/tags/effective`)).json<{ items: EffectiveTag[] }>().items.find(({ name }) => name === '%NTP_SERVER%');
			expect(await effective(`devices/${device}`)).toMatchObject({ value: 'provider.example.net', level: 'Service Provider' });
			await set(scopes.group, 'group.example.net');
			await set(`devices/${device}`, '%BWGROUP-NAME%.example.net');
			expect(await effective(scopes.group)).toMatchObject({ value: 'group.example.net', level: 'Group' });
			expect(await effective(`devices/${device}`)).toMatchObject({
				...{ value: '%BWGROUP-NAME%.example.net', level: 'Device Profile' },
				overridden: [
					{ level: 'System Default', value: 'system.example.net' },
					// Of the set that came with the type.
					{ level: 'System', tagSetName: 'Sample DECT' },
					{ level: 'Service Provider', value: 'provider.example.net' },
					{ level: 'Group', value: 'group.example.net' },
				],
			});
			await send('PATCH', `${scopes.group}/tags`, { set: [{ name: 'SIP_PASSWORD', value: secret }] });
			const all = await send('GET', `devices/${device}/tags/effective`);
			expect(all.json<{ items: EffectiveTag[] }>().items).toContainEqual(
				expect.objectContaining({ name: '%SIP_PASSWORD%', actualValue: mask }),
			);
			expect(all.body.toString()).not.toContain(secret);
		});

		it('stand in sets that are added, divided into regions and deleted', async () => {
			const added = await send('POST', 'tag-sets', { name: 'north' });
			expect([added.status, added.headers.location]).toEqual([201, '/api/v1/tag-sets/north']);
			expect(codeOf(await send('POST', 'tag-sets', { name: 'north' }))).toBe('tag-set.exists');
			const region = await send('PUT', 'tag-sets/north/regions/nordic', { countries: ['DK'] }, added.headers.etag);
			expect(region.json()).toMatchObject({ regions: [{ name: 'nordic', countries: ['DK'], tags: [] }] });
			expect((await send('PUT', 'tag-sets/north/regions/alps', { countries: ['CH'] }, added.headers.etag)).status).toBe(412);
			expect((await send('GET', 'tag-sets')).json()).toMatchObject({
				items: [{ name: '' }, { name: 'Sample DECT' }, { name: 'north', regions: ['nordic'] }],
			});
			expect((await send('DELETE', 'tag-sets/north/regions/nordic', undefined, region.headers.etag)).status).toBe(204);
			expect((await send('DELETE', 'tag-sets/north')).status).toBe(204);
			expect(codeOf(await send('GET', 'tag-sets/north/tags'))).toBe('tag-set.not-found');
		});

		it('and the tag set of a group are chosen by those alone to whom the group belongs', async () => {
			await admin.addPerson('acme', 'OPERATOR', { scope: { serviceProviderId: 'acme' } });
			await admin.addPerson('hq', 'OPERATOR', { scope: { serviceProviderId: 'acme', groupId: 'hq' } });
			await admin.addPerson('other', 'OPERATOR', { scope: { serviceProviderId: 'umbrella' } });
			const [acme, hq, other] = [await admin.tokenOf('acme'), await admin.tokenOf('hq'), await admin.tokenOf('other')];
			const change = { set: [{ name: 'A', value: '1' }] };
			const statusOf = async (path: string, as: string) => (await send('PATCH', `${path}/tags`, change, undefined, as)).status;
			const allowed = [
				[scopes.provider, acme],
				[scopes.group, acme],
				[scopes.group, hq],
				[`devices/${device}`, hq],
			] as const;
			for (const [path, as] of allowed) expect(await statusOf(path, as), path).toBe(200);
			const denied = [
				[scopes.provider, hq],
				[scopes.provider, other],
				[scopes.group, other],
				[scopes.system, acme],
				['tag-sets/north', acme],
			] as const;
			for (const [path, as] of denied) {
				expect(await statusOf(path, as), path).toBe(403);
				expect((await send('GET', `${path}/tags`, undefined, undefined, as)).status, path).toBe(403);
			}
			expect(await statusOf(`devices/${device}`, other)).toBe(404);
			expect((await send('GET', scopes.group, undefined, undefined, hq)).json()).toMatchObject({
				...{ deviceType: typeName, serviceProviderId: 'acme', groupId: 'hq', tagSet: null, files: [] },
				tags: [{ name: '%A%', value: '1' }],
			});
			const answer = await send('PUT', `${scopes.group}/tag-set`, { tagSet: 'north' }, undefined, hq);
			expect([answer.status, codeOf(answer)]).toEqual([404, 'tag-set.not-found']);
			await send('PATCH', `device-types/${typePath}`, { allowGroupCustomTagSet: false }, '*');
			expect(codeOf(await send('PUT', `${scopes.group}/tag-set`, { tagSet: 'Sample DECT' }, undefined, hq))).toBe('value.contradiction');
			expect((await send('PUT', `${scopes.group}/tag-set`, { tagSet: null }, undefined, hq)).status).toBe(200);
		});
	});
});
