import type { ChangeTopic } from '../domain/ports.ts';
import type { RevisionTable } from './schema.ts';
import type { Db } from './session.ts';

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
