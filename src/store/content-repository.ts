import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { sql } from 'kysely';
import type { ContentReference } from '../domain/device-type-file.ts';
import { DmsError } from '../domain/errors.ts';
import type { Clock, ContentRepository } from '../domain/ports.ts';
import { chunkBytes, cutChunk, toChunks } from './content-chunks.ts';
import { missingContent } from './content-reference.ts';
import { brokenUniqueConstraint } from './postgres-errors.ts';
import type { Db, FixedRead, Session } from './session.ts';

/** Written or removed in one transaction: 4 MiB, so that no other writer waits long. */
const chunksPerTransaction = 16;

const bySha256: FixedRead<{ readonly id: number; readonly size: number }> = {
	name: 'content_by_sha256',
	text: 'select id, size from content where sha256 = $1',
};
const chunkOf: FixedRead<{ readonly bytes: Uint8Array }> = {
	name: 'content_chunk',
	text: 'select bytes from content_chunk where content_id = $1 and seq = $2',
};

/**
 * Content is a row and its chunks. The row has no SHA-256 while it is written, nor while it is removed: then nobody can
 * find or reference it, and `removeUnreferenced` takes what a crash has left.
 */
export class SqlContentRepository implements ContentRepository {
	readonly #session: Session;
	readonly #clock: Clock;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
	}

	async put(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, maxBytes: number): Promise<ContentReference> {
		this.#refuseTransaction('put');
		const draft = new Draft(this.#session, this.#clock);
		const hash = createHash('sha256');
		let size = 0;
		try {
			for await (const chunk of toChunks(bounded(pieces, maxBytes))) {
				hash.update(chunk);
				size += chunk.length;
				await draft.add(chunk);
			}
			const content = { sha256: hash.digest('hex'), size };
			await draft.finish(content);
			return content;
		} catch (error) {
			// What cannot be removed now is removed as abandoned later; the first error is the one to tell.
			await draft.discard().catch(() => {});
			throw error;
		}
	}

	async *read(sha256: string, range?: { readonly start: number; readonly end: number }): AsyncGenerator<Uint8Array> {
		const { id, size } = await this.#require(sha256);
		const start = range?.start ?? 0;
		const end = Math.min(range?.end ?? size - 1, size - 1);
		for (let seq = Math.floor(start / chunkBytes); seq * chunkBytes <= end; seq++) {
			const [chunk] = await this.#session.fetch(chunkOf, [id, seq]);
			if (chunk === undefined) throw missingContent(sha256);
			yield cutChunk(chunk.bytes, seq, start, end);
		}
	}

	async readWhole(sha256: string, maxBytes: number): Promise<Uint8Array> {
		const { size } = await this.#require(sha256);
		if (size > maxBytes)
			throw new DmsError('content.too-large', `the content has ${size} bytes; at most ${maxBytes} can be read as a whole`);
		const pieces: Uint8Array[] = [];
		for await (const piece of this.read(sha256)) pieces.push(piece);
		return Buffer.concat(pieces, size);
	}

	async removeUnreferenced(olderThanMs: number): Promise<number> {
		this.#refuseTransaction('removeUnreferenced');
		const before = this.#clock.now().getTime() - olderThanMs;
		const candidates = await this.#session.read((db) => selectUnreferenced(db).where('touched_at', '<=', before).execute());
		let removed = 0;
		for (const { id } of candidates) {
			const hidden = await this.#session.write((db) => hideUnreferenced(db, this.#session.dialect === 'postgres', id, before));
			if (!hidden) continue;
			await removeContent(this.#session, id);
			removed++;
		}
		return removed;
	}

	/** Content comes and goes in short transactions of its own. */
	#refuseTransaction(method: string): void {
		if (this.#session.inTransaction) throw new DmsError('internal', `content.${method} cannot be used inside a transaction`);
	}

	async #require(sha256: string): Promise<{ readonly id: number; readonly size: number }> {
		const [row] = await this.#session.fetch(bySha256, [sha256]);
		if (row === undefined) throw missingContent(sha256);
		return row;
	}
}

