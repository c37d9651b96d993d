import { toInterfaceText } from './queries.ts';
import { toSourceText } from './tls-places.ts';
import type { EffectiveTlsPolicy, TlsPlace, TlsPolicy, TlsSetting } from './tls-queries.ts';

/** Where a place inherits from, the most specific one first. */
function listSourcesAbove(place: TlsPlace): readonly string[] {
	switch (place.level) {
		case 'system':
			return [];
		case 'transport':
			return ['system'];
		case 'kind':
			return ['transport', 'system'];
		case 'interface':
			return [place.key.kind, 'transport', 'system'];
	}
}

/** What rules at a place whose own list is empty. */
export function toInherited(place: TlsPlace, setting: TlsSetting, { lists, builtIn }: TlsPolicy): readonly string[] {
	for (const source of listSourcesAbove(place)) {
		const list = lists.find((each) => each.source === source && each.setting === setting);
		if (list !== undefined) return list.values;
	}
	return builtIn[setting];
}

/** Interfaces for devices on which a list of this place rules: those with no more specific one. */
export function listRuledDeviceInterfaces(
	place: TlsPlace,
	setting: TlsSetting,
	effective: readonly EffectiveTlsPolicy[],
): readonly string[] {
	const sources = [toSourceText(place), ...listSourcesAbove(place), 'built-in'];
	return effective.filter((row) => row.kind === 'Http' && covers(place, row) && sources.includes(row[setting].source)).map(toInterfaceText);
}

function covers(place: TlsPlace, row: EffectiveTlsPolicy): boolean {
	if (place.level === 'kind') return place.kind === row.kind;
	return place.level === 'interface' ? place.key.kind === row.kind && toInterfaceText(place.key) === toInterfaceText(row) : true;
}
