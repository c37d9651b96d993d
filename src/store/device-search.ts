import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { DeviceFilter, DevicePage } from '../domain/ports.ts';
import { foldName, summaryColumns, toSummary } from './device-rows.ts';
import { toRowId } from './row-values.ts';
import type { Tables } from './schema.ts';
import type { Db } from './session.ts';

export interface DeviceSearch {
	readonly limit: number;
	readonly mostLookedAt: number;
	readonly afterId?: string;
}

type FilterField = keyof DeviceFilter;
type Builder = ExpressionBuilder<Tables, 'device'>;

const conditions: Readonly<Record<FilterField, (builder: Builder, value: string) => Expression<SqlBool>>> = {
	typeId: (builder, value) => builder('type_id', '=', toRowId(value)),
	serviceProviderId: (builder, value) => builder('service_provider_id', '=', value),
	groupId: (builder, value) => builder('group_id', '=', value),
	mac: (_, value) => sql<SqlBool>`mac = ${value}`,
	nameContains: (_, value) => sql<SqlBool>`name_folded like ${toLikePattern(value)} escape '!'`,
};
const filterFields = Object.keys(conditions) as FilterField[];
const conditionColumns = ['id', 'type_id', 'service_provider_id', 'group_id', 'mac', 'name_folded'] as const;

/** Fields that an index finds devices by, in the order of their ids, the narrowest of a kind first. */
const indexedFields: readonly (readonly (readonly FilterField[])[])[] = [
	[['mac']],
	[['serviceProviderId', 'groupId'], ['serviceProviderId']],
	[['typeId']],
];

/** What the filter asks for in these fields. */
export function toCondition(
	filter: DeviceFilter,
	fields: readonly FilterField[] = filterFields,
): (builder: Builder) => Expression<SqlBool> {
	return (builder) =>
		builder.and(
			fields.flatMap((field) => {
				const value = filter[field];
				return value === undefined ? [] : [conditions[field](builder, value)];
			}),
		);
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
export async function searchDevices(db: Db, filter: DeviceFilter, search: DeviceSearch): Promise<DevicePage> {
	const { limit } = search;
	const { fields, mostDevices, lastId } = await toStretch(db, filter, search);
	const rest = filterFields.filter((field) => !fields.includes(field));
	const rows = await db
		.selectFrom('device')
		.select(summaryColumns)
		.where('id', 'in', ({ selectFrom }) =>
			selectFrom(
				// A bound of its own keeps the rest of the filter out, and with it any other index.
				inIndex(db, filter, fields, search.afterId).select(conditionColumns).limit(mostDevices).as('device'),
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

/** Where several indexes help, the one that gets farthest. */
async function toStretch(db: Db, filter: DeviceFilter, { limit, mostLookedAt, afterId }: DeviceSearch): Promise<Stretch> {
	const indexes = indexesFor(filter);
	const whole = indexes.find((fields) => filterFields.every((field) => filter[field] === undefined || fields.includes(field)));
	if (whole !== undefined) return { fields: whole, mostDevices: limit + 1 };
	const stretches: Stretch[] = [];
	for (const fields of indexes) {
		const last = await inIndex(db, filter, fields, afterId)
			.select('id')
			.offset(mostLookedAt - 1)
			.limit(1)
			.executeTakeFirst();
		if (last === undefined) return { fields, mostDevices: mostLookedAt };
		stretches.push({ fields, mostDevices: mostLookedAt, lastId: last.id });
	}
	return stretches.reduce((best, each) => (Number(each.lastId) > Number(best.lastId) ? each : best));
}

function indexesFor(filter: DeviceFilter): readonly (readonly FilterField[])[] {
	const usable = indexedFields.flatMap((kind) => kind.filter((fields) => fields.every((field) => filter[field] !== undefined)).slice(0, 1));
	return usable.length > 0 ? usable : [[]];
}

function inIndex(db: Db, filter: DeviceFilter, fields: readonly FilterField[], afterId = '') {
	return db.selectFrom('device').where(toCondition(filter, fields)).where('id', '>', toRowId(afterId)).orderBy('id');
}
