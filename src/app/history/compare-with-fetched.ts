import { createHash } from 'node:crypto';
import { toEntityTag } from '../../domain/entity-tag.ts';
import { DmsError } from '../../domain/errors.ts';
import type { LastFetch } from '../../domain/last-fetch.ts';
import type { Store } from '../../domain/ports.ts';
import { type DeviceReference, findDevice } from '../administration/find-device.ts';
import { findTypeFile, findTypeOf } from '../administration/find-device-type.ts';
import { renderFile } from '../administration/render-file.ts';
import type { RenderSources } from '../render-sources.ts';
import { type ContentDifference, compareBytes } from './line-difference.ts';
import { throughPast } from './through-past.ts';

/** What a device fetched last of a file, and what it would get now. */
export interface FetchedDifference {
	/** Absent: it was not fetched yet. */
	readonly fetched?: LastFetch;
	/** Both are the same bytes, passwords included. */
	readonly isCurrent: boolean;
	/** From what was fetched to what is now, passwords masked in both; absent where what was fetched cannot be built any more. */
	readonly difference?: ContentDifference;
}

/**
 * Builds what was fetched from the revisions of that time: the entity tag proves that it is that.
 * @param name the file format, or the name as the device asks for it.
 * @throws DmsError as `renderFile`.
 */
export async function compareWithFetched(store: Store, reference: DeviceReference, name: string): Promise<FetchedDifference> {
	const device = await findDevice(store, reference);
	const build = (sources: RenderSources, masksSecrets: boolean) => renderFile(sources, { key: device }, name, { masksSecrets });
	const { fileFormat, bytes } = await build(store, false);
	const fetched = (await store.lastFetches.list([device.id])).find((each) => each.fileFormat === fileFormat);
	if (fetched === undefined) return { isCurrent: false };
	if (toTag(bytes) === fetched.etag) return { fetched, isCurrent: true, difference: { kind: 'same' } };
	const file = findTypeFile(await findTypeOf(store, device), fileFormat);
	const past = throughPast(store, file.id, fetched.at);
	const old = await orNothing(build(past, false));
	if (old === undefined || toTag(old.bytes) !== fetched.etag) return { fetched, isCurrent: false };
	const [before, now] = await Promise.all([build(past, true), build(store, true)]);
	return { fetched, isCurrent: false, difference: compareBytes(before.bytes, now.bytes) };
}

function toTag(bytes: Uint8Array): string {
	return toEntityTag(createHash('sha256').update(bytes).digest('hex'));
}

/** What is gone, or was broken, cannot be compared. */
async function orNothing<Value>(building: Promise<Value>): Promise<Value | undefined> {
	try {
		return await building;
	} catch (error) {
		if (error instanceof DmsError && error.row.expose) return undefined;
		throw error;
	}
}
