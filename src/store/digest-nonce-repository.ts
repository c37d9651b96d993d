import type { DigestNonceRepository } from '../domain/ports.ts';
import type { Secrets } from './secrets.ts';
import type { Session } from './session.ts';

export class SqlDigestNonceRepository implements DigestNonceRepository {
	readonly #records: Session;
	readonly #configuration: Session;
	readonly #secrets: Secrets;

	constructor(records: Session, configuration: Session, secrets: Secrets) {
		this.#records = records;
		this.#configuration = configuration;
		this.#secrets = secrets;
	}

	secret(): Promise<Uint8Array> {
		return this.#configuration.read((db) => this.#secrets.derive(db, 'opendms digest nonces'));
	}

	use(nonceId: string, count: number, expiresAt: Date): Promise<boolean> {
		return this.#records.write(async (db) => {
			const { numInsertedOrUpdatedRows } = await db
				.withSchema('records')
				.insertInto('digest_nonce')
				.values({ id: nonceId, count, expires_at: expiresAt.getTime() })
				.onConflict((conflict) => conflict.column('id').doUpdateSet({ count }).where('digest_nonce.count', '<', count))
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		});
	}

	async removeExpired(now: Date): Promise<number> {
		const { numDeletedRows } = await this.#records.write((db) =>
			db.withSchema('records').deleteFrom('digest_nonce').where('expires_at', '<', now.getTime()).executeTakeFirst(),
		);
		return Number(numDeletedRows);
	}
}
