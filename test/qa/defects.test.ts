import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { requireMacAddress, requireOui } from '../../src/domain/mac-address.ts';
import { defaultTrustPolicy } from '../../src/domain/trust-anchor.ts';
import { toPem } from '../../src/pki/certificate.ts';
import { type CheckAnchor, checkCertificate } from '../../src/pki/check-certificate.ts';
import type { Defect } from '../../src/qa/defects/defect.ts';
import { nextMac } from '../../src/qa/defects/next-mac.ts';
import { defects, defectsFor, expectationOf, findDefect } from '../../src/qa/defects.ts';
import {
	type DeviceCredential,
	generateKeys,
	type Hierarchy,
	issuingAuthorityOf,
	type KeyPair,
	mintDevice,
	mintHierarchy,
	mintRogueHierarchy,
} from '../../src/qa/mint.ts';
import { parseRecipe, toRecipeMac } from '../../src/qa/recipe.ts';
import { listRecipes, loadRecipe } from '../../src/qa/test-ca.ts';
import { shakeHands } from './handshake.ts';

const now = new Date();
const mac = requireMacAddress('00:13:d1:aa:bb:cc');
const anchorsOf = ({ authorities }: Hierarchy) => authorities.map(({ certificate }) => toPem(certificate));
const offer = (device: DeviceCredential) => ({ key: device.keyPem, cert: device.chainPem });
const upper = (digits: string) => digits.toUpperCase();

const spectralink = await loadRecipe('spectralink');
const applicable = defectsFor(spectralink);
const recipes = await Promise.all((await listRecipes()).map(loadRecipe));

let hierarchy: Hierarchy;
const devices = new Map<string, DeviceCredential>();

beforeAll(async () => {
	hierarchy = await mintHierarchy(spectralink, { now });
	const rogue = await mintRogueHierarchy(hierarchy, { now });
	const keys = await generateKeys('rsa-2048');
	for (const { name } of applicable) devices.set(name, await mintDevice(hierarchy, { mac, defect: name, now, keys, rogue }));
});

const deviceOf = (defect: string): DeviceCredential => {
	const device = devices.get(defect);
	if (device === undefined) throw new Error(`no defect ${defect}`);
	return device;
};
const certificateOf = (defect: string) => new X509Certificate(deviceOf(defect).certificate);
const commonNamesOf = (defect: string) =>
	certificateOf(defect)
		.subject.split('\n')
		.flatMap((line) => (line.startsWith('CN=') ? [line.slice(3)] : []));

/** OpenSSL's own verdict at the server; those that are not here it finds nothing wrong with, their rule is ours. */
const verdicts: Record<string, string> = {
	expired: 'CERT_HAS_EXPIRED',
	'not-yet-valid': 'CERT_NOT_YET_VALID',
	'bad-signature': 'CERT_SIGNATURE_FAILURE',
	'rogue-ca': 'CERT_SIGNATURE_FAILURE',
	'other-ca': 'SELF_SIGNED_CERT_IN_CHAIN',
	'self-signed': 'DEPTH_ZERO_SELF_SIGNED_CERT',
	'weak-digest': 'UNSPECIFIED',
	md5: 'UNSPECIFIED',
	'weak-key': 'UNSPECIFIED',
	'issuer-missing': 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	'issuer-expired': 'CERT_HAS_EXPIRED',
	'issued-by-device': 'UNSPECIFIED',
	'issuer-key-usage': 'UNSPECIFIED',
	'path-too-long': 'PATH_LENGTH_EXCEEDED',
	'name-constraints': 'UNSPECIFIED',
	'wrong-eku': 'INVALID_PURPOSE',
	'any-eku': 'INVALID_PURPOSE',
	'wrong-key-usage': 'INVALID_PURPOSE',
	'critical-extension': 'UNSPECIFIED',
	'duplicate-extension': 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
};

it.each(applicable.filter(({ status }) => status !== null))('$name: $breaks', async ({ name: defect }) => {
	const seen = await shakeHands({ anchors: anchorsOf(hierarchy), device: offer(deviceOf(defect)), version: 'TLSv1.3' });
	expect(seen.error).toBe(verdicts[defect] ?? null);
	expect(seen.certificate?.raw).toEqual(deviceOf(defect).certificate);
});

