import type { AccessRecord } from '../domain/access-record.ts';
import type { AccessRecordRepository } from '../domain/ports.ts';

interface Group {
	readonly records: AccessRecord[];
	/** Settled when the group is written, or could not be. */
	readonly written: Promise<void>;
}

/**
 * Writes access records in groups: those of all requests that are decided in the same turn, at its end. `append` resolves
 * when its group is written, and no answer leaves before that.
 */
export class AccessJournal {
	readonly #repository: Pick<AccessRecordRepository, 'append'>;
	#group: Group | undefined;

	constructor(repository: Pick<AccessRecordRepository, 'append'>) {
		this.#repository = repository;
	}

	/** @throws DmsError whatever the store throws, for the whole group. */
	append(record: AccessRecord): Promise<void> {
		this.#group ??= this.#openGroup();
		this.#group.records.push(record);
		return this.#group.written;
	}

	/** Resolves when nothing waits any more. */
	async drain(): Promise<void> {
		await this.#group?.written.catch(() => undefined);
	}

	#openGroup(): Group {
		const { promise, resolve, reject } = Promise.withResolvers<void>();
		const records: AccessRecord[] = [];
		setImmediate(() => {
			this.#group = undefined;
			try {
				this.#repository.append(records);
				resolve();
			} catch (cause) {
				reject(cause);
			}
		});
		return { records, written: promise };
	}
}
