export const tagSetTabs = ['tags', 'history'] as const;
export type TagSetTab = (typeof tagSetTabs)[number];

export interface TagSetSearch {
	/** Without one: the first. */
	readonly tab?: TagSetTab | undefined;
}

export interface ProviderSearch {
	/** Whose groups are shown. */
	readonly provider?: string | undefined;
}

export function toTagSetSearch({ tab }: Record<string, unknown>): TagSetSearch {
	return { tab: tagSetTabs.find((each) => each === tab) };
}

/** Addresses turn digits into numbers. */
export function toProviderSearch({ provider }: Record<string, unknown>): ProviderSearch {
	const text = typeof provider === 'number' ? String(provider) : provider;
	return { provider: typeof text === 'string' && text !== '' ? text : undefined };
}
