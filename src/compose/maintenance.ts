import type { Clock, Store } from '../domain/ports.ts';
import { type Log, logError } from '../runtime/log.ts';
import type { MetricCounts } from '../runtime/metric-counts.ts';
import type { CertificateWatch } from './certificate-watch.ts';

export interface MaintenanceOptions {
	readonly store: Store;
	readonly clock: Clock;
	readonly log: Log;
	readonly retentionDays: number;
	readonly certificates: CertificateWatch;
	readonly counts: MetricCounts;
}

const dayMs = 86_400_000;
const firstRemovalAfterMs = 60_000;
const hourMs = 3_600_000;
const tidyIntervalMs = 1_000;
/** A look at what is due, mostly at nothing. */
const listIntervalMs = 20_000;
const subscriptionIntervalMs = 60_000;
const mostSubscriptions = 1_000;
/** How long to pause after a settlement: subscribers hear of a fetch soon, and the more there are, the more larger batches save for each record. */
const settleIntervalMs = { quiet: 20, some: 40, many: 100 };
const manyRecordsPerMs = 1;
/** A database that is away is not asked fifty times a second. */
const settleRetryMs = 1_000;
/** Content that is being imported is not yet referenced. */
const unreferencedAfterMs = 6 * 3_600_000;
/** Subscribers catch up within hours. */
const eventRetentionDays = 7;

/**
 * Settles what was spooled, looks after certificates, and removes what has served its time: old access records, events, content that nothing
 * refers to. One process of a node does it. @returns ends it, when what was spooled is settled.
 */
export function startMaintenance(options: MaintenanceOptions): () => Promise<void> {
	const { store, clock, log, certificates } = options;
	const settling = new Settling(options);
	const endings = [
		repeat(firstRemovalAfterMs, hourMs, () => reported(log, 'old data could not be removed', () => removeOld(options))),
		repeat(tidyIntervalMs, tidyIntervalMs, () => reported(log, 'the store could not be tidied', () => store.tidy())),
		repeat(0, listIntervalMs, () => reported(log, 'revocation lists could not be looked after', () => certificates.refreshLists())),
		repeat(0, hourMs, () => reported(log, 'expiring certificates could not be told of', () => certificates.tellExpiries())),
		repeat(subscriptionIntervalMs, subscriptionIntervalMs, () =>
			reported(log, 'expired subscriptions could not be removed', () => removeSubscriptions(store, clock)),
		),
		repeat(0, settleIntervalMs.quiet, () => settling.settle()),
	];
	return async () => {
		await Promise.all(endings.map((end) => end()));
		await settling.settle();
	};
}

/** Does the work again and again, once at a time; the work may ask for a longer pause. @returns ends it after the work under way. */
function repeat(firstAfterMs: number, intervalMs: number, work: () => Promise<number | void>): () => Promise<void> {
	let isEnded = false;
	let running: Promise<void> = Promise.resolve();
	const run = () => {
		running = work().then((pauseMs) => {
			if (!isEnded) timer = setTimeout(run, pauseMs ?? intervalMs);
		});
	};
	let timer = setTimeout(run, firstAfterMs);
	return async () => {
		isEnded = true;
		clearTimeout(timer);
		await running;
	};
}

async function reported(log: Log, message: string, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (cause) {
		logError(log, cause, message);
	}
}

/** Says once that it fails, and once that it works again. */
class Settling {
	readonly #store: Store;
	readonly #log: Log;
	readonly #counts: MetricCounts;
	#isFailing = false;
	#settledAtMs = performance.now();

	constructor({ store, log, counts }: MaintenanceOptions) {
		this.#store = store;
		this.#log = log;
		this.#counts = counts;
	}

	/** @returns how long to pause. */
	async settle(): Promise<number> {
		try {
			const { records, corrupt } = await this.#store.settle();
			this.#counts.counter('opendms_access_records_corrupt_total').add(corrupt);
			if (corrupt > 0) this.#log.warn({ lines: corrupt }, 'lines of the spool that are no access records were left out');
			if (this.#isFailing) this.#log.info('access records are settled again');
			this.#isFailing = false;
			const nowMs = performance.now();
			const isMany = records > (nowMs - this.#settledAtMs) * manyRecordsPerMs;
			this.#settledAtMs = nowMs;
			return settleIntervalMs[isMany ? 'many' : records > 0 ? 'some' : 'quiet'];
		} catch (cause) {
			this.#counts.counter('opendms_access_record_settle_failures_total').add();
			if (!this.#isFailing) logError(this.#log, cause, 'access records cannot be settled; they wait in the spool');
			this.#isFailing = true;
			return settleRetryMs;
		}
	}
}

async function removeSubscriptions(store: Store, clock: Clock): Promise<void> {
	let removed: readonly unknown[];
	do removed = await store.subscriptions.removeExpired(clock.now(), mostSubscriptions);
	while (removed.length === mostSubscriptions);
}

async function removeOld({ store, clock, log, retentionDays }: MaintenanceOptions): Promise<void> {
	const before = (days: number) => new Date(clock.now().getTime() - days * dayMs);
	// First the events: those of access records say little without them.
	const events = await store.events.removeBefore(before(Math.min(eventRetentionDays, retentionDays)));
	const records = await store.accessRecords.removeBefore(before(retentionDays));
	const nonces = await store.digestNonces.removeExpired(clock.now());
	const notices = await store.notices.removeExpired(clock.now());
	const keyedRequests = await store.keyedRequests.removeExpired(clock.now());
	await store.lastFetches.removeOrphans();
	const contents = await store.content.removeUnreferenced(unreferencedAfterMs);
	if (records > 0 || contents > 0) log.info({ records, events, contents, nonces, notices, keyedRequests }, 'old data was removed');
}
