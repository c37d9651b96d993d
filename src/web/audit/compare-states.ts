/** One value that may differ; undefined: there was none. */
export interface FieldDifference {
	/** Where it stands, e.g. `policy.revocation` or `0.alias`; empty for a state that is one value. */
	readonly field: string;
	readonly before: string | undefined;
	readonly after: string | undefined;
}

export interface StateComparison {
	readonly changed: readonly FieldDifference[];
	/** How many values are as they were. */
	readonly same: number;
}

/** What differs between two states as the audit keeps them: JSON, else text. */
export function compareStates(before: string | undefined, after: string | undefined): StateComparison {
	const [old, current] = [toValues(before), toValues(after)];
	const fields = [...new Set([...old.keys(), ...current.keys()])];
	const all = fields.map((field) => ({ field, before: old.get(field), after: current.get(field) }));
	const changed = all.filter((each) => each.before !== each.after);
	return { changed, same: all.length - changed.length };
}

function toValues(state: string | undefined): ReadonlyMap<string, string> {
	if (state === undefined) return new Map();
	try {
		return new Map(flatten('', JSON.parse(state) as unknown));
	} catch {
		return new Map([['', state]]);
	}
}

/** A list of one is shown as what is in it. */
function flatten(path: string, value: unknown): readonly (readonly [string, string])[] {
	if (Array.isArray(value) && value.length === 1) return flatten(path, value[0]);
	if (typeof value !== 'object' || value === null) return [[path, typeof value === 'string' ? value : JSON.stringify(value)]];
	const inner = Object.entries(value);
	if (inner.length === 0) return [[path, Array.isArray(value) ? '[]' : '{}']];
	return inner.flatMap(([name, each]) => flatten(path === '' ? name : `${path}.${name}`, each));
}
