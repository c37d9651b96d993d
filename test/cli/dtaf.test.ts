import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { useCommandLine } from './command-line.ts';

const macType = 'Sample IP-DECT 2000 MAC';

describe('dms dtaf inspect', () => {
	const open = useCommandLine();

	it('prints what an archive holds, for people and as JSON, and imports nothing', async () => {
		const dms = await open();
		const file = await dms.sample('Sample-IP-DECT-2000_MAC');
		const text = (await dms.must('dtaf', 'inspect', file)).stdout;
		expect(text).toContain(`deviceType           = ${macType}`);
		expect(text).toMatch(/%BWMACADDRESS%-config\.xml +Dynamic Profile +Custom +MAC in certificate/);
		const inspected = (await dms.must('dtaf', 'inspect', file, '--json')).json();
		expect(inspected).toMatchObject({ deviceType: macType, deviceAccessURI: 'sample-ip-dect-mac' });
		expect(inspected).toHaveProperty('files.0.fileFormat', '%BWMACADDRESS%-config.xml');
		expect((await dms.must('type', 'list', '--json')).json()).toEqual([]);
	});

	it.each([
		['reject/a file that is no zip', 'dtaf.not-a-zip', async () => 'no archive at all'],
		['reject/an archive of another system', 'dtaf.no-descriptor', async () => emptyZip],
	])('%s', async (_, code, content) => {
		const dms = await open();
		const { exitCode, stdout, stderr } = await dms.run(['dtaf', 'inspect', await dms.write('foreign.zip', await content())]);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
		expect(stderr).toMatch(new RegExp(`^dms: .+ \\(${code.replace('.', '\\.')}\\)\n`));
	});

	it('names a file that is not there', async () => {
		const dms = await open();
		const { exitCode, stderr } = await dms.run(['dtaf', 'inspect', dms.path('missing.zip')]);
		expect(exitCode).toBe(1);
		expect(stderr).toContain('(file.unreadable)');
	});
});

/** The end record of a zip archive without entries. */
const emptyZip = Buffer.from(`504b0506${'00'.repeat(18)}`, 'hex');

