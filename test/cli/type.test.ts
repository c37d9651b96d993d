import { describe, expect, it } from 'vitest';
import { type TestCommandLine, useCommandLine } from './command-line.ts';

const type = 'Sample IP-DECT 2000';
const macType = 'Sample IP-DECT 2000 MAC';
const config = '%BWMACADDRESS%-config.xml';

async function withTypes(open: () => Promise<TestCommandLine>): Promise<TestCommandLine> {
	const dms = await open();
	await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000'));
	await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000_MAC'));
	return dms;
}

describe('dms type', () => {
	const open = useCommandLine();

	it('lists device types', async () => {
		const dms = await withTypes(open);
		expect((await dms.must('type', 'list')).stdout).toMatch(
			/^Device Type .*\n=+\nSample IP-DECT 2000 +sample-ip-dect .*\n.*\n\n2 entries found\.\n$/,
		);
		expect((await dms.must('type', 'list', '--json')).json()).toMatchObject([{ deviceType: type }, { deviceType: macType }]);
	});

	it('shows a type with the URL of each file, parts that only a request knows in brackets', async () => {
		const dms = await withTypes(open);
		expect((await dms.must('type', 'show', macType)).stdout).toContain(
			'https://dms.example.net/dms/sample-ip-dect-mac/[%BWMACADDRESS%]-config.xml',
		);
		await dms.must('type', 'set', macType, '--clear', 'access-fqdn');
		expect((await dms.must('type', 'show', macType, '--json')).json()).toMatchObject({
			url: null,
			files: [{ accessUrl: 'Error Access FQDN Not Provisioned' }, {}, {}, {}],
		});
	});

	it('changes where devices reach it and what they log in with', async () => {
		const dms = await withTypes(open);
		const password = await dms.write('password', 'fleet-secret\n');
		await dms.must(
			'type',
			'set',
			type,
			'--access-fqdn',
			'pbx.example.org',
			'--access-port',
			'8443',
			'--user-name',
			'fleet',
			'--password-file',
			password,
		);
		const shown = await dms.must('type', 'show', type, '--json');
		expect(shown.json()).toMatchObject({ url: 'https://pbx.example.org:8443/dms/sample-ip-dect/', hasPassword: true });
		expect(shown.stdout).toContain('"userName": "fleet"');
		expect(shown.stdout).not.toContain('fleet-secret');
		expect(await dms.withStore((store) => store.deviceTypes.findByName(type))).toMatchObject({
			cpe: { deviceManagement: { accessDeviceCredentials: { userName: 'fleet', password: 'fleet-secret' } } },
		});
		await dms.must('type', 'set', type, '--clear', 'credentials');
		expect((await dms.must('type', 'show', type, '--json')).json()).toMatchObject({ hasPassword: false });
	});

	it.each([
		['reject/a port that is none', ['--access-port', '70000'], 'value.invalid'],
		['reject/a host name with a path', ['--access-fqdn', 'a/b'], 'value.invalid'],
		['reject/a tag set that is not there', ['--tag-set', 'nowhere'], 'tag-set.not-found'],
		['reject/a tag set with a mode that takes none', ['--tag-mode', 'System', '--tag-set', 'Sample DECT'], 'value.contradiction'],
		['reject/a context of two segments', ['--access-context', 'a/b'], 'value.invalid'],
		['reject/a user name beyond its limit', ['--user-name', 'u'.repeat(162)], 'value.too-long'],
	])('%s', async (_, options, code) => {
		const dms = await withTypes(open);
		const before = (await dms.must('type', 'show', type, '--json')).stdout;
		const { exitCode, stderr } = await dms.run(['type', 'set', type, ...options]);
		expect(exitCode).toBe(1);
		expect(stderr).toContain(`(${code})`);
		expect((await dms.must('type', 'show', type, '--json')).stdout).toBe(before);
	});

	it('takes no new devices once it is obsolete', async () => {
		const dms = await withTypes(open);
		await dms.must('type', 'set', type, '--obsolete', 'true');
		const { exitCode, stderr } = await dms.run(['device', 'add', '--type', type, '--name', 'late']);
		expect(exitCode).toBe(1);
		expect(stderr).toContain('is obsolete');
	});

	it('is deleted with its files, and not while devices use it', async () => {
		const dms = await withTypes(open);
		await dms.must('device', 'add', '--type', type, '--name', 'dect-1');
		const refused = await dms.run(['type', 'delete', type]);
		expect(refused.exitCode).toBe(1);
		expect(refused.stderr).toContain('(device-type.in-use)\nhint: ');
		await dms.must('device', 'delete', 'dect-1');
		await dms.must('type', 'delete', type);
		expect((await dms.must('type', 'list', '--json')).json()).toMatchObject([{ deviceType: macType }]);
	});
});

