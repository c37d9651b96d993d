import { CompiledQuery } from 'kysely';
import type { SqlValue } from './row-values.ts';
import type { Db, DialectName, FixedRead } from './session.ts';

/** The statement with the placeholders of the dialect. */
export function toDialectText(statement: FixedRead<unknown>, dialect: DialectName): string {
	return dialect === 'postgres' ? statement.text : statement.text.replaceAll(/\$\d+/g, '?');
}

/** Runs a fixed read on the connection of a transaction. */
export async function fetchWithin<Row>(
	db: Db,
	dialect: DialectName,
	statement: FixedRead<Row>,
	values: readonly SqlValue[],
): Promise<readonly Row[]> {
	const { rows } = await db.executeQuery(CompiledQuery.raw(toDialectText(statement, dialect), [...values]));
	return rows as Row[];
}
