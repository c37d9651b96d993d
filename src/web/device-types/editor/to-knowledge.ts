import type { ApiSchema } from '../../api/client.ts';
import type { TagName } from '../queries.ts';
import type { TagKnowledge } from './tag-knowledge.ts';

const undefinedKinds = new Set(['undefined', 'unknown-built-in']);

/** Names that every template has, and what a device adds to them. */
export function toKnowledge(names: readonly TagName[], file: ApiSchema<'FilePreview'> | undefined): TagKnowledge {
	const undefinedNames = new Set((file?.problems ?? []).filter(({ kind }) => undefinedKinds.has(kind)).map(({ tagName = '' }) => tagName));
	const found = (file?.tags ?? []).map(({ name }) => name).filter((name) => !undefinedNames.has(name));
	const listed = new Set(names.map(({ name }) => name));
	const added = found
		.filter((name) => !name.startsWith('%BW') && !listed.has(name))
		.map((name): TagName => ({ name, level: 'System', tagSetName: 'of the device' }));
	return { names: [...names, ...added], undefinedNames, definedNames: new Set(found) };
}
