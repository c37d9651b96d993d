import { describe, expect, it } from 'vitest';
import { describeCommandLine } from '../../src/cli/describe-command-line.ts';
import { createProgram } from '../../src/cli/program.ts';
import { useCommandLine } from './command-line.ts';

type Program = ReturnType<typeof createProgram>;

function commandsOf(command: Program, path: readonly string[] = []): { path: readonly string[]; isLeaf: boolean }[] {
	const children = command.commands.filter((child) => child.name() !== 'help');
	return [
		...(path.length === 0 ? [] : [{ path, isLeaf: children.length === 0 }]),
		...children.flatMap((child) => commandsOf(child, [...path, child.name()])),
	];
}

const commands = commandsOf(createProgram('', () => async () => undefined));
const leaves = commands.filter(({ isLeaf }) => isLeaf).map(({ path }) => path);
const nouns = commands.filter(({ isLeaf }) => !isLeaf).map(({ path }) => path);

describe('the command line', () => {
	const open = useCommandLine();

	it.each(leaves.map((path) => [path.join(' '), path] as const))('prints help with examples for %s', async (_, path) => {
		const { exitCode, stdout, stderr } = await (await open()).run([...path, '--help']);
		expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
		expect(stdout).toContain(`Usage: dms ${path.join(' ')}`);
		expect(stdout).toContain(`Examples:\n  $ dms ${path.join(' ')}`);
	});

	it.each(leaves.map((path) => [path.join(' '), path] as const))('refuses an unknown option of %s as wrong usage', async (_, path) => {
		const { exitCode, stdout, stderr } = await (await open()).run([...path, '--no-such-option']);
		expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
		expect(stderr).toMatch(/^dms: .+ \(usage\.invalid\)\nhint: .+\n$/);
	});

	it.each(nouns.map((path) => [path.join(' '), path] as const))(
		'prints the verbs of %s, as wrong usage, when none is named',
		async (_, path) => {
			const { exitCode, stdout, stderr } = await (await open()).run(path);
			expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
			expect(stderr).toContain(`Usage: dms ${path.join(' ')}`);
		},
	);

	it.each([
		['reject/no command', []],
		['reject/an unknown noun', ['devcie', 'list']],
		['reject/an unknown verb', ['device', 'fly']],
		['reject/a missing argument', ['device', 'show']],
		['reject/one argument too many', ['type', 'list', 'everything']],
		['reject/a missing mandatory option', ['device', 'add', '--name', 'x']],
		['reject/an option without its value', ['device', 'list', '--type']],
		['reject/a number that is none', ['device', 'list', '--limit', 'ten']],
		['reject/a limit of zero', ['audit', 'list', '--limit', '0']],
		['reject/a choice that is none', ['type', 'file', 'set', 'T', 'f', '--combine', 'both']],
		['reject/a time that is none', ['certificate', 'check', 'x.pem', '--at', 'tomorrow']],
		['reject/an address that is none', ['serve', '--device', 'host:99999']],
		['reject/a flag that is neither true nor false', ['device', 'set', 'x', '--enabled', 'yes']],
		['reject/a field that cannot be cleared', ['device', 'set', 'x', '--clear', 'name']],
		['reject/a tag in two places', ['tag', 'list', '--device', 'x', '--set', 'y']],
		['reject/a service provider without a type', ['tag', 'list', '--service-provider', 'x']],
		['reject/lockout ids and all of them', ['lockout', 'clear', '1', '--all']],
		['reject/two ways to deny', ['trust', 'deny', '--fingerprint', 'aa', '--certificate', 'x']],
		['reject/a certificate and a batch', ['certificate', 'check', 'x.pem', '--batch', 'y']],
	])('%s', async (_, argv) => {
		const { exitCode, stdout } = await (await open()).run(argv);
		expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: '' });
	});

	it('suggests the command that was meant', async () => {
		const { stderr } = await (await open()).run(['devcie']);
		expect(stderr).toBe("dms: unknown command 'devcie' (usage.invalid)\nhint: Did you mean device?\n");
	});

	it('prints its version', async () => {
		expect(await (await open()).run(['--version'])).toMatchObject({ exitCode: 0, stdout: '1.2.3\n' });
	});

	it('takes --data and --json before and after the command', async () => {
		const dms = await open();
		await dms.must('--data', dms.path('elsewhere'), 'tag', 'set', 'NTP', 'ntp.example.net');
		const tags = await dms.must('tag', 'list', '--json', '--data', dms.path('elsewhere'));
		expect(tags.json()).toMatchObject([{ name: '%NTP%' }]);
		expect((await dms.must('--json', 'tag', 'list')).json()).toEqual([]);
	});

	it('says that a data directory cannot be used', async () => {
		const dms = await open();
		const file = await dms.write('occupied', 'a file');
		const { exitCode, stderr } = await dms.run(['type', 'list', '--data', file]);
		expect(exitCode).toBe(1);
		expect(stderr).toMatch(/^dms: .+ \(store\.unavailable\)\n/);
	});
});

describe('the document of the command line', () => {
	const document = describeCommandLine();

	it.each(leaves.map((path) => path.join(' ')))('has a section for dms %s', (path) => {
		expect(document).toContain(`## dms ${path}\n`);
	});

	it('is the same each time', () => {
		expect(describeCommandLine()).toBe(document);
	});
});
