/** Some fields of a record with new values: undefined leaves one as it is, `null` clears one that may be absent. */
export type FieldChange<Target, Field extends keyof Target = keyof Target> = {
	readonly [Each in Field]?: Target[Each] | (undefined extends Target[Each] ? null : never) | undefined;
};

/** The record with the fields that the change names. */
export function mergeChange<Target extends object>(target: Target, change: FieldChange<Target>): Target {
	const merged: Partial<Target> = { ...target };
	for (const field of Object.keys(change) as (keyof Target)[]) {
		const value = change[field];
		if (value === null) delete merged[field];
		else if (value !== undefined) merged[field] = value;
	}
	return merged as Target;
}
