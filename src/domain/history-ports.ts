import type { LastFetch } from './last-fetch.ts';
import type { MacAddress } from './mac-address.ts';
import type { Draft, NewDraft, Revision, RevisionSubject } from './revision.ts';
import type { AnchorUse, Sighting } from './sighting.ts';

/** What devices have fetched last, kept up to date when access records are settled; every read settles before. */
export interface LastFetchRepository {
	/** Of at most 1,000 devices, in no order. */
	list(deviceIds: readonly string[]): Promise<readonly LastFetch[]>;
	/** Forgets devices that are gone. @returns how many fetches were forgotten. */
	removeOrphans(): Promise<number>;
}

/**
 * The history of files, overrides and tags. Repositories of those write it in the transaction of the change; a change that changes
 * nothing adds no revision. What a subject has before its first change is its first revision.
 */
export interface RevisionRepository {
	/** The newest first. */
	list(subject: RevisionSubject, page: { readonly limit: number; readonly beforeNumber?: number }): Promise<readonly Revision[]>;
	find(subject: RevisionSubject, number: number): Promise<Revision | undefined>;
}

export interface DraftRepository {
	/** The oldest first, at most `limit`. */
	list(limit: number): Promise<readonly Draft[]>;
	find(subject: RevisionSubject): Promise<Draft | undefined>;
	/** Adds a draft, or gives it another state; then it keeps what it is based on. @throws DmsError `content.not-found`. */
	save(draft: NewDraft): Promise<Draft>;
	/** @returns false when there was none. */
	delete(subject: RevisionSubject): Promise<boolean>;
}

/** What access records say of devices, kept up to date when they are settled; every read settles before. */
export interface SightingRepository {
	find(mac: MacAddress): Promise<Sighting | undefined>;
	/** Devices that were last let in through the anchor, the last one first. */
	listByAnchor(alias: string, limit: number): Promise<readonly Sighting[]>;
	/** Devices whose certificates expire after the one time and not after the other, ordered by MAC; `afterMac` continues a page. */
	listExpiring(after: Date, until: Date, page: { readonly limit: number; readonly afterMac?: MacAddress }): Promise<readonly Sighting[]>;
	/** Anchors through which devices were let in, ordered by alias. */
	lastByAnchor(): Promise<readonly AnchorUse[]>;
}
