import { X509Certificate } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { authorityNames } from '../../src/qa/mint.ts';
import { createTestCa, createTestCas, issueCertificate, listRecipes, openTestCa } from '../../src/qa/test-ca.ts';
import { shakeHands } from './handshake.ts';

const now = new Date();
const mac = requireMacAddress('0013d1aabbcc');
const recipes = await listRecipes();
let base: string;

beforeAll(async () => {
	base = await mkdtemp(join(tmpdir(), 'opendms-ca-'));
	for (const recipe of recipes) await createTestCa(join(base, recipe), { recipe, now });
	await writeFile(join(base, 'password'), 'pass wörd\nnot this\n');
});
afterAll(() => rm(base, { recursive: true }));

const at = (...parts: string[]) => join(base, ...parts);
const text = (...parts: string[]) => readFile(at(...parts), 'utf8');
const modeOf = async (...parts: string[]) => (await stat(at(...parts))).mode & 0o777;

describe('createTestCa', () => {
	it('uses the recipe of the target device where none is named', async () => {
		await createTestCa(at('default'), { now });
		expect((await openTestCa(at('default'))).recipe.name).toBe('spectralink');
	});

	it.each(recipes)('writes certificates, keys, revocation lists and the recipe: %s', async (recipe) => {
		const names = authorityNames((await openTestCa(at(recipe))).recipe);
		expect([names[0], names.at(-1)]).toEqual(['root', 'issuing']);
		const files = [...names.flatMap((name) => [`${name}.pem`, `${name}.key.pem`, `${name}.crl.pem`]), 'recipe.json'];
		expect((await readdir(at(recipe))).toSorted()).toEqual(files.toSorted());
		for (const file of files) expect([file, await modeOf(recipe, file)]).toEqual([file, file.endsWith('.key.pem') ? 0o600 : 0o644]);
		const issuing = new X509Certificate(await text(recipe, 'issuing.pem'));
		expect(issuing.verify(new X509Certificate(await text(recipe, `${names.at(-2)}.pem`)).publicKey)).toBe(true);
	});

	it('overwrites nothing, not even a single file', async () => {
		const before = await text('spectralink', 'root.pem');
		await expect(createTestCa(at('spectralink'), { now })).rejects.toMatchObject({ code: 'qa.ca-exists' });
		expect(await text('spectralink', 'root.pem')).toBe(before);
		const directory = await mkdtemp(at('partial-'));
		await writeFile(join(directory, 'issuing.key.pem'), 'precious');
		await expect(createTestCa(directory, { now })).rejects.toMatchObject({ code: 'qa.ca-exists' });
		expect(await readdir(directory)).toEqual(['issuing.key.pem']);
	});

	it('takes a recipe from a file', async () => {
		const recipe = JSON.parse(await text('spectralink-ng', 'recipe.json')) as { hierarchy: unknown[] };
		await writeFile(at('own.json'), JSON.stringify({ ...recipe, name: 'own', hierarchy: recipe.hierarchy.slice(0, 1) }));
		const { files } = await createTestCa(at('own'), { recipe: at('own.json'), now });
		expect(files).toEqual(['root.pem', 'root.key.pem', 'root.crl.pem', 'recipe.json']);
	});

	it.each([
		['reject/unknown', 'nope', 'qa.recipe-unknown'],
		['reject/path in disguise', '../package', 'qa.recipe-unknown'],
		['reject/missing file', 'missing.json', 'qa.recipe-unknown'],
	])('%s', async (_name, recipe, code) => {
		await expect(createTestCa(at('never'), { recipe, now })).rejects.toMatchObject({ code });
		await expect(stat(at('never'))).rejects.toMatchObject({ code: 'ENOENT' });
	});

	it('makes all at once, the default one in the folder itself, and makes again only what is missing', async () => {
		const first = await createTestCas(at('all'), { recipe: 'all', now });
		expect(first.map(({ recipe }) => recipe.name)).toEqual(recipes);
		expect(first.map(({ directory }) => directory)).toEqual(recipes.map((name) => (name === 'spectralink' ? at('all') : at('all', name))));
		for (const { directory, recipe } of first) expect((await openTestCa(directory)).recipe).toEqual(recipe);
		const root = await text('all', 'root.pem');
		await rm(at('all', 'cisco'), { recursive: true });
		const again = await createTestCas(at('all'), { recipe: 'all', now });
		expect(again.filter(({ files }) => files.length > 0).map(({ recipe }) => recipe.name)).toEqual(['cisco']);
		expect(await text('all', 'root.pem')).toBe(root);
		await expect(createTestCas(at('all'), { now })).rejects.toMatchObject({ code: 'qa.ca-exists' });
		await rm(at('all', 'idevid', 'recipe.json'));
		await expect(createTestCas(at('all'), { recipe: 'all', now })).rejects.toMatchObject({ code: 'qa.ca-exists' });
	});

	it('says which recipes there are', async () => {
		await expect(createTestCa(at('never'), { recipe: 'nope', now })).rejects.toMatchObject({
			hint: expect.stringContaining('spectralink-ng'),
		});
	});
});

