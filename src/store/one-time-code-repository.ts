import type { CodePurpose, OneTimeCodeRepository } from '../domain/people-ports.ts';
import type { Session } from './session.ts';

export class SqlOneTimeCodeRepository implements OneTimeCodeRepository {
	readonly #session: Session;

	constructor(session: Session) {
		this.#session = session;
	}

	async add(
		{ purpose, digest, expiresAt }: { readonly purpose: CodePurpose; readonly digest: string; readonly expiresAt: Date },
		keep: number,
	): Promise<void> {
		await this.#session.write(async (db) => {
			await db.insertInto('one_time_code').values({ purpose, digest, expires_at: expiresAt.getTime() }).execute();
			const kept = db.selectFrom('one_time_code').select('id').where('purpose', '=', purpose).orderBy('id', 'desc').limit(keep);
			await db.deleteFrom('one_time_code').where('purpose', '=', purpose).where('id', 'not in', kept).execute();
		});
	}

	/** Of two that redeem a code at once, the one finds the row that the other deletes. */
	redeem(purpose: CodePurpose, digest: string, now: Date): Promise<boolean> {
		return this.#session.write(async (db) => {
			const { numDeletedRows } = await db
				.deleteFrom('one_time_code')
				.where('purpose', '=', purpose)
				.where('digest', '=', digest)
				.where('expires_at', '>', now.getTime())
				.executeTakeFirst();
			if (numDeletedRows === 0n) return false;
			await db.deleteFrom('one_time_code').where('purpose', '=', purpose).execute();
			return true;
		});
	}
}
