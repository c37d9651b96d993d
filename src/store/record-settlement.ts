import type { Settlement } from '../domain/ports.ts';
import { lockEvents } from './event-repository.ts';
import { fetchWithin } from './fixed-read.ts';
import { insertRows } from './insert-rows.ts';
import type { StoreObserver } from './observed-engine.ts';
import { listSpoolFiles, readSpoolFile, removeSpoolFile, type SpoolFile } from './record-spool-files.ts';
import { type SpoolLine, SpoolLineReader } from './record-spool-lines.ts';
import type { SpoolFileTable } from './record-tables.ts';
import type { Db, DialectName, FixedRead, Session } from './session.ts';
import { settleLines } from './settle-lines.ts';

/** Of all files in one transaction; a bit more where the last file has more. */
const batchBytes = 256 * 1024;

/** What a transaction does: take all lines, take the first one of all, or pass over that one. */
type Extent = 'all' | 'first line' | 'past the first line';

interface SettledFile {
	readonly file: SpoolFile;
	readonly settled: number;
	readonly fileBytes: number;
	readonly reachesEnd: boolean;
}

interface Batch {
	readonly files: readonly SettledFile[];
	readonly lines: readonly SpoolLine[];
	/** Lines that say nothing. */
	readonly corrupt: number;
	/** More may be waiting. */
	readonly isFull: boolean;
}

/** Takes over what the processes of this node have spooled. */
export class RecordSettlement {
	readonly #session: Session;
	readonly #directory: string;
	readonly #reader = new SpoolLineReader();
	/** How large each file was when all of it was settled. */
	readonly #seen = new Map<string, number>();

	readonly #onSettled: StoreObserver['onSettled'];

	constructor(session: Session, directory: string, onSettled: StoreObserver['onSettled'] = () => undefined) {
		this.#session = session;
		this.#directory = directory;
		this.#onSettled = onSettled;
	}

	/** @throws DmsError `store.busy`, `store.unavailable`; everything stays in the spool. */
	async settle(): Promise<Settlement> {
		const total = { records: 0, corrupt: 0 };
		for (;;) {
			const files = listSpoolFiles(this.#directory);
			const pending = files.filter(({ name, bytes, isFinished }) => isFinished || bytes !== (this.#seen.get(name) ?? 0));
			if (pending.length === 0) return total;
			const batch = await this.#settleSome(pending);
			total.records += batch.lines.length;
			total.corrupt += batch.corrupt;
			this.#onSettled(batch.lines.flatMap((line) => (line.kind === 'record' ? [line.record] : [])));
			for (const { file, fileBytes, reachesEnd } of batch.files) if (reachesEnd) this.#seen.set(file.name, fileBytes);
			await this.#remove(batch.files.filter(({ file, reachesEnd }) => file.isFinished && reachesEnd));
			if (!batch.isFull) return total;
		}
	}

	/** A line that the database does not take must not hold up all that come after it. */
	async #settleSome(files: readonly SpoolFile[]): Promise<Batch> {
		for (const extent of ['all', 'first line'] as const) {
			try {
				return await this.#write(files, extent);
			} catch (error) {
				if (!isRefusedValue(error)) throw error;
			}
		}
		return this.#write(files, 'past the first line');
	}

	/** Everything within the lock: the files, how far they are settled, and what comes of them. */
	#write(files: readonly SpoolFile[], extent: Extent): Promise<Batch> {
		const { dialect } = this.#session;
		return this.#session.write(async (db) => {
			if (dialect === 'postgres') await lockEvents(db);
			const settled = await readSettled(db, dialect);
			const batch = readBatch(this.#reader, files, settled, extent);
			await settleLines(db, dialect, batch.lines);
			const rows = batch.files.flatMap(({ file: { name }, settled: end }) => (end === settled.get(name) ? [] : [{ name, settled: end }]));
			await insertRows(db, dialect, 'records.spool_file', rows, 'on conflict (name) do update set settled = excluded.settled');
			return batch;
		});
	}

	/** First the file, then how far it was settled: a file without that would be settled again. A crash in between leaves a row, no harm. */
	async #remove(done: readonly SettledFile[]): Promise<void> {
		const removed = done.filter(({ file, fileBytes }) => removeSpoolFile(file, fileBytes)).map(({ file }) => file.name);
		if (removed.length === 0) return;
		await this.#session.write((db) => db.withSchema('records').deleteFrom('spool_file').where('name', 'in', removed).execute());
		for (const name of removed) this.#seen.delete(name);
	}
}

const settledFiles: FixedRead<SpoolFileTable> = { name: 'spool_files', text: 'select name, settled from records.spool_file' };

/** There are few: one for each process that writes, and those that it has just finished. */
async function readSettled(db: Db, dialect: DialectName): Promise<ReadonlyMap<string, number>> {
	return new Map((await fetchWithin(db, dialect, settledFiles, [])).map(({ name, settled }) => [name, settled]));
}

function readBatch(reader: SpoolLineReader, files: readonly SpoolFile[], settled: ReadonlyMap<string, number>, extent: Extent): Batch {
	const read: SettledFile[] = [];
	const lines: SpoolLine[] = [];
	let [bytes, corrupt, isFull] = [0, 0, false];
	for (const file of files) {
		const start = settled.get(file.name) ?? 0;
		const piece = readSpoolFile(file, start, batchBytes, extent === 'all' ? 'all' : 'first line');
		if (piece === undefined) continue;
		for (const text of piece.lines) {
			const line = extent === 'past the first line' ? undefined : reader.parse(text);
			if (line === undefined) corrupt++;
			else lines.push(line);
		}
		const { end, fileBytes, reachesEnd } = piece;
		read.push({ file, settled: end, fileBytes, reachesEnd });
		bytes += end - start;
		isFull = !reachesEnd || bytes >= batchBytes || (extent !== 'all' && piece.lines.length > 0);
		if (isFull) break;
	}
	return { files: read, lines, corrupt, isFull };
}

/** SQLite: a constraint, a type, a length. PostgreSQL: the classes of data exceptions and broken constraints. */
function isRefusedValue(error: unknown): boolean {
	if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
	if (error.code !== 'ERR_SQLITE_ERROR') return /^2[23]...$/.test(error.code);
	return 'errcode' in error && typeof error.errcode === 'number' && [18, 19, 20].includes(error.errcode & 0xff);
}
