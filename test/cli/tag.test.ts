import { describe, expect, it } from 'vitest';
import { type TestCommandLine, useCommandLine } from './command-line.ts';

const type = 'Sample IP-DECT 2000 MAC';
const scope = ['--type', type, '--service-provider', 'acme', '--group', 'hq'];

async function withDevice(open: () => Promise<TestCommandLine>): Promise<TestCommandLine> {
	const dms = await open();
	await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000_MAC'));
	await dms.must(
		...[
			'device',
			'add',
			'--type',
			type,
			'--name',
			'dect-1',
			'--mac',
			'0013d1000001',
			'--country',
			'DK',
			'--service-provider',
			'acme',
			'--group',
			'hq',
		],
	);
	return dms;
}

describe('dms tag', () => {
	const open = useCommandLine();

	const listed = async (dms: TestCommandLine, ...place: string[]) =>
		(await dms.must('tag', 'list', '--json', ...place)).json() as { name: string; inEffect: boolean; [field: string]: unknown }[];
	const winner = async (dms: TestCommandLine, name: string) =>
		(await listed(dms, '--device', 'dect-1')).find((tag) => tag.name === name && tag.inEffect);

	it('shows the winning value of a device, level by level', async () => {
		const dms = await withDevice(open);
		const [a, b] = ['%A%', '%B%'];
		await dms.must('tag', 'set', a, 'default');
		expect(await winner(dms, a)).toMatchObject({ value: 'default', level: 'System Default', tagSetName: '', overridable: true });
		await dms.must('tag', 'set', a, 'set', '--set', 'Sample DECT');
		expect(await winner(dms, a)).toMatchObject({ value: 'set', level: 'System', tagSetName: 'Sample DECT' });
		await dms.must('tag-set', 'region', 'set', 'Sample DECT', 'nordic', '--country', 'DK', '--country', 'se');
		await dms.must('tag', 'set', a, 'region', '--set', 'Sample DECT', '--region', 'nordic');
		expect(await winner(dms, a)).toMatchObject({ value: 'region', regionName: 'nordic' });
		await dms.must('tag', 'set', a, 'provider', '--type', type, '--service-provider', 'acme');
		expect(await winner(dms, a)).toMatchObject({ value: 'provider', level: 'Service Provider' });
		await dms.must('tag', 'set', a, 'group', ...scope);
		expect(await winner(dms, a)).toMatchObject({ value: 'group', level: 'Group' });
		await dms.must('tag', 'set', b, '<%A%>', '--device', 'dect-1');
		await dms.must('tag', 'set', a, 'own', '--device', 'dect-1');
		expect(await winner(dms, a)).toMatchObject({ value: 'own', actualValue: 'own', level: 'Device Profile' });
		expect(await winner(dms, b)).toMatchObject({ value: '<%A%>', actualValue: '<own>' });
		expect((await listed(dms, '--device', 'dect-1')).filter(({ name }) => name === a).map(({ inEffect }) => inEffect)).toEqual([
			...[false, false, false, false, false],
			true,
		]);
		await dms.must('tag', 'delete', 'A', '--device', 'dect-1');
		expect(await winner(dms, a)).toMatchObject({ value: 'group' });
	});

	it('lets no lower level replace a value that is not overridable', async () => {
		const dms = await withDevice(open);
		await dms.must('tag', 'set', '%A%', 'fixed', '--overridable', 'false');
		await dms.must('tag', 'set', '%A%', 'own', '--device', 'dect-1');
		expect(await winner(dms, '%A%')).toMatchObject({ value: 'fixed', level: 'System Default' });
		await dms.must('tag', 'set', '%A%', 'changed');
		expect(await winner(dms, '%A%')).toMatchObject({ value: 'changed', overridable: false });
	});

	it('lists the tags of a set, region by region, and of a scope', async () => {
		const dms = await withDevice(open);
		await dms.must('tag', 'set', 'C', 'value of a group', ...scope);
		const ofScope = await listed(dms, ...scope);
		expect(ofScope).toContainEqual({
			name: '%C%',
			value: 'value of a group',
			actualValue: 'value of a group',
			level: 'Group',
			inEffect: true,
		});
		const set = (await dms.must('tag', 'list', '--set', 'Sample DECT')).stdout;
		expect(set).toMatch(/^Tag Name +Tag Value +Actual Tag Value +Tag Level +Tag Set Name +Region Name +Overridable +In Effect\n=+\n/);
		expect(set).toContain('Western Europe');
		expect(
			(await listed(dms, '--set', 'Sample DECT', '--region', 'Western Europe')).every(({ regionName }) => regionName === 'Western Europe'),
		).toBe(true);
	});

	it('masks what sounds like a password, wherever it stands', async () => {
		const dms = await withDevice(open);
		await dms.must('tag', 'set', 'SIP_PASSWORD', 'hidden-1');
		await dms.must('tag', 'set', 'SIP_PASSWORD', 'hidden-2', '--device', 'dect-1');
		await dms.must('tag', 'set', 'COMBINED', 'x%SIP_PASSWORD%', '--device', 'dect-1');
		for (const command of [
			['tag', 'list'],
			['tag', 'list', '--device', 'dect-1'],
			['device', 'show', 'dect-1', '--json'],
			['audit', 'list', '--json'],
		]) {
			const { stdout } = await dms.must(...command);
			expect(stdout).not.toMatch(/hidden-\d/);
		}
		expect(await winner(dms, '%COMBINED%')).toMatchObject({ value: 'x%SIP_PASSWORD%', actualValue: '********' });
	});

	it.each([
		['reject/a name that begins with BW', ['set', '%BWX%', '1'], 'tag.name-invalid'],
		['reject/a name with a percent sign inside', ['set', '%A%B%', '1'], 'tag.name-invalid'],
		['reject/a name of 65 characters', ['set', `%${'A'.repeat(63)}%`, '1'], 'value.too-long'],
		['reject/a value of 257 characters', ['set', 'A', 'v'.repeat(257)], 'value.too-long'],
		['reject/a set that is not there', ['set', 'A', '1', '--set', 'nowhere'], 'tag-set.not-found'],
		['reject/a region that is not there', ['set', 'A', '1', '--set', 'Sample DECT', '--region', 'nowhere'], 'value.invalid'],
		['reject/overridable for a device', ['set', 'A', '1', '--device', 'dect-1', '--overridable', 'true'], 'value.contradiction'],
		['reject/a device that is not there', ['set', 'A', '1', '--device', 'nix'], 'device.not-found'],
		['reject/a tag that is not there', ['delete', 'NOTHING'], 'tag.not-found'],
		['reject/a tag that another level has', ['delete', 'NTP_SERVER', '--device', 'dect-1'], 'tag.not-found'],
	])('%s', async (_, argv, code) => {
		const dms = await withDevice(open);
		const { exitCode, stderr } = await dms.run(['tag', ...argv]);
		expect(exitCode).toBe(1);
		expect(stderr).toContain(`(${code})`);
	});
});

