import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres } from '../test/helpers/postgres.ts';
import { apache } from './apache.ts';
import { caddy } from './caddy.ts';
import type { Contestant } from './contestant.ts';
import { type Credentials, createCredentials, toMac } from './credentials.ts';
import { addDevices, addStaticFiles, addTypes, type SampleKind, staticFiles, toNoise, toUser, withStore } from './device-data.ts';
import { nginx } from './nginx.ts';
import { openDms } from './opendms.ts';
import type { BenchOptions } from './options.ts';
import { writeRenderedFiles } from './static-tree.ts';

/** Devices that one row has at most at work when it does not ask for thousands. */
export const fewDevices = 64;
/** Devices whose certificates are shown to a store of many profiles, spread over all of them. */
const spreadDevices = 1_000;

/** All that rows need, made when it is first asked for. */
export interface Stage {
	readonly options: BenchOptions;
	readonly directory: string;
	readonly credentials: Credentials;
	readonly openDms: Contestant;
	/** nginx first, then the others. */
	readonly others: readonly Contestant[];
	readonly postgres: Contestant;
	/** With so many profiles. */
	openDmsWith(profiles: number): Contestant;
	/** Numbers of the devices, spread over so many. */
	spreadOver(profiles: number): readonly number[];
	/** File with the certificates of the first devices. */
	identities(count: number): Promise<string>;
	identitiesSpreadOver(profiles: number): Promise<string>;
	rogueIdentities(count: number): Promise<string>;
	/** Where the devices of the main store are. */
	dataDirectory(): Promise<string>;
	close(): Promise<void>;
}

export async function createStage(directory: string, options: BenchOptions, say: (line: string) => void): Promise<Stage> {
	const credentials = await createCredentials(directory);
	const once = memory();
	const contents = Object.fromEntries(Object.entries(staticFiles).map(([name, mebibytes]) => [name, toNoise(mebibytes)]));
	const counts: Readonly<Record<SampleKind, number>> = { certificate: options.devices, basic: fewDevices, digest: fewDevices };
	const dataDirectory = () =>
		once('data', async () => {
			say(`preparing: ${options.devices} devices`);
			const place = { dataDirectory: join(directory, 'data') };
			await mkdir(place.dataDirectory, { mode: 0o700 });
			await fillStore(place, credentials, counts, contents);
			return place.dataDirectory;
		});
	const staticRoot = () =>
		once('static', async () => {
			say('preparing: the same bytes as static files');
			const root = join(directory, 'static');
			await withStore({ dataDirectory: await dataDirectory() }, async ({ store }) => {
				await writeRenderedFiles(store, root, 'certificate', counts.certificate);
				await writeRenderedFiles(store, root, 'basic', counts.basic);
			});
			for (const [name, read] of Object.entries(contents)) await writeFile(join(root, 'dms', 'sample-ip-dect-mac', name), read());
			const users = Array.from({ length: counts.basic }, (_, index) => toUser('basic', index));
			const passwordFile = join(directory, 'passwords');
			// As cheap as nginx can have it: any hash would cost it more.
			await writeFile(passwordFile, users.map(({ name, password }) => `${name}:{PLAIN}${password}\n`).join(''));
			return { root, passwordFile };
		});
	const withProfiles = (profiles: number): Promise<string> =>
		once(`profiles-${profiles}`, () => growStore(directory, credentials, options.profileCounts, profiles, withProfiles, say));
	const shared = { directory, credentials, ...(options.profile === undefined ? {} : { profile: options.profile }) };
	const statics = { directory, credentials, prepare: staticRoot };
	const spreadOver = (profiles: number) => {
		const count = Math.min(spreadDevices, options.profileCounts[0] ?? spreadDevices);
		return Array.from({ length: count }, (_, index) => Math.floor((index * profiles) / count));
	};
	const database = postgresPlace(directory, credentials, once, say);
	return {
		options,
		directory,
		credentials,
		openDms: openDms({ ...shared, name: 'opendms', prepare: async () => ({ dataDirectory: await dataDirectory() }) }),
		others: [nginx(statics), apache(statics), caddy(statics)],
		postgres: openDms({ ...shared, name: 'opendms-postgres', countsDatabase: true, prepare: database.prepare }),
		openDmsWith: (profiles) =>
			openDms({ ...shared, name: `opendms-${profiles}`, prepare: async () => ({ dataDirectory: await withProfiles(profiles) }) }),
		spreadOver,
		dataDirectory,
		identities: (count) =>
			once(`identities-${count}`, () =>
				credentials.mint(
					`devices-${count}`,
					Array.from({ length: count }, (_, index) => toMac(index)),
				),
			),
		identitiesSpreadOver: (profiles) =>
			once(`spread-${profiles}`, () => credentials.mint(`spread-${profiles}`, spreadOver(profiles).map(toMac))),
		rogueIdentities: (count) =>
			once(`rogue-${count}`, () =>
				credentials.mintRogue(
					`rogue-${count}`,
					Array.from({ length: count }, (_, index) => toMac(index)),
				),
			),
		close: database.close,
	};
}

