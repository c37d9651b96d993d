import type {
	AccessFilter,
	AccessPage,
	AccessPageAnswer,
	AccessRecord,
	DeviceRecordsPage,
	FollowedRecords,
	RecordedDevice,
} from './access-record.ts';
import type { AuditEntry, AuditFilter, AuditPage, AuditPageAnswer, NewAuditEntry } from './audit-entry.ts';
import type { ClientIdentity, NewClientIdentity } from './client-identity.ts';
import type { DeviceKey, DeviceProfile, FileOverride, Line, NewDeviceProfile, Scope } from './device-profile.ts';
import type { AccessCredentials, DeviceType, NewDeviceType } from './device-type.ts';
import type { ContentReference, DeviceTypeFile, DeviceTypeFileChange, NewDeviceTypeFile } from './device-type-file.ts';
import type { DmsEvent, NewEvent } from './event.ts';
import type { EventSubscription, NewEventSubscription } from './event-subscription.ts';
import type { DraftRepository, LastFetchRepository, RevisionRepository, SightingRepository } from './history-ports.ts';
import type { InterfaceKey, InterfaceKind, NewServerInterface, ServerInterface, ServerInterfaceChange, WebApp } from './interface.ts';
import type { Lockout, LockoutKey, LockoutState } from './lockout.ts';
import type { MacAddress } from './mac-address.ts';
import type { GrantedDeviceRepository, OverviewRepository, TrafficRepository, UnknownDeviceRepository } from './overview-ports.ts';
import type {
	KeyedRequestRepository,
	OneTimeCodeRepository,
	PersonRepository,
	ServiceAccountRepository,
	TokenRepository,
} from './people-ports.ts';
import type { Authorship, FileOptions } from './revision.ts';
import type { ServerCertificate, ServerCertificateGeneration } from './server-certificate.ts';
import type { Settings } from './settings.ts';
import type { Tag, TagSet } from './tag.ts';
import type { TlsPolicyKey, TlsPolicyList } from './tls-policy.ts';
import type { CrlSource, DenyListEntry, NewDenyListEntry, NewTrustAnchor, TrustAnchor, TrustAnchorKey } from './trust-anchor.ts';

/** All that is kept. Inside `transaction` every repository of the given store writes in one transaction. */
export interface Store {
	readonly deviceTypes: DeviceTypeRepository;
	readonly devices: DeviceRepository;
	readonly tagSets: TagSetRepository;
	readonly scopes: ScopeRepository;
	readonly trust: TrustRepository;
	readonly interfaces: InterfaceRepository;
	readonly tlsPolicy: TlsPolicyRepository;
	readonly clientIdentities: ClientIdentityRepository;
	readonly content: ContentRepository;
	readonly uploads: UploadRepository;
	readonly settings: SettingsRepository;
	readonly lockouts: LockoutRepository;
	readonly digestNonces: DigestNonceRepository;
	readonly accessRecords: AccessRecordRepository;
	readonly subscriptions: SubscriptionRepository;
	readonly notices: NoticeRepository;
	readonly sightings: SightingRepository;
	readonly traffic: TrafficRepository;
	readonly unknownDevices: UnknownDeviceRepository;
	readonly overview: OverviewRepository;
	readonly grantedDevices: GrantedDeviceRepository;
	readonly events: EventRepository;
	readonly lastFetches: LastFetchRepository;
	readonly revisions: RevisionRepository;
	readonly drafts: DraftRepository;
	readonly audit: AuditRepository;
	readonly people: PersonRepository;
	readonly serviceAccounts: ServiceAccountRepository;
	readonly tokens: TokenRepository;
	readonly oneTimeCodes: OneTimeCodeRepository;
	readonly keyedRequests: KeyedRequestRepository;
	readonly changes: ChangeFeed;
	/** Commits when `work` resolves, rolls back when it throws. Does not nest. Revisions name the author. @throws DmsError `store.busy`. */
	transaction<Value>(work: (store: Store) => Promise<Value>, by?: Authorship): Promise<Value>;
	/**
	 * Takes over what the processes of this node have spooled: access records, and what they say of devices and events. Exactly once, however
	 * many processes do it and whenever one dies. To be asked for every few milliseconds by one process of a node.
	 */
	settle(): Promise<Settlement>;
	/** Work of the database on its own files, to be asked for every second or so by a process that serves nobody. */
	tidy(): Promise<void>;
	close(): Promise<void>;
}

