import { createHash } from 'node:crypto';
import type { DeviceProfile, Scope } from '../domain/device-profile.ts';
import type { ContentReference } from '../domain/device-type-file.ts';
import type { DeviceSummary } from '../domain/ports.ts';
import type { BuildReport } from '../tags/build-report.ts';
import { type CompiledTemplate, requireTemplate } from '../tags/compile.ts';
import { renderTemplate, renderWithReport } from '../tags/render.ts';
import type { RenderContext, RenderOptions } from '../tags/render-context.ts';
import { BoundedCache } from './bounded-cache.ts';
import type { Catalog, CatalogFile, CatalogType } from './catalog.ts';
import { type EffectiveSource, effectiveSource, isTemplate } from './effective-source.ts';
import { type BuildTarget, isTagSetMissing, loadScopeChain, newestChange, type ScopeChain, toRenderContext } from './render-context.ts';
import type { RenderSources } from './render-sources.ts';

/** The bytes of a file as one device gets them. */
export interface DeviceFile {
	/** SHA-256, lower-case hexadecimal. */
	readonly sha256: string;
	/** Bytes. */
	readonly size: number;
	readonly lastModified: Date;
	/** Present where the whole is in memory; otherwise it is streamed from the store. */
	readonly bytes?: Uint8Array;
	/** Both ends inclusive. */
	read(range: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
}

export interface DeviceFileLimits {
	readonly maxTemplateBytes: number;
	readonly maxRenderedBytes: number;
	/** Rendered files that one process keeps. */
	readonly renderedCacheBytes: number;
	/** Static files that one process keeps. */
	readonly staticCacheBytes: number;
}

export const defaultDeviceFileLimits: DeviceFileLimits = {
	maxTemplateBytes: 4 * 1024 * 1024,
	maxRenderedBytes: 16 * 1024 * 1024,
	renderedCacheBytes: 48 * 1024 * 1024,
	staticCacheBytes: 32 * 1024 * 1024,
};

/** A larger file is streamed from the store piece by piece. */
const largestCachedFile = 4 * 1024 * 1024;
const entryOverheadBytes = 512;
const scopeChainWeight = 1;
const mostScopeChains = 20_000;

interface CachedFile {
	readonly revision: number;
	readonly deviceVersion: number | undefined;
	readonly file: DeviceFile | undefined;
}

interface Located {
	readonly type: CatalogType;
	readonly file: CatalogFile;
	/** The part of the path below the type's URI. */
	readonly name: string;
}

/** What a device would be given now. */
export interface ExpectedVersion extends ContentReference {
	readonly source: EffectiveSource;
	readonly lastModified: Date;
}

/** What a template is built from. */
interface Prepared {
	readonly source: EffectiveSource;
	readonly content: ContentReference;
	readonly target: BuildTarget;
	readonly chain: ScopeChain;
}

/** Opens files for devices: chooses the source, renders templates, keeps what was rendered until an input changes. */
export class DeviceFiles {
	readonly #store: RenderSources;
	readonly #limits: DeviceFileLimits;
	readonly #onRendered: (durationMs: number) => void;
	readonly #files: BoundedCache<string, CachedFile>;
	readonly #templates: BoundedCache<string, CompiledTemplate>;
	readonly #contents: BoundedCache<string, Uint8Array>;
	readonly #chains = new BoundedCache<string, { readonly revision: number; readonly chain: Promise<ScopeChain> }>(mostScopeChains);

	/** @param onRendered is told how long each template took that was rendered anew. */
	constructor(
		store: RenderSources,
		limits: DeviceFileLimits = defaultDeviceFileLimits,
		onRendered: (durationMs: number) => void = () => undefined,
	) {
		this.#onRendered = onRendered;
		this.#store = store;
		this.#limits = limits;
		this.#files = new BoundedCache(limits.renderedCacheBytes);
		this.#templates = new BoundedCache(limits.renderedCacheBytes);
		this.#contents = new BoundedCache(limits.staticCacheBytes);
	}

