export type PresentFields<Fields> = { [Field in keyof Fields]?: Exclude<Fields[Field], undefined> };

/** Without the members that are undefined: what exact optional properties take. */
export function presentFields<Fields extends object>(fields: Fields): PresentFields<Fields> {
	return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as PresentFields<Fields>;
}
