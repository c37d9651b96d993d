import { checkCipherSuite, findCipherSuite, parseCipherSuite } from '../../domain/cipher-suite.ts';
import { DmsError } from '../../domain/errors.ts';
import { toInterfaceText } from '../../domain/interface.ts';
import type { Store } from '../../domain/ports.ts';
import { toTlsNotices } from '../../domain/tls-offer.ts';
import { type TlsPolicySetting, toEffectiveTlsPolicy, toTlsPolicySourceText } from '../../domain/tls-policy.ts';
import { parseTlsProtocol } from '../../domain/tls-protocol.ts';
import { type Administration, applyAudited } from './administration.ts';
import type { FixedInterface } from './find-interface.ts';
import { keepTlsMeeting, listSecureInterfaces } from './keep-tls-meeting.ts';
import { findList, resolvePlace, rulingAt, type TlsPolicyPlace } from './list-tls-policy.ts';

export interface TlsPolicyAdministration extends Administration {
	readonly fixedInterfaces: readonly FixedInterface[];
}

export interface ChangedTlsPolicy {
	/** The list at this place from now on; empty: it inherits. */
	readonly values: readonly string[];
	/** What is worth knowing of the interfaces that it rules, one line each. */
	readonly warnings: readonly string[];
}

/** As it was typed: a protocol, or the IANA name of a cipher suite. */
export interface TlsPolicyValue {
	readonly setting: TlsPolicySetting;
	readonly value: string;
}

/**
 * Puts a value at the end of a list. The first value of a list takes the place of all that was inherited.
 * @param options `force` accepts a weak cipher suite.
 * @throws DmsError `tls-policy.exists`, `cipher-suite.*`, `tls-protocol.not-allowed`, `interface.not-found`; `tls-policy.contradiction` where
 * clients could no longer connect to an interface, which is named.
 */
export function addTlsPolicyValue(
	administration: TlsPolicyAdministration,
	place: TlsPolicyPlace,
	{ setting, value: text }: TlsPolicyValue,
	{ force = false }: { readonly force?: boolean } = {},
): Promise<ChangedTlsPolicy> {
	return changeList(administration, 'tls policy add', place, setting, (values) => {
		const value = parseValue(setting, text);
		const suite = setting === 'ciphers' ? findCipherSuite(value) : undefined;
		if (suite !== undefined) checkCipherSuite(suite, { force });
		if (values.includes(value)) throw new DmsError('tls-policy.exists', `${value} is in the list already`, { field: setting });
		return {
			values: [...values, value],
			detail: suite?.status === 'weak' ? `${value}, forced although weak: ${suite.reason}` : value,
		};
	});
}

/** Takes a value away. A list without values inherits again. @throws DmsError `tls-policy.not-found`, and as `addTlsPolicyValue`. */
export function deleteTlsPolicyValue(
	administration: TlsPolicyAdministration,
	place: TlsPolicyPlace,
	{ setting, value: text }: TlsPolicyValue,
): Promise<ChangedTlsPolicy> {
	return changeList(administration, 'tls policy delete', place, setting, (values) => {
		// What an older version knew can be taken away by its exact name.
		const value = values.includes(text) ? text : parseValue(setting, text);
		if (!values.includes(value)) throw new DmsError('tls-policy.not-found', `${value} is not in the list`, { field: setting });
		return { values: values.filter((each) => each !== value), detail: value };
	});
}

/** A list as it was typed, in the order of preference; an empty one inherits again. */
export interface TlsPolicyValues {
	readonly setting: TlsPolicySetting;
	readonly values: readonly string[];
}

/**
 * Puts a list in place of the one that is there, in one step.
 * @param options `force` accepts weak cipher suites that were not in the list before.
 * @throws DmsError as `addTlsPolicyValue`; `tls-policy.exists` for a value that is there twice.
 */
export function setTlsPolicyValues(
	administration: TlsPolicyAdministration,
	place: TlsPolicyPlace,
	{ setting, values: texts }: TlsPolicyValues,
	{ force = false }: { readonly force?: boolean } = {},
): Promise<ChangedTlsPolicy> {
	return changeList(administration, 'tls policy set', place, setting, (before) => {
		const values = texts.map((text) => (before.includes(text) ? text : parseValue(setting, text)));
		const twice = values.find((value, index) => values.indexOf(value) !== index);
		if (twice !== undefined) throw new DmsError('tls-policy.exists', `${twice} is in the list twice`, { field: setting });
		const added = values.filter((value) => !before.includes(value));
		const suites = setting === 'ciphers' ? added.flatMap((value) => findCipherSuite(value) ?? []) : [];
		for (const suite of suites) checkCipherSuite(suite, { force });
		const weak = suites.filter(({ status }) => status === 'weak').map(({ name }) => name);
		const size = values.length === 0 ? 'inherits again' : `${values.length} values`;
		return { values, detail: weak.length === 0 ? size : `${size}, forced although weak: ${weak.join(', ')}` };
	});
}

interface NewList {
	readonly values: readonly string[];
	readonly detail: string;
}

function changeList(
	administration: TlsPolicyAdministration,
	action: string,
	place: TlsPolicyPlace,
	setting: TlsPolicySetting,
	change: (values: readonly string[]) => NewList,
): Promise<ChangedTlsPolicy> {
	const { fixedInterfaces } = administration;
	return applyAudited(administration, action, async (store) => {
		const at = await resolvePlace({ store, fixedInterfaces }, place);
		const before = await store.tlsPolicy.list();
		const values = findList(before, { at, setting });
		const changed = change(values);
		const noticesBefore = new Set(await listNotices(store, fixedInterfaces));
		await keepTlsMeeting(store, fixedInterfaces, () => store.tlsPolicy.save({ at, setting }, changed.values));
		const notices = (await listNotices(store, fixedInterfaces)).filter((notice) => !noticesBefore.has(notice));
		const ruling = toTlsPolicySourceText(rulingAt(values.length === 0 ? before : await store.tlsPolicy.list(), at)[setting].source);
		return {
			value: { values: changed.values, warnings: [...toInheritance(values, changed.values, ruling), ...notices] },
			subject: `${toTlsPolicySourceText(at)} ${setting}`,
			detail: changed.detail,
			before: values,
			after: changed.values,
		};
	});
}

/** @param ruling where the values came from before the first one was set, or come from after the last one was taken away. */
function toInheritance(before: readonly string[], after: readonly string[], ruling: string): readonly string[] {
	if (before.length === 0) return [`the list was empty; from now on it stands in place of the one of: ${ruling}`];
	return after.length === 0 ? [`the list is empty; from now on the one of: ${ruling} holds`] : [];
}

async function listNotices(
	store: Pick<Store, 'interfaces' | 'tlsPolicy'>,
	fixedInterfaces: readonly FixedInterface[],
): Promise<readonly string[]> {
	const [interfaces, lists] = await Promise.all([listSecureInterfaces(store, fixedInterfaces), store.tlsPolicy.list()]);
	return interfaces.flatMap((each) =>
		toTlsNotices(toEffectiveTlsPolicy(lists, each), each.keyTypes, each).map(
			(notice) => `${each.kind} interface ${toInterfaceText(each)}: ${notice}`,
		),
	);
}

function parseValue(setting: TlsPolicySetting, text: string): string {
	return setting === 'protocols' ? parseTlsProtocol(text) : parseCipherSuite(text).name;
}
