import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DmsError } from '../domain/errors.ts';
import type { MacAddress } from '../domain/mac-address.ts';
import { toPem } from '../pki/certificate.ts';
import { planName } from './certificate-plan.ts';
import { findDefect } from './defects.ts';
import { toKeyIdentifier } from './issuer.ts';
import { type Authority, authorityNames, type DeviceCredential, type Hierarchy, mintDevice, mintHierarchy, toKeyPem } from './mint.ts';
import { encodePkcs12 } from './pkcs12.ts';
import { parseRecipe, type Recipe } from './recipe.ts';
import { authorityFiles, exists, parsePem, plainMode, readText, replaceFile, secretMode } from './test-ca-files.ts';

/** The folder of the recipes that come with the product. */
export const recipesDirectory = join(import.meta.dirname, '..', '..', 'ca');

export const defaultRecipe = 'spectralink';

export interface CreateTestCaOptions {
	/** Name of a recipe of the product, or path of a file that ends in `.json`; `spectralink`. */
	readonly recipe?: string;
	readonly now: Date;
}

export interface IssueCertificateOptions {
	readonly mac: MacAddress;
	/** Folder for the files; made where it is missing. */
	readonly output: string;
	/** Name of a defect; `none`. */
	readonly defect?: string;
	/** File with a password on its first line; asks for `device.p12`. */
	readonly pkcs12PasswordFile?: string;
	readonly now: Date;
}

/** What was written. */
export interface WrittenFiles {
	readonly directory: string;
	/** Base names, in the order of writing. */
	readonly files: readonly string[];
}

const recipeFile = 'recipe.json';
/** As a recipe: all of them, each in a folder of its own. */
export const everyRecipe = 'all';

/** Names of the recipes that come with the product. */
export async function listRecipes(): Promise<string[]> {
	const entries = await readdir(recipesDirectory);
	return (
		entries
			// Somebody may have made a test CA in the folder of the recipes.
			.filter((entry) => entry.endsWith('.json') && entry !== recipeFile)
			.map((entry) => basename(entry, '.json'))
			.sort()
	);
}

/** @throws DmsError `qa.recipe-unknown` naming the recipes there are, `qa.recipe-invalid`. */
export async function loadRecipe(nameOrFile: string): Promise<Recipe> {
	const isFile = nameOrFile.endsWith('.json');
	if (!isFile && !(await listRecipes()).includes(nameOrFile)) {
		throw new DmsError('qa.recipe-unknown', `there is no recipe ${JSON.stringify(nameOrFile.slice(0, 64))}`, {
			field: 'recipe',
			hint: `Recipes are: ${(await listRecipes()).join(', ')}; or give a path that ends in .json`,
		});
	}
	return parseRecipe(await readText(isFile ? nameOrFile : join(recipesDirectory, `${nameOrFile}.json`), 'qa.recipe-unknown'));
}

/**
 * Makes a test CA: for each authority its certificate, its key (mode 0600) and an empty revocation list, and a copy of
 * the recipe. @throws DmsError `qa.ca-exists` where one of the files is there; nothing is overwritten. `qa.recipe-*`.
 */
export async function createTestCa(directory: string, options: CreateTestCaOptions): Promise<WrittenFiles> {
	const recipe = await loadRecipe(options.recipe ?? defaultRecipe);
	await mkdir(directory, { recursive: true });
	for (const file of [...authorityNames(recipe).flatMap(authorityFiles), recipeFile]) await refuseExisting(directory, file);
	const { authorities } = await mintHierarchy(recipe, { now: options.now });
	const files: [string, string, number][] = authorities.flatMap((authority): [string, string, number][] => {
		const [certificate, key, revocationList] = authorityFiles(authority.name);
		return [
			[certificate, toPem(authority.certificate), plainMode],
			[key, toKeyPem(authority.privateKey), secretMode],
			[revocationList, toPem(authority.revocationList, 'X509 CRL'), plainMode],
		];
	});
	files.push([recipeFile, `${JSON.stringify(recipe, null, '\t')}\n`, plainMode]);
	for (const [file, text, mode] of files) {
		await writeFile(join(directory, file), text, { mode, flag: 'wx' }).catch((cause: unknown) => refuseFailure(cause, directory, file));
	}
	return { directory, files: files.map(([file]) => file) };
}

/** A test CA in its folder. */
export interface CreatedTestCa extends WrittenFiles {
	readonly recipe: Recipe;
}

/**
 * Makes the test CA of one recipe; or with `all` that of the default recipe in the folder itself, and that of each other
 * recipe in a folder under it that is named after the recipe. Those of `all` that are there already stay as they are.
 * @throws DmsError as {@link createTestCa}.
 */
