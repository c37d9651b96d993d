import { describe, expect, it } from 'vitest';
import { type TestCommandLine, useCommandLine } from './command-line.ts';

const type = 'Sample IP-DECT 2000';
const macType = 'Sample IP-DECT 2000 MAC';

async function withTypes(open: () => Promise<TestCommandLine>): Promise<TestCommandLine> {
	const dms = await open();
	await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000'));
	await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000_MAC'));
	return dms;
}

describe('dms device add', () => {
	const open = useCommandLine();

	it('adds a device at each of the three levels', async () => {
		const dms = await withTypes(open);
		await dms.must('device', 'add', '--type', type, '--name', 'same');
		await dms.must('device', 'add', '--type', type, '--name', 'same', '--service-provider', 'acme');
		await dms.must('device', 'add', '--type', type, '--name', 'same', '--service-provider', 'acme', '--group', 'hq');
		const devices = (await dms.must('device', 'list', '--json')).json();
		expect(devices).toMatchObject([
			{ deviceName: 'same', level: 'System', serviceProviderId: null, groupId: null },
			{ level: 'Service Provider', serviceProviderId: 'acme', groupId: null },
			{ level: 'Group', serviceProviderId: 'acme', groupId: 'hq' },
		]);
	});

	it('takes a MAC address in any form and every other field', async () => {
		const dms = await withTypes(open);
		const password = await dms.write('password', 'device-secret-1\n');
		const added = await dms.must(
			...[
				'device',
				'add',
				'--type',
				macType,
				'--name',
				'dect-1',
				'--mac',
				'00-13-D1-00-00-01',
				'--serial-number',
				'S1',
				'--description',
				'Hall',
			],
			...['--location', 'Floor 1', '--net-address', '192.0.2.7', '--country', 'dk', '--user', 'dect-1', '--password-file', password],
			...['--tag-set', 'Sample DECT', '--enabled', 'false', '--json'],
		);
		expect(added.json()).toMatchObject({
			macAddress: '0013d1000001',
			serialNumber: 'S1',
			description: 'Hall',
			physicalLocation: 'Floor 1',
			netAddress: '192.0.2.7',
			country: 'DK',
			userName: 'dect-1',
			useCustomUserNamePassword: true,
			tagSet: 'Sample DECT',
			enabled: false,
		});
		expect(added.stderr).toBe('');
		const shown = await dms.must('device', 'show', 'dect-1');
		expect(shown.stdout).toMatch(/macAddress +=? ?00:13:d1:00:00:01/);
		expect((await dms.must('audit', 'list')).stdout).toContain('device add');
	});

	it('warns of a MAC address that another type has, and of a password file that others can read', async () => {
		const dms = await withTypes(open);
		await dms.must('device', 'add', '--type', type, '--name', 'dect-1', '--mac', '0013d1000001');
		const password = await dms.write('password', 'secret', 0o644);
		const { stderr } = await dms.must(
			...['device', 'add', '--type', macType, '--name', 'dect-2', '--mac', '0013d1000001', '--user', 'u', '--password-file', password],
		);
		expect(stderr).toContain('dms: warning: MAC address 00:13:d1:00:00:01 also belongs to device "dect-1"');
		expect(stderr).toContain('can be read by others');
	});

	it.each([
		['reject/a name beyond its limit', ['--name', 'n'.repeat(41)], 'value.too-long', 'deviceName has 41 characters; the limit is 40'],
		['reject/an empty name', ['--name', ' '], 'value.too-short', 'deviceName'],
		['reject/a slash in the name', ['--name', 'a/b'], 'value.invalid', 'slash'],
		['reject/a service provider of 31 bytes', ['--service-provider', 'ä'.repeat(15) + 'x'], 'value.too-long', '31 bytes'],
		['reject/a group without a service provider', ['--group', 'hq'], 'value.contradiction', 'serviceProviderId'],
		['reject/a MAC address that is none', ['--mac', '0013d10000'], 'mac.invalid', 'twelve hexadecimal digits'],
		['reject/a multicast MAC address', ['--mac', '0113d1000001'], 'mac.invalid', 'multicast'],
		['reject/a user name without a password', ['--user', 'u'], 'value.too-short', 'password'],
		['reject/a country that is none', ['--country', 'DEN'], 'value.invalid', 'two-letter'],
		['reject/a tag set that is not there', ['--tag-set', 'nowhere'], 'tag-set.not-found', 'nowhere'],
		['reject/a type that is not there', ['--type', 'Nothing'], 'device-type.not-found', 'Nothing'],
		['reject/a password file that is not there', ['--user', 'u', '--password-file', '/no/such/file'], 'file.unreadable', '/no/such/file'],
	])('%s', async (_, options, code, text) => {
		const dms = await withTypes(open);
		const { exitCode, stdout, stderr } = await dms.run(['device', 'add', '--type', type, '--name', 'dect-1', ...options]);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
		expect(stderr.split('\n', 1)[0]).toMatch(new RegExp(`^dms: .*\\(${code.replace('.', '\\.')}\\)$`));
		expect(stderr).toContain(text);
		expect((await dms.must('device', 'list', '--json')).json()).toEqual([]);
	});

	it('says everything that is wrong at once', async () => {
		const dms = await withTypes(open);
		const { stderr } = await dms.run([
			'device',
			'add',
			'--type',
			type,
			'--name',
			'n'.repeat(41),
			'--description',
			'd'.repeat(81),
			'--group',
			'g',
		]);
		expect(stderr).toContain('deviceName has 41 characters; the limit is 40');
		expect(stderr).toContain('\n  description has 81 characters; the limit is 80\n');
		expect(stderr).toContain('\n  groupId needs a serviceProviderId');
	});

	it.each([
		['reject/the same name in the same group', ['--name', 'dect-1', '--mac', '0013d1000009'], 'device.exists'],
		['reject/the same MAC address in the same type', ['--name', 'dect-2', '--mac', '00:13:d1:00:00:01'], 'device.mac-exists'],
	])('%s', async (_, options, code) => {
		const dms = await withTypes(open);
		await dms.must('device', 'add', '--type', type, '--name', 'dect-1', '--mac', '0013d1000001');
		const { exitCode, stderr } = await dms.run(['device', 'add', '--type', type, ...options]);
		expect(exitCode).toBe(1);
		expect(stderr).toContain(`(${code})`);
	});
});

