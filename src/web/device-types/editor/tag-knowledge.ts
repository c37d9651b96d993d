import type { TagName } from '../queries.ts';

/** As the server finds tags in a template. */
export const tagPattern = /%[A-Za-z_][A-Za-z0-9_.-]{0,61}%/g;

export const eachLineBegin = '%BWEACHLINE-BEGIN%';
export const eachLineEnd = '%BWEACHLINE-END%';

/** `mark`: of a part for each line. `open`: a custom tag whose value a level below may give. `wrong`: it stays in the file as text. */
export type TagKind = 'built-in' | 'custom' | 'mark' | 'open' | 'wrong';

/** What is known of tags while somebody writes. */
export interface TagKnowledge {
	readonly names: readonly TagName[];
	/** What the preview for a device has found. */
	readonly undefinedNames: ReadonlySet<string>;
	readonly definedNames: ReadonlySet<string>;
}

export type ClassifyTag = (name: string) => TagKind;

/** How each tag is shown; lines are counted in the names that devices know, `-n` in those that are listed. */
export function createClassifier({ names, undefinedNames, definedNames }: TagKnowledge): ClassifyTag {
	const builtIn = new Set(names.filter(({ level }) => level === 'Built-in').map(({ name }) => name));
	const custom = new Set(names.filter(({ level }) => level !== 'Built-in').map(({ name }) => name));
	return (name) => {
		if (name === eachLineBegin || name === eachLineEnd) return 'mark';
		if (name.startsWith('%BW')) return builtIn.size === 0 || builtIn.has(name) || builtIn.has(toLineName(name)) ? 'built-in' : 'wrong';
		if (custom.has(name) || definedNames.has(name)) return 'custom';
		return undefinedNames.has(name) ? 'wrong' : 'open';
	};
}

/** `%BWHOST-2%` is `%BWHOST-n%`. */
function toLineName(name: string): string {
	return name.replace(/-\d+%$/, '-n%');
}
