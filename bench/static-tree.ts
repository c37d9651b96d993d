import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadCatalog } from '../src/app/catalog.ts';
import { DeviceFiles } from '../src/app/device-files.ts';
import { locateFile } from '../src/app/device-request/locate.ts';
import type { Store } from '../src/domain/ports.ts';
import { toMac } from './credentials.ts';
import { type SampleKind, sampleTypes } from './device-data.ts';

/** The files that each device of the load fetches, by the kind of its type. */
export function toPaths(kind: SampleKind, index: number): readonly string[] {
	const mac = toMac(index);
	const names = kind === 'certificate' ? [`${mac}-config.xml`, `${mac}-users.xml`, 'handsets.xml'] : [`${mac}-config.xml`];
	return names.map((name) => `/dms/${sampleTypes[kind].uri}/${name}`);
}

/** Writes what OpenDMS renders for these devices as files, for servers that know nothing of devices. */
export async function writeRenderedFiles(store: Store, root: string, kind: SampleKind, count: number): Promise<void> {
	const catalog = await loadCatalog(store, store.changes.revision('catalog'));
	const files = new DeviceFiles(store);
	await mkdir(join(root, 'dms', sampleTypes[kind].uri), { recursive: true });
	const typeId = catalog.typesByName.get(sampleTypes[kind].name)?.type.id ?? '';
	for (let index = 0; index < count; index++) {
		const [device] = await store.devices.findByMac(typeId, toMac(index));
		for (const path of toPaths(kind, index)) {
			const located = locateFile(catalog, path.slice(1));
			const file = located === undefined ? undefined : await files.open(catalog, located, device);
			if (file?.bytes === undefined) throw new Error(`${path} cannot be rendered`);
			await writeFile(join(root, path), file.bytes);
		}
	}
}