describe('dms device', () => {
	const open = useCommandLine();

	async function withDevices(): Promise<TestCommandLine> {
		const dms = await withTypes(open);
		await dms.must('device', 'add', '--type', macType, '--name', 'dect-1', '--mac', '0013d1000001');
		await dms.must('device', 'add', '--type', macType, '--name', 'dect-1', '--service-provider', 'acme', '--group', 'hq');
		await dms.must('device', 'add', '--type', type, '--name', 'other', '--service-provider', 'acme', '--group', 'hq');
		return dms;
	}

	it.each([
		['of a type', ['--type', macType], 2],
		['of a service provider', ['--service-provider', 'acme'], 2],
		['of a group', ['--service-provider', 'acme', '--group', 'hq'], 2],
		['with a MAC address', ['--mac', '00:13:d1:00:00:01'], 1],
		['whose name contains a text', ['--name', 'OTH'], 1],
		['none', ['--name', 'nothing'], 0],
	])('lists devices: %s', async (_, options, count) => {
		const dms = await withDevices();
		expect((await dms.must('device', 'list', '--json', ...options)).json()).toHaveLength(count);
		expect((await dms.must('device', 'list', ...options)).stdout).toMatch(new RegExp(`\n${count} entr(y|ies) found\\.\n$`));
	});

	it('says how many there are beyond the limit', async () => {
		const dms = await withDevices();
		const { stdout, stderr } = await dms.must('device', 'list', '--limit', '2');
		expect(stdout).toContain('2 entries found.');
		expect(stderr).toBe('note: 2 of 3 are shown; --limit shows more\n');
	});

	it('tells devices of one name apart', async () => {
		const dms = await withDevices();
		const ambiguous = await dms.run(['device', 'show', 'dect-1']);
		expect(ambiguous.exitCode).toBe(1);
		expect(ambiguous.stderr).toBe(
			'dms: 2 devices are named "dect-1" (value.invalid)\nhint: Name one of them as service provider/group/name; /name is the one at system level.\n  /dect-1\n  acme/hq/dect-1\n',
		);
		const level = async (...name: string[]) => (await dms.must('device', 'show', '--json', ...name)).json();
		expect(await level('/dect-1')).toMatchObject({ level: 'System' });
		expect(await level('acme/hq/dect-1')).toMatchObject({ level: 'Group' });
		expect(await level('dect-1', '--service-provider', 'acme', '--group', 'hq')).toMatchObject({ level: 'Group' });
		expect((await dms.run(['device', 'show', 'acme/dect-1'])).stderr).toContain('(device.not-found)');
		expect((await dms.run(['device', 'show', 'a/b/c/d'])).stderr).toContain('(value.invalid)');
	});

	it('changes fields, clears them, and keeps the half of the credentials that is not named', async () => {
		const dms = await withDevices();
		const password = await dms.write('password', 'first-secret');
		await dms.must(
			'device',
			'set',
			'other',
			'--description',
			'Hall',
			'--user',
			'other',
			'--password-file',
			password,
			'--mac',
			'0013d1000007',
		);
		await dms.must('device', 'set', 'other', '--user', 'renamed', '--clear', 'description');
		const stored = await dms.withStore(async (store) => {
			const [found] = await store.devices.findByName('other', 1);
			return store.devices.load(found?.id ?? '');
		});
		expect(stored).toMatchObject({
			credentials: { userName: 'renamed', password: 'first-secret' },
			useCustomUserNamePassword: true,
			mac: '0013d1000007',
		});
		expect(stored).not.toHaveProperty('description');
		const cleared = await dms.must('device', 'set', 'other', '--clear', 'credentials', '--clear', 'mac', '--json');
		expect(cleared.json()).toMatchObject({ userName: null, useCustomUserNamePassword: false, macAddress: null });
	});

	it('audits a change in words, without the password', async () => {
		const dms = await withDevices();
		const password = await dms.write('password', 'audit-secret');
		await dms.must('device', 'set', 'other', '--mac', '0013d1000007', '--user', 'u', '--password-file', password);
		const audit = await dms.must('audit', 'list', '--json', '--limit', '1');
		expect(audit.json()).toMatchObject([
			{ action: 'device set', subject: 'acme/hq/other', detail: 'mac="0013d1000007", credentials=(secret)' },
		]);
	});

	it('makes an exception for an expired certificate, for a year at most', async () => {
		const dms = await withDevices();
		const inDays = (days: number) => new Date(dms.clock.now().getTime() + days * 86_400_000).toISOString();
		const set = await dms.must('device', 'set', 'other', '--accept-expired-until', inDays(30), '--json');
		expect(set.json()).toHaveProperty('expiredCertificateUntil');
		expect((await dms.run(['device', 'set', 'other', '--accept-expired-until', inDays(400)])).exitCode).toBe(1);
		expect((await dms.run(['device', 'set', 'other', '--accept-expired-until', inDays(-1)])).stderr).toContain('(value.invalid)');
		const cleared = await dms.must('device', 'set', 'other', '--clear', 'expired-exception', '--json');
		expect(cleared.json()).toMatchObject({ expiredCertificateUntil: null });
	});

	it.each([
		['reject/own credentials that there are not', ['--use-own-credentials', 'true'], 'value.contradiction'],
		['reject/half of the credentials', ['--user', 'u'], 'value.contradiction'],
		['reject/a user name with a colon', ['--user', 'a:b', '--password-file', '/dev/null'], 'value.too-short'],
		['reject/a MAC address of another device of the type', ['--mac', '0013d1000001'], 'device.mac-exists'],
	])('%s', async (_, options, code) => {
		const dms = await withDevices();
		const { exitCode, stderr } = await dms.run(['device', 'set', 'acme/hq/dect-1', ...options]);
		expect(exitCode).toBe(1);
		expect(stderr).toContain(`(${code})`);
	});

	it('deletes one device alone', async () => {
		const dms = await withDevices();
		expect((await dms.must('device', 'delete', 'acme/hq/dect-1')).stdout).toBe('device acme/hq/dect-1 is deleted\n');
		expect((await dms.must('device', 'list', '--json')).json()).toHaveLength(2);
		expect((await dms.run(['device', 'delete', 'acme/hq/dect-1'])).exitCode).toBe(1);
	});
});

