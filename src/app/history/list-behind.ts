import { checkWholeNumber } from '../../domain/limits.ts';
import type { DeviceFilter, DeviceSummary, Store } from '../../domain/ports.ts';
import { type Catalog, type CatalogFile, type CatalogType, loadCatalog } from '../catalog.ts';
import { DeviceFiles } from '../device-files.ts';
import { byDevice } from './device-standing.ts';
import { type Fetches, type FileStanding, judgeFile, whyNotApplicable } from './file-standing.ts';

export interface BehindQuery {
	/** Which devices are looked at. */
	readonly filter?: DeviceFilter;
	/** Devices that are behind, that have not fetched any file, or both. Default: those that are behind. */
	readonly wanted?: 'behind' | 'never' | 'both';
	/** Builds every file that was fetched, also where nothing that is known of has changed since. */
	readonly exact?: boolean;
	/** At most this many devices, up to 1,000. */
	readonly limit: number;
	/** Goes on after the device with this id. */
	readonly afterId?: string;
}

export interface BehindDevice {
	readonly device: DeviceSummary;
	readonly deviceType: string;
	/** Nothing was ever fetched. */
	readonly isNew: boolean;
	/** Those that are behind; none of a device that is new. */
	readonly files: readonly FileStanding[];
}

/** A page is short, or empty, where the search has done as much as one call may. */
export interface BehindPage {
	readonly devices: readonly BehindDevice[];
	/** Where to go on; absent at the end. */
	readonly nextAfterId?: string;
	readonly devicesLookedAt: number;
	readonly filesBuilt: number;
}

const batchSize = 1_000;
/** What one call may do, so that nobody else waits: a few hundred milliseconds. */
const mostBatches = 20;
/** Where no index answers the filter. */
const mostLookedAt = 50_000;
const mostBuilds = 1_000;
const buildsPerTurn = 50;
/** Another process, or another node, may have served the older version for a moment. */
const marginMs = 5_000;

/**
 * Devices that have an older version of a file than they would get now. What was fetched after every change that it
 * depends on is current without a look at the file; all else is built and compared by its entity tag.
 * @throws DmsError `value.invalid` for the limit.
 */
export async function listBehind(store: Store, query: BehindQuery): Promise<BehindPage> {
	checkWholeNumber('limit', query.limit, 1, batchSize);
	const catalog = await loadCatalog(store, store.changes.revision('catalog'));
	const search = new BehindSearch(catalog, new DeviceFiles(store), query);
	let { afterId } = query;
	// Where most are behind, the first few fill the page.
	for (let [size, batches] = [query.limit, 0]; batches < mostBatches; size = batchSize, batches++) {
		const bounds = { limit: size, mostLookedAt, ...(afterId === undefined ? {} : { afterId }) };
		const { devices, nextAfterId } = await store.devices.search(query.filter ?? {}, bounds);
		const fetches = byDevice(await store.lastFetches.list(devices.map(({ id }) => id)));
		for (const device of devices) {
			if (search.isDone) return search.toPage(afterId);
			await search.look(device, fetches.get(device.id) ?? new Map());
			afterId = device.id;
		}
		if (nextAfterId === undefined) return search.toPage(undefined);
		afterId = nextAfterId;
		await nextTurn();
	}
	return search.toPage(afterId);
}

class BehindSearch {
	readonly #catalog: Catalog;
	readonly #files: DeviceFiles;
	readonly #query: BehindQuery;
	readonly #found: BehindDevice[] = [];
	#devices = 0;
	#builds = 0;

	constructor(catalog: Catalog, files: DeviceFiles, query: BehindQuery) {
		this.#catalog = catalog;
		this.#files = files;
		this.#query = query;
	}

	get isDone(): boolean {
		return this.#found.length >= this.#query.limit || this.#builds >= mostBuilds;
	}

	async look(device: DeviceSummary, fetches: Fetches): Promise<void> {
		this.#devices++;
		const type = this.#catalog.typesById.get(device.typeId);
		if (type === undefined) return;
		const { wanted = 'behind' } = this.#query;
		if (fetches.size === 0) {
			const isServed = type.files.some((file) => whyNotApplicable(this.#catalog, type, file, device) === undefined);
			if (wanted !== 'behind' && isServed) this.#add({ device, isNew: true, files: [] }, type);
			return;
		}
		if (wanted === 'never') return;
		const behind: FileStanding[] = [];
		for (const file of type.files) {
			const standing = await this.#judge(type, file, device, fetches);
			if (standing?.verdict === 'behind') behind.push(standing);
		}
		if (behind.length > 0) this.#add({ device, isNew: false, files: behind }, type);
	}

	toPage(nextAfterId: string | undefined): BehindPage {
		return {
			devices: this.#found,
			devicesLookedAt: this.#devices,
			filesBuilt: this.#builds,
			...(nextAfterId === undefined ? {} : { nextAfterId }),
		};
	}

	#add(found: Omit<BehindDevice, 'deviceType'>, { type }: CatalogType): void {
		this.#found.push({ ...found, deviceType: type.name });
	}

	/** Undefined: current for sure, or never fetched. */
	async #judge(type: CatalogType, file: CatalogFile, device: DeviceSummary, fetches: Fetches): Promise<FileStanding | undefined> {
		const fetched = fetches.get(file.file.fileFormat);
		if (fetched === undefined) return undefined;
		if (this.#query.exact !== true && !fetched.aborted) {
			const newest = await this.#files.newestChange(this.#catalog, { type, file }, device);
			if (newest !== undefined && fetched.at.getTime() > newest.getTime() + marginMs) return undefined;
		}
		this.#builds++;
		if (this.#builds % buildsPerTurn === 0) await nextTurn();
		return judgeFile(this.#files, this.#catalog, { type, file, device, fetched });
	}
}

/** An embedded store answers at once: without a turn nobody else in the process would have one. */
function nextTurn(): Promise<void> {
	return new Promise((resolve) => void setImmediate(resolve));
}
