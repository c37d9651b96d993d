export const typeTabs = ['files', 'tags', 'devices', 'settings'] as const;
export type TypeTab = (typeof typeTabs)[number];

export const fileTabs = ['content', 'settings', 'history'] as const;
export type FileTab = (typeof fileTabs)[number];

export interface TypePageSearch {
	/** Without one: the first. */
	readonly tab?: TypeTab | undefined;
	/** Whose tags are shown. */
	readonly provider?: string | undefined;
	readonly group?: string | undefined;
}

export interface FilePageSearch {
	readonly tab?: FileTab | undefined;
	/** Id of the device for which the file is shown. */
	readonly device?: string | undefined;
}

export function toTypePageSearch({ tab, provider, group }: Record<string, unknown>): TypePageSearch {
	return { tab: typeTabs.find((each) => each === tab), provider: textOf(provider), group: textOf(group) };
}

export function toFilePageSearch({ tab, device }: Record<string, unknown>): FilePageSearch {
	return { tab: fileTabs.find((each) => each === tab), device: textOf(device) };
}

/** Addresses turn digits into numbers. */
function textOf(value: unknown): string | undefined {
	const text = typeof value === 'number' ? String(value) : value;
	return typeof text === 'string' && text !== '' ? text : undefined;
}