describe('dms device lines', () => {
	const open = useCommandLine();

	async function withDevice(): Promise<TestCommandLine> {
		const dms = await withTypes(open);
		await dms.must('device', 'add', '--type', macType, '--name', 'dect-1', '--mac', '0013d1000001');
		return dms;
	}

	it('takes the lines of a CSV file in their order, passwords included, and shows them without', async () => {
		const dms = await withDevice();
		const csv =
			'linePort,authUser,authPassword,displayName,isPrimary\n2002@sip.example.net,2002,line-secret-2,"Hall, 1",true\n2001@sip.example.net,2001,line-secret-1,,\n';
		expect((await dms.must('device', 'lines', 'dect-1', '--file', await dms.write('lines.csv', csv))).stdout).toBe(
			'device dect-1 has 2 lines\n',
		);
		const shown = await dms.must('device', 'lines', 'dect-1', '--json');
		expect(shown.json()).toEqual([
			{ line: 1, linePort: '2002@sip.example.net', isPrimary: true, authUser: '2002', displayName: 'Hall, 1', hasAuthPassword: true },
			{ line: 2, linePort: '2001@sip.example.net', isPrimary: false, authUser: '2001', hasAuthPassword: true },
		]);
		const table = (await dms.must('device', 'lines', 'dect-1')).stdout;
		expect(table).toMatch(/1 +2002@sip\.example\.net +true +2002 +\*{8} +Hall, 1/);
		expect((await dms.must('render', '--device', 'dect-1', '--file', '%BWMACADDRESS%-users.xml')).stdout).toContain('line-secret-2');
	});

	it('takes the same lines from JSON, with values for built-in tags that have no field', async () => {
		const dms = await withDevice();
		const lines = [
			{ linePort: '1@sip.example.net', authPassword: 's', shared: true, attributes: { 'BWVOICE-PORTAL-NUMBER': '9' }, displayName: null },
		];
		await dms.must('device', 'lines', 'dect-1', '--file', await dms.write('lines.json', JSON.stringify(lines)));
		expect((await dms.must('device', 'lines', 'dect-1', '--json')).json()).toEqual([
			{
				line: 1,
				linePort: '1@sip.example.net',
				isPrimary: false,
				shared: true,
				attributes: { 'BWVOICE-PORTAL-NUMBER': '9' },
				hasAuthPassword: true,
			},
		]);
		await dms.must('device', 'lines', 'dect-1', '--file', await dms.write('none.json', '[]'));
		expect((await dms.must('device', 'lines', 'dect-1', '--json')).json()).toEqual([]);
	});

	it.each([
		['reject/a column that no line has', 'a.csv', 'linePort,colour\n1@h,red\n', 'csv.invalid'],
		['reject/a file without linePort', 'a.csv', 'authUser\n1\n', 'csv.invalid'],
		['reject/an empty file', 'a.csv', '', 'csv.invalid'],
		['reject/a line without linePort', 'a.csv', 'linePort,authUser\n,1\n', 'value.invalid'],
		['reject/a quote that is never closed', 'a.csv', 'linePort\n"1@h', 'csv.invalid'],
		['reject/sip: before the user', 'a.csv', 'linePort\nsip:1@h\n', 'value.invalid'],
		['reject/a linePort without a host, which the type needs', 'a.csv', 'linePort\n1\n', 'value.contradiction'],
		['reject/one linePort twice', 'a.csv', 'linePort\n1@h\n1@H\n', 'value.invalid'],
		['reject/two primary lines', 'a.csv', 'linePort,isPrimary\n1@h,true\n2@h,true\n', 'value.contradiction'],
		['reject/a password beyond its limit', 'a.csv', `linePort,authPassword\n1@h,${'p'.repeat(61)}\n`, 'value.too-long'],
		['reject/a flag that is none', 'a.csv', 'linePort,shared\n1@h,maybe\n', 'value.invalid'],
		['reject/text that is no JSON', 'a.json', '[{"linePort": "1@h", "authPassword": "hidden-secret"', 'value.invalid'],
		['reject/JSON that is no array', 'a.json', '{}', 'value.invalid'],
		['reject/JSON lines that are no objects', 'a.json', '[1]', 'value.invalid'],
		['reject/a JSON field that no line has', 'a.json', '[{"linePort":"1@h","colour":"red"}]', 'value.invalid'],
		['reject/a JSON number for text', 'a.json', '[{"linePort":1}]', 'value.invalid'],
		['reject/an attribute that is no built-in tag', 'a.json', '[{"linePort":"1@h","attributes":{"COLOUR":"red"}}]', 'value.invalid'],
	])('%s', async (_, name, content, code) => {
		const dms = await withDevice();
		const { exitCode, stdout, stderr } = await dms.run(['device', 'lines', 'dect-1', '--file', await dms.write(name, content)]);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
		expect(stderr).toContain(`(${code})`);
		expect(stderr).not.toContain('hidden-secret');
		expect((await dms.must('device', 'lines', 'dect-1', '--json')).json()).toEqual([]);
	});

	it('refuses more lines than the type has ports', async () => {
		const dms = await withDevice();
		await dms.must('type', 'set', macType, '--ports', '1');
		const { stderr } = await dms.run(['device', 'lines', 'dect-1', '--file', await dms.write('a.csv', 'linePort\n1@h\n2@h\n')]);
		expect(stderr).toContain('the device has 2 lines; "Sample IP-DECT 2000 MAC" has 1 ports (value.too-long)');
	});
});

