import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { ServeOptions } from '../../src/cli/command-ports.ts';
import { afterFailure, defaultLockoutPolicy } from '../../src/domain/lockout.ts';
import { useCommandLine } from './command-line.ts';

describe('dms lockout', () => {
	const open = useCommandLine();

	async function withLockouts() {
		const dms = await open();
		await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000'));
		await dms.withStore(async (store) => {
			const [type] = await store.deviceTypes.list();
			const policy = { ...defaultLockoutPolicy, temporaryThreshold: 1 };
			for (const userName of ['one', 'two']) {
				const key = { typeId: type?.id ?? '', userName, network: '192.0.2.0/24' };
				await store.lockouts.change(key, (state) => afterFailure(state, policy, dms.clock.now()));
			}
		});
		return dms;
	}

	it('lists lockouts in force and clears one, then all', async () => {
		const dms = await withLockouts();
		const listed = (await dms.must('lockout', 'list', '--json')).json() as { id: string; userName: string }[];
		expect(listed).toMatchObject([
			{ userName: 'one', network: '192.0.2.0/24', deviceType: 'Sample IP-DECT 2000', permanent: false, lockouts: 1 },
			{ userName: 'two' },
		]);
		expect((await dms.must('lockout', 'list')).stdout).toMatch(
			/^Id +Device Type +User Name +Network +Lockout Started +Lockout Expires +Lockout Count\n/,
		);
		expect((await dms.must('lockout', 'clear', listed[0]?.id ?? '')).stdout).toBe('1 lockouts are cleared\n');
		expect((await dms.must('lockout', 'clear', '--json')).json()).toEqual({ cleared: 1 });
		expect((await dms.must('lockout', 'list')).stdout).toContain('0 entry found.');
	});

	it('no longer lists what has expired', async () => {
		const dms = await withLockouts();
		dms.clock.shiftMs = 6 * 60_000;
		expect((await dms.must('lockout', 'list', '--json')).json()).toEqual([]);
	});

	it('clears nothing when one of the ids is wrong', async () => {
		const dms = await withLockouts();
		const [first] = (await dms.must('lockout', 'list', '--json')).json() as { id: string }[];
		const { exitCode, stderr } = await dms.run(['lockout', 'clear', first?.id ?? '', '999']);
		expect(exitCode).toBe(1);
		expect(stderr).toContain('(lockout.not-found)');
		expect((await dms.must('lockout', 'list', '--json')).json()).toHaveLength(2);
	});

	it('shows and changes the policy within its limits', async () => {
		const dms = await open();
		expect((await dms.must('lockout', 'policy', 'show', '--json')).json()).toEqual(defaultLockoutPolicy);
		const argv = [
			'lockout',
			'policy',
			'set',
			'--type',
			'Temporary Then Permanent',
			'--wait',
			'Fixed',
			'--fixed-minutes',
			'20',
			'--permanent-threshold',
			'3',
		];
		const changed = {
			...defaultLockoutPolicy,
			type: 'Temporary Then Permanent',
			waitAlgorithm: 'Fixed',
			fixedWaitMinutes: 20,
			permanentThreshold: 3,
		};
		expect((await dms.must(...argv, '--json')).json()).toEqual(changed);
		for (const wrong of [
			['--temporary-threshold', '11'],
			['--permanent-threshold', '1'],
			['--reset-after-days', '11'],
		]) {
			expect((await dms.run(['lockout', 'policy', 'set', ...wrong])).stderr).toContain('(value.invalid)');
		}
		expect((await dms.run(['lockout', 'policy', 'set', '--fixed-minutes', '7'])).exitCode).toBe(2);
		expect((await dms.must('lockout', 'policy', 'show', '--json')).json()).toEqual(changed);
	});
});

