import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { addDevice } from '../../src/app/administration/add-device.ts';
import type { Administration } from '../../src/app/administration/administration.ts';
import { importDtaf } from '../../src/app/administration/import-dtaf.ts';
import type { InterfaceKey, NewServerInterface } from '../../src/domain/interface.ts';
import type { MacAddress } from '../../src/domain/mac-address.ts';
import type { Store } from '../../src/domain/ports.ts';
import type { ServerCertificate } from '../../src/domain/server-certificate.ts';
import { packSample } from '../../src/dtaf/pack-sample.ts';
import { openArchive } from '../../src/dtaf/read-archive.ts';
import { parseCertificate } from '../../src/pki/certificate.ts';
import { systemClock } from '../../src/runtime/clock.ts';
import { openStore } from '../../src/store/open-store.ts';
import { probeAddress } from '../../src/tls/probe-address.ts';
import { type Minted, mint } from '../tls/client-certificates.ts';
import { toAnchor } from './device-service.ts';
import type { ClientIdentity } from './https-client.ts';
import { DmsProcess, runDms } from './server-process.ts';

const typeName = 'Sample IP-DECT 2000 MAC';
const largeFile = 'firmware-PCS00A.bin';

/** The path of a file that a device gets for its certificate alone. */
export const pathOf = (mac: MacAddress): string => `/dms/sample-ip-dect-mac/${mac}-config.xml`;
/** A file of `largeBytes` that everybody may fetch. */
export const largePath = `/dms/sample-ip-dect-mac/${largeFile}`;
export const largeBytes = 64 * 1024 * 1024;

/** A server as a process, and its store as an administrator on the same host has it. */
export class InterfaceServer {
	readonly directory: string;
	readonly store: Store;
	#process: DmsProcess | undefined;
	#port = 0;

	private constructor(directory: string, store: Store) {
		this.directory = directory;
		this.store = store;
	}

	/** With the sample type and a large file; nothing runs yet. */
	static async prepare(): Promise<InterfaceServer> {
		const directory = await mkdtemp(join(tmpdir(), 'opendms-interfaces-'));
		const server = new InterfaceServer(directory, await openStore({ dataDirectory: directory, migrate: true }));
		const folder = join(import.meta.dirname, '..', '..', 'dtaf-samples', 'Sample-IP-DECT-2000_MAC');
		await importDtaf(server.administration, await openArchive(await packSample(folder)), {});
		return server;
	}

	get administration(): Administration {
		return { store: this.store, clock: systemClock, actor: 'test' };
	}

	get process(): DmsProcess {
		if (this.#process === undefined) throw new Error('the server does not run');
		return this.#process;
	}

	/** Of the device address. */
	get port(): number {
		return this.#port;
	}

	async start(workers: number, more: readonly string[] = []): Promise<void> {
		this.#process = new DmsProcess(['serve', '--data', this.directory, '--device', '127.0.0.1:0', ...more], {
			DMS_WORKERS: String(workers),
		});
		await this.#process.waitFor(/^ready$/m);
		this.#port = Number((await this.#process.waitFor(/devices: https:\/\/[\w.]+:(\d+)/))[1]);
	}

	async stop(): Promise<void> {
		await this.#process?.killGroup();
		await this.store.close();
		await rm(this.directory, { recursive: true, force: true });
	}

	async addDevice(mac: MacAddress): Promise<void> {
		const standard = { enabled: true, useCustomUserNamePassword: false, lines: [], tags: [] };
		await addDevice(this.administration, typeName, { ...standard, name: `device-${mac}`, mac });
	}

	async addLargeFile(): Promise<void> {
		const file = join(this.directory, 'large.bin');
		await writeFile(file, 'x');
		await truncate(file, largeBytes);
		const set = await runDms(['type', 'file', 'set', typeName, largeFile, '--content', file, '--data', this.directory]);
		if (set.exitCode !== 0) throw new Error(set.stderr);
	}

	async addAnchor(alias: string, authority: Minted, kind: 'Http' | 'CTI' = 'Http'): Promise<void> {
		await this.store.trust.addAnchor(toAnchor(alias, authority.der, { kind }));
	}

	/** A row on a free port of 127.0.0.1, with a certificate where it is secure. */
	async addRow(change: Partial<NewServerInterface> = {}, shown: Minted = mint({ name: 'first' })): Promise<InterfaceKey> {
		const row = { ...(await freeRow()), ...change };
		await this.store.transaction(async (store) => {
			await store.interfaces.add(row);
			if (row.secure) await show(store, row, shown);
		});
		return row;
	}

	/** Another server certificate on an interface. */
	show(key: InterfaceKey, shown: Minted): Promise<void> {
		return show(this.store, key, shown);
	}

	/** Lines of the log that say something about an interface. */
	logLines(message: string): readonly Readonly<Record<string, unknown>>[] {
		const lines = this.process.stderr.split('\n').filter((line) => line.startsWith('{'));
		return lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>).filter((line) => line['msg'] === message);
	}
}

export async function freeRow(): Promise<NewServerInterface> {
	const port = await probeAddress('127.0.0.1', 0);
	return {
		kind: 'Http',
		address: '127.0.0.1',
		port,
		secure: true,
		serverCertificate: true,
		clientAuthRequired: false,
		legacyTls: false,
	};
}

async function show(store: Store, key: InterfaceKey, shown: Minted): Promise<void> {
	await store.interfaces.replaceCertificates(key, { certificates: [toServerCertificate(shown)], selfSigned: false, keep: 5 });
}

export function toServerCertificate({ der, key, certificate, name }: Minted): ServerCertificate {
	const parsed = parseCertificate(der);
	if (!parsed.ok) throw new Error(parsed.reason.detail);
	const { fingerprint, notBefore, notAfter } = parsed.value;
	return { keyType: 'EC', key, certificate, fingerprint, subject: `CN=${name}`, issuer: `CN=${name}`, notBefore, notAfter };
}

/** A device certificate of an authority, with what its owner needs to use it. */
export function mintIdentity(mac: MacAddress, authority: Minted): ClientIdentity {
	const device = mint({ name: mac.toUpperCase(), issuer: authority });
	return { key: device.key, cert: device.certificate };
}

/** Looks again and again. @returns how long it took, in milliseconds. */
export async function until(condition: () => boolean | Promise<boolean>, mostMs = 10_000): Promise<number> {
	const started = performance.now();
	while (!(await condition())) {
		if (performance.now() - started > mostMs) throw new Error(`still not so after ${mostMs} ms: ${condition.toString()}`);
		await delay(10);
	}
	return performance.now() - started;
}
