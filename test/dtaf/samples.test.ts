import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inspectArchive } from '../../src/dtaf/inspect-archive.ts';
import { packSample } from '../../src/dtaf/pack-sample.ts';
import { type DtafArchive, openArchive } from '../../src/dtaf/read-archive.ts';
import { collect } from './collect.ts';

const samples = join(import.meta.dirname, '..', '..', 'dtaf-samples');
const run = promisify(execFile);
const rows = [
	['Sample-IP-DECT-2000', 'Sample IP-DECT 2000', 'sample-ip-dect'],
	['Sample-IP-DECT-2000_MAC', 'Sample IP-DECT 2000 MAC', 'sample-ip-dect-mac'],
	['Sample-Desk-Phone_UA', 'Sample Desk Phone UA', 'sample-desk-phone'],
	['Sample-Mixed_MAC', 'Sample Mixed MAC', 'sample-mixed-mac'],
] as const;
const archives = new Map<string, DtafArchive>();

beforeAll(async () => {
	for (const [folder] of rows) archives.set(folder, await openArchive(await packSample(join(samples, folder))));
});

function archiveOf(folder: string): DtafArchive {
	const archive = archives.get(folder);
	if (archive === undefined) throw new Error(`no sample ${folder}`);
	return archive;
}

function fileOf(folder: string, fileFormat: string) {
	const found = archiveOf(folder).descriptor.files.find(({ file }) => file.fileFormat === fileFormat);
	if (found === undefined) throw new Error(`no file ${fileFormat}`);
	return found.file;
}

describe('a sample', () => {
	it.each(rows)('ok/%s is the device type %s at %s', (folder, name, uri) => {
		const { descriptor } = archiveOf(folder);
		expect(descriptor.type.name).toBe(name);
		expect(descriptor.type.cpe.deviceManagement.deviceAccessUri).toBe(uri);
		expect(descriptor.warnings).toEqual([]);
		expect(descriptor.files.every(({ file }) => file.content !== undefined)).toBe(true);
	});

	it('is every folder that the script packs', async () => {
		const folders = (await readdir(samples, { withFileTypes: true })).filter((entry) => entry.isDirectory() && entry.name !== 'broken');
		expect(folders.map(({ name }) => name).toSorted()).toEqual(rows.map(([folder]) => folder).toSorted());
	});

	it('has a MAC variant that asks for the certificate alone, over https alone', () => {
		for (const { file } of archiveOf('Sample-IP-DECT-2000_MAC').descriptor.files) {
			expect(file.allowHttp).toBe(false);
			expect(file.allowHttps).toBe(true);
			const isStatic = file.fileCategory === 'Static';
			expect(file.authentication).toMatchObject({
				macBasedFileAuthentication: !isStatic,
				macInCert: !isStatic,
				macInNonRequestUri: false,
				userNamePasswordFileAuthentication: false,
			});
		}
	});

	it('has a plain variant with Digest over both transports and an open firmware', () => {
		for (const format of ['%BWMACADDRESS%-config.xml', '%BWMACADDRESS%-users.xml']) {
			expect(fileOf('Sample-IP-DECT-2000', format)).toMatchObject({
				fileCategory: 'Dynamic Profile',
				allowHttp: true,
				allowHttps: true,
				authentication: { userNamePasswordFileAuthentication: true, useHttpDigestAuthentication: true, macBasedFileAuthentication: false },
			});
		}
		expect(fileOf('Sample-IP-DECT-2000', 'handsets.xml').fileCategory).toBe('Dynamic Group');
		expect(fileOf('Sample-IP-DECT-2000', 'firmware-PCS00A.bin')).toMatchObject({
			fileCategory: 'Static',
			enableCaching: true,
			content: { size: 4096 },
		});
	});

	it('shows certificate or password, certificate and password, and neither', () => {
		const both = { macInCert: true, macBasedFileAuthentication: true, userNamePasswordFileAuthentication: true };
		expect(fileOf('Sample-Mixed_MAC', '%BWMACADDRESS%-config.xml').authentication).toMatchObject({ ...both, combine: 'Any' });
		expect(fileOf('Sample-Mixed_MAC', '%BWMACADDRESS%-users.xml').authentication).toMatchObject({ ...both, combine: 'All' });
		expect(fileOf('Sample-Mixed_MAC', 'welcome.txt').authentication).toMatchObject({
			macBasedFileAuthentication: false,
			userNamePasswordFileAuthentication: false,
		});
	});

	it('finds the MAC address at the end of a User-Agent header', () => {
		const format = fileOf('Sample-Desk-Phone_UA', 'phone.cfg').authentication.macFormatInNonRequestUri ?? '';
		const macIn = (userAgent: string): string | undefined => new RegExp(format).exec(userAgent)?.[1];
		expect(macIn('Yealink SIP-T21P 34.72.0.1 00:15:65:4c:4c:26')).toBe('00:15:65:4c:4c:26');
		expect(macIn('Grandstream Model HW GXP2135 SW 1.0.7.97 DevId 000b828aa872')).toBe('000b828aa872');
		expect(macIn('Yealink-T46G 28.71.0.81 28.1.0.128.0.0.0')).toBeUndefined();
	});

	it('points devices at itself', async () => {
		for (const [folder, , uri] of rows.filter(([name]) => name !== 'Sample-Desk-Phone_UA')) {
			const text = (await collect(archiveOf(folder).readContent('%BWMACADDRESS%-config.xml'))).toString();
			expect(text).toContain(`<url>https://%BWDEVICEACCESSFQDN%:443/dms/${uri}/</url>`);
			const firmware = /<kws>(.*)<\/kws>/.exec(text)?.[1];
			if (firmware !== undefined) expect(fileOf(folder, firmware).fileCategory).toBe('Static');
		}
	});

	it('uses only tags that are built in or in its tag set', async () => {
		for (const [folder] of rows) {
			const { descriptor, readContent } = archiveOf(folder);
			const defined = new Set(descriptor.tagSets.flatMap(({ tags }) => tags.map(({ name }) => String(name))));
			for (const { file } of descriptor.files.filter(({ file: { fileSource } }) => fileSource === 'Custom')) {
				const text = (await collect(readContent(file.fileFormat))).toString();
				const custom = [...text.matchAll(/%[A-Z][A-Z0-9_-]*%/gi)].map(([name]) => name).filter((name) => !name.startsWith('%BW'));
				for (const name of custom) expect(defined, `${folder} ${file.fileFormat}`).toContain(name);
			}
		}
	});

	it('has one tag set in common with the others', () => {
		const sets = rows.flatMap(([folder]) => archiveOf(folder).descriptor.tagSets);
		for (const set of sets) expect(set).toEqual(sets[0]);
	});
});

