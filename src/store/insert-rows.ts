import { CompiledQuery } from 'kysely';
import type { SqlValue } from './row-values.ts';
import type { Db, DialectName } from './session.ts';

/** Rows per statement. A few fixed sizes keep the number of different statements small, so that they stay prepared. */
const statementSizes = [50, 10, 1];

/**
 * Inserts many rows that all have the columns of the first one in its order; the query builder would take longer than the database.
 * @param onConflict the clause of this name, e.g. `on conflict do nothing`.
 */
export async function insertRows<Row extends object>(
	db: Db,
	dialect: DialectName,
	table: string,
	rows: readonly Row[],
	onConflict = '',
): Promise<void> {
	const [first] = rows;
	if (first === undefined) return;
	const columns = Object.keys(first);
	let done = 0;
	for (const size of statementSizes) {
		if (rows.length - done < size) continue;
		const text = `${toInsertText(dialect, table, columns, size)} ${onConflict}`;
		for (; rows.length - done >= size; done += size) {
			const values: SqlValue[] = [];
			for (let index = done; index < done + size; index++) values.push(...Object.values<SqlValue>({ ...rows[index] }));
			await db.executeQuery(CompiledQuery.raw(text, values));
		}
	}
}

function toInsertText(dialect: DialectName, table: string, columns: readonly string[], rowCount: number): string {
	let position = 0;
	const placeholder = () => (dialect === 'postgres' ? `$${++position}` : '?');
	const rows = Array.from({ length: rowCount }, () => `(${columns.map(placeholder).join(', ')})`);
	return `insert into ${table} (${columns.map((column) => `"${column}"`).join(', ')}) values ${rows.join(', ')}`;
}
