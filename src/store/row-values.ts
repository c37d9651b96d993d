/** A value as both databases keep it. */
export type SqlValue = string | number | Uint8Array | null;

/** Booleans are 0 and 1 in both databases. */
export type Flag = 0 | 1;

export const toFlag = (value: boolean): Flag => (value ? 1 : 0);

/** Ids are decimal strings outside; text that is none becomes 0, the id of no row. */
export const toRowId = (id: string): number => (/^[1-9]\d{0,14}$/.test(id) ? Number(id) : 0);

/** Dates are whole milliseconds since the epoch. */
export const toMs = (date: Date | null | undefined): number | null => date?.getTime() ?? null;

export const toDate = (ms: number | null): Date | null => (ms === null ? null : new Date(ms));

/** JSON that this folder has written itself. */
export function fromJson<Value>(text: string): Value {
	return JSON.parse(text) as Value;
}

export type Present<Fields> = { readonly [Name in keyof Fields]?: NonNullable<Fields[Name]> };

/** Only the fields that have a value: an absent field of the domain is null in a row. */
export function present<Fields extends object>(fields: Fields): Present<Fields> {
	const kept: { [Name in keyof Fields]?: NonNullable<Fields[Name]> } = {};
	for (const name in fields) {
		const value = fields[name];
		if (value !== null && value !== undefined) kept[name] = value;
	}
	return kept;
}

export type Given<Fields> = { readonly [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

/** Only the fields that were given; null is given and clears a column. */
export function given<Fields extends object>(fields: Fields): Given<Fields> {
	const kept: { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } = {};
	for (const name in fields) {
		const value = fields[name];
		if (value !== undefined) kept[name] = value as Exclude<Fields[typeof name], undefined>;
	}
	return kept;
}