export async function createTestCas(directory: string, options: CreateTestCaOptions): Promise<CreatedTestCa[]> {
	const { recipe = defaultRecipe, now } = options;
	if (recipe !== everyRecipe) return [{ ...(await createTestCa(directory, { recipe, now })), recipe: await loadRecipe(recipe) }];
	const create = async (name: string): Promise<CreatedTestCa> => {
		const folder = toTestCaFolder(directory, name);
		// It is written last: where it is, the rest is.
		if (await exists(join(folder, recipeFile))) return { directory: folder, files: [], recipe: (await openTestCa(folder)).recipe };
		return { ...(await createTestCa(folder, { recipe: name, now })), recipe: await loadRecipe(name) };
	};
	// Keys are made outside the main thread: all at once.
	return Promise.all((await listRecipes()).map(create));
}

/** Where `all` puts the test CA of a recipe: the default one in the folder itself, where its files are easy to find. */
export function toTestCaFolder(directory: string, recipe: string): string {
	return recipe === defaultRecipe ? directory : join(directory, recipe);
}

/** Reads a test CA back. @throws DmsError `qa.ca-missing`, `qa.recipe-invalid`, `certificate.unreadable`, `private-key.unreadable`. */
export async function openTestCa(directory: string): Promise<Hierarchy> {
	const recipe = parseRecipe(await readText(join(directory, recipeFile), 'qa.ca-missing'));
	const names = authorityNames(recipe);
	return { recipe, authorities: await Promise.all(names.map((name, index) => readAuthority(directory, recipe, name, index))) };
}

/**
 * Issues a device certificate, good or with one defect: `cert.pem`, `chain.pem` (what the device sends: its certificate,
 * then its issuers without the root), `key.pem` (mode 0600), `device.p12` (mode 0600) on demand, and `*.crl.pem` where the
 * defect is one of revocation; the lists of the CA itself stay as they are. Files of an earlier issue are replaced.
 * @throws DmsError `qa.ca-missing`, `qa.defect-unknown`, `value.contradiction`, `file.unreadable`, `value.too-short`.
 */
export async function issueCertificate(
	directory: string,
	options: IssueCertificateOptions,
): Promise<WrittenFiles & { readonly device: DeviceCredential }> {
	const { mac, output, now, defect = 'none', pkcs12PasswordFile } = options;
	findDefect(defect);
	const password = pkcs12PasswordFile === undefined ? undefined : await readPassword(pkcs12PasswordFile);
	const device = await mintDevice(await openTestCa(directory), { mac, defect, now });
	const files: [string, string | Buffer, number][] = [
		['cert.pem', device.certificatePem, plainMode],
		['chain.pem', device.chainPem, plainMode],
		['key.pem', device.keyPem, secretMode],
	];
	if (password !== undefined) {
		files.push(['device.p12', await encodePkcs12({ chain: device.chain, privateKey: device.privateKey, password }), secretMode]);
	}
	for (const { authority, der } of device.revocationLists) files.push([`${authority}.crl.pem`, toPem(der, 'X509 CRL'), plainMode]);
	await mkdir(output, { recursive: true });
	for (const [file, content, mode] of files) await replaceFile(join(output, file), content, mode);
	return { directory: output, files: files.map(([file]) => file), device };
}

async function readAuthority(directory: string, recipe: Recipe, name: string, index: number): Promise<Authority> {
	const [certificateFile, keyFile, revocationListFile] = authorityFiles(name);
	const read = (file: string): Promise<string> => readText(join(directory, file), 'qa.ca-missing');
	const x509 = parsePem(await read(certificateFile), certificateFile, 'certificate.unreadable', (pem) => new X509Certificate(pem));
	const privateKey = parsePem(await read(keyFile), keyFile, 'private-key.unreadable', createPrivateKey);
	if (!x509.checkPrivateKey(privateKey)) {
		throw new DmsError('private-key.unreadable', `${keyFile} is not the key of ${certificateFile}`);
	}
	const revocationList = (await read(revocationListFile)).replace(/-----[^-]+-----|\s/g, '');
	return {
		name,
		subject: planName(recipe.hierarchy[index]?.subject ?? [], undefined),
		keyIdentifier: toKeyIdentifier(createPublicKey(privateKey)),
		privateKey,
		certificate: x509.raw,
		revocationList: Buffer.from(revocationList, 'base64'),
	};
}

async function readPassword(file: string): Promise<string> {
	const [password = ''] = (await readText(file, 'file.unreadable')).split(/\r?\n/, 1);
	if (password === '') throw new DmsError('value.too-short', `the first line of ${file} is empty`, { field: 'pkcs12' });
	return password;
}

async function refuseExisting(directory: string, file: string): Promise<void> {
	if (await exists(join(directory, file))) throw existing(directory, file);
}

function existing(directory: string, file: string): DmsError {
	return new DmsError('qa.ca-exists', `${join(directory, file)} exists`, { hint: 'Choose another folder; a test CA is never overwritten' });
}

function refuseFailure(cause: unknown, directory: string, file: string): never {
	if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') throw existing(directory, file);
	throw cause;
}
