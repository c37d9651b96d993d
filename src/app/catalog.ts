import { type DeviceType, defaultDeviceAccessContext } from '../domain/device-type.ts';
import type { DeviceTypeFile } from '../domain/device-type-file.ts';
import { compileFileFormat, type FileFormat } from '../domain/file-format.ts';
import { defaultLockoutPolicy } from '../domain/lockout.ts';
import type { Store } from '../domain/ports.ts';
import type { Settings } from '../domain/settings.ts';
import { type BuiltInRegistry, defaultBuiltInTags, toBuiltInRegistry } from '../tags/builtin-registry.ts';
import { type TagSetIndex, toTagSetIndex } from '../tags/tag-set-index.ts';
import { type HeaderPattern, parseHeaderPattern } from './header-pattern.ts';
import { type ProxyList, toProxyList } from './proxy-list.ts';
import type { RenderSources } from './render-sources.ts';

/** A device type file as requests need it: every pattern compiled. */
export interface CatalogFile {
	readonly file: DeviceTypeFile;
	readonly format: FileFormat;
	/** Present where the MAC is in a header. */
	readonly headerPattern?: HeaderPattern;
}

export interface CatalogType {
	readonly type: DeviceType;
	/** Context and device access URI: the path that all files of the type begin with. */
	readonly prefix: string;
	/** Most literal characters first. */
	readonly files: readonly CatalogFile[];
	readonly filesByLiteralName: ReadonlyMap<string, CatalogFile>;
}

/** A tag set made ready for look-ups. */
export interface CatalogTagSet {
	readonly index: TagSetIndex;
	readonly updatedAt: Date;
}

/** All that requests read of types, tag sets and settings, as of one revision. */
export interface Catalog {
	readonly revision: number;
	readonly typesByPrefix: ReadonlyMap<string, CatalogType>;
	readonly typesById: ReadonlyMap<string, CatalogType>;
	readonly typesByName: ReadonlyMap<string, CatalogType>;
	/** The system default set has the empty name. */
	readonly tagSets: ReadonlyMap<string, CatalogTagSet>;
	readonly builtIns: BuiltInRegistry;
	readonly settings: Settings;
	/** Those of the settings, made ready for look-ups. */
	readonly proxies: ProxyList;
}

export const defaultSettings: Settings = {
	lockoutPolicy: defaultLockoutPolicy,
	builtInTags: defaultBuiltInTags,
	builtInTagsChangedAt: 0,
	realm: 'OpenDMS',
	macHeaders: ['macaddress', 'x-mac'],
	allowClientApp: false,
	deviceCertificates: { enabled: true },
	proxyCertificates: { enabled: false, proxies: [], form: 'rfc9440', header: 'ssl-client-cert' },
	restartRequestedAt: 0,
};

/** Keeps the catalog of the newest revision; a change anywhere is seen by the next request. */
export class CatalogCache {
	readonly #store: Store;
	#current: Catalog | undefined;
	#loading: { readonly revision: number; readonly catalog: Promise<Catalog> } | undefined;

	constructor(store: Store) {
		this.#store = store;
	}

	/** @throws DmsError `store.unavailable`. */
	current(): Catalog | Promise<Catalog> {
		const revision = this.#store.changes.revision('catalog');
		if (this.#current?.revision === revision) return this.#current;
		if (this.#loading?.revision !== revision) this.#loading = { revision, catalog: this.#load(revision) };
		return this.#loading.catalog;
	}

	async #load(revision: number): Promise<Catalog> {
		try {
			const catalog = await loadCatalog(this.#store, revision);
			this.#current = catalog;
			return catalog;
		} finally {
			if (this.#loading?.revision === revision) this.#loading = undefined;
		}
	}
}

export async function loadCatalog(store: Pick<RenderSources, 'deviceTypes' | 'tagSets' | 'settings'>, revision: number): Promise<Catalog> {
	const [types, tagSets, saved] = await Promise.all([store.deviceTypes.list(), store.tagSets.list(), store.settings.load()]);
	const catalogTypes = types.map(toCatalogType);
	const settings = { ...defaultSettings, ...saved };
	return {
		revision,
		typesByPrefix: new Map(catalogTypes.filter(isServed).map((type) => [type.prefix, type])),
		typesById: new Map(catalogTypes.map((type) => [type.type.id, type])),
		typesByName: new Map(catalogTypes.map((type) => [type.type.name, type])),
		tagSets: new Map(tagSets.map((set) => [set.name, { index: toTagSetIndex(set), updatedAt: set.updatedAt }])),
		builtIns: toBuiltInRegistry(settings.builtInTags),
		settings,
		proxies: toProxyList(settings.proxyCertificates.proxies),
	};
}

function isServed(type: CatalogType): boolean {
	return type.type.configurationOption !== 'Not Supported' && type.type.cpe.deviceManagement.deviceAccessUri !== undefined;
}

export function toCatalogType(type: DeviceType): CatalogType {
	const files = type.files.map(toCatalogFile).toSorted((left, right) => right.format.literalLength - left.format.literalLength);
	return {
		type,
		prefix: prefixOf(type),
		files,
		filesByLiteralName: new Map(files.filter((file) => file.format.isLiteral).map((file) => [file.file.fileFormat, file])),
	};
}

/** `dms/sample-ip-dect`: context and URI without slashes at their ends. */
export function prefixOf(type: DeviceType): string {
	const options = type.cpe.deviceManagement;
	return [options.deviceAccessContext ?? defaultDeviceAccessContext, options.deviceAccessUri ?? ''].filter((part) => part !== '').join('/');
}

function toCatalogFile(file: DeviceTypeFile): CatalogFile {
	const format = compileFileFormat(file.fileFormat);
	const { macInNonRequestUri, macFormatInNonRequestUri } = file.authentication;
	if (!macInNonRequestUri || macFormatInNonRequestUri === undefined) return { file, format };
	return { file, format, headerPattern: parseHeaderPattern(macFormatInNonRequestUri) };
}
