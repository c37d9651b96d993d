import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { explainRequest } from '../app/explain-request.ts';
import type { CommandPorts, Endpoint, ServeOptions } from '../cli/command-ports.ts';
import { systemClock } from '../runtime/clock.ts';
import { type Configuration, type ConfigurationOverrides, loadConfiguration } from '../runtime/config.ts';
import { rotateSecretKey } from '../store/open-store.ts';
import { toAddressText } from '../tls/probe-address.ts';
import { toAdminOrigin, toTokenLifetimes } from './admin-service.ts';
import { openConfiguredStore, toStoreOptions } from './data-directory.ts';
import { runDemo } from './demo.ts';
import { toExplainPorts } from './explain-ports.ts';
import { toFirstAdministratorAdvice } from './first-administrator-advice.ts';
import { toFleetPorts } from './fleet-ports.ts';
import { toQaPorts } from './qa-ports.ts';
import { type ServedAddresses, serve } from './serve.ts';
import { toShellPorts } from './shell-ports.ts';
import { start } from './start.ts';
import { toTestCaPorts } from './test-ca-ports.ts';

/** Plugs the adapters into the command line. */
export function toCommandPorts(): CommandPorts {
	const clock = systemClock;
	const version = readVersion();
	let interrupted: AbortSignal | undefined;
	const say = (line: string): void => void process.stdout.write(`${line}\n`);
	return {
		openStore: ({ dataDirectory }) => openConfiguredStore(configurationOf(dataDirectory), clock, true),
		serve: (options) => serve({ ...toServeRequest(options), clock, version, onReady: (addresses) => sayReady(say, addresses) }),
		start: (options) => start({ ...toServeRequest(options), clock, version, say }),
		demo: () => runDemo({ clock, say, environment: process.env }),
		rotateSecretKey: async ({ dataDirectory }) => (await rotateSecretKey(toStoreOptions(configurationOf(dataDirectory)))).resealed,
		tokenLifetimes: ({ dataDirectory }) => toTokenLifetimes(configurationOf(dataDirectory)),
		explain: (store, request) => explainRequest(toExplainPorts(store, clock), request),
		testCa: toTestCaPorts(clock),
		fleet: toFleetPorts(clock),
		qa: toQaPorts(clock),
		shell: toShellPorts(process.env),
		clock,
		stdin: process.stdin,
		stdout: process.stdout,
		stderr: process.stderr,
		environment: process.env,
		actor: `cli:${userName()}`,
		version,
		// Asked for by endless commands alone: all others are killed by Ctrl+C as usual.
		get interrupted() {
			interrupted ??= interruption();
			return interrupted;
		},
	};
}

function configurationOf(dataDirectory: string): Configuration {
	return loadConfiguration({ env: process.env, overrides: { data: dataDirectory } });
}

function toServeRequest({ dataDirectory, configFile, device, events, admin }: ServeOptions) {
	const overrides: ConfigurationOverrides = {
		data: dataDirectory,
		...(device === undefined ? {} : { device: { address: toText(device) } }),
		...(events === undefined ? {} : { events: { address: toText(events) } }),
		...(admin === undefined ? {} : { admin: { address: toText(admin) } }),
	};
	return { overrides, environment: process.env, ...(configFile === undefined ? {} : { configFile }) };
}

function toText({ host, port }: Endpoint): string {
	return toAddressText(host, port);
}

export function sayReady(say: (line: string) => void, { device, http, events, admin, trustFile, workers }: ServedAddresses): void {
	say(`devices: https://${toAddressText(device.host, device.port)} (${workers} workers)`);
	if (http !== undefined) say(`devices without encryption: http://${toAddressText(http.host, http.port)}`);
	if (events !== undefined) say(`events: https://${toAddressText(events.host, events.port)}`);
	if (admin !== undefined) {
		say(`administrators: ${toAdminOrigin(admin)}`);
		const trust = admin.isSecure && trustFile !== undefined ? ` --cacert ${trustFile}` : '';
		for (const line of toFirstAdministratorAdvice(admin, `curl${trust}`)) say(line);
	}
	say('ready');
}

/** The package's own description lies at the same distance from the sources and from what is built of them. */
function readVersion(): string {
	const description: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
	const version: unknown = typeof description === 'object' && description !== null ? Reflect.get(description, 'version') : undefined;
	return typeof version === 'string' ? version : 'unknown';
}

/** A user without an entry in the password file has a number only. */
function userName(): string {
	try {
		return userInfo().username;
	} catch {
		return String(process.getuid?.() ?? 'unknown');
	}
}

/** The first Ctrl+C ends an endless command in good order; the second one kills as usual. */
function interruption(): AbortSignal {
	const controller = new AbortController();
	process.once('SIGINT', () => controller.abort());
	return controller.signal;
}
