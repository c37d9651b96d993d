import { sql } from 'kysely';
import { foldName } from './device-rows.ts';
import type { Tables } from './schema.ts';
import type { Db } from './session.ts';

/** What the index is made of has so many characters. */
const leastCharacters = 3;

/** Whether the index of parts of names can find it. */
export function hasNameIndex(part: string): boolean {
	return Array.from(foldName(part)).length >= leastCharacters;
}

/** SQLite: devices with this part in their name, in the order of their ids. The index comes first and gives that order; a join that may be turned round would sort. */
export function withNamePart(db: Db, part: string, afterId: number) {
	const phrase = `"${foldName(part).replaceAll('"', '""')}"`;
	return db
		.selectFrom(sql<Tables['device']>`device_name cross join device`.as('device'))
		.where(sql<boolean>`device.id = device_name.rowid and device_name match ${phrase} and device_name.rowid > ${afterId}`)
		.orderBy(sql`device_name.rowid`);
}
