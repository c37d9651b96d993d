import type { DeviceProfile, Scope } from '../domain/device-profile.ts';
import type { ScopeSettings } from '../domain/ports.ts';
import { chooseTagSetName, type RenderContext } from '../tags/render-context.ts';
import { toTagSetIndex } from '../tags/tag-set-index.ts';
import type { Catalog, CatalogTagSet, CatalogType } from './catalog.ts';
import type { RenderSources } from './render-sources.ts';

/** What the levels between a type and a device have set for the type. */
export interface ScopeChain {
	readonly group?: ScopeSettings;
	readonly serviceProvider?: ScopeSettings;
}

/** Whom a file is built for: a device, or a group (or service provider) of the category Dynamic Group. */
export interface BuildTarget {
	readonly device?: DeviceProfile;
	readonly scope?: Scope;
}

/** What group and service provider have set; nothing for a device at system level. */
export async function loadScopeChain(store: Pick<RenderSources, 'scopes'>, typeId: string, scope: Partial<Scope>): Promise<ScopeChain> {
	const { serviceProviderId, groupId } = scope;
	if (serviceProviderId === undefined) return {};
	const [serviceProvider, group] = await Promise.all([
		store.scopes.find(typeId, { serviceProviderId }),
		groupId === undefined ? undefined : store.scopes.find(typeId, { serviceProviderId, groupId }),
	]);
	return { serviceProvider, ...(group === undefined ? {} : { group }) };
}

/** Everything a file is built from but its template; `templateAt` is when that last changed. */
export function toRenderContext(
	catalog: Catalog,
	type: CatalogType,
	chain: ScopeChain,
	target: BuildTarget,
	templateAt: Date,
): RenderContext {
	const systemDefault = catalog.tagSets.get('') ?? emptyTagSet;
	const inEffect = tagSetInEffect(catalog, type, chain, target.device);
	return {
		type: type.type,
		...target,
		scopeTags: { group: chain.group?.tags, serviceProvider: chain.serviceProvider?.tags },
		tagSets: { systemDefault: systemDefault.index, inEffect: inEffect?.index },
		builtIns: catalog.builtIns,
		timestamp: newestChange(catalog, type, chain, target.device, templateAt),
	};
}

/** When anything was last changed that a file is built from. */
export function newestChange(
	catalog: Catalog,
	type: CatalogType,
	chain: ScopeChain,
	device: BuiltDevice | undefined,
	templateAt: Date,
): Date {
	const changes = [
		templateAt,
		type.type.updatedAt,
		device?.updatedAt,
		chain.group?.updatedAt,
		chain.serviceProvider?.updatedAt,
		catalog.tagSets.get('')?.updatedAt,
		tagSetInEffect(catalog, type, chain, device)?.updatedAt,
	];
	return new Date(Math.max(catalog.settings.builtInTagsChangedAt, ...changes.map((change) => change?.getTime() ?? 0)));
}

type BuiltDevice = Pick<DeviceProfile, 'updatedAt' | 'tagSet'>;

function tagSetInEffect(
	catalog: Catalog,
	type: CatalogType,
	chain: ScopeChain,
	device: BuiltDevice | undefined,
): CatalogTagSet | undefined {
	const name = nameTagSet(type, chain, device);
	return name === undefined ? undefined : catalog.tagSets.get(name);
}

/** Of a tag set that is gone nobody knows since when. */
export function isTagSetMissing(catalog: Catalog, type: CatalogType, chain: ScopeChain, device: BuiltDevice | undefined): boolean {
	const name = nameTagSet(type, chain, device);
	return name !== undefined && !catalog.tagSets.has(name);
}

function nameTagSet(type: CatalogType, chain: ScopeChain, device: BuiltDevice | undefined): string | undefined {
	return chooseTagSetName(type.type.cpe.deviceManagement, {
		device: device?.tagSet,
		group: chain.group?.tagSet,
		serviceProvider: chain.serviceProvider?.tagSet,
	});
}

const emptyTagSet: CatalogTagSet = { index: toTagSetIndex({ name: '', tags: [], regions: [] }), updatedAt: new Date(0) };