it.each(['TLSv1.2', 'TLSv1.3'] as const)('the server ends the handshake where the defect says so, over %s', async (version) => {
	const ended = applicable.filter(({ status }) => status === null);
	expect(ended.map(({ name }) => name)).toEqual(['oversized-chain']);
	for (const { name } of ended) {
		const handshake = shakeHands({ anchors: anchorsOf(hierarchy), device: offer(deviceOf(name)), version });
		await expect(handshake).rejects.toMatchObject({ code: 'ERR_SSL_EXCESSIVE_MESSAGE_SIZE' });
	}
});

it.each(['weak-digest', 'md5', 'weak-key'])('%s is refused for its strength alone', async (defect) => {
	const seen = await shakeHands({ anchors: anchorsOf(hierarchy), device: offer(deviceOf(defect)), version: 'TLSv1.2', securityLevel: 0 });
	expect(seen.error).toBeNull();
});

it('puts the dates on the side of now that it says', () => {
	expect(new Date(certificateOf('expired').validTo) < now).toBe(true);
	expect(new Date(certificateOf('expired').validFrom) < new Date(certificateOf('expired').validTo)).toBe(true);
	expect(new Date(certificateOf('not-yet-valid').validFrom) > now).toBe(true);
	expect(new Date(certificateOf('not-yet-valid').validTo) > new Date(certificateOf('not-yet-valid').validFrom)).toBe(true);
	expect(new Date(certificateOf('no-expiry').validTo)).toEqual(new Date(Date.UTC(9999, 11, 31, 23, 59, 59)));
});

it('names the MAC addresses that it says', () => {
	expect(commonNamesOf('none')).toEqual([upper(mac)]);
	expect(commonNamesOf('other-mac')).toEqual([upper(nextMac(mac))]);
	expect(commonNamesOf('oui-outside')).toEqual([`40${upper(mac.slice(2))}`]);
	expect(commonNamesOf('no-mac')).toEqual([]);
	expect(commonNamesOf('generic')).toEqual(['generic']);
	expect(commonNamesOf('eui-64')).toEqual([upper(`${mac.slice(0, 6)}fffe${mac.slice(6)}`)]);
	for (const two of ['two-macs', 'two-cns']) expect(commonNamesOf(two)).toEqual([upper(mac), upper(nextMac(mac))]);
	expect(commonNamesOf('multicast')).toEqual([upper(`01${mac.slice(2)}`)]);
	expect(commonNamesOf('broadcast')).toEqual(['F'.repeat(12)]);
	expect(commonNamesOf('zero')).toEqual(['0'.repeat(12)]);
	expect(certificateOf('cn-injection').toLegacyObject().subject).toEqual({ CN: `${upper(mac)},CN=${upper(nextMac(mac))}` });
});

it('has the hostile text that it says', () => {
	expect(certificateOf('nul').toLegacyObject().subject).toMatchObject({ CN: `${upper(mac)}\0.example.net` });
	expect(certificateOf('newline').toLegacyObject().subject).toMatchObject({ CN: `device\nCN=${upper(mac)}` });
	expect(certificateOf('attribute-injection').toLegacyObject().subject).toMatchObject({
		CN: upper(nextMac(mac)),
		O: expect.stringContaining(`, CN=${upper(mac)},`) as string,
	});
	expect(certificateOf('multi-valued-rdn').subject).toMatch(new RegExp(`^(?:dnQualifier=multi-valued \\+ CN=|CN=)${upper(mac)}`, 'm'));
	expect(certificateOf('multi-valued-rdn').subject.split('\n').at(-1)).toContain(' + ');
	expect(certificateOf('multi-valued-two').subject.split('\n').at(-1)).toBe(`CN=${upper(mac)} + CN=${upper(nextMac(mac))}`);
});

it("is the maker's own generic certificate where the recipe knows it", async () => {
	const cisco = await mintHierarchy(await loadRecipe('cisco'), { now });
	const { certificate } = await mintDevice(cisco, { mac, defect: 'generic', now });
	expect(new X509Certificate(certificate).subject).toBe('OU=cisco.com\nL=ciscogeneric\nST=ciscogeneric');
});

