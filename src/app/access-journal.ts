import type { AccessRecord } from '../domain/access-record.ts';
import { DmsError } from '../domain/errors.ts';
import type { AccessRecordRepository } from '../domain/ports.ts';

interface Waiting {
	readonly record: AccessRecord;
	readonly resolve: () => void;
	readonly reject: (cause: unknown) => void;
}

const largestGroup = 500;
const longestQueue = 20_000;
/** Where requests come side by side a group gathers for so long; a lonely device, or the first after a pause, does not wait. */
const gatherMs = 1;

/**
 * Writes access records in groups: one transaction for all requests that are decided in the same turn. `append` resolves
 * when its group is committed, and no answer leaves before that.
 */
export class AccessJournal {
	readonly #repository: AccessRecordRepository;
	#queue: Waiting[] = [];
	#writing = false;
	#idle: (() => void)[] = [];
	#lastWriteMs = 0;
	#lastGroup = 0;

	constructor(repository: AccessRecordRepository) {
		this.#repository = repository;
	}

	/** @throws DmsError `store.busy` when more records wait than may; whatever the store throws. */
	append(record: AccessRecord): Promise<void> {
		if (this.#queue.length >= longestQueue)
			return Promise.reject(new DmsError('store.busy', `${longestQueue} access records wait to be written`));
		return new Promise((resolve, reject) => {
			this.#queue.push({ record, resolve, reject });
			if (!this.#writing) this.#schedule();
		});
	}

	/** Resolves when nothing waits any more. */
	drain(): Promise<void> {
		if (!this.#writing) return Promise.resolve();
		return new Promise((resolve) => this.#idle.push(resolve));
	}

	#schedule(): void {
		this.#writing = true;
		const write = () => void this.#writeGroups();
		if (this.#lastGroup > 1 && performance.now() - this.#lastWriteMs < gatherMs) setTimeout(write, gatherMs);
		else setImmediate(write);
	}

	async #writeGroups(): Promise<void> {
		while (this.#queue.length > 0) await this.#writeGroup(this.#queue.splice(0, largestGroup));
		this.#writing = false;
		this.#lastWriteMs = performance.now();
		for (const resolve of this.#idle.splice(0)) resolve();
	}

	async #writeGroup(group: readonly Waiting[]): Promise<void> {
		try {
			this.#lastGroup = group.length;
			await this.#repository.append(group.map((waiting) => waiting.record));
			for (const waiting of group) waiting.resolve();
		} catch (cause) {
			for (const waiting of group) waiting.reject(cause);
		}
	}
}
