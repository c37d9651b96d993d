/** The filter of the audit as it stands in the address. */
export interface AuditSearch {
	/** Part of who made the change, e.g. `person:vera`. */
	readonly actor?: string;
	/** Part of the name of what was changed. */
	readonly subject?: string;
	/** Beginning of the action, e.g. `device` or `device add`. */
	readonly action?: string;
	/** Times of ISO 8601; `from` is within, `to` is not. */
	readonly from?: string;
	readonly to?: string;
}

const names = ['actor', 'subject', 'action', 'from', 'to'] as const;

/** Takes what can be used and leaves out the rest. */
export function toAuditSearch(search: Record<string, unknown>): AuditSearch {
	const texts = names.flatMap((name) => {
		const value = search[name];
		const text = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
		if (name !== 'from' && name !== 'to') return text === '' ? [] : [[name, text]];
		const time = new Date(text);
		return Number.isNaN(time.getTime()) ? [] : [[name, time.toISOString()]];
	});
	return Object.fromEntries(texts) as AuditSearch;
}
