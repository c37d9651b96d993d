import { type MacAddress, requireMacAddress } from '../../domain/mac-address.ts';
import type { Defect } from '../defects/defect.ts';
import { farMac, nextMac } from '../defects/next-mac.ts';
import { defectsFor, expectationOf, findDefect } from '../defects.ts';
import { type DeviceCredential, generateKeys, type Hierarchy, type KeyPair, mintDevice, mintRogueHierarchy } from '../mint.ts';
import { deviceMacOf } from './device-mac.ts';
import type { MatrixRow, RowExpectation } from './matrix-row.ts';
import { planHttpRows, planProofRows, type RequestRowParts } from './request-rows.ts';

export interface MatrixPlan {
	/** The device that all rows are about; each recipe's own where it is absent. */
	readonly mac?: MacAddress;
	/** Path of a file that takes certificates alone, with `{mac}` for twelve lower-case digits. */
	readonly path: string;
	/** The same of a file that takes passwords alone; absent where the server has none. */
	readonly passwordPath?: string;
	readonly now: Date;
}

/** The rows of every hierarchy; what is common to all of them stands with the first that a server accepts. Certificates are minted when a row is played. */
export function planRows(hierarchies: readonly Hierarchy[], plan: MatrixPlan): readonly MatrixRow[] {
	const forHttp = hierarchies.find((hierarchy) => toExpectation(findDefect('none'), hierarchy).status === 200);
	return hierarchies.flatMap((hierarchy) => {
		const { recipe } = hierarchy;
		const mac = plan.mac ?? deviceMacOf(recipe);
		const mint = createMint(hierarchy, plan.now);
		const { passwordPath } = plan;
		const parts: RequestRowParts = {
			recipe: recipe.name,
			hierarchy,
			mac,
			otherMac: requireMacAddress(nextMac(mac)),
			unknownMac: requireMacAddress(farMac(mac)),
			good: toExpectation(findDefect('none'), hierarchy),
			mintGood: (of) => mint(of, 'none'),
			toPath: (of) => expandPath(plan.path, of),
			...(passwordPath === undefined ? {} : { passwordPath: expandPath(passwordPath, mac) }),
		};
		return [
			...defectsFor(recipe).map((defect) => planDefectRow(parts, defect, () => mint(mac, defect.name))),
			...planProofRows(parts),
			...(hierarchy === forHttp ? planHttpRows(parts) : []),
		];
	});
}

function expandPath(template: string, mac: MacAddress): string {
	return template.replaceAll('{mac}', mac);
}

function planDefectRow(parts: RequestRowParts, defect: Defect, mint: () => Promise<DeviceCredential>): MatrixRow {
	const { recipe, hierarchy, mac, toPath } = parts;
	const { name, breaks, needs } = defect;
	const expected = toExpectation(defect, hierarchy);
	const path = toPath(mac);
	return { recipe, hierarchy, name, breaks, path, mint, expected, ...(needs === undefined ? {} : { needs }) };
}

function toExpectation(defect: Defect, { recipe }: Hierarchy): RowExpectation {
	const { status, reasonOnConnection } = expectationOf(defect, recipe);
	return status === null || reasonOnConnection === null ? { status: 'handshake-refused' } : { status, reason: reasonOnConnection };
}

/** One key of the recipe's type and one rogue hierarchy serve all rows: what differs is in the certificates. */
function createMint(hierarchy: Hierarchy, now: Date): (mac: MacAddress, defect: string) => Promise<DeviceCredential> {
	let keys: Promise<KeyPair> | undefined;
	let rogue: Promise<Hierarchy> | undefined;
	return async (mac, defect) => {
		keys ??= generateKeys(hierarchy.recipe.device.key);
		rogue ??= mintRogueHierarchy(hierarchy, { now });
		return mintDevice(hierarchy, { mac, defect, now, keys: await keys, rogue: await rogue });
	};
}