describe('dms type file', () => {
	const open = useCommandLine();

	const show = async (dms: TestCommandLine, typeName: string, file: string) =>
		(await dms.must('type', 'file', 'show', typeName, file, '--json')).json();

	it('gives a file another content, from a file and from standard input', async () => {
		const dms = await withTypes(open);
		await dms.must(
			'type',
			'file',
			'set',
			type,
			'firmware-PCS00A.bin',
			'--content',
			await dms.write('new.bin', Buffer.from([0, 255, 10, 13])),
		);
		await dms.must('type', 'file', 'show', type, 'firmware-PCS00A.bin', '--output', dms.path('back.bin'));
		expect(await dms.read('back.bin')).toEqual(Buffer.from([0, 255, 10, 13]));
		expect((await dms.run(['type', 'file', 'set', type, config, '--content', '-'], '<config>%NTP_SERVER%</config>')).exitCode).toBe(0);
		expect((await dms.must('type', 'file', 'show', type, config)).stdout).toBe('<config>%NTP_SERVER%</config>');
	});

	it('lets setting one place of the MAC address reset the other', async () => {
		const dms = await withTypes(open);
		await dms.must('type', 'file', 'set', macType, config, '--mac-in-header', 'true', '--mac-format', '([0-9a-f]{12})');
		expect(await show(dms, macType, config)).toMatchObject({
			macInCert: false,
			macInNonRequestURI: true,
			macFormatInNonRequestURI: '([0-9a-f]{12})',
		});
		await dms.must('type', 'file', 'set', macType, config, '--mac-in-cert', 'true', '--mac-format', '');
		expect(await show(dms, macType, config)).toMatchObject({ macInCert: true, macInNonRequestURI: false });
		expect(await show(dms, macType, config)).not.toHaveProperty('macFormatInNonRequestURI');
	});

	it('changes every option of a file', async () => {
		const dms = await withTypes(open);
		const set = await dms.must(
			...[
				'type',
				'file',
				'set',
				type,
				config,
				'--json',
				'--combine',
				'all',
				'--mac-based',
				'true',
				'--digest',
				'false',
				'--allow-http',
				'false',
			],
			...[
				'--allow-tftp',
				'true',
				'--allow-upload',
				'true',
				'--caching',
				'true',
				'--escape',
				'url',
				'--customization',
				'Disallow',
				'--source',
				'Manual',
			],
		);
		expect(set.json()).toMatchObject({
			combine: 'All',
			macBasedFileAuthentication: true,
			useHttpDigestAuthentication: false,
			allowHttp: false,
			allowTftp: true,
			allowUploadFromDevice: true,
			enableCaching: true,
			escape: 'url',
			fileCustomization: 'Disallow',
			fileSource: 'Manual',
		});
	});

	it.each([
		[
			'reject/both places of the MAC address at once',
			macType,
			config,
			['--mac-in-cert', 'true', '--mac-in-header', 'true'],
			'value.contradiction',
		],
		['reject/a certificate without TLS', macType, config, ['--allow-https', 'false'], 'value.contradiction'],
		['reject/a certificate that proves nothing', macType, config, ['--mac-based', 'false'], 'value.contradiction'],
		['reject/a pattern that is none', macType, config, ['--mac-in-header', 'true', '--mac-format', '(['], 'value.invalid'],
		['reject/a pattern with two groups', macType, config, ['--mac-in-header', 'true', '--mac-format', '(a)(b)'], 'value.invalid'],
		['reject/a pattern beyond its limit', macType, config, ['--mac-in-header', 'true', '--mac-format', 'a'.repeat(257)], 'value.too-long'],
		['reject/a file that is not there', macType, 'nothing.xml', ['--caching', 'true'], 'device-type-file.not-found'],
		['reject/a type that is not there', 'Nothing', config, ['--caching', 'true'], 'device-type.not-found'],
		['reject/a content that is not there', macType, config, ['--content', '/no/such/file'], 'file.unreadable'],
		['reject/a directory for a content', macType, config, ['--content', '/'], 'file.unreadable'],
	])('%s', async (_, typeName, file, options, code) => {
		const dms = await withTypes(open);
		const { exitCode, stdout, stderr } = await dms.run(['type', 'file', 'set', typeName, file, ...options]);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
		expect(stderr).toContain(`(${code})`);
	});

	it('refuses a template that cannot be built, and keeps the one that is there', async () => {
		const dms = await withTypes(open);
		const before = (await dms.must('type', 'file', 'show', type, config)).stdout;
		const broken = await dms.write('broken.xml', '<a>%BWEACHLINE-BEGIN%</a>');
		const { exitCode, stderr } = await dms.run(['type', 'file', 'set', type, config, '--content', broken]);
		expect(exitCode).toBe(1);
		expect(stderr).toContain('(value.invalid)');
		expect((await dms.must('type', 'file', 'show', type, config)).stdout).toBe(before);
		await dms.must('type', 'file', 'set', type, config, '--content', broken, '--source', 'Manual');
	});

	it('lists the files there are when one is not', async () => {
		const dms = await withTypes(open);
		const { stderr } = await dms.run(['type', 'file', 'show', type, 'config.xml']);
		expect(stderr).toContain('(device-type-file.not-found)\n  %BWMACADDRESS%-config.xml\n');
	});
});
