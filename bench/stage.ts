import { cp, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startPostgres } from '../test/helpers/postgres.ts';
import { apache } from './apache.ts';
import { caddy } from './caddy.ts';
import type { Contestant } from './contestant.ts';
import { type Credentials, createCredentials, toMac } from './credentials.ts';
import {
	addDevices,
	addStaticFiles,
	addTypes,
	type SampleKind,
	type StorePlace,
	staticFiles,
	toNoise,
	toUser,
	withStore,
} from './device-data.ts';
import { nginx } from './nginx.ts';
import { openDms, type ServedStore } from './opendms.ts';
import type { BenchOptions } from './options.ts';
import { writeRenderedFiles } from './static-tree.ts';

/** Devices that one row has at most at work when it does not ask for thousands. */
export const fewDevices = 64;
/** Devices whose certificates are shown to a store of many profiles, spread over all of them. */
const spreadDevices = 1_000;

export type StoreKind = 'sqlite' | 'postgres';

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
	/** A store of one's own with types and no device. */
	newStore(kind: StoreKind): Promise<ServedStore>;
	/** A store of so many profiles, for everybody who changes nothing in it. */
	storeWith(kind: StoreKind, profiles: number): Promise<ServedStore>;
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
	const stores = createStores({ directory, credentials, once, say, withProfiles });
	return {
		options,
		directory,
		credentials,
		openDms: openDms({ ...shared, name: 'opendms', prepare: async () => ({ dataDirectory: await dataDirectory() }) }),
		others: [nginx(statics), apache(statics), caddy(statics)],
		postgres: openDms({
			...shared,
			name: 'opendms-postgres',
			countsDatabase: true,
			prepare: () => stores.storeWith('postgres', fewDevices),
		}),
		openDmsWith: (profiles) =>
			openDms({ ...shared, name: `opendms-${profiles}`, prepare: async () => ({ dataDirectory: await withProfiles(profiles) }) }),
		spreadOver,
		newStore: stores.newStore,
		storeWith: stores.storeWith,
		dataDirectory,
		...createIdentities(credentials, once, spreadOver),
		close: stores.close,
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

/** Each file is made when it is first asked for. */
function createIdentities(
	credentials: Credentials,
	once: Once,
	spreadOver: (profiles: number) => readonly number[],
): Pick<Stage, 'identities' | 'identitiesSpreadOver' | 'rogueIdentities'> {
	const toMacs = (count: number) => Array.from({ length: count }, (_, index) => toMac(index));
	return {
		identities: (count) => once(`identities-${count}`, () => credentials.mint(`devices-${count}`, toMacs(count))),
		identitiesSpreadOver: (profiles) =>
			once(`spread-${profiles}`, () => credentials.mint(`spread-${profiles}`, spreadOver(profiles).map(toMac))),
		rogueIdentities: (count) => once(`rogue-${count}`, () => credentials.mintRogue(`rogue-${count}`, toMacs(count))),
	};
}

interface StoreSources {
	readonly directory: string;
	readonly credentials: Credentials;
	readonly once: Once;
	readonly say: (line: string) => void;
	/** SQLite stores of so many profiles. */
	readonly withProfiles: (profiles: number) => Promise<string>;
}

function createStores({ directory, credentials, once, say, withProfiles }: StoreSources): Pick<Stage, 'newStore' | 'storeWith' | 'close'> {
	const databases = postgresPlaces(directory, once, say);
	const newStore = async (kind: StoreKind): Promise<StorePlace & ServedStore> => {
		const place = kind === 'postgres' ? await databases.newPlace() : { dataDirectory: await mkdtemp(join(directory, 'store-')) };
		await withStore(place, (administration) => addTypes(administration, credentials));
		return place;
	};
	return {
		newStore,
		async storeWith(kind, profiles) {
			if (kind === 'sqlite') return { dataDirectory: await withProfiles(profiles) };
			return once(`postgres-${profiles}`, async () => {
				say(`preparing: ${profiles} device profiles in PostgreSQL`);
				const place = await newStore('postgres');
				await withStore(place, (administration) => addDevices(administration, 'certificate', 0, profiles));
				await databases.tidy(place);
				return place;
			});
		},
		close: databases.close,
	};
}

/** Databases of a real PostgreSQL from the registry, which is started when a row needs it. */
function postgresPlaces(directory: string, once: Once, say: (line: string) => void) {
	let stop: () => Promise<void> = async () => undefined;
	const start = () =>
		once('postgres-server', async () => {
			say('preparing: PostgreSQL');
			const server = await startPostgres();
			({ stop } = server);
			return server;
		});
	return {
		async newPlace() {
			const url = await (await start()).createDatabase();
			const dataDirectory = await mkdtemp(join(directory, 'postgres-data-'));
			const storeUrlFile = join(dataDirectory, 'url');
			await writeFile(storeUrlFile, url, { mode: 0o600 });
			return { dataDirectory, url, storeUrlFile };
		},
		/** What a server does by itself some time after so many rows have come; this one is told not to. */
		tidy: async ({ url }: StorePlace) => void (await (await start()).query('vacuum analyze', url)),
		close: () => stop(),
	};
}
