import { describe, expect, it } from 'vitest';
import { type TestCommandLine, useCommandLine } from './command-line.ts';

const type = 'Sample IP-DECT 2000 MAC';
const passwordType = 'Sample IP-DECT 2000';

async function withDevice(open: () => Promise<TestCommandLine>): Promise<TestCommandLine> {
	const dms = await open();
	await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000_MAC'));
	await dms.must('device', 'add', '--type', type, '--name', 'dect-1', '--mac', '0013d1000001');
	const lines = await dms.write('lines.csv', 'linePort,authUser,authPassword\n1@sip.example.net,1,line-secret\n');
	await dms.must('device', 'lines', 'dect-1', '--file', lines);
	return dms;
}

describe('dms explain', () => {
	const open = useCommandLine();
	const url = 'https://dms.example.net/dms/sample-ip-dect-mac/0013D1000001-config.xml';

	it('explains step by step why a request is granted, and why not', async () => {
		const dms = await withDevice(open);
		await dms.must('ca', 'create', dms.path('ca'), '--recipe', 'spectralink-ng');
		await dms.must('trust', 'add', 'root', dms.path('ca/root.pem'));
		await dms.must('trust', 'add', 'issuing', dms.path('ca/issuing.pem'));
		await dms.must('ca', 'issue', dms.path('ca'), '--mac', '0013d1000001', '--output', dms.path('device'));
		const granted = await dms.must('explain', '--url', url, '--certificate', dms.path('device/chain.pem'));
		expect(granted.stdout).toMatch(/^locate +device type "Sample IP-DECT 2000 MAC"/);
		expect(granted.stdout).toMatch(/\n200 granted: .+\n$/);
		const refused = await dms.must('explain', '--url', url, '--json');
		expect(refused.json()).toMatchObject({
			status: 403,
			reason: 'certificate.absent',
			outcome: 'refuse',
			deviceType: type,
			fileFormat: '%BWMACADDRESS%-config.xml',
			mac: '0013d1000001',
			challenge: null,
		});
		expect((await dms.withStore((store) => store.accessRecords.list({ limit: 10 }))).length).toBe(0);
	});

	it('takes the user name from an option or from the URL, and shows no password', async () => {
		const dms = await open();
		await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000'));
		const password = await dms.write('password', 'x1');
		await dms.must(
			'device',
			'add',
			'--type',
			passwordType,
			'--name',
			'dect-2',
			'--mac',
			'0013d1000002',
			'--user',
			'dect-2',
			'--password-file',
			password,
		);
		const path = 'dms.example.net/dms/sample-ip-dect/0013d1000002-config.xml';
		const withUser = await dms.must('explain', '--url', `https://${path}`, '--user', 'dect-2', '--json');
		expect(withUser.json()).toMatchObject({ status: 200, device: 'dect-2' });
		const inUrl = await dms.must('explain', '--url', `http://dect-2:url-secret@${path}`, '--json');
		expect(inUrl.json()).toMatchObject({ status: 200, transport: 'http' });
		expect(inUrl.stdout).not.toContain('url-secret');
		expect((await dms.must('explain', '--url', `https://${path}`, '--json')).json()).toMatchObject({ status: 401, challenge: 'Digest' });
	});

	it('takes a method, headers and a path that leads nowhere', async () => {
		const dms = await withDevice(open);
		expect((await dms.must('explain', '--url', url, '--method', 'delete', '--json')).json()).toMatchObject({
			method: 'DELETE',
			status: 405,
		});
		expect((await dms.must('explain', '--url', 'https://h/elsewhere', '--header', 'User-Agent: x', '--json')).json()).toMatchObject({
			status: 404,
		});
	});

	it.each([
		['reject/text that is no URL', ['--url', 'nothing'], 1],
		['reject/a scheme that devices do not use', ['--url', 'ftp://h/dms/x'], 1],
		['reject/a path with a dot segment', ['--url', 'https://h/dms/%2e%2e/x'], 1],
		['reject/a header without a colon', ['--url', 'https://h/dms/x', '--header', 'nonsense'], 2],
		['reject/a certificate that is none', ['--url', 'https://h/dms/x', '--certificate', '/dev/null'], 1],
		['reject/a user name that is not percent-encoded', ['--url', 'https://%zz@h/dms/x'], 1],
	])('%s', async (_, argv, exit) => {
		const { exitCode, stdout, stderr } = await (await open()).run(['explain', ...argv]);
		expect({ exitCode, stdout }).toEqual({ exitCode: exit, stdout: '' });
		expect(stderr).toMatch(/^dms: /);
	});
});

describe('dms render', () => {
	const open = useCommandLine();

	it('writes the bytes of a file, by its format and by the name that the device asks for', async () => {
		const dms = await withDevice(open);
		const byFormat = await dms.must('render', '--device', 'dect-1', '--file', '%BWMACADDRESS%-users.xml');
		expect(byFormat.stdout).toContain('line-secret');
		expect((await dms.must('render', '--device', 'dect-1', '--file', '0013D1000001-users.xml')).stdout).toBe(byFormat.stdout);
		const firmware = await dms.must('render', '--device', 'dect-1', '--file', 'firmware-PCS00A.bin', '--report', '--json');
		expect(firmware.json()).toMatchObject({ sizeBytes: 4096, source: { level: 'Device Type', source: 'Manual' }, tags: [] });
	});

	it('reports what a file is built from, with its passwords masked', async () => {
		const dms = await withDevice(open);
		const argv = ['render', '--device', 'dect-1', '--file', '%BWMACADDRESS%-users.xml', '--report'];
		const { stdout, stderr } = await dms.must(...argv);
		expect(stdout).toContain('line-secret');
		expect(stderr).toMatch(/%BWAUTHPASSWORD-1% +\*{8} +\*{8} +Built-in/);
		expect(stderr).not.toContain('line-secret');
		const report = await dms.must(...argv, '--json');
		expect(report.json()).toMatchObject({ deviceType: type, fileFormat: '%BWMACADDRESS%-users.xml', charset: 'UTF-8', escape: 'xml' });
		expect(report.stdout).not.toContain('line-secret');
	});

	it('names tags that have no value', async () => {
		const dms = await withDevice(open);
		const template = await dms.write('t.xml', '<a>%NOT_DEFINED%</a>');
		await dms.must('type', 'file', 'set', type, '%BWMACADDRESS%-config.xml', '--content', template);
		const { stdout, stderr } = await dms.must('render', '--device', 'dect-1', '--file', '%BWMACADDRESS%-config.xml', '--report');
		expect(stdout).toBe('<a>%NOT_DEFINED%</a>');
		expect(stderr).toContain('undefined: %NOT_DEFINED%: no tag of this name is defined\n');
	});

	it.each([
		['reject/a device that is not there', ['--device', 'nix', '--file', 'handsets.xml'], 'device.not-found'],
		['reject/a file that the type has not', ['--device', 'dect-1', '--file', 'nothing.xml'], 'device-type-file.not-found'],
		[
			'reject/the name that another device asks for',
			['--device', 'dect-1', '--file', '0013d1000002-config.xml'],
			'device-type-file.not-found',
		],
	])('%s', async (_, argv, code) => {
		const { exitCode, stdout, stderr } = await (await withDevice(open)).run(['render', ...argv]);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
		expect(stderr).toContain(`(${code})`);
	});
});
