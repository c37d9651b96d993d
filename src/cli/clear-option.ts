import { DmsError } from '../domain/errors.ts';

/** The fields that `--clear` names, each as `null`. @throws DmsError `usage.invalid` for a name that is none. */
export function requireClearable<Field extends string>(
	names: readonly string[] | undefined,
	clearable: Readonly<Record<string, Field>>,
): { [Each in Field]?: null } {
	const cleared: { [Each in Field]?: null } = {};
	for (const name of names ?? []) {
		const field = Object.hasOwn(clearable, name) ? clearable[name] : undefined;
		if (field === undefined) {
			throw new DmsError('usage.invalid', `--clear ${name} is not one of: ${Object.keys(clearable).join(', ')}`);
		}
		cleared[field] = null;
	}
	return cleared;
}
