import { randomBytes } from 'node:crypto';
import { closeSync, ftruncateSync, futimesSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessRecord } from '../domain/access-record.ts';
import { DmsError } from '../domain/errors.ts';
import { abandonedAfterMs, finishedEnding, listSpoolFiles, toSpoolError, writtenEnding } from './record-spool-files.ts';
import { RecordLineWriter, toCorrectionLine } from './record-spool-lines.ts';

export interface SpoolLimits {
	/** A file that has grown so large is finished, and removed once it is settled. */
	readonly maxFileBytes: number;
	/** Of all files of the node together: so much may wait for a database that is away. */
	readonly maxBytes: number;
}

const defaultLimits: SpoolLimits = { maxFileBytes: 4 * 1024 * 1024, maxBytes: 1024 * 1024 * 1024 };
const touchIntervalMs = 10_000;
/** A file that was not touched for so long may be taken for abandoned soon, and is not written any more. */
const staleAfterMs = abandonedAfterMs / 2;
const fullLifeMs = 250;

interface OpenFile {
	readonly descriptor: number;
	readonly path: string;
	bytes: number;
	touchedAtMs: number;
}

/**
 * Where a process writes down its access records before they are settled: lines in a file that only this process writes. A
 * line is handed to the operating system by one call, so it outlives the process, though not the power.
 */
export class RecordSpool {
	readonly #directory: string;
	readonly #limits: SpoolLimits;
	readonly #lines = new RecordLineWriter();
	readonly #writer = `${Date.now().toString(36).padStart(9, '0')}-${randomBytes(8).toString('hex')}`;
	#files = 0;
	#file: OpenFile | undefined;
	#fullUntilMs = 0;
	#touching: NodeJS.Timeout | undefined;

	constructor(directory: string, limits: Partial<SpoolLimits> = {}) {
		this.#directory = directory;
		this.#limits = { ...defaultLimits, ...limits };
	}

	/** @throws DmsError `store.busy` when too much waits to be settled, `store.unavailable`. */
	append(records: readonly AccessRecord[]): void {
		let lines = '';
		for (const record of records) lines += this.#lines.toLine(record);
		if (lines !== '') this.#write(lines);
	}

	/** @throws DmsError as `append`. */
	correct(id: string, bytesSent: number): void {
		this.#write(toCorrectionLine(id, bytesSent));
	}

	/** Finishes the file. The next record opens another one. */
	close(): void {
		clearInterval(this.#touching);
		this.#touching = undefined;
		this.#finish();
	}

	#write(lines: string): void {
		const bytes = Buffer.from(lines);
		const file = this.#writable(Date.now());
		try {
			const written = writeSync(file.descriptor, bytes);
			if (written !== bytes.length) throw new Error(`only ${written} of ${bytes.length} bytes could be written`);
		} catch (error) {
			// Half a line may stand at its end, and records of answers that never leave: nothing may follow them.
			this.#finish(file.bytes);
			throw toSpoolError(file.path, error);
		}
		file.bytes += bytes.length;
	}

	/** A clock that was set back makes a file stale as well. */
	#writable(nowMs: number): OpenFile {
		const file = this.#file;
		if (file !== undefined) {
			const age = nowMs - file.touchedAtMs;
			if (age >= 0 && age < staleAfterMs && file.bytes < this.#limits.maxFileBytes) return file;
			this.#finish();
		}
		this.#file = this.#open(nowMs);
		this.#touching ??= setInterval(() => this.#touch(), touchIntervalMs).unref();
		return this.#file;
	}

	#open(nowMs: number): OpenFile {
		this.#requireRoom(nowMs);
		const name = `${this.#writer}-${String(this.#files++).padStart(9, '0')}`;
		const path = join(this.#directory, name + writtenEnding);
		try {
			mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
			return { descriptor: openSync(path, 'ax', 0o600), path, bytes: 0, touchedAtMs: nowMs };
		} catch (error) {
			throw toSpoolError(path, error);
		}
	}

	/** Looked at once for each file, and not for each request of a node that is full. */
	#requireRoom(nowMs: number): void {
		if (nowMs >= this.#fullUntilMs) {
			const bytes = listSpoolFiles(this.#directory).reduce((sum, file) => sum + file.bytes, 0);
			if (bytes < this.#limits.maxBytes) return;
			this.#fullUntilMs = nowMs + fullLifeMs;
		}
		throw new DmsError('store.busy', `${this.#directory} holds as many access records as may wait to be settled`);
	}

	/** Says that this process still writes, unless it has said so too long ago. */
	#touch(): void {
		const file = this.#file;
		const nowMs = Date.now();
		if (file === undefined) return;
		const age = nowMs - file.touchedAtMs;
		if (age < 0 || age >= staleAfterMs) return this.#finish();
		try {
			futimesSync(file.descriptor, nowMs / 1000, nowMs / 1000);
			file.touchedAtMs = nowMs;
		} catch {
			this.#finish();
		}
	}

	/** What cannot be said about the file here is found out later: it is settled as an abandoned one. */
	#finish(bytes?: number): void {
		const file = this.#file;
		if (file === undefined) return;
		this.#file = undefined;
		try {
			if (bytes !== undefined) ftruncateSync(file.descriptor, bytes);
			renameSync(file.path, file.path.slice(0, -writtenEnding.length) + finishedEnding);
		} catch {
		} finally {
			closeSync(file.descriptor);
		}
	}
}
