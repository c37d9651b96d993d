import { expressionBuilder, type RawBuilder, type SqlBool, sql } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import type { DeviceFilter, DeviceOrder, OrderedDevicePage } from '../domain/ports.ts';
import { summaryColumns, toSummary } from './device-rows.ts';
import { conditionColumns, indexesFor, inIndex, toCondition } from './device-search.ts';
import type { Tables } from './schema.ts';
import type { Db, DialectName } from './session.ts';

export interface OrderedSearch {
	readonly limit: number;
	readonly mostLookedAt: number;
	readonly after?: string;
}

/** As the indexes of the orders have them. */
const keys: Readonly<Record<DeviceOrder['by'], RawBuilder<string>>> = {
	name: sql`name_folded`,
	mac: sql`coalesce(mac, '~')`,
};

/** So many are sorted in some ten milliseconds; of more the index of the order is followed. */
const mostSorted = 20_000;

/** A page of devices in an order other than that of their ids, for the price of a look at so many of them. */
export async function searchInOrder(
	db: Db,
	dialect: DialectName,
	filter: DeviceFilter,
	order: DeviceOrder,
	{ limit, mostLookedAt, after }: OrderedSearch,
): Promise<OrderedDevicePage> {
	const key = keys[order.by];
	const direction = order.isDescending === true ? 'desc' : 'asc';
	const beyond = toBeyond(order, after);
	const most = Math.min(mostSorted, mostLookedAt);
	const few = await findFew(db, dialect, filter, most);
	const stretch = db.selectFrom('device').where(beyond).orderBy(key, direction).orderBy('id', direction);
	// With the key as a column of its own SQLite sees that the devices come in order, and stops with the page.
	const candidates = (few?.limit(most) ?? stretch.limit(mostLookedAt)).select([...conditionColumns, key.as('key')]);
	const rows = await db
		.selectFrom('device')
		.select([...summaryColumns, key.as('key')])
		.where('id', 'in', ({ selectFrom }) =>
			selectFrom(candidates.as('device'))
				.select('id')
				.where(toCondition(filter)(expressionBuilder<Tables, 'device'>()))
				.where(beyond)
				.orderBy('key', direction)
				.orderBy('id', direction)
				.limit(limit + 1),
		)
		.orderBy(key, direction)
		.orderBy('id', direction)
		.execute();
	const shown = rows.slice(0, limit);
	const end = () =>
		stretch
			.select(['id', key.as('key')])
			.offset(mostLookedAt - 1)
			.limit(1)
			.executeTakeFirst();
	const last = rows.length > limit ? shown.at(-1) : few === undefined ? await end() : undefined;
	return { devices: shown.map(toSummary), ...(last === undefined ? {} : { next: toCursor(last) }) };
}

/** The devices of an index of the filter, where they are few enough to be sorted. */
async function findFew(db: Db, dialect: DialectName, filter: DeviceFilter, most: number) {
	for (const fields of indexesFor(filter)) {
		if (fields.length === 0) continue;
		const candidates = inIndex(db, dialect, filter, fields);
		const tooMany = await candidates.select('id').offset(most).limit(1).executeTakeFirst();
		if (tooMany === undefined) return candidates;
	}
	return undefined;
}

/** What comes after a place; everything where there is none. */
function toBeyond({ by, isDescending }: DeviceOrder, cursor: string | undefined): RawBuilder<SqlBool> {
	if (cursor === undefined) return sql`1 = 1`;
	const { key, id } = parseCursor(cursor);
	return sql`(${keys[by]}, id) ${isDescending === true ? sql`<` : sql`>`} (${key}, ${id})`;
}

interface Place {
	readonly key: string;
	readonly id: number;
}

function toCursor({ key, id }: Place): string {
	return Buffer.from(`${id} ${key}`).toString('base64url');
}

/** @throws DmsError `value.invalid`. */
function parseCursor(cursor: string): Place {
	const [, id, key] = /^(\d{1,15}) ([^\0]*)$/s.exec(Buffer.from(cursor, 'base64url').toString()) ?? [];
	if (id === undefined || key === undefined)
		throw new DmsError('value.invalid', 'the cursor is none that a page has given', { field: 'cursor' });
	return { key, id: Number(id) };
}
