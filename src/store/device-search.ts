import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { DeviceCount, DeviceFilter, DevicePage } from '../domain/ports.ts';
import { hasNameIndex, withNamePart } from './device-name-parts.ts';
import { foldName, summaryColumns, toSummary } from './device-rows.ts';
import { toFlag, toRowId } from './row-values.ts';
import type { Tables } from './schema.ts';
import type { Db, DialectName } from './session.ts';

export interface DeviceSearch {
	readonly limit: number;
	readonly mostLookedAt: number;
	readonly afterId?: string;
}

type FilterField = keyof DeviceFilter;
type Builder = ExpressionBuilder<Tables, 'device'>;

type Conditions = { readonly [Field in FilterField]: (builder: Builder, value: NonNullable<DeviceFilter[Field]>) => Expression<SqlBool> };

const conditions: Conditions = {
	typeId: (builder, value) => builder('type_id', '=', toRowId(value)),
	serviceProviderId: (builder, value) => builder('service_provider_id', '=', value),
	groupId: (builder, value) => builder('group_id', '=', value),
	mac: (_, value) => sql<SqlBool>`mac = ${value}`,
	nameContains: (_, value) => sql<SqlBool>`name_folded like ${toLikePattern(value)} escape '!'`,
	enabled: (builder, value) => builder('enabled', '=', toFlag(value)),
	ids: (builder, value) => builder('id', 'in', [0, ...value.map(toRowId)]),
};
const filterFields = Object.keys(conditions) as FilterField[];
export const conditionColumns = ['id', 'type_id', 'service_provider_id', 'group_id', 'mac', 'name_folded', 'enabled'] as const;

/** Fields that an index finds devices by, in the order of their ids, the narrowest of a kind first. */
const indexedFields: readonly (readonly (readonly FilterField[])[])[] = [
	[['ids']],
	[['mac']],
	[['serviceProviderId', 'groupId'], ['serviceProviderId']],
	[['nameContains']],
	[['typeId']],
];

/** What the filter asks for in these fields. */
export function toCondition(
	filter: DeviceFilter,
	fields: readonly FilterField[] = filterFields,
): (builder: Builder) => Expression<SqlBool> {
	return (builder) => builder.and(fields.flatMap((field) => toFieldCondition(builder, filter, field)));
}

function toFieldCondition<Field extends FilterField>(
	builder: Builder,
	filter: { readonly [Each in Field]?: DeviceFilter[Each] },
	field: Field,
): readonly Expression<SqlBool>[] {
	const value = filter[field];
	return value === undefined ? [] : [conditions[field](builder, value)];
}

function toLikePattern(part: string): string {
	return `%${foldName(part).replaceAll(/[!%_]/g, '!$&')}%`;
}

/** Devices that follow each other in an index, to be looked at one by one. */
interface Stretch {
	/** Those that the index knows. */
	readonly fields: readonly FilterField[];
	readonly mostDevices: number;
	/** Absent: it goes to the end. */
	readonly lastId?: number;
}

/** A page of devices in the order of their ids, for the price of a look at so many of them. */
export async function searchDevices(db: Db, dialect: DialectName, filter: DeviceFilter, search: DeviceSearch): Promise<DevicePage> {
	const { limit } = search;
	const { fields, mostDevices, lastId } = await toStretch(db, dialect, filter, search);
	const rest = filterFields.filter((field) => !fields.includes(field));
	const rows = await db
		.selectFrom('device')
		.select(summaryColumns)
		.where('id', 'in', ({ selectFrom }) =>
			selectFrom(
				// A bound of its own keeps the rest of the filter out, and with it any other index.
				inIndex(db, dialect, filter, fields, search.afterId).select(conditionColumns).limit(mostDevices).as('device'),
			)
				.select('id')
				.where(toCondition(filter, rest))
				.orderBy('id')
				.limit(limit + 1),
		)
		.orderBy('id')
		.execute();
	const devices = rows.slice(0, limit).map(toSummary);
	const nextAfterId = rows.length > limit ? devices.at(-1)?.id : lastId?.toString();
	return { devices, ...(nextAfterId === undefined ? {} : { nextAfterId }) };
}

/** The devices that match among so many of them, in the order of their ids. */
export async function countDevices(
	db: Db,
	dialect: DialectName,
	filter: DeviceFilter,
	page: Omit<DeviceSearch, 'limit'>,
): Promise<DeviceCount> {
	const [fields = []] = indexesFor(filter);
	const rest = filterFields.filter((field) => !fields.includes(field));
	const row = await db
		.selectFrom(inIndex(db, dialect, filter, fields, page.afterId).select(conditionColumns).limit(page.mostLookedAt).as('device'))
		.select(({ fn, case: when, eb }) => [
			fn.countAll<number>().as('looked_at'),
			fn.count<number>(when().when(toCondition(filter, rest)(eb)).then(1).end()).as('matching'),
			fn.max('id').as('last_id'),
		])
		.executeTakeFirstOrThrow();
	return { count: row.matching, ...(row.looked_at < page.mostLookedAt ? {} : { nextAfterId: String(row.last_id) }) };
}

/** Where several indexes help, the one that gets farthest. */
async function toStretch(
	db: Db,
	dialect: DialectName,
	filter: DeviceFilter,
	{ limit, mostLookedAt, afterId }: DeviceSearch,
): Promise<Stretch> {
	const indexes = indexesFor(filter);
	const whole = indexes.find((fields) => filterFields.every((field) => filter[field] === undefined || fields.includes(field)));
	if (whole !== undefined) return { fields: whole, mostDevices: limit + 1 };
	const stretches: Stretch[] = [];
	for (const fields of indexes) {
		const last = await inIndex(db, dialect, filter, fields, afterId)
			.select('id')
			.offset(mostLookedAt - 1)
			.limit(1)
			.executeTakeFirst();
		if (last === undefined) return { fields, mostDevices: mostLookedAt };
		stretches.push({ fields, mostDevices: mostLookedAt, lastId: last.id });
	}
	return stretches.reduce((best, each) => (Number(each.lastId) > Number(best.lastId) ? each : best));
}

/** Those that help with the filter; an empty one where none does. */
export function indexesFor(filter: DeviceFilter): readonly (readonly FilterField[])[] {
	const helps = (fields: readonly FilterField[]): boolean => fields.every((field) => isInIndex(filter, field));
	const usable = indexedFields.flatMap((kind) => kind.filter(helps).slice(0, 1));
	return usable.length > 0 ? usable : [[]];
}

function isInIndex(filter: DeviceFilter, field: FilterField): boolean {
	const value = filter[field];
	return value !== undefined && (field !== 'nameContains' || hasNameIndex(filter.nameContains ?? ''));
}

/** Devices that match in these fields, in the order of their ids. */
export function inIndex(db: Db, dialect: DialectName, filter: DeviceFilter, fields: readonly FilterField[], afterId = '') {
	if (dialect === 'sqlite' && filter.nameContains !== undefined && fields.includes('nameContains')) {
		return withNamePart(db, filter.nameContains, toRowId(afterId));
	}
	return db.selectFrom('device').where(toCondition(filter, fields)).where('id', '>', toRowId(afterId)).orderBy('id');
}