it('signs with the real CA, but for those that say otherwise', () => {
	const issuer = new X509Certificate(issuingAuthorityOf(hierarchy).certificate);
	for (const defect of applicable) {
		const elsewhere = defect.name === 'bad-signature' || defect.signer !== undefined || defect.planIssuers !== undefined;
		expect([defect.name, certificateOf(defect.name).verify(issuer.publicKey)]).toEqual([defect.name, !elsewhere]);
	}
	const certificate = certificateOf('rogue-ca');
	const [, rogueIssuer] = deviceOf('rogue-ca').chain.map((der) => new X509Certificate(der));
	expect(certificate.checkIssued(issuer)).toBe(true);
	expect(rogueIssuer?.subject).toBe(issuer.subject);
	expect(rogueIssuer !== undefined && certificate.verify(rogueIssuer.publicKey)).toBe(true);
});

it('sends every issuer below the root, each signed by the next', () => {
	const root = new X509Certificate(hierarchy.authorities[0]?.certificate ?? '');
	for (const { name } of applicable.filter(({ planIssuers, alterChain }) => planIssuers !== undefined && alterChain === undefined)) {
		const chain = [...deviceOf(name).chain.map((der) => new X509Certificate(der)), root];
		const linked = chain.slice(1).map((issuer, index) => chain[index]?.verify(issuer.publicKey));
		expect([name, linked]).toEqual([name, chain.slice(1).map(() => true)]);
	}
	for (const alone of ['no-intermediate', 'issuer-missing']) expect(deviceOf(alone).chain).toHaveLength(1);
});

