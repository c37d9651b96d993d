export interface WhySearch {
	/** Id of an access record. */
	readonly record?: string;
	readonly url?: string;
	readonly method?: string;
	readonly user?: string;
}

const names = ['record', 'url', 'method', 'user'] as const;

/** Takes what can be used and leaves out the rest. */
export function toWhySearch(search: Record<string, unknown>): WhySearch {
	const present = names.flatMap((name) => {
		const value = search[name];
		const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
		return text === '' ? [] : [[name, text]];
	});
	return Object.fromEntries(present) as WhySearch;
}
