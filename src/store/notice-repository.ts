import type { Clock, NoticeRepository } from '../domain/ports.ts';
import type { Session } from './session.ts';

export class SqlNoticeRepository implements NoticeRepository {
	readonly #session: Session;
	readonly #clock: Clock;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
	}

	/** In one statement: of processes that want to tell at once, one does. */
	tellOnce(key: string, until: Date): Promise<boolean> {
		const expires_at = until.getTime();
		return this.#session.write(async (db) => {
			const { numInsertedOrUpdatedRows } = await db
				.withSchema('records')
				.insertInto('notice')
				.values({ name: key, expires_at })
				.onConflict((conflict) =>
					conflict.column('name').doUpdateSet({ expires_at }).where('notice.expires_at', '<=', this.#clock.now().getTime()),
				)
				.executeTakeFirstOrThrow();
			return numInsertedOrUpdatedRows === 1n;
		});
	}

	async removeExpired(now: Date): Promise<number> {
		const { numDeletedRows } = await this.#session.write((db) =>
			db.withSchema('records').deleteFrom('notice').where('expires_at', '<=', now.getTime()).executeTakeFirst(),
		);
		return Number(numDeletedRows);
	}
}
