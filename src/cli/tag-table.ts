import { toShownTag } from '../app/history/compare-states.ts';
import type { RevisionState } from '../domain/revision.ts';
import type { Tag, TagSetTag } from '../domain/tag.ts';
import type { CommandSession } from './command-session.ts';

/** Tags of a state; values that sound like passwords are masked. */
export async function printTags(session: CommandSession, state: Extract<RevisionState, { kind: 'tags' | 'tag-set' }>): Promise<void> {
	const toRow = (regionName: string) => (tag: Tag | TagSetTag) => {
		const { value, overridable } = toShownTag(tag);
		return [tag.name, value, regionName, overridable === undefined ? '' : String(overridable)];
	};
	const regions = state.kind === 'tag-set' ? state.regions : [];
	const rows = [...state.tags.map(toRow('')), ...regions.flatMap(({ name, tags }) => tags.map(toRow(name)))];
	await session.output.table(['Tag Name', 'Tag Value', 'Region Name', 'Overridable'], rows);
	if (state.kind === 'tags' && state.tagSet !== undefined) await session.output.note(`note: tag set ${state.tagSet}`);
}