/**
 * What a change is about. `catalog`: types, files, tags, sets, scopes, settings. `trust`: anchors, lists, deny list. `interfaces`: interfaces,
 * their certificates, TLS policy. `identities`: client identities.
 */
export const changeTopics = ['catalog', 'trust', 'interfaces', 'identities'] as const;
export type ChangeTopic = (typeof changeTopics)[number];

export interface ChangeFeed {
	/**
	 * Grows with every committed change of the topic, on any node or process. Cheap enough for every request and
	 * synchronous; another node's change may be seen up to one second late.
	 */
	revision(topic: ChangeTopic): number;
	/** Called soon after a revision has grown. Returns a function that ends the subscription. */
	subscribe(listener: (topic: ChangeTopic) => void): () => void;
}

/** Writes of this repository raise the `catalog` revision; those of files add a revision of the file. */
export interface DeviceTypeRepository {
	/** Types with their files and credentials, ordered by name. */
	list(): Promise<readonly DeviceType[]>;
	findByName(name: string): Promise<DeviceType | undefined>;
	/** @throws DmsError `device-type.exists`, `device-access-uri.exists`. */
	add(type: NewDeviceType): Promise<DeviceType>;
	/** Replaces the changeable options. @throws DmsError `device-type.not-found`. */
	update(id: string, type: NewDeviceType): Promise<DeviceType>;
	/** Deletes its files, scope data and overrides. @throws DmsError `device-type.in-use`, `device-type.not-found`. */
	delete(id: string): Promise<void>;
	/** @throws DmsError `device-type-file.exists`. */
	addFile(typeId: string, file: NewDeviceTypeFile): Promise<DeviceTypeFile>;
	/** An undefined member leaves a field as it is. @throws DmsError `device-type-file.not-found`. */
	updateFile(fileId: string, change: DeviceTypeFileChange): Promise<DeviceTypeFile>;
	/** All that may change at once: what is absent is cleared. @throws DmsError `device-type-file.not-found`. */
	replaceFile(fileId: string, options: FileOptions, content: ContentReference | undefined): Promise<DeviceTypeFile>;
	deleteFile(fileId: string): Promise<void>;
}

/** What a decision needs of a device: one indexed look-up, nothing decrypted. */
export type DeviceSummary = Omit<DeviceProfile, 'credentials' | 'lines' | 'tags' | 'fileOverrides'> & {
	/** User name of its own credentials. */
	readonly userName?: string;
	readonly lineCount: number;
};

export interface DeviceFilter {
	readonly typeId?: string;
	readonly serviceProviderId?: string;
	readonly groupId?: string;
	readonly mac?: MacAddress;
	/** Part of the name, case-insensitive. */
	readonly nameContains?: string;
	readonly enabled?: boolean;
	/** Up to 1,000. */
	readonly ids?: readonly string[];
}

/** An order other than that of the ids; devices without a MAC address come after those with one. */
export interface DeviceOrder {
	readonly by: 'name' | 'mac';
	readonly isDescending?: boolean;
}

/** What the summary of a device leaves out, without passwords. Values of tags may be secrets. */
export interface DeviceContents extends Pick<DeviceProfile, 'id' | 'tags'> {
	readonly lines: readonly Omit<Line, 'authPassword'>[];
}

/** A page is short, or empty, where the search has looked at as many devices as it may; whoever wants all goes on. */
export interface DevicePage {
	readonly devices: readonly DeviceSummary[];
	/** Where to go on; absent at the end. */
	readonly nextAfterId?: string;
}

/** As `DevicePage`. */
export interface OrderedDevicePage {
	readonly devices: readonly DeviceSummary[];
	/** Where to go on in this order; absent at the end. */
	readonly next?: string;
}

