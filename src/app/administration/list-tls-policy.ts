import { findCipherSuite } from '../../domain/cipher-suite.ts';
import { type InterfaceKey, isSameInterface } from '../../domain/interface.ts';
import type { Store } from '../../domain/ports.ts';
import { toTlsOffer } from '../../domain/tls-offer.ts';
import {
	type TlsPolicyLevel,
	type TlsPolicyList,
	type TlsPolicySetting,
	type TlsPolicySource,
	toEffectiveTlsPolicy,
	toTlsPolicySourceText,
} from '../../domain/tls-policy.ts';
import { type FixedInterface, type InterfaceReference, pickInterface, toKey } from './find-interface.ts';
import { listInterfaces } from './list-interfaces.ts';

/** As the level of the domain, but with an interface as a person names it. */
export type TlsPolicyPlace =
	| Exclude<TlsPolicyLevel, { readonly level: 'interface' }>
	| { readonly level: 'interface'; readonly interface: InterfaceReference };

export interface TlsPolicyEntry {
	/** IANA name of a cipher suite, or name of a protocol. */
	readonly value: string;
	/** Why it has no effect here; absent: it has. */
	readonly note?: string;
}

/** The list that rules at a place. */
export interface RulingTlsPolicy {
	/** Where it stands. */
	readonly source: TlsPolicySource;
	/** `built-in`, `system`, `Http`, `Http 10.0.0.1:443`. */
	readonly sourceText: string;
	readonly entries: readonly TlsPolicyEntry[];
}

interface PolicyReader {
	readonly store: Pick<Store, 'interfaces' | 'tlsPolicy'>;
	readonly fixedInterfaces: readonly FixedInterface[];
}

/** What was set at this place itself; empty: it inherits. @throws DmsError `interface.not-found`. */
export async function listTlsPolicy(
	reader: PolicyReader,
	setting: TlsPolicySetting,
	place: TlsPolicyPlace,
): Promise<readonly TlsPolicyEntry[]> {
	const at = await resolvePlace(reader, place);
	const values = findList(await reader.store.tlsPolicy.list(), { at, setting });
	return toEntries(reader, setting, at, values);
}

/** The most specific list that is not empty, seen from this place upwards. @throws DmsError `interface.not-found`. */
export async function findRulingTlsPolicy(
	reader: PolicyReader,
	setting: TlsPolicySetting,
	place: TlsPolicyPlace,
): Promise<RulingTlsPolicy> {
	const at = await resolvePlace(reader, place);
	const { values, source } = rulingAt(await reader.store.tlsPolicy.list(), at)[setting];
	return { source, sourceText: toTlsPolicySourceText(source), entries: await toEntries(reader, setting, at, values) };
}

/** What rules one interface or all of them, for both settings. */
export interface InterfaceTlsPolicy {
	readonly interface: InterfaceKey;
	readonly protocols: RulingTlsPolicy;
	readonly ciphers: RulingTlsPolicy;
}

/** @param reference undefined: all secure interfaces, those of the configuration among them. @throws DmsError `interface.not-found`. */
export async function listEffectiveTlsPolicies(
	reader: PolicyReader,
	reference?: InterfaceReference,
): Promise<readonly InterfaceTlsPolicy[]> {
	const listed = await listInterfaces(reader.store, reader.fixedInterfaces);
	const wanted = reference === undefined ? undefined : pickInterface(listed, reference);
	const chosen = listed.filter((each) => (wanted === undefined ? each.secure : each === wanted));
	return Promise.all(
		chosen.map(async (each) => {
			const place = { level: 'interface', interface: toKey(each) } as const;
			const [protocols, ciphers] = await Promise.all([
				findRulingTlsPolicy(reader, 'protocols', place),
				findRulingTlsPolicy(reader, 'ciphers', place),
			]);
			return { interface: toKey(each), protocols, ciphers };
		}),
	);
}

/** @throws DmsError `interface.not-found`. */
export async function resolvePlace({ store, fixedInterfaces }: PolicyReader, place: TlsPolicyPlace): Promise<TlsPolicyLevel> {
	if (place.level !== 'interface') return place;
	return { level: 'interface', interface: toKey(pickInterface([...(await store.interfaces.list()), ...fixedInterfaces], place.interface)) };
}

export function findList(
	lists: readonly TlsPolicyList[],
	key: { readonly at: TlsPolicyLevel; readonly setting: TlsPolicySetting },
): readonly string[] {
	const name = toTlsPolicySourceText(key.at);
	return lists.find(({ at, setting }) => setting === key.setting && toTlsPolicySourceText(at) === name)?.values ?? [];
}

const levels = ['system', 'transport', 'kind', 'interface'] as const satisfies readonly TlsPolicyLevel['level'][];

/** What rules there when nothing more specific does. */
export function rulingAt(lists: readonly TlsPolicyList[], place: TlsPolicyLevel) {
	const reached = levels.slice(0, levels.indexOf(place.level) + 1);
	// At the levels that every interface shares it is the same which one is asked about.
	const some: InterfaceKey =
		place.level === 'interface' ? place.interface : { kind: place.level === 'kind' ? place.kind : 'Http', address: '', port: 0 };
	return toEffectiveTlsPolicy(
		lists.filter(({ at }) => reached.includes(at.level)),
		some,
	);
}

async function toEntries(
	{ store, fixedInterfaces }: PolicyReader,
	setting: TlsPolicySetting,
	at: TlsPolicyLevel,
	values: readonly string[],
): Promise<readonly TlsPolicyEntry[]> {
	const offered = at.level === 'interface' ? await findOffered({ store, fixedInterfaces }, setting, at.interface) : undefined;
	return values.map((value) => {
		const suite = setting === 'ciphers' ? findCipherSuite(value) : undefined;
		if (suite?.status === 'unavailable') return { value, note: `not available: ${suite.reason}` };
		return offered === undefined || offered.has(value) ? { value } : { value, note: 'not offered here' };
	});
}

/** Protocols or suites that clients of an interface can really get; undefined where it does not speak TLS. */
async function findOffered(
	{ store, fixedInterfaces }: PolicyReader,
	setting: TlsPolicySetting,
	key: InterfaceKey,
): Promise<ReadonlySet<string> | undefined> {
	const [listed, lists] = await Promise.all([listInterfaces(store, fixedInterfaces), store.tlsPolicy.list()]);
	const row = listed.find((each) => isSameInterface(each, key));
	if (row === undefined || !row.secure) return undefined;
	const { protocols, suites } = toTlsOffer(toEffectiveTlsPolicy(lists, key), row.keyTypes, row);
	return new Set<string>(setting === 'protocols' ? protocols : suites.map(({ name }) => name));
}
