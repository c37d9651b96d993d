/** What there is to say of each field; what is undefined is left out. */
export function presentFields<Field extends string, Value>(
	fields: readonly Field[],
	valueOf: (field: Field) => Value | undefined,
): { readonly [Each in Field]?: Value } {
	const present: { [Each in Field]?: Value } = {};
	for (const field of fields) {
		const value = valueOf(field);
		if (value !== undefined) present[field] = value;
	}
	return present;
}