/** How many devices match among those that were looked at. */
export interface DeviceCount {
	readonly count: number;
	/** Where to go on; absent at the end. */
	readonly nextAfterId?: string;
}

/** A device that cannot be added, by its place in the batch. */
export interface DeviceConflict {
	readonly index: number;
	readonly code: 'device.exists' | 'device.mac-exists' | 'device.user-exists';
}

/** Fields of a device that change together; `null` clears. */
export type DeviceChange = { readonly [Field in keyof NewDeviceProfile]?: NewDeviceProfile[Field] | null };

export interface DeviceRepository {
	/** @throws DmsError `device.exists`, `device.mac-exists`, `device.user-exists`. */
	add(device: NewDeviceProfile): Promise<DeviceProfile>;
	/** Which devices of the batch exist already; duplicates inside the batch are the caller's. Batches of up to 1,000. */
	findConflicts(batch: readonly NewDeviceProfile[]): Promise<readonly DeviceConflict[]>;
	/** Adds a batch of up to 1,000 that has no conflicts. */
	addMany(batch: readonly NewDeviceProfile[]): Promise<void>;
	/** Name, type and level of a device cannot change; another list of tags adds a revision. @throws DmsError `device.not-found`, `device.mac-exists`, `device.user-exists`. */
	update(id: string, change: DeviceChange): Promise<DeviceProfile>;
	/** @throws DmsError `device.not-found`. */
	delete(id: string): Promise<void>;
	/** The whole profile, secrets decrypted. */
	load(id: string): Promise<DeviceProfile | undefined>;
	findByKey(key: DeviceKey): Promise<DeviceSummary | undefined>;
	/** Devices of the name at any level, at most `limit`. */
	findByName(name: string, limit: number): Promise<readonly DeviceSummary[]>;
	/** The hot path: one indexed look-up. At most two, for two are an error already. */
	findByMac(typeId: string, mac: MacAddress): Promise<readonly DeviceSummary[]>;
	/** Devices of any type with this MAC, at most `limit`. */
	findByMacAnyType(mac: MacAddress, limit: number): Promise<readonly DeviceSummary[]>;
	/** The device of the type whose own credentials have this user name. */
	findByUserName(typeId: string, userName: string): Promise<DeviceSummary | undefined>;
	/** The device's own credentials, decrypted. */
	credentialsOf(id: string): Promise<AccessCredentials | undefined>;
	/** Ordered by id; `afterId` continues a page. */
	list(filter: DeviceFilter, page: { readonly limit: number; readonly afterId?: string }): Promise<readonly DeviceSummary[]>;
	/** The same in bounded time: looks at no more than `mostLookedAt` devices where no index answers the filter. */
	search(
		filter: DeviceFilter,
		page: { readonly limit: number; readonly mostLookedAt: number; readonly afterId?: string },
	): Promise<DevicePage>;
	/** The same in another order. @throws DmsError `value.invalid` for an `after` that is no `next` of a page. */
	searchInOrder(
		filter: DeviceFilter,
		order: DeviceOrder,
		page: { readonly limit: number; readonly mostLookedAt: number; readonly after?: string },
	): Promise<OrderedDevicePage>;
	/** Of up to 1,000 devices, in no order. Whoever waits for their turn gets it before. */
	contentsOf(ids: readonly string[]): Promise<readonly DeviceContents[]>;
	count(filter: DeviceFilter): Promise<number>;
	/** The same in bounded time. Whoever waits for their turn gets it before. */
	countAmong(filter: DeviceFilter, page: { readonly mostLookedAt: number; readonly afterId?: string }): Promise<DeviceCount>;
	/** Sets or, with source `Default`, removes an override of the device. Grows the device's version, adds a revision. */
	setFileOverride(deviceId: string, override: Omit<FileOverride, 'updatedAt'>): Promise<void>;
}

