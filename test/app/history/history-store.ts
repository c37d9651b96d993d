import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { addDevice } from '../../../src/app/administration/add-device.ts';
import type { Administration } from '../../../src/app/administration/administration.ts';
import { importDtaf } from '../../../src/app/administration/import-dtaf.ts';
import type { NewDeviceProfile } from '../../../src/domain/device-profile.ts';
import type { ContentReference } from '../../../src/domain/device-type-file.ts';
import type { Store } from '../../../src/domain/ports.ts';
import { packSample } from '../../../src/dtaf/pack-sample.ts';
import { openArchive } from '../../../src/dtaf/read-archive.ts';
import { openStore } from '../../../src/store/open-store.ts';

export const typeName = 'Sample IP-DECT 2000 MAC';
export const fileFormat = '%BWMACADDRESS%-config.xml';
export const filePlace = { kind: 'file', typeName, fileFormat } as const;

const sample = join(import.meta.dirname, '..', '..', '..', 'dtaf-samples', 'Sample-IP-DECT-2000_MAC');

/** A store with the sample device type; time can be turned. */
export class HistoryStore {
	readonly store: Store;
	readonly clock = { shiftMs: 0, now: (): Date => new Date(Date.now() + this.clock.shiftMs) };

	constructor(open: (clock: { now(): Date }) => Store) {
		this.store = open(this.clock);
	}

	as(actor: string): Administration {
		return { store: this.store, clock: this.clock, actor };
	}

	put(text: string | Uint8Array): Promise<ContentReference> {
		return this.store.content.put([Buffer.from(text)], 10_000_000);
	}

	async addDevice(device: Partial<NewDeviceProfile> & { readonly name: string }) {
		const standard = { enabled: true, useCustomUserNamePassword: false, lines: [], tags: [] };
		return (await addDevice(this.as('test'), typeName, { ...standard, ...device })).device;
	}
}

/** To be called in a `describe`. */
export function useHistoryStore(): () => HistoryStore {
	let current: HistoryStore | undefined;
	let directory = '';
	beforeEach(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-history-'));
		const clock = { current: (): Date => new Date() };
		const store = await openStore({ dataDirectory: directory, migrate: true, clock: { now: () => clock.current() } });
		current = new HistoryStore((turnable) => {
			clock.current = () => turnable.now();
			return store;
		});
		await importDtaf(current.as('importer'), await openArchive(await packSample(sample)), {});
	});
	afterEach(async () => {
		await current?.store.close();
		await rm(directory, { recursive: true, force: true });
	});
	return () => {
		if (current === undefined) throw new Error('the store is open only inside tests');
		return current;
	};
}
