import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { toPem } from '../../src/pki/certificate.ts';
import { nextMac } from '../../src/qa/defects/next-mac.ts';
import {
	type DeviceCredential,
	generateKeys,
	type Hierarchy,
	issuingAuthorityOf,
	mintDevice,
	mintHierarchy,
	mintRevocationList,
} from '../../src/qa/mint.ts';
import { parseRecipe, type Recipe } from '../../src/qa/recipe.ts';
import { listRecipes, loadRecipe } from '../../src/qa/test-ca.ts';
import { shakeHands } from './handshake.ts';

const run = promisify(execFile);
const now = new Date();
const mac = requireMacAddress('00:13:d1:aa:bb:cc');
const names = await listRecipes();
const clientAuthentication = '1.3.6.1.5.5.7.3.2';

const hierarchies = new Map<string, Hierarchy>();
beforeAll(async () => {
	for (const name of names) hierarchies.set(name, await mintHierarchy(await loadRecipe(name), { now }));
});

const hierarchyOf = (name: string): Hierarchy => {
	const hierarchy = hierarchies.get(name);
	if (hierarchy === undefined) throw new Error(`no hierarchy ${name}`);
	return hierarchy;
};
const anchorsOf = ({ authorities }: Hierarchy) => authorities.map(({ certificate }) => toPem(certificate));
const offer = (device: DeviceCredential) => ({ key: device.keyPem, cert: device.chainPem });

describe.each(names)('a hierarchy after the recipe %s', (name) => {
	it('is a chain of CAs, each signed by the one before', () => {
		const certificates = hierarchyOf(name).authorities.map(({ certificate }) => new X509Certificate(certificate));
		for (const [index, certificate] of certificates.entries()) {
			const issuer = certificates[Math.max(0, index - 1)] ?? certificate;
			expect(certificate.ca).toBe(true);
			expect(certificate.checkIssued(issuer)).toBe(true);
			expect(certificate.verify(issuer.publicKey)).toBe(true);
		}
	});

	it.each(['TLSv1.2', 'TLSv1.3'] as const)('has devices that a server takes over %s', async (version) => {
		const device = await mintDevice(hierarchyOf(name), { mac, now });
		const securityLevel = hierarchyOf(name).recipe.anchor.digestFloor === 'sha1' ? 0 : 2;
		const seen = await shakeHands({ anchors: anchorsOf(hierarchyOf(name)), device: offer(device), version, securityLevel });
		expect(seen).toMatchObject({ authorized: true, error: null });
		expect(seen.certificate?.raw).toEqual(device.certificate);
	});

	it('has devices that are for clients, name their MAC, and are valid now', async () => {
		const device = await mintDevice(hierarchyOf(name), { mac, now });
		const certificate = new X509Certificate(device.certificate);
		const { extendedKeyUsage } = hierarchyOf(name).recipe.device;
		expect((certificate.keyUsage as string[] | undefined)?.includes(clientAuthentication)).toBe(
			extendedKeyUsage.length === 0 ? undefined : true,
		);
		const forms = [mac, mac.toUpperCase()].flatMap((text) => [Buffer.from(text), Buffer.from(text, 'hex')]);
		expect(forms.some((form) => certificate.raw.includes(form))).toBe(true);
		expect(certificate.ca).toBe(false);
		// BIT STRING with as many unused bits as DER demands: digitalSignature, and for RSA keyEncipherment.
		const isRsa = certificate.publicKey.asymmetricKeyType === 'rsa';
		expect(certificate.raw.includes(Buffer.from(isRsa ? '0404030205a0' : '040403020780', 'hex'))).toBe(true);
		expect(certificate.checkPrivateKey(device.privateKey)).toBe(true);
		expect(new Date(certificate.validFrom) < now && new Date(certificate.validTo) > now).toBe(true);
		expect(device.chainPem.match(/BEGIN CERTIFICATE/g)).toHaveLength(hierarchyOf(name).authorities.length);
	});
});

const hasOpenssl = await run('openssl', ['version']).then(
	() => true,
	() => false,
);

it.runIf(hasOpenssl).each(names)('openssl verifies a device of %s strictly, with the revocation lists', async (name) => {
	const hierarchy = hierarchyOf(name);
	const directory = await mkdtemp(join(tmpdir(), 'opendms-mint-'));
	const write = async (file: string, pem: string) => {
		await writeFile(join(directory, file), pem);
		return join(directory, file);
	};
	const [root = '', ...issuers] = anchorsOf(hierarchy);
	const device = await mintDevice(hierarchy, { mac, now });
	const issuer = issuingAuthorityOf(hierarchy);
	const serialNumber = Buffer.from(new X509Certificate(device.certificate).serialNumber, 'hex');
	const revoking = mintRevocationList(hierarchy.recipe, issuer, { now, number: 2, revoked: [{ serialNumber, at: now }] });
	const lists = hierarchy.authorities.map(({ revocationList }) => revocationList);
	const verify = async (crls: readonly Buffer[]) => {
		const crlFile = await write('crls.pem', crls.map((crl) => toPem(crl, 'X509 CRL')).join(''));
		const files = [
			'-CAfile',
			await write('root.pem', root),
			'-untrusted',
			await write('issuers.pem', issuers.join('')),
			'-CRLfile',
			crlFile,
		];
		const leaf = await write('leaf.pem', device.certificatePem);
		return run('openssl', ['verify', '-x509_strict', '-purpose', 'sslclient', '-crl_check_all', ...files, leaf]);
	};
	expect((await verify(lists)).stdout).toContain(': OK');
	await expect(verify([...lists.slice(0, -1), revoking])).rejects.toMatchObject({ stderr: expect.stringContaining('certificate revoked') });
	await rm(directory, { recursive: true });
});

