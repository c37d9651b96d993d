import { describe, expect, it } from 'vitest';
import { Collected, type TestCommandLine, useCommandLine } from './command-line.ts';

const macType = 'Sample IP-DECT 2000 MAC';
const header = 'deviceType,deviceName,serviceProvider,group,mac,userName,password,%PROV_INTERVAL%,linePort-1,authPassword-1,linePort-2';

function row(number: number, changed: Readonly<Record<number, string>> = {}): string {
	const cells = [
		macType,
		`dect-${number}`,
		'acme',
		'hq',
		`0013d1${number.toString(16).padStart(6, '0')}`,
		`user-${number}`,
		`pass-secret-${number}`,
	];
	cells.push('60', `${number}@sip.example.net`, `line-secret-${number}`, '');
	return cells.map((cell, index) => changed[index] ?? cell).join(',');
}

function file(rows: readonly string[]): string {
	return `${[header, ...rows].join('\n')}\n`;
}

describe('dms device import', () => {
	const open = useCommandLine();

	async function withType(): Promise<TestCommandLine> {
		const dms = await open();
		await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000_MAC'));
		return dms;
	}

	const count = async (dms: TestCommandLine) => dms.withStore((store) => store.devices.count({}));

	it('adds every device of a file with its credentials, tags and lines', async () => {
		const dms = await withType();
		const rows = Array.from({ length: 2500 }, (_, index) => row(index + 1));
		const { stdout } = await dms.must('device', 'import', await dms.write('fleet.csv', file(rows)));
		expect(stdout).toBe('2500 rows, 2500 devices added, 0 rows refused\n');
		const stored = await dms.withStore(async (store) => {
			const found = await store.devices.findByKey({ serviceProviderId: 'acme', groupId: 'hq', name: 'dect-2345' });
			return store.devices.load(found?.id ?? '');
		});
		expect(stored).toMatchObject({
			mac: '0013d1000929',
			credentials: { userName: 'user-2345', password: 'pass-secret-2345' },
			tags: [{ name: '%PROV_INTERVAL%', value: '60' }],
			lines: [{ linePort: '2345@sip.example.net', authPassword: 'line-secret-2345' }],
		});
		expect((await dms.must('audit', 'list', '--limit', '1', '--json')).json()).toMatchObject([
			{ action: 'device import', subject: 'fleet.csv', detail: '2500 added' },
		]);
	});

	it('reads standard input, a byte order mark, quotes and Windows line ends', async () => {
		const dms = await withType();
		const text = `\ufeff"deviceType","deviceName","description"\r\n"${macType}","dect-1","a ""quoted"" word, and a comma"\r\n\r\n`;
		expect((await dms.run(['device', 'import', '-'], text)).exitCode).toBe(0);
		expect((await dms.must('device', 'show', 'dect-1', '--json')).json()).toMatchObject({ description: 'a "quoted" word, and a comma' });
	});

	it('adds nothing in a dry run', async () => {
		const dms = await withType();
		const path = await dms.write('fleet.csv', file([row(1), row(2)]));
		const dry = await dms.must('device', 'import', path, '--dry-run', '--json');
		expect(dry.json()).toMatchObject({ rows: 2, added: 2, refusedRows: 0, applied: false, dryRun: true });
		expect(await count(dms)).toBe(0);
	});

	const wrongRows: readonly (readonly [string, string, string])[] = [
		[
			'reject/a name beyond its limit',
			row(2, { 1: 'n'.repeat(41) }),
			'line 3: deviceName has 41 characters; the limit is 40 (value.too-long)',
		],
		['reject/a MAC address that is none', row(2, { 4: 'xyz' }), 'line 3: mac "xyz" is not twelve hexadecimal digits (mac.invalid)'],
		['reject/a type that is not there', row(2, { 0: 'Nothing' }), 'line 3: no device type "Nothing" (device-type.not-found)'],
		['reject/a group without a service provider', row(2, { 2: '' }), 'line 3: groupId needs a serviceProviderId'],
		[
			'reject/a user name without a password',
			row(2, { 6: '' }),
			'line 3: password has 0 characters; at least 1 are needed (value.too-short)',
		],
		['reject/a password beyond its limit', row(2, { 6: 'p'.repeat(61) }), 'line 3: password has 61 characters; the limit is 60'],
		[
			'reject/a tag value beyond its limit',
			row(2, { 7: 'v'.repeat(257) }),
			'line 3: value of tag %PROV_INTERVAL% has 257 characters; the limit is 256',
		],
		['reject/a gap between lines', row(2, { 8: '', 9: '', 10: '2@h' }), 'line 3: linePort of line 1 is empty'],
		['reject/a line of sip:', row(2, { 8: 'sip:2@h' }), 'line 3: linePort of line 1 "sip:2@h" must not begin with sip:'],
		['reject/a row that is too short', 'a,b', 'line 3: the row has 2 cells; the header has 11 (csv.invalid)'],
		['reject/the name of an earlier row', row(2, { 1: 'dect-1' }), 'line 3: deviceName "dect-1" is on line 2 already (device.exists)'],
		[
			'reject/the MAC address of an earlier row',
			row(2, { 4: '00:13:D1:00:00:01' }),
			'line 3: mac 0013d1000001 is on line 2 already (device.mac-exists)',
		],
		[
			'reject/the user name of an earlier row',
			row(2, { 5: 'user-1' }),
			'line 3: userName "user-1" is on line 2 already (device.user-exists)',
		],
		['reject/the name of a device that exists', row(2, { 1: 'there' }), 'line 3: deviceName "there" exists already (device.exists)'],
		[
			'reject/the MAC address of a device that exists',
			row(2, { 4: '0013d1ffffff' }),
			'line 3: mac "0013d1ffffff" belongs to another device of the type',
		],
	];

	it.each(wrongRows)('%s: all or nothing, and the others alone with --keep-going', async (_, wrong, finding) => {
		const dms = await withType();
		await dms.must(
			'device',
			'add',
			'--type',
			macType,
			'--name',
			'there',
			'--service-provider',
			'acme',
			'--group',
			'hq',
			'--mac',
			'0013d1ffffff',
		);
		const path = await dms.write('fleet.csv', file([row(1), wrong, row(3)]));
		for (const options of [[], ['--dry-run']]) {
			const { exitCode, stdout, stderr } = await dms.run(['device', 'import', path, ...options]);
			expect(exitCode).toBe(1);
			expect(stderr).toContain('dms: 1 rows are not valid (csv.invalid)\nhint: ');
			expect(stderr).toContain(`\n  ${finding}`);
			expect(`${stdout}${stderr}`).not.toContain('secret');
			expect(await count(dms)).toBe(1);
		}
		const kept = await dms.run(['device', 'import', path, '--keep-going', '--json']);
		expect(kept.exitCode).toBe(1);
		expect(kept.json()).toMatchObject({ rows: 3, added: 2, refusedRows: 1, findingCount: 1, applied: true });
		expect(await count(dms)).toBe(3);
	});

	it('finds a wrong row in the last batch and takes back all before it', async () => {
		const dms = await withType();
		const rows = [...Array.from({ length: 2100 }, (_, index) => row(index + 1)), row(2101, { 4: 'xyz' })];
		const { exitCode, stderr } = await dms.run(['device', 'import', await dms.write('fleet.csv', file(rows))]);
		expect(exitCode).toBe(1);
		expect(stderr).toContain('line 2102: mac');
		expect(await count(dms)).toBe(0);
		expect((await dms.must('audit', 'list', '--json')).json()).toHaveLength(1);
	});

	it('reports a thousand findings and counts the rest', async () => {
		const dms = await withType();
		const rows = Array.from({ length: 1200 }, (_, index) => row(index + 1, { 4: 'xyz' }));
		const { stderr, json } = await dms.run(['device', 'import', await dms.write('fleet.csv', file(rows)), '--json']);
		expect(json()).toMatchObject({ rows: 1200, refusedRows: 1200, findingCount: 1200 });
		expect(json()).toHaveProperty('findings.length', 1000);
		expect(stderr.split('\n').filter((line) => line.startsWith('  line '))).toHaveLength(1000);
		expect(stderr).toContain('\n  and 200 more\n');
	});

	it.each([
		['reject/an empty file', '', 'the file has no header line'],
		['reject/a header without the device name', 'deviceType\n', 'column deviceName is missing'],
		['reject/a column that is not known', 'deviceType,deviceName,colour\n', 'column "colour" is not known'],
		['reject/a column that is there twice', 'deviceType,deviceName,mac,macAddress\n', 'column "macAddress" is there twice'],
		['reject/a built-in tag for a column', 'deviceType,deviceName,%BWCLID%\n', 'reserved for built-in tags'],
		['reject/a row beyond all bounds', `deviceType,deviceName\n"${'x'.repeat(1_100_000)}",y\n`, 'longer than'],
		['reject/a quote in the wrong place', 'deviceType,deviceName\na"b"c,"d"e\n', 'a quote stands where none may stand'],
	])('%s', async (_, text, finding) => {
		const dms = await withType();
		const { exitCode, stdout, stderr } = await dms.run(['device', 'import', await dms.write('fleet.csv', text)]);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
		expect(stderr).toContain('(csv.invalid)');
		expect(stderr).toContain(finding);
	});

	it('stops in order when it is interrupted, and adds nothing', async () => {
		const dms = await withType();
		const path = await dms.write('fleet.csv', file([row(1)]));
		dms.ports = { interrupted: AbortSignal.abort() };
		const { exitCode, stderr } = await dms.run(['device', 'import', path]);
		expect(exitCode).toBe(1);
		expect(stderr).toBe('dms: interrupted, nothing was changed (interrupted)\n');
		expect(await count(dms)).toBe(0);
	});

	it('draws a progress bar on a terminal alone', async () => {
		const dms = await withType();
		const path = await dms.write('fleet.csv', file([row(1)]));
		const terminal = Object.assign(new Collected(), { isTTY: true, columns: 80, clearLine: () => true, cursorTo: () => true });
		dms.ports = { stderr: terminal };
		await dms.run(['device', 'import', path, '--dry-run']);
		expect(terminal.text).toContain('bytes');
		dms.ports = {};
		expect((await dms.run(['device', 'import', path, '--dry-run'])).stderr).toBe('');
	});
});
