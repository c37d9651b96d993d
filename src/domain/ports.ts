import type { AccessFilter, AccessRecord } from './access-record.ts';
import type { AuditEntry, NewAuditEntry } from './audit-entry.ts';
import type { DeviceKey, DeviceProfile, FileOverride, NewDeviceProfile, Scope } from './device-profile.ts';
import type { AccessCredentials, DeviceType, NewDeviceType } from './device-type.ts';
import type { ContentReference, DeviceTypeFile, DeviceTypeFileChange, NewDeviceTypeFile } from './device-type-file.ts';
import type { Lockout, LockoutKey, LockoutPolicy, LockoutState } from './lockout.ts';
import type { MacAddress } from './mac-address.ts';
import type { BuiltInTag, Tag, TagSet } from './tag.ts';
import type { DenyListEntry, NewDenyListEntry, NewTrustAnchor, TrustAnchor } from './trust-anchor.ts';

/** All that is kept. Inside `transaction` every repository of the given store writes in one transaction. */
export interface Store {
	readonly deviceTypes: DeviceTypeRepository;
	readonly devices: DeviceRepository;
	readonly tagSets: TagSetRepository;
	readonly scopes: ScopeRepository;
	readonly trust: TrustRepository;
	readonly content: ContentRepository;
	readonly uploads: UploadRepository;
	readonly settings: SettingsRepository;
	readonly lockouts: LockoutRepository;
	readonly digestNonces: DigestNonceRepository;
	readonly accessRecords: AccessRecordRepository;
	readonly audit: AuditRepository;
	readonly changes: ChangeFeed;
	/** Commits when `work` resolves, rolls back when it throws. Does not nest. @throws DmsError `store.busy`. */
	transaction<Value>(work: (store: Store) => Promise<Value>): Promise<Value>;
	/** Work of the database on its own files, to be asked for every second or so by a process that serves nobody. */
	tidy(): Promise<void>;
	close(): Promise<void>;
}

/** What a change is about. `catalog`: types, files, tags, sets, scopes, settings. `trust`: anchors, lists, deny list. */
export type ChangeTopic = 'catalog' | 'trust';

export interface ChangeFeed {
	/**
	 * Grows with every committed change of the topic, on any node or process. Cheap enough for every request and
	 * synchronous; another node's change may be seen up to one second late.
	 */
	revision(topic: ChangeTopic): number;
	/** Called soon after a revision has grown. Returns a function that ends the subscription. */
	subscribe(listener: (topic: ChangeTopic) => void): () => void;
}

/** Writes of this repository raise the `catalog` revision. */
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
	/** Name, type and level of a device cannot change. @throws DmsError `device.not-found`, `device.mac-exists`, `device.user-exists`. */
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
	count(filter: DeviceFilter): Promise<number>;
	/** Sets or, with source `Default`, removes an override of the device. Grows the device's version. */
	setFileOverride(deviceId: string, override: Omit<FileOverride, 'updatedAt'>): Promise<void>;
}

/** Writes of this repository raise the `catalog` revision. */
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

/** Writes of this repository raise the `catalog` revision. */
export interface ScopeRepository {
	/** Empty settings where nothing was set. */
	find(typeId: string, scope: Scope): Promise<ScopeSettings>;
	/** Replaces tags and tag set. */
	save(typeId: string, scope: Scope, settings: { readonly tags: readonly Tag[]; readonly tagSet?: string }): Promise<void>;
	/** Sets or, with source `Default`, removes an override of the scope. */
	setFileOverride(typeId: string, scope: Scope, override: Omit<FileOverride, 'updatedAt'>): Promise<void>;
}

/** Writes of this repository raise the `trust` revision. */
export interface TrustRepository {
	/** Anchors with their revocation lists, ordered by alias. */
	listAnchors(): Promise<readonly TrustAnchor[]>;
	/** @throws DmsError `trust-anchor.exists` for a taken alias or a certificate that is installed under another one (named). */
	addAnchor(anchor: NewTrustAnchor): Promise<TrustAnchor>;
	/** An undefined member leaves a field as it is. @throws DmsError `trust-anchor.not-found`. */
	updateAnchor(
		alias: string,
		change: Partial<Pick<TrustAnchor, 'enabled' | 'ouis' | 'macRules' | 'policy' | 'crls'>>,
	): Promise<TrustAnchor>;
	/** @throws DmsError `trust-anchor.not-found`. */
	removeAnchor(alias: string): Promise<void>;
	listDenied(): Promise<readonly DenyListEntry[]>;
	deny(entry: NewDenyListEntry): Promise<DenyListEntry>;
	/** @returns false when there was no such entry. */
	allow(id: string): Promise<boolean>;
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

/** Settings that an administrator changes while the server runs. */
export interface Settings {
	readonly lockoutPolicy: LockoutPolicy;
	readonly builtInTags: readonly BuiltInTag[];
	/** Realm of Basic and Digest challenges. */
	readonly realm: string;
	/** Headers besides `User-Agent` in which a MAC may stand, lower case. */
	readonly macHeaders: readonly string[];
}

/** Writes of this repository raise the `catalog` revision. */
export interface SettingsRepository {
	/** Only what was saved; defaults are the reader's. */
	load(): Promise<Partial<Settings>>;
	save(settings: Partial<Settings>): Promise<void>;
}

export interface LockoutRepository {
	find(key: LockoutKey): Promise<LockoutState | undefined>;
	/** Replaces the state in one step: no attempt is lost between two workers. @returns the new state. */
	change(key: LockoutKey, next: (state: LockoutState | undefined) => LockoutState): Promise<LockoutState>;
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

export interface AccessRecordRepository {
	append(records: readonly AccessRecord[]): Promise<void>;
	/** Corrects a record whose transfer was cut. */
	markAborted(id: string, bytesSent: number): Promise<void>;
	list(filter: AccessFilter): Promise<readonly AccessRecord[]>;
	/** Devices that were last granted access through each anchor. */
	lastByAnchor(): Promise<readonly { readonly anchor: string; readonly mac?: MacAddress; readonly at: Date; readonly devices: number }[]>;
	/** @returns how many records older than the time were removed. */
	removeBefore(time: Date): Promise<number>;
}

export interface AuditRepository {
	append(entry: NewAuditEntry): Promise<void>;
	list(limit: number): Promise<readonly AuditEntry[]>;
}

/** Time, injected so that tests can turn it. */
export interface Clock {
	now(): Date;
}