describe.each(recipes)('issueCertificate from a CA after %s', (recipe) => {
	it.each(['TLSv1.2', 'TLSv1.3'] as const)('writes files with which a device gets through over %s', async (version) => {
		const output = at(recipe, 'devices', version);
		const { files } = await issueCertificate(at(recipe), { mac, output, pkcs12PasswordFile: at('password'), now });
		expect(files).toEqual(['cert.pem', 'chain.pem', 'key.pem', 'device.p12']);
		expect((await readdir(output)).toSorted()).toEqual(files.toSorted());
		const anchors = [await text(recipe, 'root.pem'), await text(recipe, 'issuing.pem')];
		const pem = { key: await readFile(join(output, 'key.pem'), 'utf8'), cert: await readFile(join(output, 'chain.pem'), 'utf8') };
		const p12 = { pfx: await readFile(join(output, 'device.p12')), passphrase: 'pass wörd' };
		for (const device of [pem, p12]) {
			const securityLevel = recipe === 'snom-like-sha1' ? 0 : 2;
			const seen = await shakeHands({ anchors: anchors.slice(0, 1), device, version, securityLevel });
			expect(seen).toMatchObject({ authorized: true, error: null });
			expect(seen.certificate?.toString()).toBe(await readFile(join(output, 'cert.pem'), 'utf8'));
		}
		await expect(shakeHands({ anchors, device: { ...p12, passphrase: 'wrong' }, version })).rejects.toThrow();
	});

	it('keeps keys to their owner, also where it replaces a file that was open to all', async () => {
		const output = at(recipe, 'devices', 'again');
		await issueCertificate(at(recipe), { mac, output, now });
		await writeFile(join(output, 'key.pem'), 'old');
		const first = await readFile(join(output, 'cert.pem'), 'utf8');
		await rm(join(output, 'key.pem'));
		await writeFile(join(output, 'key.pem'), 'old', { mode: 0o644 });
		await issueCertificate(at(recipe), { mac, output, pkcs12PasswordFile: at('password'), now });
		expect((await stat(join(output, 'key.pem'))).mode & 0o777).toBe(0o600);
		expect((await stat(join(output, 'device.p12'))).mode & 0o777).toBe(0o600);
		const second = new X509Certificate(await readFile(join(output, 'cert.pem'), 'utf8'));
		expect(second.serialNumber).not.toBe(new X509Certificate(first).serialNumber);
	});
});

describe('issueCertificate', () => {
	const issue = (change: object) => issueCertificate(at('spectralink'), { mac, output: at('never'), now, ...change });

	it('writes the chain of a rogue CA for its certificate', async () => {
		const output = at('rogue');
		await issueCertificate(at('spectralink'), { mac, output, defect: 'rogue-ca', now });
		const [leaf = '', issuer = ''] = (await text('rogue', 'chain.pem')).split(/(?<=-----END CERTIFICATE-----\n)/);
		const real = new X509Certificate(await text('spectralink', 'issuing.pem'));
		expect(new X509Certificate(leaf).verify(new X509Certificate(issuer).publicKey)).toBe(true);
		expect(new X509Certificate(leaf).verify(real.publicKey)).toBe(false);
		expect(new X509Certificate(issuer).subject).toBe(real.subject);
	});

	it.each([
		['reject/unknown defect', { defect: 'nope' }, 'qa.defect-unknown'],
		['reject/no password file', { pkcs12PasswordFile: 'missing' }, 'file.unreadable'],
	])('%s, and writes nothing', async (_name, change, code) => {
		await expect(issue(change)).rejects.toMatchObject({ code });
		await expect(stat(at('never'))).rejects.toMatchObject({ code: 'ENOENT' });
	});

	it('refuses an empty password', async () => {
		await writeFile(at('empty'), '\nsecond line');
		await expect(issue({ pkcs12PasswordFile: at('empty') })).rejects.toMatchObject({ code: 'value.too-short' });
	});

	it('says what is wrong with a CA that it cannot use', async () => {
		const options = { mac, output: at('never'), now };
		await expect(issueCertificate(at('nowhere'), options)).rejects.toMatchObject({ code: 'qa.ca-missing' });
		await createTestCa(at('broken'), { recipe: 'spectralink-ng', now });
		await writeFile(at('broken', 'issuing.key.pem'), await text('spectralink-ng', 'issuing.key.pem'));
		await expect(issueCertificate(at('broken'), options)).rejects.toMatchObject({ code: 'private-key.unreadable' });
		await writeFile(at('broken', 'issuing.key.pem'), 'garbage');
		await expect(issueCertificate(at('broken'), options)).rejects.toMatchObject({ code: 'private-key.unreadable' });
		await writeFile(at('broken', 'issuing.pem'), 'garbage');
		await expect(issueCertificate(at('broken'), options)).rejects.toMatchObject({ code: 'certificate.unreadable' });
		await rm(at('broken', 'root.pem'));
		await expect(issueCertificate(at('broken'), options)).rejects.toMatchObject({ code: 'qa.ca-missing' });
		await writeFile(at('broken', 'recipe.json'), '{}');
		await expect(issueCertificate(at('broken'), options)).rejects.toMatchObject({ code: 'qa.recipe-invalid' });
	});
});
