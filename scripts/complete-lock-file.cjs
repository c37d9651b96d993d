// Names in package-lock.json the optional packages of other platforms that npm left out, which it does where the registry does not hold them;
// `npm ci` refuses such a lock file. Run it after every `npm install`.
'use strict';

const { readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const LIBC = { gnu: 'glibc', musl: 'musl' };

/** The platform in a name such as `@oxlint/binding-linux-x64-musl` or `@oxlint-tsgolint/win32-arm64`. */
function toPlatform(name) {
	const match = /[/-](android|darwin|freebsd|linux|openharmony|win32)-([a-z0-9]+)(?:-([a-z]+))?$/u.exec(name);
	if (match === null) return undefined;
	const [, os, cpu, abi] = match;
	const libc = os === 'linux' ? LIBC[abi] : undefined;
	return { os: [os], cpu: [cpu], ...(libc === undefined ? {} : { libc: [libc] }) };
}

function complete(lock) {
	const added = [];
	for (const [path, entry] of Object.entries(lock.packages)) {
		for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
			if (`node_modules/${name}` in lock.packages || `${path}/node_modules/${name}` in lock.packages) continue;
			const platform = toPlatform(name);
			if (platform === undefined || !/^\d+\.\d+\.\d+/u.test(version))
				throw new Error(`${name}@${version}: cannot tell its platform or version`);
			lock.packages[`node_modules/${name}`] = { version, ...(entry.dev ? { dev: true } : {}), optional: true, ...platform };
			added.push(`${name}@${version}`);
		}
	}
	return added;
}

const file = join(__dirname, '..', 'package-lock.json');
const lock = JSON.parse(readFileSync(file, 'utf8'));
const added = complete(lock);
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')));
if (added.length > 0) writeFileSync(file, `${JSON.stringify(lock, undefined, 2)}\n`);
console.log(added.length === 0 ? 'package-lock.json is complete' : `added to package-lock.json:\n  ${added.join('\n  ')}`);
