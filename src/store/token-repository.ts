import type { Selectable } from 'kysely';
import type { TokenRepository } from '../domain/people-ports.ts';
import type { AccessToken, NewAccessToken, TokenOwner } from '../domain/token.ts';
import type { AccessTokenTable } from './people-tables.ts';
import { toRowId } from './row-values.ts';
import type { Db, FixedRead, Session } from './session.ts';

type TokenRow = Selectable<AccessTokenTable>;

const byDigest: FixedRead<TokenRow> = { name: 'access_token_by_digest', text: 'select * from access_token where digest = $1' };

/** Expired rows that go with every new one. */
const staleRowsPerNewRow = 10;

export class SqlTokenRepository implements TokenRepository {
	readonly #session: Session;

	constructor(session: Session) {
		this.#session = session;
	}

	add(token: NewAccessToken, keep: number): Promise<AccessToken> {
		return this.#session.write(async (db) => {
			const row = await db
				.insertInto('access_token')
				.values({
					digest: token.digest,
					...toOwnerColumns(token.owner),
					created_at: token.createdAt.getTime(),
					expires_at: token.expiresAt.getTime(),
					absolute_expires_at: token.absoluteExpiresAt.getTime(),
				})
				.returningAll()
				.executeTakeFirstOrThrow();
			await removeOldest(db, token.owner, keep);
			await removeExpired(db, token.createdAt);
			return toToken(row);
		});
	}

	async findByDigest(digest: string): Promise<AccessToken | undefined> {
		const [row] = await this.#session.fetch(byDigest, [digest]);
		return row && toToken(row);
	}

	async listOf(owner: TokenOwner): Promise<readonly AccessToken[]> {
		const rows = await this.#session.read((db) =>
			db.selectFrom('access_token').selectAll().where(ownerColumn(owner), '=', toRowId(owner.id)).orderBy('id').execute(),
		);
		return rows.map(toToken);
	}

	async renew(id: string, expiresAt: Date): Promise<void> {
		await this.#session.write((db) =>
			db.updateTable('access_token').set({ expires_at: expiresAt.getTime() }).where('id', '=', toRowId(id)).execute(),
		);
	}

	async revoke(id: string): Promise<boolean> {
		const { numDeletedRows } = await this.#session.write((db) =>
			db.deleteFrom('access_token').where('id', '=', toRowId(id)).executeTakeFirst(),
		);
		return numDeletedRows > 0n;
	}

	async revokeAllOf(owner: TokenOwner): Promise<number> {
		const { numDeletedRows } = await this.#session.write((db) =>
			db.deleteFrom('access_token').where(ownerColumn(owner), '=', toRowId(owner.id)).executeTakeFirst(),
		);
		return Number(numDeletedRows);
	}
}

const ownerColumn = ({ kind }: TokenOwner) => (kind === 'person' ? 'person_id' : 'service_account_id');

function toOwnerColumns({ kind, id }: TokenOwner): Pick<TokenRow, 'person_id' | 'service_account_id'> {
	const rowId = toRowId(id);
	return kind === 'person' ? { person_id: rowId, service_account_id: null } : { person_id: null, service_account_id: rowId };
}

/** Whoever logs in without end fills nothing. */
async function removeOldest(db: Db, owner: TokenOwner, keep: number): Promise<void> {
	const kept = db
		.selectFrom('access_token')
		.select('id')
		.where(ownerColumn(owner), '=', toRowId(owner.id))
		.orderBy('id', 'desc')
		.limit(keep);
	await db.deleteFrom('access_token').where(ownerColumn(owner), '=', toRowId(owner.id)).where('id', 'not in', kept).execute();
}

async function removeExpired(db: Db, now: Date): Promise<void> {
	const expired = db
		.selectFrom('access_token')
		.select('id')
		.where('expires_at', '<', now.getTime())
		.orderBy('expires_at')
		.limit(staleRowsPerNewRow);
	await db.deleteFrom('access_token').where('id', 'in', expired).execute();
}

function toToken(row: TokenRow): AccessToken {
	return {
		id: String(row.id),
		owner: row.person_id === null ? { kind: 'service', id: String(row.service_account_id) } : { kind: 'person', id: String(row.person_id) },
		createdAt: new Date(row.created_at),
		expiresAt: new Date(row.expires_at),
		absoluteExpiresAt: new Date(row.absolute_expires_at),
	};
}
