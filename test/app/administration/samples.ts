import { join } from 'node:path';
import type { Administration } from '../../../src/app/administration/administration.ts';
import { importDtaf } from '../../../src/app/administration/import-dtaf.ts';
import type { Store } from '../../../src/domain/ports.ts';
import { packSample } from '../../../src/dtaf/pack-sample.ts';
import { type DtafArchive, openArchive } from '../../../src/dtaf/read-archive.ts';

const samples = join(import.meta.dirname, '..', '..', '..', 'dtaf-samples');

export function samplePath(name: string): string {
	return join(samples, name);
}

export function toAdministration(store: Store): Administration {
	return { store, clock: { now: () => new Date() }, actor: 'tester' };
}

export async function openSample(name: string): Promise<DtafArchive> {
	return openArchive(await packSample(samplePath(name)));
}

export async function importSample(administration: Administration, name: string): Promise<void> {
	await importDtaf(administration, await openSample(name), {});
}
