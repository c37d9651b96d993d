import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { addDevice } from '../../src/app/administration/add-device.ts';
import type { Administration } from '../../src/app/administration/administration.ts';
import { importDtaf } from '../../src/app/administration/import-dtaf.ts';
import { CatalogCache } from '../../src/app/catalog.ts';
import { CertificateTrust } from '../../src/app/certificate-trust.ts';
import { DeviceFiles } from '../../src/app/device-files.ts';
import type { ExplainPorts } from '../../src/app/explain-request.ts';
import { type DeviceService, openDeviceService } from '../../src/compose/device-service.ts';
import type { AccessRecord } from '../../src/domain/access-record.ts';
import type { DeviceProfile, NewDeviceProfile } from '../../src/domain/device-profile.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import type { Clock, Store } from '../../src/domain/ports.ts';
import { defaultTrustPolicy, type NewTrustAnchor } from '../../src/domain/trust-anchor.ts';
import { packSample } from '../../src/dtaf/pack-sample.ts';
import { openArchive } from '../../src/dtaf/read-archive.ts';
import { readTrustAnchor } from '../../src/pki/trust-anchor-from-file.ts';
import { type Hierarchy, type MintDeviceOptions, mintDevice, mintHierarchy } from '../../src/qa/mint.ts';
import { loadRecipe } from '../../src/qa/test-ca.ts';
import { loadConfiguration } from '../../src/runtime/config.ts';
import { createLog } from '../../src/runtime/log.ts';
import { openStore } from '../../src/store/open-store.ts';
import { loadServerCredentials } from '../../src/tls/server-credentials.ts';
import type { ClientIdentity } from './https-client.ts';

/** A device plane over real TLS with a store in a temporary directory; time can be turned. */
export class TestDeviceService {
	readonly directory: string;
	readonly store: Store;
	readonly service: DeviceService;
	readonly vendor: Hierarchy;
	readonly clock: Clock & { shiftMs: number };
	readonly #keys = new Map<string, Promise<ClientIdentity>>();

	constructor(parts: Pick<TestDeviceService, 'directory' | 'store' | 'service' | 'vendor' | 'clock'>) {
		this.directory = parts.directory;
		this.store = parts.store;
		this.service = parts.service;
		this.vendor = parts.vendor;
		this.clock = parts.clock;
	}

	get administration(): Administration {
		return { store: this.store, clock: this.clock, actor: 'test' };
	}

	get explainPorts(): ExplainPorts {
		const { store, clock } = this;
		return { store, clock, judge: new CertificateTrust(store, 'Http'), catalog: new CatalogCache(store), files: new DeviceFiles(store) };
	}

	async addDevice(typeName: string, device: Partial<NewDeviceProfile> & { readonly name: string }): Promise<DeviceProfile> {
		const standard = { enabled: true, useCustomUserNamePassword: false, lines: [], tags: [] };
		return (await addDevice(this.administration, typeName, { ...standard, ...device })).device;
	}

	/** Minted once for each MAC and defect. */
	identity(mac: string, defect = 'none', hierarchy: Hierarchy = this.vendor): Promise<ClientIdentity> {
		const key = `${mac} ${defect} ${hierarchy === this.vendor}`;
		const known = this.#keys.get(key);
		if (known !== undefined) return known;
		const options: MintDeviceOptions = { mac: requireMacAddress(mac), defect, now: new Date() };
		const identity = mintDevice(hierarchy, options).then(({ keyPem, chainPem }) => ({ key: keyPem, cert: chainPem }));
		this.#keys.set(key, identity);
		return identity;
	}

	async lastRecord(): Promise<AccessRecord> {
		const [record] = await this.store.accessRecords.list({ limit: 1 });
		if (record === undefined) throw new Error('there is no access record');
		return record;
	}
}

/** To be called in a `describe`: opens the service before its tests and closes it after them. */
export function useDeviceService(
	samples: readonly string[],
	prepare?: (service: TestDeviceService) => Promise<void>,
): () => TestDeviceService {
	let current: TestDeviceService | undefined;
	beforeAll(async () => {
		current = await openTestService(samples);
		await prepare?.(current);
	});
	afterAll(async () => {
		await current?.service.close();
		await current?.store.close();
		if (current !== undefined) await rm(current.directory, { recursive: true, force: true });
	});
	return () => {
		if (current === undefined) throw new Error('the service is open only inside tests');
		return current;
	};
}

async function openTestService(samples: readonly string[]): Promise<TestDeviceService> {
	const directory = await mkdtemp(join(tmpdir(), 'opendms-test-'));
	const clock = { shiftMs: 0, now: () => new Date(Date.now() + clock.shiftMs) };
	const store = await openStore({ dataDirectory: directory, migrate: true });
	const vendor = await mintHierarchy(await loadRecipe('spectralink'), { now: new Date() });
	for (const { name, certificate } of vendor.authorities) await store.trust.addAnchor(toAnchor(`test-${name}`, certificate));
	const administration = { store, clock, actor: 'test' };
	for (const sample of samples) {
		const folder = join(import.meta.dirname, '..', '..', 'dtaf-samples', sample);
		await importDtaf(administration, await openArchive(await packSample(folder)), {});
	}
	const overrides = { data: directory, device: { address: '127.0.0.1:0', httpAddress: '127.0.0.1:0' } };
	const configuration = loadConfiguration({ env: {}, overrides });
	const { credentials } = await loadServerCredentials({ dataDirectory: directory, configured: [], now: new Date() });
	const log = createLog({ level: 'error' });
	const service = await openDeviceService({ configuration, store, credentials, clock, log, reusePort: false });
	return new TestDeviceService({ directory, store, service, vendor, clock });
}

export function toAnchor(alias: string, certificate: Uint8Array, change: Partial<NewTrustAnchor> = {}): NewTrustAnchor {
	const read = readTrustAnchor(certificate, { at: new Date() });
	const standard = { kind: 'Http', enabled: true, ouis: [], macRules: [], policy: defaultTrustPolicy, crls: [] } as const;
	return { ...standard, alias, ...toAnchorFields(read), ...change };
}

function toAnchorFields(read: ReturnType<typeof readTrustAnchor>) {
	const { certificate, fingerprint, subject, issuer, notBefore, notAfter } = read;
	return { certificate, fingerprint, subject, issuer, notBefore, notAfter };
}
