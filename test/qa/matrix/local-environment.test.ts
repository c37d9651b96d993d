import { describe, expect, it } from 'vitest';
import { installRevocationList } from '../../../src/app/administration/change-trust-anchor.ts';
import { requireMacAddress } from '../../../src/domain/mac-address.ts';
import { type EnvironmentNeed, environmentNeeds, withEnvironment } from '../../../src/qa/matrix/local-environment.ts';
import { mintDevice, mintHierarchy } from '../../../src/qa/mint.ts';
import { loadRecipe } from '../../../src/qa/test-ca.ts';
import { toAnchor, useDeviceService } from '../../helpers/device-service.ts';

const defectOf: Record<EnvironmentNeed, string> = {
	'deny-list': 'denied',
	'revoking-list': 'revoked',
	'stale-list': 'crl-stale',
	'no-list': 'crl-missing',
};

describe('a server that is changed for some rows', () => {
	const service = useDeviceService([], async ({ store, administration, vendor }) => {
		const stranger = await mintHierarchy(await loadRecipe('spectralink-ng'), { now: new Date() });
		for (const { name, certificate } of stranger.authorities) await store.trust.addAnchor(toAnchor(`stranger-${name}`, certificate));
		await installRevocationList(administration, { kind: 'Http', alias: 'test-root' }, vendor.authorities[0]?.revocationList);
	});

	const stateOf = async () => {
		const { trust } = service().store;
		return { anchors: await trust.listAnchors('Http'), denied: await trust.listDenied() };
	};

	it.each(environmentNeeds)('is as it was after %s, also when playing fails', async (need) => {
		const { administration, vendor } = service();
		const credential = await mintDevice(vendor, { mac: requireMacAddress('00:13:d1:00:00:42'), defect: defectOf[need], now: new Date() });
		const before = await stateOf();
		let during: Awaited<ReturnType<typeof stateOf>> | undefined;
		const played = withEnvironment(administration, need, [{ hierarchy: vendor, credential }], async () => {
			during = await stateOf();
			throw new Error('playing fails');
		});
		await expect(played).rejects.toThrow('playing fails');
		expect(await stateOf()).toEqual(before);
		expect(during).not.toEqual(before);
		const isStranger = ({ alias }: { readonly alias: string }) => alias.startsWith('stranger-');
		expect(during?.anchors.filter(isStranger)).toEqual(before.anchors.filter(isStranger));
		const others = during?.anchors.filter((anchor) => !isStranger(anchor));
		expect(new Set(others?.map(({ policy }) => policy.revocation))).toEqual(new Set([need === 'deny-list' ? 'off' : 'hard']));
		expect(during?.denied).toHaveLength(need === 'deny-list' ? 1 : 0);
	});
});
