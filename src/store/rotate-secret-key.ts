import { sql } from 'kysely';
import { createSecretKey256, type KeyRing, type SecretKey, type SecretPlace, seal, unseal } from './secret-box.ts';
import { replaceKeyFile } from './secret-key-file.ts';
import { readState, requireKeyFile, writeState } from './secrets.ts';
import type { Db, Session } from './session.ts';

const batchRows = 500;

/** Every column that holds sealed values, and the columns that name its row. */
export const sealedColumns = [
	{ table: 'device_type', column: 'access_password_sealed', row: ['name'] },
	{ table: 'device', column: 'password_sealed', row: ['service_provider_id', 'group_id', 'name'] },
	{ table: 'device', column: 'line_passwords_sealed', row: ['service_provider_id', 'group_id', 'name'] },
	{ table: 'device', column: 'tags_sealed', row: ['service_provider_id', 'group_id', 'name'] },
	{ table: 'scope', column: 'tags_sealed', row: ['type_id', 'service_provider_id', 'group_id'] },
	{ table: 'tag_set', column: 'tags_sealed', row: ['name'] },
	{ table: 'tag_set', column: 'regions_sealed', row: ['name'] },
	{ table: 'content_revision', column: 'state_sealed', row: ['subject', 'number'] },
	{ table: 'content_draft', column: 'state_sealed', row: ['subject'] },
	{ table: 'server_certificate', column: 'key_sealed', row: ['fingerprint'] },
] as const;

type SealedColumn = (typeof sealedColumns)[number];

export interface KeyRotation {
	/** Id of the new key. */
	readonly keyId: string;
	/** Values that were sealed again. */
	readonly resealed: number;
}

/**
 * Replaces the key, also while other processes use the store. A crash leaves a store that opens at each step:
 * 1. the file gets the new key beside the old ones;
 * 2. in one transaction every value is sealed again and the store names the new key;
 * 3. the file drops all keys but the one that the store names.
 * Step 3 has a transaction of its own, whose lock keeps another rotation from adding a key meanwhile.
 */
export async function applyKeyRotation(session: Session, keyFile: string, now: Date): Promise<KeyRotation> {
	const rotation = await session.write(async (db) => {
		await lockState(db, session);
		const keys = await requireKeyFile(keyFile);
		const key = createSecretKey256(now);
		await replaceKeyFile(keyFile, [...keys.values(), key]);
		let resealed = 0;
		for (const column of sealedColumns) resealed += await resealColumn(db, column, keys, key);
		await writeState(db, key);
		return { keyId: key.id, resealed };
	});
	await session.write(async (db) => {
		await lockState(db, session);
		const state = await readState(db);
		const current = (await requireKeyFile(keyFile)).get(state?.key_id ?? '');
		if (current !== undefined) await replaceKeyFile(keyFile, [current]);
	});
	return rotation;
}

/** Writers that seal hold this row; SQLite has one writer anyway. */
async function lockState(db: Db, session: Session): Promise<void> {
	if (session.dialect === 'postgres') await db.selectFrom('secret_state').select('id').forUpdate().execute();
}

interface SealedRow {
	readonly id: number;
	readonly sealed: Uint8Array;
	/** The columns that name the row. */
	readonly [part: `part${number}`]: string | number;
}

async function resealColumn(db: Db, { table, column, row }: SealedColumn, keys: KeyRing, key: SecretKey): Promise<number> {
	const parts = sql.join(row.map((name, index) => sql`${sql.ref(name)} as ${sql.ref(`part${index}`)}`));
	let resealed = 0;
	let after = 0;
	for (;;) {
		const { rows } = await sql<SealedRow>`
			select id, ${sql.ref(column)} as sealed, ${parts} from ${sql.table(table)}
			where id > ${after} and ${sql.ref(column)} is not null order by id limit ${batchRows}`.execute(db);
		for (const found of rows) {
			const place: SecretPlace = { column: `${table}.${column}`, row: row.map((_, index) => String(found[`part${index}`])) };
			const sealed = seal(key, place, unseal(keys, place, found.sealed));
			await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${sealed} where id = ${found.id}`.execute(db);
			after = found.id;
		}
		resealed += rows.length;
		if (rows.length < batchRows) return resealed;
	}
}
