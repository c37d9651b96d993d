import { createPrivateKey, createPublicKey } from 'node:crypto';
import { toPem } from '../../pki/certificate.ts';
import { type KeyPair, mintDevice, mintRogueHierarchy, toKeyPem } from '../mint.ts';
import { openTestCa } from '../test-ca.ts';
import { FleetPlan, type FleetPlanOptions } from './fleet-plan.ts';

/** What a minting thread is started with. */
export interface MintOrder {
	readonly caDirectory: string;
	readonly plan: FleetPlanOptions;
	/** PEM; the devices take turns among them. */
	readonly keys: readonly string[];
	/** Milliseconds since the epoch. */
	readonly now: number;
}

export interface MintRange {
	readonly from: number;
	readonly to: number;
}

/** A certificate on its way to the fleet. */
export interface MintedDevice {
	/** DER bytes. */
	readonly certificate: Uint8Array;
	/** PEM: what the device sends after its certificate. */
	readonly issuers: string;
	/** PEM; only where the defect asks for a key of its own. */
	readonly ownKey?: string;
}

/** Prepares to mint ranges of a fleet; the CA is read once. */
export async function startMinting(order: MintOrder): Promise<(range: MintRange) => Promise<MintedDevice[]>> {
	const hierarchy = await openTestCa(order.caDirectory);
	const plan = new FleetPlan(order.plan);
	const now = new Date(order.now);
	const keys = order.keys.map(toKeyPair);
	const rogue = await mintRogueHierarchy(hierarchy, { now });
	return async ({ from, to }) => {
		const minted: MintedDevice[] = [];
		for (let index = from; index < to; index++) {
			const pair = keys[index % keys.length];
			const shared = pair === undefined ? {} : { keys: pair };
			const device = await mintDevice(hierarchy, { mac: plan.macOf(index), defect: plan.defectOf(index), now, rogue, ...shared });
			const ownKey = device.privateKey === pair?.privateKey ? {} : { ownKey: toKeyPem(device.privateKey) };
			minted.push({
				certificate: device.certificate,
				issuers: device.chain
					.slice(1)
					.map((der) => toPem(der))
					.join(''),
				...ownKey,
			});
		}
		return minted;
	};
}

function toKeyPair(pem: string): KeyPair {
	const privateKey = createPrivateKey(pem);
	return { privateKey, publicKey: createPublicKey(privateKey) };
}