/** Content that is being written. */
class Draft {
	readonly #session: Session;
	readonly #clock: Clock;
	#id: number | undefined;
	#pending: Uint8Array[] = [];
	#written = 0;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
	}

	async add(chunk: Uint8Array): Promise<void> {
		this.#pending.push(chunk);
		if (this.#pending.length < chunksPerTransaction) return;
		await this.#session.write((db) => this.#flush(db));
		// Between two transactions everybody else has a turn.
		await turn();
	}

	/** What is there already is kept, and counts as new: it is about to be referenced. */
	async finish({ sha256, size }: ContentReference): Promise<void> {
		if (await this.#touchKnown(sha256)) return this.discard();
		try {
			await this.#session.write(async (db) => {
				const id = await this.#flush(db);
				const visible = { sha256, size, touched_at: this.#now() };
				await db.updateTable('content').set(visible).where('id', '=', id).execute();
			});
		} catch (error) {
			// Somebody else has finished the same content meanwhile.
			if (brokenUniqueConstraint(error) !== 'content_sha256' || !(await this.#touchKnown(sha256))) throw error;
			await this.discard();
		}
	}

	async discard(): Promise<void> {
		this.#pending = [];
		if (this.#id !== undefined) await removeContent(this.#session, this.#id);
	}

	#now(): number {
		return this.#clock.now().getTime();
	}

	async #flush(db: Db): Promise<number> {
		const id = await this.#touch(db);
		for (const bytes of this.#pending) {
			await db.insertInto('content_chunk').values({ content_id: id, seq: this.#written, bytes }).execute();
			this.#written++;
		}
		this.#pending = [];
		return id;
	}

	/** Makes the row, or says that it is still being written. */
	async #touch(db: Db): Promise<number> {
		const touched_at = this.#now();
		if (this.#id === undefined) {
			const row = await db.insertInto('content').values({ size: 0, touched_at }).returning('id').executeTakeFirstOrThrow();
			this.#id = row.id;
			return row.id;
		}
		const { numUpdatedRows } = await db.updateTable('content').set({ touched_at }).where('id', '=', this.#id).executeTakeFirst();
		if (numUpdatedRows === 0n) throw new DmsError('store.busy', 'the content took too long and was removed as abandoned');
		return this.#id;
	}

	#touchKnown(sha256: string): Promise<boolean> {
		return this.#session.write(async (db) => {
			const { numUpdatedRows } = await db
				.updateTable('content')
				.set({ touched_at: this.#now() })
				.where('sha256', '=', sha256)
				.executeTakeFirst();
			return numUpdatedRows > 0n;
		});
	}
}

async function* bounded(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, maxBytes: number): AsyncGenerator<Uint8Array> {
	let size = 0;
	for await (const piece of pieces) {
		size += piece.length;
		if (size > maxBytes) throw new DmsError('content.too-large', `the content has more than ${maxBytes} bytes`);
		yield piece;
	}
}

function selectUnreferenced(db: Db) {
	return db
		.selectFrom('content')
		.select('content.id')
		.where(({ not, exists, selectFrom }) =>
			not(exists(selectFrom('device_type_file').select('id').whereRef('device_type_file.content_id', '=', 'content.id'))),
		)
		.where(({ not, exists, selectFrom }) =>
			not(exists(selectFrom('file_override').select('id').whereRef('file_override.content_id', '=', 'content.id'))),
		)
		.where(({ not, exists, selectFrom }) => not(exists(selectFrom('upload').select('id').whereRef('upload.content_id', '=', 'content.id'))))
		.where(({ not, exists, selectFrom }) =>
			not(exists(selectFrom('content_revision').select('id').whereRef('content_revision.content_id', '=', 'content.id'))),
		)
		.where(({ not, exists, selectFrom }) =>
			not(exists(selectFrom('content_draft').select('id').whereRef('content_draft.content_id', '=', 'content.id'))),
		);
}

/** The row is locked first and looked at again in a statement of its own: a reference that came before the lock is seen. */
async function hideUnreferenced(db: Db, lock: boolean, id: number, before: number): Promise<boolean> {
	if (lock) await sql`select id from content where id = ${id} for update`.execute(db);
	const still = await selectUnreferenced(db).where('content.id', '=', id).where('touched_at', '<=', before).executeTakeFirst();
	if (still === undefined) return false;
	await db.updateTable('content').set({ sha256: null }).where('id', '=', id).execute();
	return true;
}

/** Removes the chunks some at a time, then the row; content that can be seen stays. */
async function removeContent(session: Session, id: number): Promise<void> {
	for (;;) {
		const done = await session.write(async (db) => {
			const hidden = await db.selectFrom('content').select('id').where('id', '=', id).where('sha256', 'is', null).executeTakeFirst();
			if (hidden === undefined) return true;
			const some = db.selectFrom('content_chunk').select('seq').where('content_id', '=', id).limit(chunksPerTransaction);
			const { numDeletedRows } = await db
				.deleteFrom('content_chunk')
				.where('content_id', '=', id)
				.where('seq', 'in', some)
				.executeTakeFirst();
			if (numDeletedRows === BigInt(chunksPerTransaction)) return false;
			await db.deleteFrom('content').where('id', '=', id).execute();
			return true;
		});
		if (done) return;
		await turn();
	}
}