/** Writes of this repository raise the `catalog` revision and add a revision of the set. */
export interface TagSetRepository {
	/** The system default set has the empty name and always exists. */
	list(): Promise<readonly TagSet[]>;
	findByName(name: string): Promise<TagSet | undefined>;
	/** Adds or replaces the set of this name. */
	save(set: Pick<TagSet, 'name' | 'tags' | 'regions'>): Promise<TagSet>;
	/** @throws DmsError `tag-set.not-found`. The system default set cannot be deleted: `value.invalid`. */
	delete(name: string): Promise<void>;
}

/** What a service provider or a group has set for a device type. */
export interface ScopeSettings {
	readonly tags: readonly Tag[];
	readonly tagSet?: string;
	readonly fileOverrides: readonly FileOverride[];
	readonly updatedAt?: Date;
}

/** Writes of this repository raise the `catalog` revision and add a revision of the tags or of the override. */
export interface ScopeRepository {
	/** Empty settings where nothing was set. */
	find(typeId: string, scope: Scope): Promise<ScopeSettings>;
	/** Replaces tags and tag set. */
	save(typeId: string, scope: Scope, settings: { readonly tags: readonly Tag[]; readonly tagSet?: string }): Promise<void>;
	/** Sets or, with source `Default`, removes an override of the scope. */
	setFileOverride(typeId: string, scope: Scope, override: Omit<FileOverride, 'updatedAt'>): Promise<void>;
}

export type TrustAnchorChange = Partial<Pick<TrustAnchor, 'enabled' | 'ouis' | 'macRules' | 'policy' | 'crls'>> & {
	readonly crlSource?: CrlSource | null;
};

/** Writes of this repository raise the `trust` revision. */
export interface TrustRepository {
	/** Anchors of a kind with their revocation lists, ordered by alias. */
	listAnchors(kind: InterfaceKind): Promise<readonly TrustAnchor[]>;
	/** @throws DmsError `trust-anchor.exists` for an alias or a certificate that the kind has already (the alias is named). */
	addAnchor(anchor: NewTrustAnchor): Promise<TrustAnchor>;
	/**
	 * An undefined member leaves a field as it is, a null clears it. A change of `crlSource` alone raises no revision.
	 * @throws DmsError `trust-anchor.not-found`.
	 */
	updateAnchor(key: TrustAnchorKey, change: TrustAnchorChange): Promise<TrustAnchor>;
	/** @throws DmsError `trust-anchor.not-found`. */
	removeAnchor(key: TrustAnchorKey): Promise<void>;
	listDenied(): Promise<readonly DenyListEntry[]>;
	deny(entry: NewDenyListEntry): Promise<DenyListEntry>;
	/** @returns false when there was no such entry. */
	allow(id: string): Promise<boolean>;
}

/** Writes of this repository raise the `interfaces` revision. */
export interface InterfaceRepository {
	/** Ordered by kind, address, port. */
	list(): Promise<readonly ServerInterface[]>;
	/** @throws DmsError `interface.exists`. */
	add(row: NewServerInterface): Promise<ServerInterface>;
	/** @throws DmsError `interface.not-found`. */
	update(key: InterfaceKey, change: ServerInterfaceChange): Promise<ServerInterface>;
	/** With its certificates, its policy lists and its web applications. @throws DmsError `interface.not-found`. */
	delete(key: InterfaceKey): Promise<void>;
	/** The active generation of every interface, keys decrypted. */
	listActiveCertificates(): Promise<readonly ServerCertificateGeneration[]>;
	/** All generations of one interface that are kept, the newest first, keys decrypted. */
	listCertificates(key: InterfaceKey): Promise<readonly ServerCertificateGeneration[]>;
	/** A new generation that is active at once; the newest `keep` are kept. @throws DmsError `interface.not-found`. */
	replaceCertificates(
		key: InterfaceKey,
		replacement: { readonly certificates: readonly ServerCertificate[]; readonly selfSigned: boolean; readonly keep: number },
	): Promise<ServerCertificateGeneration>;
	/** @throws DmsError `server-certificate.not-found`. */
	activateCertificates(key: InterfaceKey, generation: number): Promise<ServerCertificateGeneration>;
	/** Ordered by interface and application. */
	listWebApps(): Promise<readonly WebApp[]>;
	/** Adds or replaces; undefined removes. The interface may be one of the configuration. */
	setWebApp(key: InterfaceKey, application: string, clientAuthRequired: boolean | undefined): Promise<void>;
}

