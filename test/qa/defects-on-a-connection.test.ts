import { afterEach, describe, expect, it } from 'vitest';
import { changeTrustAnchor, installRevocationList } from '../../src/app/administration/change-trust-anchor.ts';
import { allowCertificate, denyCertificate } from '../../src/app/administration/deny-certificate.ts';
import { defaultTrustPolicy } from '../../src/domain/trust-anchor.ts';
import { defectsFor, expectationOf, findDefect } from '../../src/qa/defects.ts';
import { fetchAsDevice } from '../../src/qa/matrix/device-fetch.ts';
import { type DeviceCredential, type Hierarchy, mintDevice, mintHierarchy } from '../../src/qa/mint.ts';
import { toRecipeMac } from '../../src/qa/recipe.ts';
import { listRecipes, loadRecipe } from '../../src/qa/test-ca.ts';
import { toAnchor, useDeviceService } from '../helpers/device-service.ts';

const type = 'Sample IP-DECT 2000 MAC';
const recipes = await Promise.all((await listRecipes()).map(loadRecipe));
const others = recipes.filter(({ name }) => name !== 'spectralink');
const spectralink = await loadRecipe('spectralink');
const mac = toRecipeMac(spectralink, 0x10);
const anchors = ['test-root', 'test-issuing'].map((alias) => ({ kind: 'Http', alias }) as const);
const hierarchies = new Map<string, Hierarchy>();
/** By the only authority that is installed. */
const partial = new Map<string, Hierarchy>();

describe('a server that has what the recipe says', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000_MAC'], async (service) => {
		await service.addDevice(type, { name: mac, mac });
		for (const anchor of anchors) await changeTrustAnchor(service.administration, anchor, { ouis: spectralink.anchor.ouis, policy: {} });
		for (const recipe of others) {
			const hierarchy = await mintHierarchy(recipe, { now: new Date() });
			hierarchies.set(recipe.name, hierarchy);
			const { ouis, macRules, digestFloor = defaultTrustPolicy.digestFloor } = recipe.anchor;
			const policy = { ...defaultTrustPolicy, digestFloor };
			for (const { name, certificate } of hierarchy.authorities) {
				await service.store.trust.addAnchor(toAnchor(`${recipe.name}-${name}`, certificate, { ouis, macRules, policy }));
			}
			const own = toRecipeMac(recipe, recipes.indexOf(recipe));
			await service.addDevice(type, { name: own, mac: own });
		}
		for (const only of ['root', 'issuing']) {
			const authorities = spectralink.hierarchy.map((own, index) => ({ ...own, subject: [{ CN: `${only} alone ${index}` }] }));
			const hierarchy = await mintHierarchy({ ...spectralink, hierarchy: authorities }, { now: new Date() });
			partial.set(only, hierarchy);
			const certificate = hierarchy.authorities.find(({ name }) => name === only)?.certificate ?? Buffer.alloc(0);
			await service.store.trust.addAnchor(toAnchor(`${only}-alone`, certificate));
		}
	});

	const ask = (own: string, device: DeviceCredential) => {
		const server = { host: '127.0.0.1', port: current().service.port, timeoutMs: 10_000 };
		const identity = { key: device.keyPem, cert: device.chainPem };
		const path = `/dms/sample-ip-dect-mac/${own}-config.xml`;
		return fetchAsDevice(server, { path, identity, tls: 'TLSv1.3', method: 'GET', httpVersion: '1.1', headers: {} });
	};
	const prepare = async ({ certificate, defect, revocationLists }: DeviceCredential) => {
		const { administration } = current();
		for (const { authority, der } of revocationLists) {
			await installRevocationList(administration, { kind: 'Http', alias: `test-${authority}` }, der);
		}
		if (['revoking-list', 'stale-list', 'no-list'].some((need) => need === defect.needs)) await setRevocation('hard');
		if (defect.needs === 'deny-list') await denyCertificate(administration, { certificate }, '');
	};
	const setRevocation = async (revocation: 'hard' | 'off') => {
		for (const anchor of anchors) await changeTrustAnchor(current().administration, anchor, { policy: { revocation } });
	};
	afterEach(async () => {
		const { administration, store } = current();
		await setRevocation('off');
		for (const anchor of anchors) await installRevocationList(administration, anchor, undefined);
		for (const { id } of await store.trust.listDenied()) await allowCertificate(administration, id);
	});

	it.each(defectsFor(spectralink))('answers $name with $status and records $reasonOnConnection', async (defect) => {
		const device = await mintDevice(current().vendor, { mac, defect: defect.name, now: new Date() });
		await prepare(device);
		const outcome = await ask(mac, device);
		if (defect.status === null) return expect(outcome).toMatchObject({ kind: 'handshake-refused' });
		expect(outcome).toMatchObject({ kind: 'answered', status: defect.status });
		expect(await current().lastRecord()).toMatchObject({ status: defect.status, reason: defect.reasonOnConnection });
	});

	it.each([
		['root', 'certificate.unknown-issuer'],
		['issuing', 'certificate.issuer-missing'],
	])('with the %s certificate alone it says %s', async (name, reason) => {
		const hierarchy = partial.get(name);
		if (hierarchy === undefined) throw new Error('there is no hierarchy');
		expect(await ask(mac, await mintDevice(hierarchy, { mac, now: new Date() }))).toMatchObject({ status: 403 });
		expect(await current().lastRecord()).toMatchObject({ status: 403, reason });
	});

	it.each(others)('answers a good device of $name as the recipe says, and no generic one', async (recipe) => {
		const hierarchy = hierarchies.get(recipe.name);
		if (hierarchy === undefined) throw new Error('there is no hierarchy');
		const own = toRecipeMac(recipe, recipes.indexOf(recipe));
		for (const name of ['none', 'generic', 'expired']) {
			const { status, reasonOnConnection: reason } = expectationOf(findDefect(name), recipe);
			const device = await mintDevice(hierarchy, { mac: own, defect: name, now: new Date() });
			expect(await ask(own, device)).toMatchObject({ kind: 'answered', status });
			expect(await current().lastRecord()).toMatchObject({ status, reason });
		}
	});
});