describe('dms setting', () => {
	const open = useCommandLine();

	it('shows and changes realm and MAC headers', async () => {
		const dms = await open();
		expect((await dms.must('setting', 'set', '--realm', 'example.net', '--mac-header', 'X-Mac-Address', '--json')).json()).toEqual({
			realm: 'example.net',
			macHeaders: ['x-mac-address'],
		});
		expect((await dms.must('setting', 'show')).stdout).toBe('  realm      = example.net\n  macHeaders = x-mac-address\n');
		expect((await dms.run(['setting', 'set', '--realm', 'a"b'])).stderr).toContain('(value.invalid)');
		expect((await dms.run(['setting', 'set', '--mac-header', 'not a header'])).stderr).toContain('(value.invalid)');
	});

	it('lists, adds, rebinds and removes built-in tags', async () => {
		const dms = await open();
		const rows = async () =>
			(await dms.must('setting', 'builtin-tags', 'list', '--json')).json() as { name: string; source: string; meaning: string }[];
		const before = await rows();
		await dms.must('setting', 'builtin-tags', 'set', '%BWMODEL%', '--source', 'type.name', '--meaning', 'Model');
		expect(await rows()).toEqual([...before, { name: '%BWMODEL%', source: 'type.name', meaning: 'Model' }]);
		await dms.must('setting', 'builtin-tags', 'set', '%BWMODEL%', '--source', 'device.serialNumber');
		expect((await rows()).at(-1)).toEqual({ name: '%BWMODEL%', source: 'device.serialNumber', meaning: 'Model' });
		await dms.must('setting', 'builtin-tags', 'remove', '%BWMODEL%');
		expect(await rows()).toEqual(before);
		expect((await dms.run(['setting', 'builtin-tags', 'remove', '%BWMODEL%'])).stderr).toContain('(tag.not-found)');
		expect((await dms.run(['setting', 'builtin-tags', 'set', '%MODEL%', '--source', 'type.name'])).stderr).toContain('(value.invalid)');
		expect((await dms.run(['setting', 'builtin-tags', 'set', '%BWX%', '--source', 'line.label'])).stderr).toContain('must end in -n');
		expect((await dms.run(['setting', 'builtin-tags', 'set', '%BWX%', '--source', 'nothing'])).exitCode).toBe(2);
	});
});

describe('dms ca', () => {
	const open = useCommandLine();

	it('makes a test CA and issues a certificate from it', async () => {
		const dms = await open();
		const created = (await dms.must('ca', 'create', dms.path('ca'), '--recipe', 'spectralink-ng', '--json')).json();
		expect(created).toMatchObject({ files: expect.arrayContaining([dms.path('ca/root.pem'), dms.path('ca/issuing.pem')]) as unknown });
		expect((await dms.run(['ca', 'create', dms.path('ca')])).stderr).toContain('(qa.ca-exists)');
		const password = await dms.write('p12.password', 'p12-secret\n');
		const issued = await dms.must(
			'ca',
			'issue',
			dms.path('ca'),
			'--mac',
			'00:13:d1:00:00:01',
			'--output',
			dms.path('device'),
			'--pkcs12',
			password,
		);
		expect(issued.stdout).toContain(`${dms.path('device/cert.pem')}\n`);
		expect(issued.stdout).not.toContain('p12-secret');
		expect(await readFile(dms.path('device/chain.pem'), 'utf8')).toMatch(/(-----BEGIN CERTIFICATE-----[^]*){2}/);
	});

	it.each([
		['reject/a defect that is none', ['--mac', '0013d1000001', '--defect', 'nothing'], 2, 'qa.defect-unknown'],
		['reject/a MAC address that is none', ['--mac', 'xyz'], 1, 'mac.invalid'],
	])('%s', async (_, options, exit, code) => {
		const dms = await open();
		await dms.must('ca', 'create', dms.path('ca'), '--recipe', 'spectralink-ng');
		const { exitCode, stderr } = await dms.run(['ca', 'issue', dms.path('ca'), '--output', dms.path('device'), ...options]);
		expect(exitCode).toBe(exit);
		expect(stderr).toContain(`(${code})`);
	});

	it('names a recipe and a CA that are not there', async () => {
		const dms = await open();
		expect(await dms.run(['ca', 'create', dms.path('ca'), '--recipe', 'nothing'])).toMatchObject({ exitCode: 2 });
		const issued = await dms.run(['ca', 'issue', dms.path('ca'), '--mac', '0013d1000001', '--output', dms.path('device')]);
		expect(issued.stderr).toContain('(qa.ca-missing)');
	});

	it('lists defects with the reason that the server gives', async () => {
		const dms = await open();
		expect((await dms.must('ca', 'defects', '--json')).json()).toContainEqual(
			expect.objectContaining({ name: 'expired', reason: 'certificate.expired' }),
		);
		expect((await dms.must('ca', 'defects')).stdout).toMatch(/\nexpired +certificate\.expired +/);
	});
});

