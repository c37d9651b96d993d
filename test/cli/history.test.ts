import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { type TestCommandLine, useCommandLine } from './command-line.ts';

const type = 'Sample IP-DECT 2000 MAC';
const fileFormat = '%BWMACADDRESS%-config.xml';
const file = ['--type', type, '--file', fileFormat];
const group = ['--type', type, '--service-provider', 'acme', '--group', 'hq'];

async function withDevice(open: () => Promise<TestCommandLine>): Promise<TestCommandLine> {
	const dms = await open();
	await dms.must('dtaf', 'import', await dms.sample('Sample-IP-DECT-2000_MAC'));
	await dms.must('device', 'add', '--type', type, '--name', 'dect-1', '--mac', '0013d1000001');
	return dms;
}

describe('dms history', () => {
	const open = useCommandLine();

	it('lists, shows, compares and restores a file', async () => {
		const dms = await withDevice(open);
		const original = (await dms.must('type', 'file', 'show', type, fileFormat)).stdout;
		await dms.must('type', 'file', 'set', type, fileFormat, '--content', await dms.write('a.xml', '<a>\n<b/>\n</a>\n'));
		await dms.must(
			'type',
			'file',
			'set',
			type,
			fileFormat,
			'--content',
			await dms.write('b.xml', '<a>\n<c/>\n</a>\n'),
			'--allow-http',
			'true',
		);
		const { revisions } = (await dms.must('history', 'list', ...file, '--json')).json() as { revisions: Record<string, unknown>[] };
		expect(revisions.map(({ revision, author, action }) => [revision, author, action])).toEqual([
			[3, 'cli:tester', 'type file set'],
			[2, 'cli:tester', 'type file set'],
			[1, 'cli:tester', 'dtaf import'],
		]);
		expect((await dms.must('history', 'list', ...file)).stdout).toMatch(/^Revision +Time +Who +Action +What\n=+\n3 /);
		expect((await dms.must('history', 'show', ...file, '--revision', '1')).stdout).toBe(original);
		const { stdout } = await dms.must('history', 'diff', ...file);
		const lines = stdout.trimEnd().split('\n');
		expect(lines.slice(0, 2)).toEqual([
			expect.stringMatching(/^--- Sample IP-DECT 2000 MAC\/.+ \(revision 2, .+, cli:tester\)$/),
			expect.stringMatching(/^\+\+\+ Sample IP-DECT 2000 MAC\/.+ \(live\)$/),
		]);
		expect(lines.slice(2)).toEqual(['-allowHttp: false', '+allowHttp: true', '@@ -1,3 +1,3 @@', ' <a>', '-<b/>', '+<c/>', ' </a>']);
		expect((await dms.must('history', 'restore', ...file, '--revision', '2')).stdout).toContain('revision 2 is live again as revision 4');
		expect((await dms.must('type', 'file', 'show', type, fileFormat)).stdout).toBe('<a>\n<b/>\n</a>\n');
		expect((await dms.must('history', 'diff', ...file, '--from', '2', '--to', 'live')).stderr).toContain('no difference');
		expect((await dms.must('history', 'diff', ...file, '--from', '2', '--json')).json()).toMatchObject({ isSame: true });
		await dms.must('history', 'show', ...file, '--revision', '3', '--output', dms.path('three.xml'));
		expect((await dms.read('three.xml')).toString()).toBe('<a>\n<c/>\n</a>\n');
	});

	it('lists and compares tags without the values of passwords', async () => {
		const dms = await withDevice(open);
		for (const [name, value] of [
			['A', '1'],
			['SIP_PASSWORD', 'hidden-1'],
			['A', '2'],
			['SIP_PASSWORD', 'hidden-2'],
		] as const) {
			await dms.must('tag', 'set', name, value);
			await dms.must('tag', 'set', name, value, ...group);
			await dms.must('tag', 'set', name, value, '--device', 'dect-1');
		}
		for (const place of [[], group, ['--device', 'dect-1']]) {
			expect((await dms.must('history', 'diff', ...place, '--from', '1', '--to', '3')).stdout).toContain('= 1');
			for (const command of [['list'], ['diff'], ['show', '--revision', 'live'], ['diff', '--from', '1']]) {
				for (const json of [[], ['--json']]) {
					const { stdout } = await dms.must('history', ...command, ...place, ...json);
					expect(stdout).not.toMatch(/hidden-\d/);
				}
			}
		}
		await dms.must('history', 'restore', '--revision', '2');
		expect((await dms.must('tag', 'list', '--json')).json()).toMatchObject([{ name: '%A%', value: '1' }]);
	});

	it('prints no control character of a file', async () => {
		const dms = await withDevice(open);
		await dms.must('type', 'file', 'set', type, fileFormat, '--content', await dms.write('a.xml', '\ta\u001b[31m\n'));
		const { stdout } = await dms.must('history', 'diff', ...file);
		expect(stdout).toContain('+\ta\\x1b[31m');
		expect(stdout).not.toContain('\u001b');
	});

	it.each([
		['reject/two places', ['list', '--set', 'x', '--device', 'y'], 2, 'usage.invalid'],
		['reject/a file without a type', ['list', '--file', 'x'], 2, 'usage.invalid'],
		['reject/a type alone', ['list', '--type', type], 2, 'usage.invalid'],
		['reject/a group alone', ['list', '--type', type, '--file', 'x', '--group', 'x'], 2, 'usage.invalid'],
		['reject/a revision that there is not', ['show', ...file, '--revision', '9'], 1, 'revision.not-found'],
		['reject/a revision that is no number', ['show', ...file, '--revision', 'x'], 2, ''],
		['reject/a set that is not there', ['list', '--set', 'nowhere'], 1, 'tag-set.not-found'],
	])('%s', async (_, argv, exitCode, code) => {
		const dms = await withDevice(open);
		const result = await dms.run(['history', ...argv]);
		expect(result.exitCode).toBe(exitCode);
		expect(result.stderr).toContain(code);
	});
});