	/**
	 * The file for a device, or for nobody in particular.
	 * @returns undefined when the file has no content. @throws DmsError `value.invalid` for a broken template, `content.*`.
	 */
	open(catalog: Catalog, located: Located, device: DeviceSummary | undefined): DeviceFile | undefined | Promise<DeviceFile | undefined> {
		const { file } = located.file;
		const buildsForDevice = device !== undefined && file.fileCategory !== 'Dynamic Group';
		const key = `${file.id}\n${buildsForDevice ? device.id : `${device?.serviceProviderId ?? ''}\n${device?.groupId ?? ''}`}`;
		const deviceVersion = buildsForDevice ? device.version : undefined;
		const kept = this.#files.get(key);
		if (kept !== undefined && kept.revision === catalog.revision && kept.deviceVersion === deviceVersion)
			return kept.file ?? this.#openUpload(located, device);
		return this.#openAnew(catalog, located, device, key, deviceVersion);
	}

	async #openAnew(
		catalog: Catalog,
		located: Located,
		device: DeviceSummary | undefined,
		key: string,
		deviceVersion: number | undefined,
	): Promise<DeviceFile | undefined> {
		const opened = await this.#build(catalog, located, device);
		const weight = entryOverheadBytes + (opened?.bytes === undefined || this.#contents.get(opened.sha256) !== undefined ? 0 : opened.size);
		this.#files.set(key, { revision: catalog.revision, deviceVersion, file: opened }, weight);
		return opened ?? this.#openUpload(located, device);
	}

	/** Builds a file anew with an account of every tag, for people. @returns undefined when the file has no content. */
	async report(
		catalog: Catalog,
		located: Omit<Located, 'name'>,
		device: DeviceSummary | undefined,
		options: Pick<Partial<RenderOptions>, 'masksSecrets'> = {},
	): Promise<{ readonly bytes: Uint8Array; readonly source: EffectiveSource; readonly report?: BuildReport } | undefined> {
		const { source, target, chain } = await this.#prepare(catalog, located, device);
		if (source.content === undefined) return undefined;
		if (!isTemplate(located.file.file, source.source)) {
			return { source, bytes: await this.#store.content.readWhole(source.content.sha256, this.#limits.maxRenderedBytes) };
		}
		const template = await this.#template(located, source.content);
		const context = toRenderContext(catalog, located.type, chain, target, source.updatedAt);
		return { source, ...renderWithReport(template, context, { ...options, maxOutputBytes: this.#limits.maxRenderedBytes }) };
	}

	/** The version of a file that a device should have. @returns undefined when the file has no content. @throws DmsError as `open`. */
	async expected(catalog: Catalog, located: Omit<Located, 'name'>, device: DeviceSummary): Promise<ExpectedVersion | undefined> {
		const { source, target, chain } = await this.#prepare(catalog, located, device);
		if (source.content === undefined) return undefined;
		if (!isTemplate(located.file.file, source.source)) return { source, ...source.content, lastModified: source.updatedAt };
		const { sha256, size, lastModified } = await this.#render(catalog, located, { source, content: source.content, target, chain });
		return { source, sha256, size, lastModified };
	}

	/**
	 * Of what a device fetched later nothing can have changed since: a bound, found without the profile of the device and without
	 * building. @returns undefined when it cannot be told.
	 */
	async newestChange(catalog: Catalog, { type, file }: Omit<Located, 'name'>, device: DeviceSummary): Promise<Date | undefined> {
		const isBuilt = file.file.fileCategory === 'Dynamic Profile' || file.file.fileCategory === 'Dynamic Group';
		if (!isBuilt && file.file.fileCustomization === 'Disallow') return file.file.updatedAt;
		const chain = await this.#chain(catalog, type.type.id, device);
		if (isTagSetMissing(catalog, type, chain, device)) return undefined;
		return newestChange(catalog, type, chain, device, file.file.updatedAt);
	}

	/** What the tags of a device resolve from. */
	async renderContext(catalog: Catalog, type: CatalogType, device: DeviceProfile): Promise<RenderContext> {
		const chain = await this.#chain(catalog, type.type.id, device);
		return toRenderContext(catalog, type, chain, { device }, device.updatedAt);
	}

	async #build(catalog: Catalog, located: Located, device: DeviceSummary | undefined): Promise<DeviceFile | undefined> {
		const { source, target, chain } = await this.#prepare(catalog, located, device);
		if (source.content === undefined) return undefined;
		if (!isTemplate(located.file.file, source.source)) return this.#openContent(source.content, source.updatedAt);
		return this.#render(catalog, located, { source, content: source.content, target, chain });
	}

	async #render(catalog: Catalog, located: Omit<Located, 'name'>, { source, content, target, chain }: Prepared): Promise<DeviceFile> {
		const template = await this.#template(located, content);
		const context = toRenderContext(catalog, located.type, chain, target, source.updatedAt);
		const startedMs = performance.now();
		const bytes = renderTemplate(template, context, { maxOutputBytes: this.#limits.maxRenderedBytes });
		this.#onRendered(performance.now() - startedMs);
		return toMemoryFile(bytes, context.timestamp);
	}

	async #prepare(catalog: Catalog, located: Omit<Located, 'name'>, device: DeviceSummary | undefined) {
		const { file } = located.file;
		const isFixed = file.fileCategory === 'Static' && file.fileCustomization === 'Disallow';
		if (device === undefined || isFixed) return { source: effectiveSource(file, {}, undefined), chain: {}, target: {} };
		const [chain, profile] = await Promise.all([
			this.#chain(catalog, located.type.type.id, device),
			file.fileCategory === 'Dynamic Group' ? undefined : this.#store.devices.load(device.id),
		]);
		return { source: effectiveSource(file, chain, profile), chain, target: toTarget(profile, device) };
	}

	#chain(catalog: Catalog, typeId: string, scope: Partial<Scope>): Promise<ScopeChain> {
		const key = [typeId, scope.serviceProviderId ?? '', scope.groupId ?? ''].join('\n');
		const kept = this.#chains.get(key);
		if (kept?.revision === catalog.revision) return kept.chain;
		const chain = loadScopeChain(this.#store, typeId, scope);
		this.#chains.set(key, { revision: catalog.revision, chain }, scopeChainWeight);
		chain.catch(() => this.#chains.delete(key));
		return chain;
	}

	async #template(located: Omit<Located, 'name'>, content: ContentReference): Promise<CompiledTemplate> {
		const { fileFormat, escape } = located.file.file;
		const charset = located.type.type.cpe.deviceManagement.defaultDeviceEncoding;
		const key = [content.sha256, fileFormat, escape ?? '', charset ?? ''].join('\n');
		const kept = this.#templates.get(key);
		if (kept !== undefined) return kept;
		const text = await this.#store.content.readWhole(content.sha256, this.#limits.maxTemplateBytes);
		const compiled = requireTemplate(text, { fileName: fileFormat, escape, charset, maxTemplateBytes: this.#limits.maxTemplateBytes });
		this.#templates.set(key, compiled, compiled.literalBytes + entryOverheadBytes);
		return compiled;
	}

	async #openContent({ sha256, size }: ContentReference, lastModified: Date): Promise<DeviceFile> {
		if (size > largestCachedFile) return { sha256, size, lastModified, read: (range) => this.#store.content.read(sha256, range) };
		const kept = this.#contents.get(sha256);
		const bytes = kept ?? (await this.#store.content.readWhole(sha256, largestCachedFile));
		if (kept === undefined) this.#contents.set(sha256, bytes, size + entryOverheadBytes);
		return { sha256, size, lastModified, bytes, read: (range) => inOnePiece(bytes, range) };
	}

	/** A file without content of its own gives a device back what the device has uploaded. */
	async #openUpload(located: Located, device: DeviceSummary | undefined): Promise<DeviceFile | undefined> {
		const { file } = located.file;
		if (!file.allowUploadFromDevice || device === undefined) return undefined;
		const upload = await this.#store.uploads.latest(device.id, file.id, located.name);
		return upload === undefined ? undefined : this.#openContent(upload.content, upload.at);
	}
}

function toTarget(profile: DeviceProfile | undefined, { serviceProviderId, groupId }: Partial<Scope>): BuildTarget {
	if (profile !== undefined) return { device: profile };
	if (serviceProviderId === undefined) return {};
	return { scope: { serviceProviderId, ...(groupId === undefined ? {} : { groupId }) } };
}

function toMemoryFile(bytes: Buffer, lastModified: Date): DeviceFile {
	const sha256 = createHash('sha256').update(bytes).digest('hex');
	return { sha256, size: bytes.length, lastModified, bytes, read: (range) => inOnePiece(bytes, range) };
}

async function* inOnePiece(bytes: Uint8Array, { start, end }: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array> {
	yield bytes.subarray(start, end + 1);
}
