import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bootstrap = join(import.meta.dirname, '..', '..', 'scripts', 'bootstrap.cjs');

interface Entry {
	readonly version: string;
	readonly integrity?: string;
	readonly dev?: boolean;
	readonly optional?: boolean;
	readonly os?: readonly string[];
	readonly cpu?: readonly string[];
	readonly libc?: readonly string[];
}
type Tree = Readonly<Record<string, Entry>>;

const locked: Tree = {
	'node_modules/server': { version: '1.0.0', integrity: 'sha512-server' },
	'node_modules/tester': { version: '2.0.0', dev: true },
	'node_modules/here': { version: '3.0.0', optional: true, os: [process.platform], cpu: [process.arch] },
	'node_modules/elsewhere': { version: '3.0.0', optional: true, os: ['plan9'] },
	'node_modules/of-a-libc': { version: '3.0.0', optional: true, os: [process.platform], cpu: [process.arch], libc: ['musl'] },
};
const { 'node_modules/elsewhere': _elsewhere, 'node_modules/of-a-libc': _libc, ...complete } = locked;

let root: string;

beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), 'dms-bootstrap-'));
	mkdirSync(join(root, 'scripts'));
	copyFileSync(bootstrap, join(root, 'scripts', 'bootstrap.cjs'));
	writeProject('>=20.0');
	// In the place of npm: notes how it was called, and puts a finished tree in place.
	writeFileSync(join(root, 'tree.json'), JSON.stringify({ packages: complete }));
	writeFileSync(
		join(root, 'npm-cli.js'),
		`const fs = require('fs');
		fs.writeFileSync('called.json', JSON.stringify(process.argv.slice(2)));
		const { packages } = JSON.parse(fs.readFileSync('tree.json', 'utf8'));
		for (const folder of Object.keys(packages)) fs.mkdirSync(folder, { recursive: true });
		fs.mkdirSync('node_modules', { recursive: true });
		fs.writeFileSync('node_modules/.package-lock.json', JSON.stringify({ packages }));
		process.exit(Number(process.env.NPM_STATUS || 0));`,
	);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

const writeProject = (node: string): void => {
	writeFileSync(join(root, 'package.json'), JSON.stringify({ engines: { node } }));
	const bundled = { [`node_modules/node-${process.platform}-${process.arch}`]: { version: '24.0.0', optional: true, os: ['plan9'] } };
	const packages = { '': {}, ...locked, ...(node === '>=20.0' ? bundled : {}) };
	writeFileSync(join(root, 'package-lock.json'), JSON.stringify({ packages }));
};

const install = (tree: Tree): void => {
	for (const folder of Object.keys(tree)) mkdirSync(join(root, folder), { recursive: true });
	writeFileSync(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: tree }));
};

const run = (args: readonly string[] = [], env: Record<string, string> = {}) => {
	const { status, stderr } = spawnSync(process.execPath, [join(root, 'scripts', 'bootstrap.cjs'), ...args], {
		encoding: 'utf8',
		env: { ...process.env, npm_execpath: join(root, 'npm-cli.js'), ...env },
	});
	return { status, stderr, installed: existsSync(join(root, 'called.json')) };
};

const without = (tree: Tree, folder: string): Tree => Object.fromEntries(Object.entries(tree).filter(([name]) => name !== folder));

describe('the bootstrap', () => {
	it('installs in a fresh clone, with development and optional packages whatever the environment says', () => {
		expect(run([], { NODE_ENV: 'production' })).toMatchObject({ status: 0, installed: true });
		const args = JSON.parse(readFileSync(join(root, 'called.json'), 'utf8')) as string[];
		expect(args).toEqual(expect.arrayContaining(['ci', '--include=dev', '--include=optional']));
	});

	it('is silent and installs nothing where the tree is complete', () => {
		install(complete);
		expect(run()).toEqual({ status: 0, stderr: '', installed: false });
	});

	const differences: readonly [string, Tree][] = [
		['a package is missing', without(complete, 'node_modules/server')],
		['a development package is missing', without(complete, 'node_modules/tester')],
		['an optional package for this machine is missing', without(complete, 'node_modules/here')],
		['a package has another version', { ...complete, 'node_modules/server': { version: '1.0.1', integrity: 'sha512-server' } }],
		['a package has another content', { ...complete, 'node_modules/server': { version: '1.0.0', integrity: 'sha512-other' } }],
	];
	it.each(differences)('installs where %s', (_name, tree) => {
		install(tree);
		expect(run()).toMatchObject({ status: 0, installed: true });
	});

	it('installs where the folder of a package was deleted', () => {
		install(complete);
		rmSync(join(root, 'node_modules', 'server'), { recursive: true });
		expect(run()).toMatchObject({ status: 0, installed: true });
	});

	it('accepts a tree without development packages for running only', () => {
		install(without(complete, 'node_modules/tester'));
		expect(run(['--without-dev'])).toEqual({ status: 0, stderr: '', installed: false });
	});

	it('fails where npm fails', () => {
		expect(run([], { NPM_STATUS: '1' })).toMatchObject({ status: 1, stderr: expect.stringContaining('npm ci failed') });
	});

	it('fails where npm leaves a package out', () => {
		writeFileSync(join(root, 'tree.json'), JSON.stringify({ packages: without(complete, 'node_modules/server') }));
		expect(run()).toMatchObject({ status: 1, stderr: expect.stringContaining('node_modules/server is missing') });
	});

	it('refuses a Node that is too old before it installs anything, where none can be installed', () => {
		writeProject('>=99.0');
		expect(run()).toEqual({
			status: 1,
			stderr: `dms: Node 99.0 or later is needed, this is ${process.versions.node} (runtime.node-too-old)\n`,
			installed: false,
		});
	});
});
