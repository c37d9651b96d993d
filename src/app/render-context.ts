import type { DeviceProfile, Scope } from '../domain/device-profile.ts';
import type { ScopeSettings, Store } from '../domain/ports.ts';
import { chooseTagSetName, type RenderContext } from '../tags/render-context.ts';
import { toTagSetIndex } from '../tags/tag-set-index.ts';
import type { Catalog, CatalogTagSet, CatalogType } from './catalog.ts';

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
export async function loadScopeChain(store: Store, typeId: string, scope: Partial<Scope>): Promise<ScopeChain> {
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
	const changes = [
		templateAt,
		type.type.updatedAt,
		target.device?.updatedAt,
		chain.group?.updatedAt,
		chain.serviceProvider?.updatedAt,
		systemDefault.updatedAt,
		inEffect?.updatedAt,
	];
	return {
		type: type.type,
		...target,
		scopeTags: { group: chain.group?.tags, serviceProvider: chain.serviceProvider?.tags },
		tagSets: { systemDefault: systemDefault.index, inEffect: inEffect?.index },
		builtIns: catalog.builtIns,
		timestamp: new Date(Math.max(...changes.map((change) => change?.getTime() ?? 0))),
	};
}

function tagSetInEffect(
	catalog: Catalog,
	type: CatalogType,
	chain: ScopeChain,
	device: DeviceProfile | undefined,
): CatalogTagSet | undefined {
	const name = chooseTagSetName(type.type.cpe.deviceManagement, {
		device: device?.tagSet,
		group: chain.group?.tagSet,
		serviceProvider: chain.serviceProvider?.tagSet,
	});
	return name === undefined ? undefined : catalog.tagSets.get(name);
}

const emptyTagSet: CatalogTagSet = { index: toTagSetIndex({ name: '', tags: [], regions: [] }), updatedAt: new Date(0) };