describe('dms secret rotate', () => {
	const open = useCommandLine();

	it('encrypts every password anew and loses none', async () => {
		const dms = await open();
		await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000'));
		const password = await dms.write('password', 'kept-secret');
		await dms.must('device', 'add', '--type', 'Sample IP-DECT 2000', '--name', 'dect-1', '--user', 'u', '--password-file', password);
		expect((await dms.must('secret', 'rotate', '--json')).json()).toEqual({ resealed: expect.any(Number) as unknown });
		const credentials = await dms.withStore(async (store) => {
			const [device] = await store.devices.findByName('dect-1', 1);
			return store.devices.credentialsOf(device?.id ?? '');
		});
		expect(credentials).toEqual({ userName: 'u', password: 'kept-secret' });
	});
});

describe('dms serve, start and demo', () => {
	const open = useCommandLine();

	it('hand their options over and end with the exit code of what they started', async () => {
		const dms = await open();
		const asked: ServeOptions[] = [];
		const serve = (options: ServeOptions) => {
			asked.push(options);
			return Promise.resolve(7);
		};
		dms.ports = { serve, start: serve, demo: () => Promise.resolve(3) };
		const argv = ['--config', 'dms.yaml', '--device', '0.0.0.0:8443', '--admin', '[::1]:9000', '--events', '8012'];
		const served = await dms.run(['serve', ...argv]);
		expect(served.exitCode).toBe(7);
		expect(served.stderr).toBe('');
		expect((await dms.run(['start', '--data', 'elsewhere'])).exitCode).toBe(7);
		expect((await dms.run(['demo'])).exitCode).toBe(3);
		expect(asked).toEqual([
			{
				dataDirectory: dms.path('data'),
				configFile: 'dms.yaml',
				device: { host: '0.0.0.0', port: 8443 },
				events: { host: '127.0.0.1', port: 8012 },
				admin: { host: '::1', port: 9000 },
			},
			{ dataDirectory: 'elsewhere' },
		]);
	});

	it('report what goes wrong without a stack', async () => {
		const dms = await open();
		dms.ports = { serve: () => Promise.reject(new Error('first line\nsecond line')) };
		expect(await dms.run(['serve'])).toMatchObject({ exitCode: 1, stdout: '', stderr: 'dms: first line (internal)\n' });
	});
});

describe('dms audit list', () => {
	const open = useCommandLine();

	it('tells who changed what, oldest first, and a refused change leaves nothing', async () => {
		const dms = await open();
		await dms.must('tag', 'set', 'A', '1');
		await dms.must('tag-set', 'add', 'north');
		await dms.run(['tag-set', 'add', 'north']);
		await dms.must('tag', 'delete', 'A');
		expect((await dms.must('audit', 'list', '--json')).json()).toMatchObject([
			{ actor: 'cli:tester', action: 'tag set', subject: '%A%' },
			{ action: 'tag-set add', subject: 'north' },
			{ action: 'tag delete', subject: '%A%' },
		]);
		expect((await dms.must('audit', 'list', '--limit', '1', '--json')).json()).toMatchObject([{ action: 'tag delete' }]);
		expect((await dms.must('audit', 'list')).stdout).toMatch(/^Time +Who +Action +What +Detail\n=+\n/);
	});
});
