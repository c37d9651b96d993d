import { join } from 'node:path';
import { DmsError } from '../domain/errors.ts';
import type { Clock, Store } from '../domain/ports.ts';
import type { Authorship } from '../domain/revision.ts';
import { SqlAccessRecordRepository } from './access-record-repository.ts';
import { SqlAuditRepository } from './audit-repository.ts';
import { SqlClientIdentityRepository } from './client-identity-repository.ts';
import { SqlContentRepository } from './content-repository.ts';
import { SqlDeviceRepository } from './device-repository.ts';
import { SqlDeviceTypeRepository } from './device-type-repository.ts';
import { SqlDigestNonceRepository } from './digest-nonce-repository.ts';
import { SqlDraftRepository } from './draft-repository.ts';
import { SqlEventRepository } from './event-repository.ts';
import { SqlGrantedDeviceRepository } from './granted-device-repository.ts';
import { SqlInterfaceRepository } from './interface-repository.ts';
import { SqlKeyedRequestRepository } from './keyed-request-repository.ts';
import { SqlLastFetchRepository } from './last-fetch-repository.ts';
import { SqlLockoutRepository } from './lockout-repository.ts';
import { SqlNoticeRepository } from './notice-repository.ts';
import { type StoreObserver, toObservedEngine } from './observed-engine.ts';
import { SqlOneTimeCodeRepository } from './one-time-code-repository.ts';
import { SqlOverviewRepository } from './overview-repository.ts';
import { SqlPersonRepository } from './person-repository.ts';
import { PostgresEngine } from './postgres-engine.ts';
import { RecordSettlement } from './record-settlement.ts';
import { RecordSpool, type SpoolLimits } from './record-spool.ts';
import { RevisionLog } from './revision-log.ts';
import { SqlRevisionRepository } from './revision-repository.ts';
import { applyKeyRotation, type KeyRotation } from './rotate-secret-key.ts';
import { SqlScopeRepository } from './scope-repository.ts';
import { Secrets } from './secrets.ts';
import { SqlServiceAccountRepository } from './service-account-repository.ts';
import type { Engine, Sessions } from './session.ts';
import { SqlSettingsRepository } from './settings-repository.ts';
import { SqlSightingRepository } from './sighting-repository.ts';
import { SqliteEngine } from './sqlite-engine.ts';
import { SqlSubscriptionRepository } from './subscription-repository.ts';
import { SqlTagSetRepository } from './tag-set-repository.ts';
import { SqlTlsPolicyRepository } from './tls-policy-repository.ts';
import { SqlTokenRepository } from './token-repository.ts';
import { SqlTrafficRepository } from './traffic-repository.ts';
import { SqlTrustRepository } from './trust-repository.ts';
import { SqlUnknownDeviceRepository } from './unknown-device-repository.ts';
import { SqlUploadRepository } from './upload-repository.ts';

export interface StoreOptions {
	/** `postgres://user@host:port/database`; without it the store is in files of the data directory. */
	readonly url?: string;
	/** Holds `store.sqlite` and `records.sqlite`, the folder `spool`, and the key file unless it is elsewhere. */
	readonly dataDirectory: string;
	/** The file of the keys that seal secrets; `secret.key` in the data directory by default. */
	readonly keyFile?: string;
	/** Makes the store, or brings its schema up to date; otherwise such a store does not open. */
	readonly migrate: boolean;
	/** How long a change waits for another one before it fails with `store.busy`; 5 seconds by default. */
	readonly busyTimeoutMs?: number;
	/** Connections to PostgreSQL of this process, besides the one that listens; 8 by default. */
	readonly maxConnections?: number;
	readonly clock?: Clock;
	/** How much may lie in `spool`. */
	readonly spool?: Partial<SpoolLimits>;
	readonly observer?: StoreObserver;
}

const defaultBusyTimeoutMs = 5_000;
const defaultMaxConnections = 8;
const systemClock: Clock = { now: () => new Date() };

/**
 * Opens the store on SQLite (`node:sqlite`) or PostgreSQL (`pg`); both have the same tables and the same repositories.
 *
 * The tables stand in two halves. The configuration (types, devices, tags, trust, interfaces, content, audit) is `store.sqlite`, or
 * the default schema: a change is on the disk when it returns. The records (access records, sightings, events, lockouts, subscriptions)
 * are `records.sqlite`, attached as the schema `records`, or the schema of this name: they are written at the rate of
 * requests, and a long change of the configuration, such as an import, does not hold them up. Access records go to spool
 * files first, on both databases, and are settled from there (ADR 3).
 *
 * On SQLite any number of processes may have the files open (write-ahead log): readers never wait. Each process has one
 * connection that writes the configuration, one that writes the records and two that read; the next writer waits
 * without stopping the event loop and gives up with `store.busy`. A transaction that touches both halves is atomic
 * unless the machine or process dies between the commits of the two files.
 *
 * Changes of the configuration raise a revision of their topic in their own transaction. SQLite tells by `pragma data_version`
 * whether anybody has committed; PostgreSQL tells by NOTIFY, and revisions are read again after a reconnection.
 *
 * Passwords, private keys and the values of all tags, in history and drafts too, are sealed (`secret-box.ts`) with a key that is not in the
 * database (`secret-key-file.ts`); all nodes of a PostgreSQL store need the same key file.
 *
 * @throws DmsError `store.unavailable`, `store.schema-newer`, `store.busy`, `secret.key-missing`, `secret.key-unsafe`, `secret.unreadable`.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
	const clock = options.clock ?? systemClock;
	const engine = await openEngine(options, clock);
	try {
		const secrets = await Secrets.open(engine.configuration, keyFileOf(options), clock.now());
		const observed = options.observer === undefined ? engine : toObservedEngine(engine, options.observer);
		return toStore(observed, secrets, clock, toSpooling(observed, options));
	} catch (error) {
		await engine.close();
		throw error;
	}
}

/**
 * Gives the store a new secret key and seals everything again, also while servers run. On PostgreSQL the key file must
 * then be copied to the other nodes, which refuse to read or write secrets without it.
 */