describe('an inspection', () => {
	it('tells what an archive says under the names of the schema', () => {
		const inspection = inspectArchive(archiveOf('Sample-IP-DECT-2000'));
		expect(inspection).toMatchObject({
			deviceType: 'Sample IP-DECT 2000',
			deviceAccessURI: 'sample-ip-dect',
			numberOfPorts: { unlimited: true },
			cpeDeviceOptions: {
				deviceManagementDeviceTypeOptions: { tagSet: 'Sample DECT', accessDeviceCredentials: { userName: 'sample-dect' } },
			},
			tagSets: [{ tagSetName: 'Sample DECT', regions: [{ regionName: 'Western Europe', countries: ['GB', 'IE', 'PT'] }] }],
			languageMappings: [
				{ language: 'English', deviceLanguage: 'en' },
				{ language: 'German', deviceLanguage: 'de' },
			],
			warnings: [],
		});
		expect(inspection['files']).toContainEqual(
			expect.objectContaining({
				fileFormat: '%BWMACADDRESS%-config.xml',
				macInCert: false,
				macInNonRequestURI: false,
				combine: 'Any',
				content: { path: 'files/%25BWMACADDRESS%25-config.xml', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), size: expect.any(Number) },
			}),
		);
		expect(JSON.parse(JSON.stringify(inspection))).toEqual(inspection);
	});
});

describe('the pack script', () => {
	let output: string;
	beforeAll(async () => {
		output = await mkdtemp(join(tmpdir(), 'dtaf-samples-'));
	});
	afterAll(() => rm(output, { recursive: true }));

	it('packs each folder into an archive', async () => {
		await run(process.execPath, [join(samples, 'pack.ts'), '--output', output]);
		const written = await readdir(output);
		expect(written.toSorted()).toEqual(rows.map(([folder]) => `${folder}.zip`).toSorted());
		for (const [folder] of rows) {
			expect(await readFile(join(output, `${folder}.zip`))).toEqual(await packSample(join(samples, folder)));
		}
	});

	it('reject/a folder without a descriptor', async () => {
		await expect(packSample(output)).rejects.toMatchObject({ code: 'file.unreadable' });
	});
});
