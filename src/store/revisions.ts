import { type ChangeTopic, changeTopics } from '../domain/ports.ts';
import type { RevisionTable } from './schema.ts';
import type { Db } from './session.ts';

/** The revision of each topic before any was read. */
export function toUnknownRevisions(): Record<ChangeTopic, number> {
	return { catalog: 0, trust: 0, interfaces: 0, identities: 0 };
}

export function isChangeTopic(value: unknown): value is ChangeTopic {
	return changeTopics.some((topic) => topic === value);
}

/** Raises the revisions at the end of a transaction, so that their rows are locked for a moment only. */
export async function raiseRevisions(db: Db, topics: ReadonlySet<ChangeTopic>): Promise<readonly RevisionTable[]> {
	if (topics.size === 0) return [];
	return db
		.updateTable('revision')
		.set((row) => ({ value: row('value', '+', 1) }))
		.where('topic', 'in', [...topics])
		.returning(['topic', 'value'])
		.execute();
}
