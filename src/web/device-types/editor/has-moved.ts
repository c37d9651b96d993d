import type { Template } from './use-template.ts';

/** Whether something else was made live since the draft was begun. */
export function hasMoved({ live, draft }: Template): boolean {
	return draft !== null && live !== undefined && live.revision !== draft.basedOn;
}