type Once = <Value>(name: string, make: () => Promise<Value>) => Promise<Value>;

function memory(): Once {
	const made = new Map<string, Promise<unknown>>();
	return <Value>(name: string, make: () => Promise<Value>) => {
		const known = made.get(name) ?? make();
		made.set(name, known);
		return known as Promise<Value>;
	};
}

async function fillStore(
	place: { readonly dataDirectory: string; readonly url?: string },
	credentials: Credentials,
	counts: Readonly<Record<SampleKind, number>>,
	contents: Readonly<Record<string, () => Iterable<Uint8Array>>>,
): Promise<void> {
	await withStore(place, async (administration) => {
		await addTypes(administration, credentials);
		await addStaticFiles(administration, contents);
		for (const kind of ['certificate', 'basic', 'digest'] as const) await addDevices(administration, kind, 0, counts[kind]);
	});
}

/** A store of many profiles begins as a copy of the next smaller one. */
async function growStore(
	directory: string,
	credentials: Credentials,
	sizes: readonly number[],
	profiles: number,
	makeSmaller: (profiles: number) => Promise<string>,
	say: (line: string) => void,
): Promise<string> {
	const smaller = sizes.findLast((size) => size < profiles);
	const from = smaller === undefined ? undefined : await makeSmaller(smaller);
	say(`preparing: ${profiles} device profiles`);
	const place = { dataDirectory: join(directory, `profiles-${profiles}`) };
	if (from === undefined) {
		await mkdir(place.dataDirectory, { mode: 0o700 });
		await withStore(place, (administration) => addTypes(administration, credentials));
	} else {
		await cp(from, place.dataDirectory, { recursive: true });
	}
	const startedMs = performance.now();
	await withStore(place, (administration) => addDevices(administration, 'certificate', smaller ?? 0, profiles));
	say(`preparing: ${profiles - (smaller ?? 0)} profiles were added in ${((performance.now() - startedMs) / 1000).toFixed(1)} s`);
	return place.dataDirectory;
}

/** A real PostgreSQL from the registry, started when a row needs it. */
function postgresPlace(directory: string, credentials: Credentials, once: Once, say: (line: string) => void) {
	let stop: () => Promise<void> = async () => undefined;
	return {
		prepare: () =>
			once('postgres', async () => {
				say('preparing: PostgreSQL');
				const server = await startPostgres();
				({ stop } = server);
				const url = await server.createDatabase();
				const dataDirectory = join(directory, 'postgres-data');
				await mkdir(dataDirectory, { mode: 0o700 });
				await fillStore({ dataDirectory, url }, credentials, { certificate: fewDevices, basic: 0, digest: 0 }, {});
				const storeUrlFile = join(directory, 'postgres-url');
				await writeFile(storeUrlFile, url, { mode: 0o600 });
				return { dataDirectory, storeUrlFile };
			}),
		close: () => stop(),
	};
}
