// Builds the page of the administrators into dist/web, unless what is there was made from the same sources. It is built aside and swapped in,
// one build at a time: several runs of the tests may want it at once, and a server may be reading it.
'use strict';

const { spawnSync } = require('child_process');
const { createHash } = require('crypto');
const fs = require('fs');
const path = require('path');
const zlib = require('zlib');

const root = path.join(__dirname, '..');
const sources = path.join(root, 'src', 'web');
const built = path.join(root, 'dist', 'web');
const stamp = 'sources.txt';
const lock = path.join(root, 'dist', '.web-lock');
const longestBuildMs = 180000;
const compressible = /\.(?:css|js|json|svg)$/;
/** Below it, compressing saves less than the header that says so. */
const leastBytes = 1024;

function listFiles(folder) {
	return fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
		const file = path.join(folder, entry.name);
		if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : listFiles(file);
		return [file];
	});
}

/** One value for everything that goes into a build. */
function digestSources() {
	const hash = createHash('sha256');
	const files = listFiles(sources).sort();
	for (const file of files.concat(path.join(root, 'package-lock.json'), __filename)) {
		hash.update(path.relative(root, file)).update('\0').update(fs.readFileSync(file)).update('\0');
	}
	return hash.digest('hex');
}

function isBuiltFrom(digest) {
	const file = path.join(built, stamp);
	return fs.existsSync(file) && fs.readFileSync(file, 'utf8') === digest;
}

function wait(milliseconds) {
	Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

function isAbandoned() {
	try {
		return Date.now() - fs.statSync(lock).mtimeMs > longestBuildMs;
	} catch (error) {
		return false;
	}
}

function takeLock() {
	fs.mkdirSync(path.dirname(lock), { recursive: true });
	for (;;) {
		try {
			fs.mkdirSync(lock);
			return;
		} catch (error) {
			if (error.code !== 'EEXIST') throw error;
			if (isAbandoned()) fs.rmSync(lock, { recursive: true, force: true });
			else wait(100);
		}
	}
}

function runVite(folder) {
	const bundledNode = path.join(root, 'node_modules', '.bin', 'node');
	const node = fs.existsSync(bundledNode) ? bundledNode : process.execPath;
	const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
	const options = ['build', sources, '--outDir', folder, '--emptyOutDir', '--logLevel', 'warn'];
	const environment = Object.assign({}, process.env, { NODE_ENV: 'production' });
	const result = spawnSync(node, [vite].concat(options), { cwd: root, stdio: ['ignore', 2, 2], env: environment });
	return result.status === 0;
}

/** Once here, so that no request has to wait for it. */
function compress(folder) {
	for (const file of listFiles(folder)) {
		const bytes = fs.readFileSync(file);
		if (!compressible.test(file) || bytes.length < leastBytes) continue;
		fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(bytes));
		fs.writeFileSync(`${file}.gz`, zlib.gzipSync(bytes, { level: 9 }));
	}
}

function swapIn(folder) {
	const old = `${folder}.old`;
	if (fs.existsSync(built)) fs.renameSync(built, old);
	fs.renameSync(folder, built);
	fs.rmSync(old, { recursive: true, force: true });
}

/** Returns whether the page is there afterwards. */
function build() {
	const folder = path.join(root, 'dist', `.web-${process.pid}`);
	takeLock();
	try {
		const digest = digestSources();
		if (isBuiltFrom(digest)) return true;
		process.stderr.write('dms: building the page of the administrators\n');
		if (!runVite(folder)) return false;
		compress(folder);
		fs.writeFileSync(path.join(folder, stamp), digest);
		swapIn(folder);
		return true;
	} finally {
		fs.rmSync(folder, { recursive: true, force: true });
		fs.rmSync(lock, { recursive: true, force: true });
	}
}

// The package has the page alone, without its sources.
if (fs.existsSync(sources) && !isBuiltFrom(digestSources()) && !build()) {
	process.stderr.write('dms: the page of the administrators cannot be built; the messages are above\n');
	process.exitCode = 1;
}