describe('mintDevice', () => {
	it('names all defects where one is unknown', async () => {
		const failure = mintDevice(hierarchyOf('spectralink'), { mac, defect: 'nope', now });
		await expect(failure).rejects.toMatchObject({ code: 'qa.defect-unknown', hint: expect.stringContaining('rogue-ca') });
	});

	it('gives every certificate a serial number of 16 bytes of its own', async () => {
		const keys = await generateKeys('ec-p256');
		const serials = new Set<string>();
		for (let count = 0; count < 50; count++) {
			const { certificate } = await mintDevice(hierarchyOf('spectralink-ng'), { mac, now, keys });
			serials.add(new X509Certificate(certificate).serialNumber);
		}
		expect(serials.size).toBe(50);
		for (const serial of serials) expect(serial).toMatch(/^[4-7][0-9A-F]{31}$/);
	});

	it('keeps to the clock that it is given', async () => {
		const then = new Date(Date.UTC(2031, 1, 28, 12, 30, 15, 789));
		const device = await mintDevice(hierarchyOf('spectralink'), { mac, now: then, keys: await generateKeys('rsa-2048') });
		const { validFrom, validTo } = new X509Certificate(device.certificate);
		const { yearsBefore, yearsAfter } = hierarchyOf('spectralink').recipe.device.validity;
		expect(new Date(validFrom)).toEqual(new Date(Date.UTC(2031 - yearsBefore, 1, 28, 12, 30, 15)));
		expect(new Date(validTo)).toEqual(new Date(Date.UTC(2031 + Number(yearsAfter), 1, 28, 12, 30, 15)));
	});
});

describe("a recipe of one's own", () => {
	const authority = (commonName: string): Recipe['hierarchy'][number] => ({
		subject: [{ O: 'Test' }, { CN: commonName }],
		key: 'ec-p256',
		digest: 'sha256',
		validity: { yearsBefore: 1, yearsAfter: 10 },
	});
	const recipeOf = (count: number, device: object): Recipe =>
		parseRecipe(
			JSON.stringify({
				name: 'own',
				title: 'own',
				hierarchy: ['A', 'B', 'C', 'D'].slice(0, count).map(authority),
				device: { ...authority('x'), extendedKeyUsage: ['clientAuth'], ...device },
			}),
		);

	it.each([1, 2, 3, 4])('may have a hierarchy of %i authorities', async (count) => {
		const hierarchy = await mintHierarchy(recipeOf(count, { subject: [{ CN: '{mac:upper}' }] }), { now });
		expect(hierarchy.authorities.map(({ name }) => name)).toEqual(
			[['root'], ['root', 'issuing'], ['root', 'intermediate-1', 'issuing'], ['root', 'intermediate-1', 'intermediate-2', 'issuing']][
				count - 1
			],
		);
		const device = await mintDevice(hierarchy, { mac, now });
		const [root = ''] = anchorsOf(hierarchy);
		const seen = await shakeHands({ anchors: [root], device: offer(device), version: 'TLSv1.3' });
		expect(seen.error).toBeNull();
		expect(device.chain).toHaveLength(count);
	});

	it('may put the MAC anywhere', async () => {
		const device = {
			subject: [
				{ O: 'Größe', C: 'DK' },
				{ serialNumber: '{mac:dash-upper}' },
				{ CN: { text: 'Ω', encoding: 'bmp' } },
				{ emailAddress: 'a@example.net' },
			],
			subjectAltNames: [
				{ dns: '{mac:lower}.example.net' },
				{ uri: 'urn:mac:{mac:lower}' },
				{ email: '{serial}@example.net' },
				{ macAddress: '{mac:lower}' },
				{ hardwareModuleName: { type: '1.3.6.1.4.1.99999', serial: '{mac:upper}' } },
				{ directoryName: [{ serialNumber: '{mac:upper}' }] },
			],
		};
		const hierarchy = await mintHierarchy(recipeOf(2, device), { now });
		const keys = await generateKeys('ec-p256');
		const good = new X509Certificate((await mintDevice(hierarchy, { mac, now, keys })).certificate);
		expect(good.subject).toBe('C=DK + O=Größe\nserialNumber=00-13-D1-AA-BB-CC\nCN=Ω\nemailAddress=a@example.net');
		expect(good.subjectAltName).toContain(`DNS:${mac}.example.net, URI:urn:mac:${mac}, email:${String(0xaabbcc)}@example.net`);
		expect(good.subjectAltName).toContain(`DirName:serialNumber=${mac.toUpperCase()}`);
		expect(good.raw.includes(Buffer.from(`0406${mac}`, 'hex'))).toBe(true);
		expect(good.raw.includes(Buffer.from(`\u0004\u000c${mac.toUpperCase()}`))).toBe(true);
		const none = new X509Certificate((await mintDevice(hierarchy, { mac, now, keys, defect: 'generic' })).certificate);
		expect(none.subjectAltName).toBe('email:00000000@example.net');
		const two = new X509Certificate((await mintDevice(hierarchy, { mac, now, keys, defect: 'two-macs' })).certificate);
		expect(two.subjectAltName).toContain(`DNS:${nextMac(mac)}.example.net`);
	});
});