export async function rotateSecretKey(options: Omit<StoreOptions, 'migrate'>): Promise<KeyRotation> {
	const clock = options.clock ?? systemClock;
	const engine = await openEngine({ ...options, migrate: false }, clock);
	try {
		await Secrets.open(engine.configuration, keyFileOf(options), clock.now());
		return await applyKeyRotation(engine.configuration, keyFileOf(options), clock.now());
	} finally {
		await engine.close();
	}
}

function keyFileOf(options: Omit<StoreOptions, 'migrate'>): string {
	return options.keyFile ?? join(options.dataDirectory, 'secret.key');
}

function openEngine(options: StoreOptions, clock: Clock): Promise<Engine> {
	const { url, dataDirectory, migrate, busyTimeoutMs = defaultBusyTimeoutMs, maxConnections = defaultMaxConnections } = options;
	return url === undefined
		? SqliteEngine.open({ dataDirectory, migrate, busyTimeoutMs, now: clock.now() })
		: PostgresEngine.open({ url, migrate, busyTimeoutMs, maxConnections, now: clock.now() });
}

/** The spool of this process, and what takes over those of the whole node. */
interface Spooling {
	readonly spool: RecordSpool;
	readonly settle: () => Promise<unknown>;
}

function toSpooling(engine: Engine, { dataDirectory, spool, observer }: StoreOptions) {
	const directory = join(dataDirectory, 'spool');
	const settlement = new RecordSettlement(engine.records, directory, observer?.onSettled);
	return { spool: new RecordSpool(directory, spool), settle: () => settlement.settle() };
}

function toStore(engine: Engine, secrets: Secrets, clock: Clock, spooling: ReturnType<typeof toSpooling>): Store {
	const { changes } = engine;
	const { spool, settle } = spooling;
	// A transaction shows what is settled already: it must not wait for others that settle, and they not for it.
	const within = { spool, settle: async () => undefined };
	return {
		...toRepositories(engine, secrets, clock, spooling),
		changes,
		transaction: (work, by) =>
			engine.transaction((sessions) =>
				work({ ...toRepositories(sessions, secrets, clock, within, by), changes, ...refusedWithinTransaction }),
			),
		settle,
		tidy: () => engine.tidy(),
		close: () => {
			spool.close();
			return engine.close();
		},
	};
}

const refusedWithinTransaction: Pick<Store, 'transaction' | 'settle' | 'tidy' | 'close'> = {
	settle: () => Promise.reject(new DmsError('internal', 'access records are settled in transactions of their own')),
	tidy: () => Promise.reject(new DmsError('internal', 'the store cannot be tidied inside a transaction')),
	transaction: () => Promise.reject(new DmsError('internal', 'a transaction of the store does not nest')),
	close: () => Promise.reject(new DmsError('internal', 'the store cannot be closed inside a transaction')),
};

function toRepositories(
	{ configuration, records }: Sessions,
	secrets: Secrets,
	clock: Clock,
	{ spool, settle }: Spooling,
	by?: Authorship,
) {
	const log = new RevisionLog(secrets, by);
	return {
		deviceTypes: new SqlDeviceTypeRepository(configuration, secrets, clock, log),
		devices: new SqlDeviceRepository(configuration, secrets, clock, log),
		tagSets: new SqlTagSetRepository(configuration, secrets, clock, log),
		scopes: new SqlScopeRepository(configuration, secrets, clock, log),
		revisions: new SqlRevisionRepository(configuration, secrets),
		drafts: new SqlDraftRepository(configuration, secrets, clock),
		trust: new SqlTrustRepository(configuration, clock),
		interfaces: new SqlInterfaceRepository(configuration, secrets, clock),
		tlsPolicy: new SqlTlsPolicyRepository(configuration),
		clientIdentities: new SqlClientIdentityRepository(configuration, clock),
		content: new SqlContentRepository(configuration, clock),
		uploads: new SqlUploadRepository(configuration, clock),
		settings: new SqlSettingsRepository(configuration),
		audit: new SqlAuditRepository(configuration, clock),
		people: new SqlPersonRepository(configuration, clock),
		serviceAccounts: new SqlServiceAccountRepository(configuration, clock),
		tokens: new SqlTokenRepository(configuration),
		oneTimeCodes: new SqlOneTimeCodeRepository(configuration),
		keyedRequests: new SqlKeyedRequestRepository(configuration),
		lockouts: new SqlLockoutRepository(records),
		subscriptions: new SqlSubscriptionRepository(records, clock),
		notices: new SqlNoticeRepository(records, clock),
		digestNonces: new SqlDigestNonceRepository(records, configuration, secrets),
		accessRecords: new SqlAccessRecordRepository(records, configuration, spool, settle),
		sightings: new SqlSightingRepository(records, settle),
		traffic: new SqlTrafficRepository(records, settle),
		unknownDevices: new SqlUnknownDeviceRepository(records, configuration, settle),
		grantedDevices: new SqlGrantedDeviceRepository(records, settle),
		overview: new SqlOverviewRepository(configuration, records, settle),
		events: new SqlEventRepository(records),
		lastFetches: new SqlLastFetchRepository(records, configuration, settle),
	};
}