/** Writes of this repository raise the `interfaces` revision. */
export interface TlsPolicyRepository {
	/** Lists that are not empty. */
	list(): Promise<readonly TlsPolicyList[]>;
	/** Replaces a list; an empty one inherits. */
	save(key: TlsPolicyKey, values: readonly string[]): Promise<void>;
}

/** Writes of this repository raise the `identities` revision. */
export interface ClientIdentityRepository {
	/** Ordered by name. */
	list(): Promise<readonly ClientIdentity[]>;
	/** @throws DmsError `client-identity.exists`. */
	add(identity: NewClientIdentity): Promise<ClientIdentity>;
	/** @throws DmsError `client-identity.not-found`. */
	delete(name: string): Promise<void>;
}

/** Bytes addressed by their SHA-256, in pieces: never whole in memory, shared by all nodes. */
export interface ContentRepository {
	/** Streams in. Not within a transaction: content becomes visible by being referenced. @throws DmsError `content.too-large`. */
	put(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>, maxBytes: number): Promise<ContentReference>;
	/** Streams out bytes `start` to `end` (inclusive), the whole by default. @throws DmsError `content.not-found`. */
	read(sha256: string, range?: { readonly start: number; readonly end: number }): AsyncIterable<Uint8Array>;
	/** The whole content where it has at most `maxBytes`. @throws DmsError `content.not-found`, `content.too-large`. */
	readWhole(sha256: string, maxBytes: number): Promise<Uint8Array>;
	/** Removes content that nothing references and that is older than `olderThanMs`. @returns how many. */
	removeUnreferenced(olderThanMs: number): Promise<number>;
}

/** One version of a file that a device has uploaded. */
export interface Upload {
	readonly id: string;
	readonly deviceId: string;
	readonly fileId: string;
	/** Name as the device used it. */
	readonly name: string;
	readonly content: ContentReference;
	readonly at: Date;
}

export interface UploadRepository {
	/** Keeps the newest `keepVersions` of the device's file. */
	add(upload: Omit<Upload, 'id' | 'at'>, keepVersions: number): Promise<Upload>;
	latest(deviceId: string, fileId: string, name: string): Promise<Upload | undefined>;
	list(deviceId: string): Promise<readonly Upload[]>;
}

/** Writes of this repository raise the `catalog` revision. */
export interface SettingsRepository {
	/** Only what was saved; defaults are the reader's. */
	load(): Promise<Partial<Settings>>;
	save(settings: Partial<Settings>): Promise<void>;
}

export interface LockoutRepository {
	find(key: LockoutKey): Promise<LockoutState | undefined>;
	/**
	 * Replaces the state in one step: no attempt is lost between two workers. @param tell gives the events of the change, which are appended in
	 * the same step. @returns the new state.
	 */
	change(
		key: LockoutKey,
		next: (state: LockoutState | undefined) => LockoutState,
		tell?: (before: LockoutState | undefined, after: LockoutState) => readonly NewEvent[],
	): Promise<LockoutState>;
	/** Forgets the failures after a success. */
	forget(key: LockoutKey): Promise<void>;
	/** Those that are locked at this time. */
	listLocked(now: Date): Promise<readonly Lockout[]>;
	/** @returns how many were cleared; all without an id. */
	clear(id?: string): Promise<number>;
}

/** What Digest authentication must share between all processes that a device may meet, so that no answer works twice. */
export interface DigestNonceRepository {
	/** 32 bytes that sign nonces: the same in every process and on every node with the same secret key. */
	secret(): Promise<Uint8Array>;
	/**
	 * Uses a nonce count up, in one step. @returns false when this count, or a larger one, was used before.
	 * @param expiresAt from then on the use need not be remembered.
	 */
	use(nonceId: string, count: number, expiresAt: Date): Promise<boolean>;
	/** @returns how many uses that need not be remembered any more were removed. */
	removeExpired(now: Date): Promise<number>;
}