describe('dms draft', () => {
	const open = useCommandLine();

	it('is saved, shown, compared, previewed and published', async () => {
		const dms = await withDevice(open);
		const content = await dms.write('new.xml', 'new %BWDEVICEID%\n');
		expect((await dms.must('draft', 'save', ...file, '--content', content, '--allow-http', 'true')).stdout).toContain(
			'based on revision 1',
		);
		expect((await dms.must('draft', 'list', '--json')).json()).toMatchObject([
			{ title: `${type}/${fileFormat}`, author: 'cli:tester', basedOn: 1, liveHasMoved: false, options: { allowHttp: true } },
		]);
		expect((await dms.must('draft', 'show', ...file)).stdout).toBe('new %BWDEVICEID%\n');
		expect((await dms.must('draft', 'diff', ...file)).stdout).toContain('\n+new %BWDEVICEID%\n');
		expect((await dms.must('draft', 'preview', ...file, '--for', 'dect-1')).stdout).toBe('new dect-1\n');
		expect((await dms.must('draft', 'preview', ...file, '--for', 'dect-1', '--diff')).stdout).toContain('\n+new dect-1\n');
		expect((await dms.must('render', '--device', 'dect-1', '--file', fileFormat)).stdout).toContain('<config>');
		expect((await dms.must('draft', 'publish', ...file)).stdout).toContain('the draft is live as revision 2');
		expect((await dms.must('render', '--device', 'dect-1', '--file', fileFormat)).stdout).toBe('new dect-1\n');
		expect((await dms.must('draft', 'list')).stdout).not.toContain(type);
	});

	it('of an override and of tags is previewed for the device', async () => {
		const dms = await withDevice(open);
		const own = ['--device', 'dect-1', '--file', fileFormat];
		await dms.must('draft', 'save', ...own, '--source', 'Custom', '--content', await dms.write('own.xml', 'own %A% %B%\n'));
		expect((await dms.must('draft', 'preview', ...own)).stdout).toBe('own %A% %B%\n');
		await dms.must('draft', 'publish', ...own);
		await dms.must('draft', 'save', '--device', 'dect-1', '--tag', 'A=1', '--tag', 'B=x=y');
		await dms.must('draft', 'save', '--device', 'dect-1', '--delete-tag', 'A');
		expect((await dms.must('draft', 'preview', '--device', 'dect-1', '--as', '0013d1000001-config.xml')).stdout).toBe('own %A% x=y\n');
		await dms.must('draft', 'discard', '--device', 'dect-1');
		expect((await dms.must('render', '--device', 'dect-1', '--file', fileFormat)).stdout).toBe('own %A% %B%\n');
	});

	it('conflicts with what was published meanwhile, unless it is forced', async () => {
		const dms = await withDevice(open);
		await dms.must('draft', 'save', '--tag', 'A=draft');
		await dms.must('tag', 'set', 'A', 'meanwhile');
		const { exitCode, stderr } = await dms.run(['draft', 'publish']);
		expect(exitCode).toBe(1);
		expect(stderr).toMatch(/was changed by cli:tester at \d{4}-.+\(draft\.conflict\)/);
		expect((await dms.must('draft', 'list')).stdout).toContain('(live has moved)');
		await dms.must('draft', 'publish', '--force');
		expect((await dms.must('tag', 'list', '--json')).json()).toMatchObject([{ name: '%A%', value: 'draft' }]);
	});

	it.each([
		['reject/a tag without a value', ['save', '--tag', 'A'], 2, 'usage.invalid'],
		['reject/an option of a file for tags', ['save', '--allow-http', 'true'], 2, 'usage.invalid'],
		['reject/tags for a file', ['save', ...file, '--tag', 'A=1'], 2, 'usage.invalid'],
		[
			'reject/options for what stands in place of a file',
			['save', ...group, '--file', fileFormat, '--allow-http', 'true'],
			2,
			'usage.invalid',
		],
		['reject/source Default of a type', ['save', ...file, '--source', 'Default'], 1, 'value.invalid'],
		['reject/a preview for nobody', ['preview', ...file], 2, 'usage.invalid'],
		['reject/a draft that there is not', ['publish', ...file], 1, 'draft.not-found'],
	])('%s', async (_, argv, exitCode, code) => {
		const dms = await withDevice(open);
		const result = await dms.run(['draft', ...argv]);
		expect([result.exitCode, result.stderr]).toEqual([exitCode, expect.stringContaining(code)]);
	});
});

