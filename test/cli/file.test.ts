import { describe, expect, it } from 'vitest';
import { type TestCommandLine, useCommandLine } from './command-line.ts';

const type = 'Sample IP-DECT 2000 MAC';
const config = '%BWMACADDRESS%-config.xml';

describe('another content in place of a file', () => {
	const open = useCommandLine();

	async function withDevice(): Promise<TestCommandLine> {
		const dms = await open();
		await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000_MAC'));
		await dms.must(
			'device',
			'add',
			'--type',
			type,
			'--name',
			'dect-1',
			'--mac',
			'0013d1000001',
			'--service-provider',
			'acme',
			'--group',
			'hq',
		);
		return dms;
	}

	/** Without the time of the last change, which a change grows. */
	const rendered = async (dms: TestCommandLine) =>
		(await dms.must('render', '--device', 'dect-1', '--file', config)).stdout.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, 'TIME');

	it('is chosen by the most specific level that does not say Default', async () => {
		const dms = await withDevice();
		const original = await rendered(dms);
		const content = async (text: string) => dms.write('content.xml', text);
		const scope = (...group: string[]) => ['scope', 'file', 'set', type, config, '--service-provider', 'acme', ...group];
		await dms.must(...scope(), '--source', 'Custom', '--content', await content('<provider>%BWMACADDRESS%</provider>'));
		expect(await rendered(dms)).toBe('<provider>0013d1000001</provider>');
		await dms.must(...scope('--group', 'hq'), '--source', 'Manual', '--content', await content('<group>%BWMACADDRESS%</group>'));
		expect(await rendered(dms)).toBe('<group>%BWMACADDRESS%</group>');
		const template = '<own>%BWDEVICEID%</own>';
		const own = await dms.must(
			'device',
			'file',
			'set',
			'dect-1',
			config,
			'--source',
			'Custom',
			'--content',
			await content(template),
			'--json',
		);
		expect(own.json()).toMatchObject({ fileFormat: config, fileSource: 'Custom', content: { size: template.length } });
		expect(await rendered(dms)).toBe('<own>dect-1</own>');
		expect((await dms.must('device', 'show', 'dect-1', '--json')).json()).toMatchObject({
			files: [{ fileFormat: config, fileSource: 'Custom' }],
		});
		await dms.must('device', 'file', 'set', 'dect-1', config, '--source', 'Manual');
		expect(await rendered(dms)).toBe(template);
		for (const place of [['device', 'file', 'set', 'dect-1', config], scope('--group', 'hq'), scope()])
			await dms.must(...place, '--source', 'Default');
		expect(await rendered(dms)).toBe(original);
	});

	it('shows what a group has set for a type', async () => {
		const dms = await withDevice();
		const scope = ['--service-provider', 'acme', '--group', 'hq'];
		await dms.must(
			'scope',
			'file',
			'set',
			type,
			'handsets.xml',
			...scope,
			'--source',
			'Custom',
			'--content',
			await dms.write('h.xml', '<h/>'),
		);
		await dms.must('tag-set', 'use', 'Sample DECT', '--type', type, ...scope);
		const shown = await dms.must('scope', 'show', type, ...scope, '--json');
		expect(shown.json()).toMatchObject({
			deviceType: type,
			tagSet: 'Sample DECT',
			files: [{ fileFormat: 'handsets.xml', fileSource: 'Custom' }],
		});
		expect((await dms.must('scope', 'show', type, ...scope)).stdout).toMatch(/handsets\.xml +Custom +4 /);
		expect((await dms.must('scope', 'show', type, '--service-provider', 'other')).stdout).toContain('0 entry found.');
	});

	it.each([
		[
			'reject/a file that may not be customized',
			'firmware-PCS00A.bin',
			['--source', 'Manual', '--content', '/dev/null'],
			1,
			'file-override.not-allowed',
		],
		[
			'reject/a file that the type has not',
			'nothing.xml',
			['--source', 'Manual', '--content', '/dev/null'],
			1,
			'device-type-file.not-found',
		],
		['reject/a source without a content', config, ['--source', 'Custom'], 1, 'value.contradiction'],
		['reject/a content for Default', config, ['--source', 'Default', '--content', '/dev/null'], 1, 'value.contradiction'],
		['reject/a source that is none', config, ['--source', 'Mine'], 2, 'usage.invalid'],
	])('%s', async (_, file, options, exit, code) => {
		const dms = await withDevice();
		const { exitCode, stderr } = await dms.run(['device', 'file', 'set', 'dect-1', file, ...options]);
		expect(exitCode).toBe(exit);
		expect(stderr).toContain(`(${code})`);
	});

	it('refuses a template that cannot be built', async () => {
		const dms = await withDevice();
		const broken = await dms.write('broken.xml', '%BWEACHLINE-END%');
		const { exitCode, stderr } = await dms.run(['device', 'file', 'set', 'dect-1', config, '--source', 'Custom', '--content', broken]);
		expect(exitCode).toBe(1);
		expect(stderr).toContain(`${config}: template: line 1: `);
	});
});
