import { beforeAll, describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { toPem } from '../../src/pki/certificate.ts';
import { type DeviceCredential, generateKeys, type Hierarchy, type KeyPair, mintDevice, mintHierarchy } from '../../src/qa/mint.ts';
import { encodePkcs12 } from '../../src/qa/pkcs12.ts';
import type { KeyType, Recipe } from '../../src/qa/recipe.ts';
import { loadRecipe } from '../../src/qa/test-ca.ts';
import { shakeHands } from './handshake.ts';

const now = new Date();
const mac = requireMacAddress('0013d1aabbcc');

/** The one that node-forge writes has an HMAC of SHA-1, the one of pkijs has SHA-256. */
const digestIdentifiers = {
	'node-forge': Buffer.from('06052b0e03021a', 'hex'),
	pkijs: Buffer.from('0609608648016503040201', 'hex'),
};

/** What a library might write otherwise when it reads a certificate and writes it again. */
const oddlyEncoded = [
	...['bad-signature', 'weak-digest', 'critical-extension', 'duplicate-extension', 'oversized-certificate', 'no-expiry'],
	...['cn-injection', 'attribute-injection', 'nul', 'newline', 'multi-valued-rdn', 'multi-valued-two', 'name-constraints'],
];

const withKeys = (recipe: Recipe, [root, issuing, device]: readonly [KeyType, KeyType, KeyType]): Recipe => ({
	...recipe,
	hierarchy: recipe.hierarchy.map((authority, index) => ({ ...authority, key: index === 0 ? root : issuing })),
	device: { ...recipe.device, key: device },
});

describe.each<[string, readonly [KeyType, KeyType, KeyType], readonly (keyof typeof digestIdentifiers)[]]>([
	['RSA throughout', ['rsa-2048', 'rsa-2048', 'rsa-2048'], ['node-forge', 'pkijs']],
	['a device on a curve', ['rsa-2048', 'rsa-2048', 'ec-p256'], ['pkijs', 'pkijs']],
	['an issuer on a curve', ['ec-p384', 'ec-p256', 'rsa-2048'], ['pkijs', 'pkijs']],
	['a root on a curve', ['ec-p256', 'rsa-2048', 'rsa-2048'], ['pkijs', 'pkijs']],
])('a PKCS#12 file of %s', (_name, keys, [forPlain = 'pkijs', forOther = 'pkijs']) => {
	let hierarchy: Hierarchy;
	let deviceKeys: KeyPair;
	let device: DeviceCredential;
	beforeAll(async () => {
		hierarchy = await mintHierarchy(withKeys(await loadRecipe('spectralink'), keys), { now });
		deviceKeys = await generateKeys(keys[2]);
		device = await mintDevice(hierarchy, { mac, now, keys: deviceKeys });
	});

	it.each([
		['in ASCII', 'pass (word)', forPlain],
		['with other letters', 'pass wörd Ω', forOther],
	])('opens with its password %s, and with no other', async (_kind, password, library) => {
		const { chain, privateKey } = device;
		const pfx = await encodePkcs12({ chain, privateKey, password });
		for (const [name, identifier] of Object.entries(digestIdentifiers)) {
			expect([name, pfx.subarray(-128).includes(identifier)]).toEqual([name, name === library]);
		}
		const anchors = hierarchy.authorities.slice(0, 1).map(({ certificate }) => toPem(certificate));
		const seen = await shakeHands({ anchors, device: { pfx, passphrase: password }, version: 'TLSv1.3' });
		expect(seen).toMatchObject({ authorized: true, error: null });
		expect(seen.certificate?.raw).toEqual(device.certificate);
		const wrong = shakeHands({ anchors, device: { pfx, passphrase: `${password}x` }, version: 'TLSv1.3' });
		await expect(wrong).rejects.toThrow();
	});

	it('has the certificates byte for byte, however odd they are', async () => {
		for (const name of oddlyEncoded) {
			const { chain, privateKey } = await mintDevice(hierarchy, { mac, now, defect: name, keys: deviceKeys, rogue: hierarchy });
			const pfx = await encodePkcs12({ chain, privateKey, password: 'secret' });
			expect([name, chain.every((certificate) => pfx.includes(certificate))]).toEqual([name, true]);
		}
	});
});
