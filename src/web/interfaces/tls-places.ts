import { type Interface, type InterfaceKey, toInterfaceText } from './queries.ts';
import type { TlsPlace } from './tls-queries.ts';
import { tlsTexts as texts } from './tls-texts.ts';

/** The name of a place as the API writes it where it says what a list comes from: `system`, `Http`, `Http 10.0.0.1:443`. */
export function toSourceText(place: TlsPlace): string {
	if (place.level === 'kind') return place.kind;
	return place.level === 'interface' ? `${place.key.kind} ${toInterfaceText(place.key)}` : place.level;
}

/** A place in words. */
export function toPlaceLabel(place: TlsPlace): string {
	if (place.level === 'kind') return texts.levels[place.kind];
	return place.level === 'interface' ? toInterfaceText(place.key) : texts.levels[place.level];
}

/** The source of a list in words, seen from an interface or a level. */
export function toSourceLabel(source: string, own?: InterfaceKey): string {
	if (own !== undefined && source === `${own.kind} ${toInterfaceText(own)}`) return texts.places.own;
	return isNamed(source) ? texts.places[source] : source;
}

function isNamed(source: string): source is Exclude<keyof typeof texts.places, 'own'> {
	return source in texts.places && source !== 'own';
}

/** All places where lists can stand, from the most general to the most specific. */
export function listPlaces(interfaces: readonly Interface[]): readonly TlsPlace[] {
	const secure = interfaces.filter((row) => row.secure).map(({ kind, address, port }) => ({ kind, address, port }));
	const toKind = (kind: InterfaceKey['kind']): readonly TlsPlace[] => [
		{ level: 'kind', kind },
		...secure.filter((key) => key.kind === kind).map((key) => ({ level: 'interface', key }) as const),
	];
	return [{ level: 'system' }, { level: 'transport' }, ...toKind('Http'), ...toKind('CTI')];
}
