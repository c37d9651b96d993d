import { expect, it } from 'vitest';
import { farMac, nextMac } from '../../../src/qa/defects/next-mac.ts';
import { deviceMacOf } from '../../../src/qa/matrix/device-mac.ts';
import { listRecipes, loadRecipe } from '../../../src/qa/test-ca.ts';

it('gives each recipe addresses of its maker that no other recipe has', async () => {
	const recipes = await Promise.all((await listRecipes()).map(loadRecipe));
	const macs = recipes.map(deviceMacOf);
	const all = macs.flatMap((mac) => [mac, nextMac(mac), farMac(mac)]);
	expect(new Set(all).size).toBe(3 * recipes.length);
	for (const [index, { anchor }] of recipes.entries()) {
		expect(anchor.ouis.length === 0 || anchor.ouis.some((oui) => macs[index]?.startsWith(oui))).toBe(true);
	}
	expect(recipes.map(deviceMacOf)).toEqual(macs);
});