/** What was taken over from the spool. */
export interface Settlement {
	readonly records: number;
	/** Lines that say nothing: they were left out. */
	readonly corrupt: number;
}

export interface AccessRecordRepository {
	/**
	 * Writes records to the spool of this process, at once and synchronously: when it returns, they outlive the process. `settle` takes
	 * them over. They are part of no transaction: a record says what has happened. @throws DmsError `store.busy`, `store.unavailable`.
	 */
	append(records: readonly AccessRecord[]): void;
	/** Corrects a record whose transfer was cut, by the process that has appended it. @throws DmsError as `append`. */
	markAborted(id: string, bytesSent: number): void;
	/** Settles before, so that all records of this node are seen. */
	list(filter: AccessFilter): Promise<readonly AccessRecord[]>;
	/** Back in time from `beforeId`; settles before. A page of a scope or of a device type may have fewer records than asked for although more follow. */
	page(filter: Omit<AccessFilter, 'limit'>, page: AccessPage): Promise<AccessPageAnswer>;
	/** Back in time from `beforeId`; settles before. Of a device without a MAC address those in which it has proven none. */
	ofDevice(page: DeviceRecordsPage): Promise<AccessPageAnswer>;
	/** By the id of the device; settles before. */
	newestOf(devices: readonly RecordedDevice[]): Promise<ReadonlyMap<string, AccessRecord>>;
	/**
	 * Looks at `limit` events after the one with this id, and gives their records; for those who follow what happens. Uploads that were taken are no
	 * events and not among them. Settles nothing. With a scope only records of devices that belong to it now.
	 */
	follow(afterEventId: number, limit: number, scope?: Scope): Promise<FollowedRecords>;
	/** @returns how many records older than the time were removed. */
	removeBefore(time: Date): Promise<number>;
}

export interface SubscriptionRepository {
	/** Gives it an id that nobody can guess. */
	add(subscription: NewEventSubscription): Promise<EventSubscription>;
	/** One that has expired is found until it is removed. */
	find(id: string): Promise<EventSubscription | undefined>;
	/** The oldest first. */
	listByIdentity(identity: string): Promise<readonly EventSubscription[]>;
	count(identity: string): Promise<number>;
	/** @throws DmsError `subscription.not-found`. */
	renew(id: string, expiresAt: Date): Promise<EventSubscription>;
	/** @returns false when there was no such subscription. */
	delete(id: string): Promise<boolean>;
	/** @returns those that were removed, at most `limit`; each is returned to one caller alone. */
	removeExpired(now: Date, limit: number): Promise<readonly EventSubscription[]>;
}

/** Remembers what must be told once, whichever process comes upon it. */
export interface NoticeRepository {
	/** @returns whether this is the first call with the key, or the first since its `until` has passed. */
	tellOnce(key: string, until: Date): Promise<boolean>;
	/** @returns how many keys were forgotten. */
	removeExpired(now: Date): Promise<number>;
}

export interface EventRepository {
	/** For events of other changes, at the end of the transaction that makes them: whoever adds events next waits for its end. */
	append(events: readonly NewEvent[]): Promise<void>;
	/** Events after this id, from old to new. An event never becomes visible after one with a larger id. */
	after(id: number, limit: number): Promise<readonly DmsEvent[]>;
	/** One more than `newestId` where there is none. */
	oldestId(): Promise<number>;
	/** 0 as long as there was none. */
	newestId(): Promise<number>;
	/** The newest one always stays. @returns how many events older than the time were removed. */
	removeBefore(time: Date): Promise<number>;
}

export interface AuditRepository {
	append(entry: NewAuditEntry): Promise<void>;
	list(limit: number): Promise<readonly AuditEntry[]>;
	/** Back in time from `beforeId`. */
	page(filter: AuditFilter, page: AuditPage): Promise<AuditPageAnswer>;
}

/** Time, injected so that tests can turn it. */
export interface Clock {
	now(): Date;
}
