import { readFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { CatalogCache } from '../app/catalog.ts';
import { CertificateTrust } from '../app/certificate-trust.ts';
import { DeviceFiles } from '../app/device-files.ts';
import { explainRequest } from '../app/explain-request.ts';
import type { CommandPorts, Endpoint, ServeOptions } from '../cli/command-ports.ts';
import type { Store } from '../domain/ports.ts';
import { systemClock } from '../runtime/clock.ts';
import { type Configuration, type ConfigurationOverrides, loadConfiguration } from '../runtime/config.ts';
import { rotateSecretKey } from '../store/open-store.ts';
import { toAddressText } from '../tls/probe-address.ts';
import { openConfiguredStore, toStoreOptions } from './data-directory.ts';
import { runDemo } from './demo.ts';
import { toFleetPorts } from './fleet-ports.ts';
import { toQaPorts } from './qa-ports.ts';
import { type ServedAddresses, serve } from './serve.ts';
import { start } from './start.ts';
import { toTestCaPorts } from './test-ca-ports.ts';

/** Plugs the adapters into the command line. */
export function toCommandPorts(): CommandPorts {
	const clock = systemClock;
	let interrupted: AbortSignal | undefined;
	const say = (line: string): void => void process.stdout.write(`${line}\n`);
	return {
		openStore: ({ dataDirectory }) => openConfiguredStore(configurationOf(dataDirectory), clock, true),
		serve: (options) => serve({ ...toServeRequest(options), clock, onReady: (addresses) => sayReady(say, addresses) }),
		start: (options) => start({ ...toServeRequest(options), clock, say }),
		demo: () => runDemo({ clock, say, environment: process.env }),
		rotateSecretKey: async ({ dataDirectory }) => (await rotateSecretKey(toStoreOptions(configurationOf(dataDirectory)))).resealed,
		explain: (store, request) => explainRequest(toExplainPorts(store), request),
		testCa: toTestCaPorts(clock),
		fleet: toFleetPorts(clock),
		qa: toQaPorts(clock),
		clock,
		stdin: process.stdin,
		stdout: process.stdout,
		stderr: process.stderr,
		environment: process.env,
		actor: `cli:${userName()}`,
		version: readVersion(),
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

function toServeRequest({ dataDirectory, configFile, device }: ServeOptions) {
	const overrides: ConfigurationOverrides = {
		data: dataDirectory,
		...(device === undefined ? {} : { device: { address: toText(device) } }),
	};
	return { overrides, environment: process.env, ...(configFile === undefined ? {} : { configFile }) };
}

function toText({ host, port }: Endpoint): string {
	return toAddressText(host, port);
}

export function sayReady(say: (line: string) => void, { device, http, workers }: ServedAddresses): void {
	say(`devices: https://${toAddressText(device.host, device.port)} (${workers} workers)`);
	if (http !== undefined) say(`devices without encryption: http://${toAddressText(http.host, http.port)}`);
	say('ready');
}

function toExplainPorts(store: Store) {
	return { store, clock: systemClock, judge: new CertificateTrust(store), catalog: new CatalogCache(store), files: new DeviceFiles(store) };
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