it('has the constraints, usages, keys and signatures that it says', () => {
	expect(certificateOf('ca-leaf').ca).toBe(true);
	expect(certificateOf('wrong-eku').keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
	expect(certificateOf('any-eku').keyUsage).toEqual(['2.5.29.37.0']);
	expect(certificateOf('no-eku').keyUsage).toBeUndefined();
	expect(certificateOf('weak-key').publicKey.asymmetricKeyDetails?.modulusLength).toBe(1024);
	expect(certificateOf('none').signatureAlgorithm).toBe(`${spectralink.device.digest}WithRSAEncryption`);
	expect(certificateOf('weak-digest').signatureAlgorithm).toBe('sha1WithRSAEncryption');
	expect(certificateOf('md5').signatureAlgorithm).toBe('md5WithRSAEncryption');
});

describe.each(recipes)('the path validation, for a CA after $name', (recipe) => {
	const own = toRecipeMac(recipe, 0xaabbcc);
	let ca: Hierarchy;
	let rogue: Hierarchy;
	let keys: KeyPair;
	beforeAll(async () => {
		ca = await mintHierarchy(recipe, { now });
		rogue = await mintRogueHierarchy(ca, { now });
		keys = await generateKeys(recipe.device.key);
	});

	const toAnchors = (device: DeviceCredential): CheckAnchor[] => {
		const needsLists = ['revoking-list', 'stale-list', 'no-list'].some((need) => need === device.defect.needs);
		const { ouis, macRules, digestFloor = defaultTrustPolicy.digestFloor } = recipe.anchor;
		const policy = { ...defaultTrustPolicy, digestFloor, revocation: needsLists ? ('hard' as const) : ('off' as const) };
		return ca.authorities.map(({ name: alias, certificate }) => {
			const crls = device.revocationLists.filter(({ authority }) => authority === alias).map(({ der }) => der);
			return { alias, certificate, ouis, macRules, policy, crls };
		});
	};
	const toDenied = ({ certificate, defect }: DeviceCredential) =>
		defect.needs === 'deny-list'
			? [{ id: '1', note: '', createdAt: now, kind: 'fingerprint' as const, fingerprint: toFingerprint(certificate) }]
			: [];
	/** What is wrong with a good certificate of another device is not in the certificate. */
	const certifiedMacOf = ({ alterMac }: Defect) => alterMac?.(own) ?? own;

	it.each(defectsFor(recipe))('gives $reason for $name', async (defect) => {
		const device = await mintDevice(ca, { mac: own, defect: defect.name, now, keys, rogue });
		expect(new X509Certificate(device.certificate).checkPrivateKey(device.privateKey)).toBe(true);
		const question = {
			untrusted: [],
			anchors: toAnchors(device),
			crls: [],
			denyList: toDenied(device),
			at: now,
			purpose: 'device' as const,
		};
		const expectReason = (leaf: string, reason: string) => {
			const report = checkCertificate({ ...question, leaf });
			if (reason.startsWith('certificate.')) expect(report).toMatchObject({ accepted: false, reason });
			else expect(report).toMatchObject({ accepted: true, mac: certifiedMacOf(defect) });
		};
		expectReason(device.chainPem, defect.reason);
		if (defect.reasonOnConnection !== null) expectReason(device.certificatePem, defect.reasonOnConnection);
	});

	it('needs its anchors to be set as it says', async () => {
		const device = await mintDevice(ca, { mac: own, now, keys });
		const question = { leaf: device.chainPem, untrusted: [], crls: [], at: now, purpose: 'device' as const };
		const anchors = ca.authorities.map(({ name: alias, certificate }) => ({ alias, certificate }));
		const withDefaults = ['spectralink', 'spectralink-ng', 'polycom-like', 'snom-like', 'san-mac', 'san-uri', 'idevid'];
		expect(checkCertificate({ ...question, anchors }).accepted).toBe(withDefaults.includes(recipe.name));
		const elsewhere = toAnchors(device).map((anchor) => ({ ...anchor, ouis: [requireOui('020000')] }));
		expect(checkCertificate({ ...question, anchors: elsewhere })).toMatchObject({ reason: 'certificate.oui-not-allowed' });
	});
});

describe('expectationOf', () => {
	it('is what the defect says, for most recipes', () => {
		for (const defect of applicable)
			expect(expectationOf(defect, spectralink)).toMatchObject({ reason: defect.reason, status: defect.status });
	});

	it('knows that the TLS library does not take what only a lower floor takes', async () => {
		const recipe = await loadRecipe('snom-like-sha1');
		const refusal = { reasonOnConnection: 'certificate.tls-refused', status: 403 };
		expect(expectationOf(findDefect('none'), recipe)).toEqual({ reason: 'granted', ...refusal });
		expect(expectationOf(findDefect('other-mac'), recipe)).toEqual({ reason: 'binding.other-device', ...refusal });
		expect(expectationOf(findDefect('expired'), recipe)).toMatchObject({ reasonOnConnection: 'certificate.expired' });
		expect(expectationOf(findDefect('oversized-chain'), recipe)).toMatchObject({ reasonOnConnection: null, status: null });
		const ca = await mintHierarchy(recipe, { now });
		const device = await mintDevice(ca, { mac: toRecipeMac(recipe, 1), now });
		const seen = await shakeHands({ anchors: anchorsOf(ca), device: offer(device), version: 'TLSv1.3' });
		expect(seen.error).toBe('UNSPECIFIED');
	});
});

describe('defectsFor', () => {
	it('leaves out what certificates of a shape cannot have, and mintDevice refuses it', async () => {
		const recipe = await loadRecipe('san-mac');
		const missing = defects.filter((defect) => !defectsFor(recipe).includes(defect)).map(({ name }) => name);
		expect(missing).toEqual(['md5', 'two-cns', 'cn-injection', 'nul', 'newline', 'multi-valued-rdn', 'multi-valued-two']);
		const ca = await mintHierarchy(recipe, { now });
		await expect(mintDevice(ca, { mac, defect: 'nul', now })).rejects.toMatchObject({ code: 'value.contradiction' });
	});

	it('knows a CA that allows none below it, anchors without OUIs, and one authority that is all', async () => {
		const [root] = spectralink.hierarchy;
		const narrow = parseRecipe(JSON.stringify({ ...spectralink, hierarchy: [{ ...root, pathLength: 0 }], anchor: {} }));
		const missing = applicable.filter((defect) => !defectsFor(narrow).includes(defect)).map(({ name }) => name);
		expect(missing).toEqual(['issuer-not-installed', 'issued-by-device', 'name-constraints', 'policy-required', 'oui-outside']);
	});

	it('gives every defect a name of its own, and a recipe that can have it', () => {
		expect(new Set(defects.map(({ name }) => name)).size).toBe(defects.length);
		for (const defect of defects)
			expect([defect.name, recipes.some((recipe) => defectsFor(recipe).includes(defect))]).toEqual([defect.name, true]);
	});
});

function toFingerprint(certificate: Buffer): string {
	return new X509Certificate(certificate).fingerprint256.replaceAll(':', '').toLowerCase();
}
