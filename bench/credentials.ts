import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type MacAddress, requireMacAddress } from '../src/domain/mac-address.ts';
import { toPem } from '../src/pki/certificate.ts';
import { generateKeys, type Hierarchy, type KeyPair, mintDevice, mintHierarchy, mintRogueHierarchy, toKeyPem } from '../src/qa/mint.ts';
import { defaultRecipe, loadRecipe } from '../src/qa/test-ca.ts';
import { mintServerCertificate } from '../src/tls/self-signed.ts';
import type { Identities } from './load-plan.ts';

/** Every certificate of a bench, on disk for the servers and in memory for more. */
export interface Credentials {
	/** ECDSA P-256, for every contestant. */
	readonly serverCertificateFile: string;
	readonly serverKeyFile: string;
	/** Root and issuing CA of the devices. */
	readonly anchorsFile: string;
	/** PEM, root first. */
	readonly anchors: readonly { readonly name: string; readonly pem: string }[];
	/** Writes the certificates of these devices, RSA-2048. @returns the file. */
	mint(name: string, macs: readonly MacAddress[]): Promise<string>;
	/** The same from a CA that looks like ours and is not. */
	mintRogue(name: string, macs: readonly MacAddress[]): Promise<string>;
}

/** The MAC address of the n-th device. */
export function toMac(index: number): MacAddress {
	return requireMacAddress(`0013d1${index.toString(16).padStart(6, '0')}`);
}

/** One key serves all devices: making ten thousand RSA keys would take half an hour, and the server sees no difference. */
export async function createCredentials(directory: string): Promise<Credentials> {
	const now = new Date();
	const hierarchy = await mintHierarchy(await loadRecipe(defaultRecipe), { now });
	const keys = await generateKeys('rsa-2048');
	const { ecdsa } = await mintServerCertificate({ hosts: ['localhost'], ips: ['127.0.0.1'], now });
	const anchors = hierarchy.authorities.map(({ name, certificate }) => ({ name, pem: toPem(certificate) }));
	const write = async (name: string, text: string) => {
		const file = join(directory, name);
		await writeFile(file, text, { mode: 0o600 });
		return file;
	};
	const mint = async (name: string, from: Hierarchy, macs: readonly MacAddress[]) =>
		write(`${name}.json`, JSON.stringify(await mintIdentities(from, keys, macs, now)));
	return {
		anchors,
		serverCertificateFile: await write('server.pem', ecdsa.cert),
		serverKeyFile: await write('server-key.pem', ecdsa.key),
		anchorsFile: await write('anchors.pem', anchors.map(({ pem }) => pem).join('')),
		mint: (name, macs) => mint(name, hierarchy, macs),
		mintRogue: async (name, macs) => mint(name, await mintRogueHierarchy(hierarchy, { now }), macs),
	};
}

async function mintIdentities(from: Hierarchy, keys: KeyPair, macs: readonly MacAddress[], now: Date): Promise<Identities> {
	const chains: string[] = [];
	for (const mac of macs) chains.push((await mintDevice(from, { mac, now, keys })).chainPem);
	return { key: toKeyPem(keys.privateKey), chains };
}
