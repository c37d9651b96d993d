import { useLocalStorage } from '@mantine/hooks';
import { type DeviceFilter, toDeviceFilter } from '../search.ts';

/** A filter that somebody wants to come back to. */
export interface SavedFilter {
	readonly name: string;
	readonly filter: DeviceFilter;
}

const mostFilters = 30;

/** Filters by name, of this browser. */
export function useSavedFilters() {
	const [saved, setSaved] = useLocalStorage<readonly SavedFilter[]>({
		key: 'opendms.devices.filters',
		defaultValue: [],
		getInitialValueInEffect: false,
		deserialize: parseSavedFilters,
	});
	return {
		saved,
		/** In the place of one with the same name. */
		save: (name: string, filter: DeviceFilter) =>
			setSaved((before) => [...before.filter((each) => each.name !== name), { name, filter }].slice(-mostFilters)),
		remove: (name: string) => setSaved((before) => before.filter((each) => each.name !== name)),
	};
}

/** What an older page, or a person, has left there is taken as far as it makes sense. */
export function parseSavedFilters(text: string | undefined): readonly SavedFilter[] {
	try {
		const parsed: unknown = JSON.parse(text ?? '[]');
		return Array.isArray(parsed) ? parsed.flatMap(toSavedFilter) : [];
	} catch {
		return [];
	}
}

function toSavedFilter(value: unknown): readonly SavedFilter[] {
	if (typeof value !== 'object' || value === null || !('name' in value) || !('filter' in value)) return [];
	const { name, filter } = value;
	if (typeof name !== 'string' || typeof filter !== 'object' || filter === null) return [];
	return [{ name, filter: toDeviceFilter(filter as Record<string, unknown>) }];
}
