import { sql } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import { configurationTables } from './migrations/0001-configuration.ts';
import { recordsTables } from './migrations/0002-records.ts';
import { eventSubscriptionTables } from './migrations/0003-event-subscriptions.ts';
import { interfaceTables } from './migrations/0004-interfaces.ts';
import { peopleTables } from './migrations/0005-people.ts';
import { contentHistoryTables } from './migrations/0006-content-history.ts';
import { lastFetchTable } from './migrations/0007-last-fetches.ts';
import { keyedRequestTables } from './migrations/0008-keyed-requests.ts';
import { deviceProviderIndex } from './migrations/0009-device-provider-index.ts';
import { overviewTables } from './migrations/0010-overview.ts';
import { disabledDeviceIndex } from './migrations/0011-disabled-devices.ts';
import { deviceOrderIndexes } from './migrations/0012-device-orders.ts';
import { deviceNameParts } from './migrations/0013-device-name-parts.ts';
import { columnTypesOf, type Migration } from './migrations/migration.ts';
import type { Db, DialectName } from './session.ts';

/** All steps there are, in order; one that was ever released is never changed. */
export const migrations: readonly Migration[] = [
	configurationTables,
	recordsTables,
	eventSubscriptionTables,
	interfaceTables,
	peopleTables,
	contentHistoryTables,
	lastFetchTable,
	keyedRequestTables,
	deviceProviderIndex,
	overviewTables,
	disabledDeviceIndex,
	deviceOrderIndexes,
	deviceNameParts,
];

/** Any number: processes that migrate at once wait for each other on it. */
const advisoryLock = 7_336_215;

interface SchemaHalf {
	readonly half: Migration['half'];
	/** Before the name of a table. */
	readonly schema: string;
}

const halves: readonly SchemaHalf[] = [
	{ half: 'configuration', schema: '' },
	{ half: 'records', schema: 'records.' },
];

export interface SchemaOptions {
	/** Applies missing steps; otherwise a store that lacks one is refused. */
	readonly migrate: boolean;
	readonly now: Date;
}

/** @throws DmsError `store.schema-newer` for steps that this version does not know, `store.unavailable` for missing ones. */
export async function requireSchema(db: Db, dialect: DialectName, options: SchemaOptions, steps = migrations): Promise<void> {
	const applied = await readApplied(db, dialect);
	refuseNewer(applied, steps);
	const missing = steps.filter(({ number }) => !applied.has(number));
	if (missing.length === 0) return;
	if (!options.migrate) throw unmigratedStore(missing.map(({ name }) => name));
	for (const half of halves) await migrateHalf(db, dialect, half, options.now, steps);
}

export function unmigratedStore(missing: readonly string[]): DmsError {
	return new DmsError('store.unavailable', `the schema of the store is older than this version; it lacks: ${missing.join(', ')}`, {
		hint: 'Start the server once; it brings the store up to date.',
	});
}

/** In one transaction, in which others that do the same wait. */
async function migrateHalf(
	db: Db,
	dialect: DialectName,
	{ half, schema }: SchemaHalf,
	now: Date,
	steps: readonly Migration[],
): Promise<void> {
	const types = columnTypesOf(dialect);
	await db.transaction().execute(async (transaction) => {
		const run = (statement: string) => sql.raw(statement).execute(transaction);
		if (dialect === 'postgres') {
			await run(`select pg_advisory_xact_lock(${advisoryLock})`);
			await run('create schema if not exists records');
		}
		await run(
			`create table if not exists ${schema}migration (
				number ${types.integer} primary key, name ${types.text} not null, applied_at ${types.integer} not null
			) ${types.tableEnd}`,
		);
		const applied = await readApplied(transaction, dialect);
		refuseNewer(applied, steps);
		for (const step of steps) {
			if (step.half !== half || applied.has(step.number)) continue;
			for (const statement of step.statements(types)) await run(statement);
			const values = sql.join([step.number, step.name, now.getTime()]);
			await sql`insert into ${sql.raw(schema)}migration (number, name, applied_at) values (${values})`.execute(transaction);
		}
	});
}

function refuseNewer(applied: ReadonlySet<number>, steps: readonly Migration[]): void {
	const unknown = [...applied].filter((number) => !steps.some((step) => step.number === number));
	if (unknown.length === 0) return;
	throw new DmsError('store.schema-newer', `the store has the schema steps ${unknown.join(', ')}, which this version does not know`, {
		hint: 'Run the version that wrote the store, or a newer one.',
	});
}

async function readApplied(db: Db, dialect: DialectName): Promise<ReadonlySet<number>> {
	const applied = new Set<number>();
	for (const { schema } of halves) {
		const table = `${schema}migration`;
		if (!(await tableExists(db, dialect, schema))) continue;
		const { rows } = await sql<{ number: number }>`select number from ${sql.raw(table)}`.execute(db);
		for (const { number } of rows) applied.add(number);
	}
	return applied;
}

async function tableExists(db: Db, dialect: DialectName, schema: string): Promise<boolean> {
	const question =
		dialect === 'sqlite'
			? sql<{ found: number }>`select count(*) as found from ${sql.raw(schema)}sqlite_master where type = 'table' and name = 'migration'`
			: sql<{ found: number }>`select count(to_regclass(${`${schema}migration`})) as found`;
	const { rows } = await question.execute(db);
	return rows[0]?.found === 1;
}
