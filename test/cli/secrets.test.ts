import { describe, expect, it } from 'vitest';
import { type CommandResult, type TestCommandLine, useCommandLine } from './command-line.ts';

const type = 'Sample IP-DECT 2000';
const config = '%BWMACADDRESS%-config.xml';
const secrets = [
	'type-secret-1',
	'device-secret-2',
	'line-secret-3',
	'csv-secret-4',
	'line-csv-secret-5',
	'tag-secret-6',
	'url-secret-7',
	'p12-secret-8',
];

/** Puts a secret into every place that takes one. */
async function withSecrets(dms: TestCommandLine): Promise<readonly CommandResult[]> {
	const secretFile = (name: string, secret: string) => dms.write(name, `${secret}\n`);
	const csv = `deviceType,deviceName,userName,password,linePort-1,authPassword-1\n${type},dect-2,two,csv-secret-4,2@sip.example.net,line-csv-secret-5\n`;
	const commands = [
		['dtaf', 'import', await dms.sample('Sample-IP-DECT-2000')],
		['type', 'set', type, '--password-file', await secretFile('type', 'type-secret-1'), '--json'],
		['device', 'add', '--type', type, '--name', 'dect-1', '--mac', '0013d1000001', '--json'],
		['device', 'set', 'dect-1', '--user', 'one', '--password-file', await secretFile('device', 'device-secret-2'), '--json'],
		[
			'device',
			'lines',
			'dect-1',
			'--file',
			await dms.write('lines.csv', 'linePort,authPassword\n1@sip.example.net,line-secret-3\n'),
			'--json',
		],
		['device', 'import', await dms.write('fleet.csv', csv), '--json'],
		['device', 'import', await dms.write('again.csv', csv), '--dry-run'],
		['tag', 'set', 'ADMIN_PASSWORD', 'tag-secret-6', '--device', 'dect-1', '--json'],
		['explain', '--url', `https://one:url-secret-7@h/dms/sample-ip-dect/0013d1000001-config.xml`, '--json'],
		['explain', '--url', `https://one:url-secret-7@h/dms/sample-ip-dect/%2e%2e/x`],
		['ca', 'create', dms.path('ca'), '--recipe', 'spectralink-ng'],
		[
			'ca',
			'issue',
			dms.path('ca'),
			'--mac',
			'0013d1000001',
			'--output',
			dms.path('d'),
			'--pkcs12',
			await secretFile('p12', 'p12-secret-8'),
		],
	];
	const results: CommandResult[] = [];
	for (const command of commands) results.push(await dms.run(command));
	return results;
}

describe('no command prints a secret', () => {
	const open = useCommandLine();

	it('neither when it is given one, nor later, nor into an archive', async () => {
		const dms = await open();
		const results = [...(await withSecrets(dms))];
		const later = [
			...[
				['type', 'list'],
				['type', 'show', type],
				['type', 'file', 'show', type, config],
				['scope', 'show', type, '--service-provider', 'x'],
			],
			...[
				['device', 'list'],
				['device', 'show', 'dect-1'],
				['device', 'show', 'dect-2'],
				['device', 'lines', 'dect-1'],
				['device', 'lines', 'dect-2'],
			],
			...[
				['tag', 'list', '--device', 'dect-1'],
				['audit', 'list'],
				['access', 'list'],
				['lockout', 'list'],
				['setting', 'show'],
				['secret', 'rotate'],
			],
			...[
				['dtaf', 'export', type, '--output', dms.path('out.zip'), '--force'],
				['dtaf', 'inspect', dms.path('out.zip')],
			],
			...[['dtaf', 'import', dms.path('out.zip'), '--update-files', '--dry-run']],
		];
		for (const command of later) {
			results.push(await dms.must(...command));
			results.push(await dms.must(...command, '--json'));
		}
		results.push(await dms.must('render', '--device', 'dect-1', '--file', config, '--report', '--json'));
		for (const { stdout, stderr } of results) for (const secret of secrets) expect(`${stdout}${stderr}`).not.toContain(secret);
		const archive = await dms.read('out.zip');
		for (const secret of secrets) expect(archive.includes(secret)).toBe(false);
	});

	it('although every one of them is in the store', async () => {
		const dms = await open();
		await withSecrets(dms);
		const kept = await dms.withStore(async (store) => {
			const [first] = await store.devices.findByName('dect-1', 1);
			const [second] = await store.devices.findByName('dect-2', 1);
			return JSON.stringify([
				await store.deviceTypes.list(),
				await store.devices.load(first?.id ?? ''),
				await store.devices.load(second?.id ?? ''),
			]);
		});
		for (const secret of secrets.slice(0, 6)) expect(kept).toContain(secret);
	});
});
