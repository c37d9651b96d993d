import { beforeEach, describe, expect, it } from 'vitest';
import type { Problem } from '../../src/admin/problem.ts';
import { addDevice } from '../../src/app/administration/add-device.ts';
import { addTrustAnchor } from '../../src/app/administration/add-trust-anchor.ts';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import { defaultTrustPolicy } from '../../src/domain/trust-anchor.ts';
import { importSample } from '../app/administration/samples.ts';
import { sampleMac, sampleRecord } from '../contract/samples.ts';
import { type AdminResponse, type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { mintCa } from '../helpers/mint-certificate.ts';
import { mintRevocationList } from '../helpers/mint-revocation-list.ts';
import { describeStores } from '../helpers/stores.ts';

const typeName = 'Sample IP-DECT 2000';
const root = mintCa({ name: 'Overview Root' });
const vendor = {
	kind: 'Http',
	alias: 'vendor',
	file: root.der,
	ouis: [],
	macRules: [],
	policy: defaultTrustPolicy,
} as const;
const dayMs = 86_400_000;

describe('the overview over the API', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();
		let admin: TestAdminService;

		beforeEach(async () => {
			admin = await openAdmin((await openStore()).store);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			await admin.addPerson('vera', 'VIEWER');
			await admin.addPerson('acme', 'VIEWER', { scope: { serviceProviderId: 'acme' } });
		});

		const get = async (part: string, login = 'vera') => admin.send({ path: `/api/v1/overview/${part}`, token: await admin.tokenOf(login) });
		const addDevices = async (...places: readonly { serviceProviderId?: string; enabled?: boolean }[]) => {
			const added = [];
			for (const [index, place] of places.entries()) {
				const device = {
					name: `d${index}`,
					mac: sampleMac(index),
					enabled: true,
					useCustomUserNamePassword: false,
					lines: [],
					tags: [],
					...place,
				};
				added.push((await addDevice(admin.administration, typeName, device)).device);
			}
			return added;
		};
		const codeOf = (answer: AdminResponse) => [answer.status, answer.json<Problem>().code];

		it('counts devices by type; for who is bound to a service provider, those of it', async () => {
			await addDevices({}, { serviceProviderId: 'acme', enabled: false }, { serviceProviderId: 'acme' });
			expect((await get('fleet')).json()).toEqual({
				...{ asOf: expect.any(String), devices: 3, enabled: 2, disabled: 1 },
				types: [{ deviceType: typeName, devices: 3, enabled: 2, disabled: 1 }],
			});
			expect((await get('fleet', 'acme')).json()).toMatchObject({ devices: 2, enabled: 1, disabled: 1 });
			await addDevice(admin.administration, typeName, {
				name: 'late',
				enabled: true,
				useCustomUserNamePassword: false,
				lines: [],
				tags: [],
			});
			// Kept for a while; then the old answer is the last one that is given for the new question.
			expect((await get('fleet')).json()).toMatchObject({ devices: 3 });
			admin.clock.shiftMs = 200_000;
			expect((await get('fleet')).json()).toMatchObject({ devices: 4 });
		});

		it('counts devices that are behind and those that have fetched nothing', async () => {
			const [first] = await addDevices({}, { serviceProviderId: 'acme' }, {});
			const files = (await admin.store.deviceTypes.findByName(typeName))?.files ?? [];
			const fileFormat = files.find(({ fileCategory }) => fileCategory === 'Dynamic Profile')?.fileFormat ?? expect.fail();
			admin.store.accessRecords.append([
				sampleRecord({ at: new Date(), deviceId: first?.id ?? '', fileFormat, etag: '"older"', mac: sampleMac(0), deviceName: 'd0' }),
			]);
			// What is fetched within seconds of a change may be either version, and is built to tell.
			expect((await get('standing')).json()).toMatchObject({ behind: 1, never: 2, lookedAt: 3, isComplete: true });
			expect((await get('standing', 'acme')).json()).toMatchObject({ behind: 0, never: 1, lookedAt: 1, isComplete: true });
		});

		it('shows anchors with the devices that came in through them, also those that are gone', async () => {
			await addTrustAnchor(admin.administration, vendor);
			const granted = (device: number, anchor: string) =>
				sampleRecord({ anchor, proof: 'certificate', deviceId: String(device), mac: sampleMac(device) });
			const records = [granted(1, 'vendor'), granted(2, 'gone'), granted(3, 'gone')];
			admin.store.accessRecords.append(records);
			const answer = await get('trust-anchors');
			expect(answer.json()).toMatchObject({
				items: [
					{ alias: 'gone', isInstalled: false, enabled: null, devices: 2, lastAt: records[2]?.at.toISOString() },
					{ alias: 'vendor', isInstalled: true, enabled: true, devices: 1, lastAt: records[0]?.at.toISOString() },
				],
			});
			await admin.store.trust.removeAnchor({ kind: 'Http', alias: 'vendor' });
			expect((await get('trust-anchors')).json()).toMatchObject({ items: [{ alias: 'gone' }, { alias: 'vendor', isInstalled: false }] });
		});

		it('shows what ends and when: anchors and revocation lists at once, certificates of devices by the month', async () => {
			await addTrustAnchor(admin.administration, vendor);
			await admin.store.trust.updateAnchor({ kind: 'Http', alias: 'vendor' }, { crls: [mintRevocationList({ issuer: root })] });
			const items = (await get('certificates')).json<{ items: { what: string; name: string; daysLeft: number; notAfter: string }[] }>()
				.items;
			expect(items.map(({ what, name }) => `${what} ${name}`).toSorted()).toEqual(['revocation-list vendor', 'trust-anchor vendor']);
			expect(items.map(({ notAfter }) => notAfter)).toEqual(items.map(({ notAfter }) => notAfter).toSorted());
			for (const { daysLeft, notAfter } of items) {
				expect(daysLeft).toBe(Math.floor((Date.parse(notAfter) - Date.now()) / dayMs));
			}
			const ends = [new Date(Date.now() - 2 * dayMs), new Date('2061-02-03T04:05:06Z'), new Date('2061-02-28T23:00:00Z')];
			const records = ends.map((certificateNotAfter, device): AccessRecord => {
				return sampleRecord({ proof: 'certificate', deviceId: '1', mac: sampleMac(device), certificateNotAfter });
			});
			admin.store.accessRecords.append(records);
			expect((await get('device-certificates')).json()).toMatchObject({ expired: 1, months: [{ month: '2061-02', devices: 2 }] });
		});

		it('shows requests over time by how they ended', async () => {
			const at = new Date();
			const minute = new Date(Math.floor(at.getTime() / 60_000) * 60_000).toISOString();
			const refused = { status: 403, reason: 'device.unknown' } as const;
			admin.store.accessRecords.append([sampleRecord({ at }), sampleRecord({ at }), sampleRecord({ at, ...refused })]);
			const from = new Date(at.getTime() - 120_000).toISOString();
			const body = (await get(`traffic?from=${from}&step=60`)).json<{ points: { at: string; requests: number }[] }>();
			expect(body).toMatchObject({ requests: 3, refusals: 1, step: 60, countedSince: minute });
			expect(body.points.find((point) => point.at === minute)).toEqual({
				...{ at: minute, requests: 3, refusals: 1 },
				reasons: [
					{ reason: 'device.unknown', requests: 1 },
					{ reason: 'granted', requests: 2 },
				],
			});
			expect((await get('traffic')).json()).toMatchObject({ requests: 3 });
			const monthAgo = new Date(at.getTime() - 30 * dayMs).toISOString();
			const first = (await get(`traffic?from=${monthAgo}`)).json<{ asOf: string }>();
			admin.store.accessRecords.append([sampleRecord({ at })]);
			// Of a long span the answer is kept for a while, and it says so.
			expect((await get(`traffic?from=${monthAgo}`)).json()).toMatchObject({ requests: 3, asOf: first.asOf });
			expect((await get('traffic')).json()).toMatchObject({ requests: 4 });
			expect(codeOf(await get(`traffic?to=${from}&from=${at.toISOString()}`))).toEqual([422, 'value.contradiction']);
			expect(codeOf(await get('traffic?step=61'))).toEqual([422, 'value.invalid']);
		});

		it('shows the node that answers', async () => {
			const body = (await get('nodes')).json<{ items: object[] }>();
			expect(body.items).toEqual([
				expect.objectContaining({ pid: process.pid, version: '1.2.3', isThis: true, isServing: true, spoolBytes: 0, workers: [] }),
			]);
		});

		it.each(['trust-anchors', 'certificates', 'device-certificates', 'traffic', 'nodes'])(
			'says to who is bound to a service provider that %s belongs to all',
			async (part) => {
				const answer = await get(part, 'acme');
				expect(codeOf(answer)).toEqual([403, 'permission.denied']);
				expect(answer.json<Problem>().detail).toContain('bound to a service provider');
			},
		);
	});
});
