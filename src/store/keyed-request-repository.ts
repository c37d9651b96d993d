import type { Selectable } from 'kysely';
import type { FinishedRequest, KeptAnswer, KeyedRequest, KnownRequest } from '../domain/keyed-request.ts';
import type { KeyedRequestRepository } from '../domain/people-ports.ts';
import type { KeyedRequestTable } from './people-tables.ts';
import { fromJson } from './row-values.ts';
import type { Db, Session } from './session.ts';

/** Expired rows that go with every new one. */
const staleRowsPerNewRow = 10;

export class SqlKeyedRequestRepository implements KeyedRequestRepository {
	readonly #session: Session;

	constructor(session: Session) {
		this.#session = session;
	}

	begin(request: KeyedRequest, now: Date, keep: number): Promise<KnownRequest | undefined> {
		const { actor, keyDigest: key_digest, attempt, fingerprint, bodyDigest: body_digest = null } = request;
		const columns = { attempt, fingerprint, body_digest, answer: null, expires_at: request.until.getTime() };
		return this.#session.write(async (db) => {
			await removeExpired(db, now, staleRowsPerNewRow);
			const { numInsertedOrUpdatedRows } = await db
				.insertInto('keyed_request')
				.values({ actor, key_digest, ...columns })
				.onConflict((conflict) =>
					conflict.columns(['actor', 'key_digest']).doUpdateSet(columns).where('keyed_request.expires_at', '<=', now.getTime()),
				)
				.executeTakeFirstOrThrow();
			if (numInsertedOrUpdatedRows === 1n) {
				await removeOldest(db, actor, keep);
				return undefined;
			}
			return toKnown(
				await db
					.selectFrom('keyed_request')
					.select(['fingerprint', 'body_digest', 'answer'])
					.where('actor', '=', actor)
					.where('key_digest', '=', key_digest)
					.executeTakeFirst(),
			);
		});
	}

	async finish({ actor, keyDigest, attempt, bodyDigest, answer, until }: FinishedRequest): Promise<void> {
		await this.#session.write((db) =>
			db
				.updateTable('keyed_request')
				.set({ body_digest: bodyDigest, answer: JSON.stringify(answer), expires_at: until.getTime() })
				.where('actor', '=', actor)
				.where('key_digest', '=', keyDigest)
				.where('attempt', '=', attempt)
				.execute(),
		);
	}

	async release({ actor, keyDigest, attempt }: Pick<KeyedRequest, 'actor' | 'keyDigest' | 'attempt'>): Promise<void> {
		await this.#session.write((db) =>
			db
				.deleteFrom('keyed_request')
				.where('actor', '=', actor)
				.where('key_digest', '=', keyDigest)
				.where('attempt', '=', attempt)
				.execute(),
		);
	}

	async removeExpired(now: Date): Promise<number> {
		return this.#session.write((db) => removeExpired(db, now));
	}
}

async function removeExpired(db: Db, now: Date, most?: number): Promise<number> {
	let expired = db.selectFrom('keyed_request').select('id').where('expires_at', '<=', now.getTime()).orderBy('expires_at');
	if (most !== undefined) expired = expired.limit(most);
	const { numDeletedRows } = await db.deleteFrom('keyed_request').where('id', 'in', expired).executeTakeFirst();
	return Number(numDeletedRows);
}

/** Whoever sends keys without end pushes out their own. */
async function removeOldest(db: Db, actor: string, keep: number): Promise<void> {
	const first = await db
		.selectFrom('keyed_request')
		.select('id')
		.where('actor', '=', actor)
		.orderBy('id', 'desc')
		.offset(keep)
		.limit(1)
		.executeTakeFirst();
	if (first !== undefined) await db.deleteFrom('keyed_request').where('actor', '=', actor).where('id', '<=', first.id).execute();
}

/** In PostgreSQL the row may have gone between the two statements: then it was under way a moment ago. */
function toKnown(row: Pick<Selectable<KeyedRequestTable>, 'fingerprint' | 'body_digest' | 'answer'> | undefined): KnownRequest {
	if (row === undefined) return { fingerprint: '' };
	return {
		fingerprint: row.fingerprint,
		...(row.body_digest === null ? {} : { bodyDigest: row.body_digest }),
		...(row.answer === null ? {} : { answer: fromJson<KeptAnswer>(row.answer) }),
	};
}