describe('dms dtaf import', () => {
	const open = useCommandLine();

	it('plans in a dry run and changes nothing', async () => {
		const dms = await open();
		const plan = (await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000_MAC'), '--dry-run', '--json')).json();
		expect(plan).toMatchObject({
			deviceType: macType,
			outcome: 'created',
			differenceFound: true,
			dryRun: true,
			tagSetsAdded: ['Sample DECT'],
		});
		expect((await dms.must('type', 'list', '--json')).json()).toEqual([]);
		expect((await dms.must('audit', 'list', '--json')).json()).toEqual([]);
	});

	it('adds the device type with its files, contents and tag set, and audits it', async () => {
		const dms = await open();
		const { stdout } = await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000_MAC'));
		expect(stdout).toMatch(new RegExp(`^${macType}: created\n`));
		expect((await dms.must('type', 'file', 'show', macType, '%BWMACADDRESS%-config.xml')).stdout).toContain('%BWMACADDRESS%');
		expect((await dms.must('tag-set', 'list')).stdout).toContain('Sample DECT');
		expect((await dms.must('audit', 'list', '--json')).json()).toMatchObject([
			{ actor: 'cli:tester', action: 'dtaf import', subject: macType, detail: 'created: 4 files added, 0 changed, 1 tag sets added' },
		]);
	});

	it('gives the type another name, and then refuses its path, which is taken', async () => {
		const dms = await open();
		const file = await dms.sample('Sample-IP-DECT-2000_MAC');
		const renamed = await dms.must('dtaf', 'import', file, '--rename', 'Second', '--json');
		expect(renamed.json()).toMatchObject({ deviceType: 'Second', outcome: 'created-renamed' });
		const { exitCode, stderr } = await dms.run(['dtaf', 'import', file]);
		expect(exitCode).toBe(1);
		expect(stderr).toContain('(device-access-uri.exists)');
	});

	it('refuses a type that exists, and in a dry run only says so', async () => {
		const dms = await open();
		const file = await dms.sample('Sample-IP-DECT-2000_MAC');
		await dms.must('dtaf', 'import', file);
		const refused = await dms.run(['dtaf', 'import', file]);
		expect(refused.exitCode).toBe(1);
		expect(refused.stderr).toMatch(/^dms: .+ \(dtaf\.device-type-exists\)\nhint: .+\n$/);
		const dry = await dms.run(['dtaf', 'import', file, '--dry-run', '--json']);
		expect(dry.exitCode).toBe(0);
		expect(dry.json()).toMatchObject({ outcome: 'refused-exists', differenceFound: false, refusal: { code: 'dtaf.device-type-exists' } });
		expect(dry.stderr).toContain('dtaf.device-type-exists');
	});

	it('updates the files of a type: what differs is told field by field, the content is replaced', async () => {
		const dms = await open();
		const file = await dms.sample('Sample-IP-DECT-2000_MAC');
		await dms.must('dtaf', 'import', file);
		const format = '%BWMACADDRESS%-config.xml';
		const before = (await dms.must('type', 'file', 'show', macType, format)).stdout;
		await dms.must('type', 'file', 'set', macType, format, '--content', await dms.write('other.xml', '<config/>'), '--caching', 'true');
		expect((await dms.must('type', 'file', 'show', macType, format)).stdout).toBe('<config/>');
		const planned = (await dms.must('dtaf', 'import', file, '--update-files', '--dry-run', '--json')).json();
		expect(planned).toMatchObject({ outcome: 'files-updated', differenceFound: true });
		const table = (await dms.must('dtaf', 'import', file, '--update-files', '--dry-run')).stdout;
		expect(table).toMatch(/config\.xml +changed +enableCaching +true +false/);
		await dms.must('dtaf', 'import', file, '--update-files');
		expect((await dms.must('type', 'file', 'show', macType, format)).stdout).toBe(before);
		expect((await dms.must('dtaf', 'import', file, '--update-files', '--dry-run', '--json')).json()).toMatchObject({
			differenceFound: false,
		});
	});

	it('refuses to update the files of a type that is not there', async () => {
		const dms = await open();
		const { exitCode, stderr } = await dms.run(['dtaf', 'import', await dms.sample('Sample-IP-DECT-2000_MAC'), '--update-files']);
		expect(exitCode).toBe(1);
		expect(stderr).toContain('(dtaf.device-type-missing)');
	});
});

describe('dms dtaf export', () => {
	const open = useCommandLine();

	it('writes an archive that imports to the same again', async () => {
		const dms = await open();
		await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000'));
		const exported = await dms.must('dtaf', 'export', 'Sample IP-DECT 2000', '--output', dms.path('out.zip'), '--json');
		expect(exported.json()).toMatchObject({ deviceType: 'Sample IP-DECT 2000', output: dms.path('out.zip') });
		const again = await dms.must('dtaf', 'import', dms.path('out.zip'), '--update-files', '--dry-run', '--json');
		expect(again.json()).toMatchObject({ differenceFound: false });
	});

	it('holds no password of the type', async () => {
		const dms = await open();
		await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000'));
		const password = await dms.write('password', 'type-secret-1\n');
		await dms.must('type', 'set', 'Sample IP-DECT 2000', '--password-file', password);
		await dms.must('dtaf', 'export', 'Sample IP-DECT 2000', '--output', dms.path('out.zip'));
		const inspected = await dms.must('dtaf', 'inspect', dms.path('out.zip'), '--json');
		expect(inspected.stdout).toContain('sample-dect');
		expect(inspected.stdout).not.toContain('type-secret-1');
	});

	it('replaces a file with --force alone, and leaves nothing beside it', async () => {
		const dms = await open();
		await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000'));
		const output = await dms.write('out.zip', 'precious');
		const refused = await dms.run(['dtaf', 'export', 'Sample IP-DECT 2000', '--output', output]);
		expect(refused.exitCode).toBe(1);
		expect(refused.stderr).toContain('(value.invalid)\nhint: --force replaces it.');
		expect((await dms.read('out.zip')).toString()).toBe('precious');
		await dms.must('dtaf', 'export', 'Sample IP-DECT 2000', '--output', output, '--force');
		expect((await dms.read('out.zip')).subarray(0, 2).toString()).toBe('PK');
		expect((await readdir(dms.directory)).filter((name) => name.includes('partial'))).toEqual([]);
	});

	it('leaves no half file behind when it is interrupted', async () => {
		const dms = await open();
		await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000'));
		dms.ports = { interrupted: AbortSignal.abort() };
		const { exitCode, stderr } = await dms.run(['dtaf', 'export', 'Sample IP-DECT 2000', '--output', dms.path('out.zip')]);
		expect(exitCode).toBe(1);
		expect(stderr).toContain('interrupted');
		expect((await readdir(dms.directory)).filter((name) => name.includes('out.zip'))).toEqual([]);
	});

	it('says where it cannot write, and which type there is not', async () => {
		const dms = await open();
		await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000'));
		const nowhere = await dms.run(['dtaf', 'export', 'Sample IP-DECT 2000', '--output', dms.path('no/such/folder/out.zip')]);
		expect(nowhere).toMatchObject({ exitCode: 1 });
		expect(nowhere.stderr).toContain('cannot be written');
		const unknown = await dms.run(['dtaf', 'export', 'Nothing', '--output', dms.path('out.zip')]);
		expect(unknown.stderr).toBe('dms: no device type "Nothing" (device-type.not-found)\nhint: dms type list shows the device types.\n');
	});
});