describe('dms tag-set', () => {
	const open = useCommandLine();

	it('adds, lists and deletes sets', async () => {
		const dms = await open();
		await dms.must('tag-set', 'add', 'north');
		expect((await dms.must('tag-set', 'list', '--json')).json()).toMatchObject([
			{ name: '' },
			{ name: 'north', numberOfTags: 0, regions: [] },
		]);
		expect((await dms.run(['tag-set', 'add', ' north '])).stderr).toContain('(tag-set.exists)');
		await dms.must('tag-set', 'delete', 'north');
		expect((await dms.run(['tag-set', 'delete', 'north'])).stderr).toContain('(tag-set.not-found)');
		expect((await dms.run(['tag-set', 'delete', ''])).exitCode).toBe(1);
		expect((await dms.run(['tag-set', 'add', 'n'.repeat(31)])).stderr).toContain('(value.too-long)');
	});

	it('keeps a set that a device type uses', async () => {
		const dms = await withDevice(open);
		const { exitCode, stderr } = await dms.run(['tag-set', 'delete', 'Sample DECT']);
		expect(exitCode).toBe(1);
		expect(stderr).toContain(`\n  ${type}\n`);
	});

	it('has each country in one region alone', async () => {
		const dms = await open();
		await dms.must('tag-set', 'add', 'north');
		await dms.must('tag-set', 'region', 'set', 'north', 'a', '--country', 'DK');
		expect((await dms.run(['tag-set', 'region', 'set', 'north', 'b', '--country', 'dk'])).stderr).toContain('(value.contradiction)');
		expect((await dms.run(['tag-set', 'region', 'set', 'north', 'b', '--country', 'DEN'])).stderr).toContain('(value.invalid)');
		await dms.must('tag-set', 'region', 'delete', 'north', 'a');
		expect((await dms.run(['tag-set', 'region', 'delete', 'north', 'a'])).exitCode).toBe(1);
	});

	it('is chosen by a group where the type allows it', async () => {
		const dms = await withDevice(open);
		await dms.must('tag-set', 'add', 'north');
		await dms.must('tag', 'set', 'NTP_SERVER', 'north.example.net', '--set', 'north');
		await dms.must('tag-set', 'use', 'north', ...scope);
		expect((await dms.must('tag', 'list', '--device', 'dect-1')).stdout).toContain('north.example.net');
		expect((await dms.run(['tag-set', 'use', 'nowhere', ...scope])).stderr).toContain('(tag-set.not-found)');
		await dms.must('tag-set', 'use', '--none', ...scope);
		expect((await dms.must('tag', 'list', '--device', 'dect-1')).stdout).not.toContain('north.example.net');
		await dms.must('type', 'set', type, '--allow-group-tag-set', 'false');
		expect((await dms.run(['tag-set', 'use', 'north', ...scope])).stderr).toContain('(value.contradiction)');
		expect((await dms.run(['tag-set', 'use', ...scope])).exitCode).toBe(2);
	});
});