describe('dms device behind', () => {
	const open = useCommandLine();

	async function fetchOnce(dms: TestCommandLine, etag: string): Promise<void> {
		await dms.withStore(async (store) => {
			const [device] = await store.devices.findByName('dect-1', 1);
			const id = randomUUID();
			const what = { id, at: dms.clock.now(), deviceId: device?.id ?? '', fileFormat, etag, bytes: 1, path: '/x', requestId: 'r' };
			const how = { method: 'GET', status: 200, reason: 'granted', failedProofs: [], aborted: false, durationMs: 1 } as const;
			store.accessRecords.append([{ ...what, ...how, remoteAddress: '127.0.0.1', remotePort: 1 }]);
			await store.settle();
		});
	}

	it('tells of a device which files it has and which it should have', async () => {
		const dms = await withDevice(open);
		const show = async () =>
			(await dms.must('device', 'behind', 'dect-1', '--json')).json() as {
				verdict: string;
				files: { fileFormat: string; expected: { etag: string } | null }[];
			};
		const before = await show();
		expect(before.verdict).toBe('never');
		expect((await dms.must('device', 'behind', '--never', '--json')).json()).toMatchObject({
			devices: [{ deviceName: 'dect-1', never: true }],
		});
		await fetchOnce(dms, before.files.find((each) => each.fileFormat === fileFormat)?.expected?.etag ?? '');
		expect((await show()).verdict).toBe('current');
		expect((await dms.must('device', 'behind', '--json')).json()).toEqual({ devices: [], nextAfterId: null });
		await fetchOnce(dms, '"older"');
		expect(await show()).toMatchObject({ verdict: 'behind' });
		const { stdout } = await dms.must('device', 'behind', 'dect-1');
		expect(stdout).toMatch(/%BWMACADDRESS%-config\.xml +behind +"[0-9a-f]{32}" +\S+ +"older" +\S+ +200/);
	});

	it('lists devices that are behind, of a type, page by page', async () => {
		const dms = await withDevice(open);
		await fetchOnce(dms, '"older"');
		expect((await dms.must('device', 'behind', '--type', type)).stdout).toMatch(/00:13:d1:00:00:01 +dect-1 +.+ +200\n/);
		const page = await dms.must('device', 'behind', '--limit', '1', '--json');
		expect(page.json()).toMatchObject({
			devices: [{ deviceName: 'dect-1', files: [{ fileFormat, verdict: 'behind', fetched: { etag: '"older"' } }] }],
		});
		expect((await dms.run(['device', 'behind', '--type', 'nix'])).stderr).toContain('(device-type.not-found)');
	});
});
