import { hkdfSync } from 'node:crypto';
import { sql } from 'kysely';
import { DmsError } from '../domain/errors.ts';
import { type KeyRing, keyIdOf, type SecretKey, type SecretPlace, seal, unseal } from './secret-box.ts';
import { createKeyFile, readKeyFile } from './secret-key-file.ts';
import type { Db, DialectName, Session } from './session.ts';

const canaryText = 'opendms';
const canaryPlace: SecretPlace = { column: 'secret_state.canary_sealed', row: [] };

/** Any number: only one node at a time makes the first key. */
const advisoryLock = 7_336_216;

/** Seals one value for its place. */
export type Sealer = (place: SecretPlace, clear: string) => Uint8Array;

/**
 * The keys of a running process. Another process may rotate the key at any time, so which key seals is read in the
 * transaction that writes, and a key that is not known here is looked for in the file.
 */
export class Secrets {
	readonly #keyFile: string;
	#keys: KeyRing;

	/**
	 * Checks the key against the store; makes the file where the store has no secret yet.
	 * @throws DmsError `secret.key-missing`, `secret.key-unsafe`, `secret.unreadable`.
	 */
	static async open(session: Session, keyFile: string, now: Date): Promise<Secrets> {
		const state = await session.read(readState);
		if (state !== undefined) return Secrets.#opened(keyFile, state);
		return session.write(async (db) => {
			if (session.dialect === 'postgres') await sql`select pg_advisory_xact_lock(${advisoryLock})`.execute(db);
			const madeMeanwhile = await readState(db);
			if (madeMeanwhile !== undefined) return Secrets.#opened(keyFile, madeMeanwhile);
			const keys = (await readKeyFile(keyFile)) ?? (await createKeyFile(keyFile, now));
			const [newest] = [...keys.values()].reverse();
			if (newest !== undefined) await writeState(db, newest);
			return new Secrets(keyFile, keys);
		});
	}

	static async #opened(keyFile: string, state: SecretState): Promise<Secrets> {
		const secrets = new Secrets(keyFile, await requireKeyFile(keyFile));
		await secrets.unseal(canaryPlace, state.canary_sealed);
		return secrets;
	}

	private constructor(keyFile: string, keys: KeyRing) {
		this.#keyFile = keyFile;
		this.#keys = keys;
	}

	/** For the transaction that stores what it seals: a rotation cannot pass it. */
	async sealer(db: Db, dialect: DialectName): Promise<Sealer> {
		const { key_id } = await db
			.selectFrom('secret_state')
			.select('key_id')
			.$if(dialect === 'postgres', (query) => query.forShare())
			.executeTakeFirstOrThrow();
		const key = await this.#key(key_id);
		return (place, clear) => seal(key, place, clear);
	}

	/** 32 bytes for another purpose than sealing, the same wherever the same key seals; another key gives others. RFC 5869. */
	async derive(db: Db, purpose: string): Promise<Uint8Array> {
		const { key_id } = await db.selectFrom('secret_state').select('key_id').executeTakeFirstOrThrow();
		const { key } = await this.#key(key_id);
		return new Uint8Array(hkdfSync('sha256', key, '', purpose, 32));
	}

	/** @throws DmsError `secret.unreadable`. */
	async unseal(place: SecretPlace, sealed: Uint8Array): Promise<string> {
		await this.#key(keyIdOf(sealed, place));
		return unseal(this.#keys, place, sealed);
	}

	async #key(id: string): Promise<SecretKey> {
		if (!this.#keys.has(id)) this.#keys = await requireKeyFile(this.#keyFile);
		const key = this.#keys.get(id);
		if (key !== undefined) return key;
		throw new DmsError(
			'secret.unreadable',
			`the store was sealed with the key ${id}, which is not in the secret key file ${this.#keyFile}`,
			{
				hint: 'Use the secret key file that belongs to this store; all nodes need the same one.',
			},
		);
	}
}

export interface SecretState {
	readonly key_id: string;
	readonly canary_sealed: Uint8Array;
}

export function readState(db: Db): Promise<SecretState | undefined> {
	return db.selectFrom('secret_state').select(['key_id', 'canary_sealed']).executeTakeFirst();
}

/** Which key seals from now on, and a known text to try it on. */
export async function writeState(db: Db, key: SecretKey): Promise<void> {
	const values = { key_id: key.id, canary_sealed: seal(key, canaryPlace, canaryText) };
	await db
		.insertInto('secret_state')
		.values({ id: 1, ...values })
		.onConflict((conflict) => conflict.column('id').doUpdateSet(values))
		.execute();
}

/** @throws DmsError `secret.key-missing` and what `readKeyFile` throws. */
export async function requireKeyFile(keyFile: string): Promise<KeyRing> {
	const keys = await readKeyFile(keyFile);
	if (keys !== undefined) return keys;
	throw new DmsError('secret.key-missing', `the store holds secrets, and their key file ${keyFile} is not there`, {
		hint: 'Restore the file from its backup, or copy it from another node.',
	});
}
