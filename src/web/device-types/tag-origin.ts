import type { TagName } from './queries.ts';
import { deviceTypesTexts as texts } from './texts.ts';

/** Where a tag gets its value, in a few words. */
export function toOrigin({ level, tagSetName }: TagName): string {
	if (level === 'Built-in') return texts.tags.builtIn;
	return level === 'System Default' ? texts.tags.systemDefault : (tagSetName ?? '');
}
