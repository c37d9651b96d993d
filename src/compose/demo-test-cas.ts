import { rename, rm, stat } from 'node:fs/promises';
import { addTrustAnchor } from '../app/administration/add-trust-anchor.ts';
import type { Administration } from '../app/administration/administration.ts';
import { type MacAddress, requireMacAddress } from '../domain/mac-address.ts';
import { defaultTrustPolicy } from '../domain/trust-anchor.ts';
import { nextMac } from '../qa/defects/next-mac.ts';
import { deviceMacOf } from '../qa/matrix/device-mac.ts';
import type { Hierarchy } from '../qa/mint.ts';
import { createTestCas, defaultRecipe, everyRecipe, listRecipes, openTestCa, toTestCaFolder } from '../qa/test-ca.ts';

/** The device that QA plays with certificates of a recipe. */
export interface QaDevice {
	readonly recipe: string;
	readonly mac: MacAddress;
	/** Of a device with the next address, for certificates that name it. */
	readonly nextMac: MacAddress;
}

/** Makes a test CA after each recipe, unless the folder is there: it gets its name when all of them are complete. */
export async function makeTestCas(caDirectory: string, now: Date): Promise<void> {
	if ((await stat(caDirectory).catch(() => undefined)) !== undefined) return;
	const draft = `${caDirectory}.new`;
	await rm(draft, { recursive: true, force: true });
	await createTestCas(draft, { recipe: everyRecipe, now });
	await rename(draft, caDirectory);
}

/** Installs every authority of the test CAs, with what their recipes say of trust anchors. @returns a device for each of them. */
export async function installTestCas(administration: Administration, caDirectory: string): Promise<readonly QaDevice[]> {
	const recipes = await listRecipes();
	const hierarchies = await Promise.all(recipes.map((recipe) => openTestCa(toTestCaFolder(caDirectory, recipe))));
	const installed = new Set((await administration.store.trust.listAnchors('Http')).map(({ alias }) => alias));
	for (const hierarchy of hierarchies) await installAnchors(administration, hierarchy, installed);
	return hierarchies.map(({ recipe }) => ({ recipe: recipe.name, ...toMacs(deviceMacOf(recipe)) }));
}

async function installAnchors(administration: Administration, hierarchy: Hierarchy, installed: ReadonlySet<string>): Promise<void> {
	const { recipe, authorities } = hierarchy;
	const { ouis, macRules, digestFloor = defaultTrustPolicy.digestFloor } = recipe.anchor;
	const prefix = recipe.name === defaultRecipe ? 'test' : `test-${recipe.name}`;
	for (const { name, certificate } of authorities) {
		const alias = `${prefix}-${name}`;
		if (installed.has(alias)) continue;
		const policy = { ...defaultTrustPolicy, digestFloor };
		await addTrustAnchor(administration, { kind: 'Http', alias, file: certificate, ouis, macRules, policy });
	}
}

function toMacs(mac: MacAddress): Pick<QaDevice, 'mac' | 'nextMac'> {
	return { mac, nextMac: requireMacAddress(nextMac(mac)) };
}