describe('dms device uploads', () => {
	const open = useCommandLine();

	it('lists what a device has sent, newest first, and writes one into a file', async () => {
		const dms = await withTypes(open);
		await dms.must('device', 'add', '--type', macType, '--name', 'dect-1', '--mac', '0013d1000001');
		expect((await dms.must('device', 'uploads', 'dect-1')).stdout).toContain('0 entry found.');
		await dms.withStore(async (store) => {
			const [device] = await store.devices.findByName('dect-1', 1);
			const stored = await store.deviceTypes.findByName(macType);
			const content = await store.content.put([Buffer.from('what it says')], 100);
			await store.uploads.add(
				{ deviceId: device?.id ?? '', fileId: stored?.files[0]?.id ?? '', name: '0013d1000001-config.xml', content },
				5,
			);
		});
		const [upload] = (await dms.must('device', 'uploads', 'dect-1', '--json')).json() as { id: string }[];
		expect(upload).toMatchObject({ name: '0013d1000001-config.xml', content: { size: 12 } });
		await dms.must('device', 'uploads', 'dect-1', '--get', upload?.id ?? '', '--output', dms.path('sent'));
		expect((await dms.read('sent')).toString()).toBe('what it says');
		expect((await dms.run(['device', 'uploads', 'dect-1', '--get', '999', '--output', dms.path('other')])).stderr).toContain(
			'(content.not-found)',
		);
		expect((await dms.run(['device', 'uploads', 'dect-1', '--get', '1'])).exitCode).toBe(2);
	});
});
