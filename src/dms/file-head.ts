import type { DeviceFile } from '../app/device-files.ts';
import type { Representation } from '../http/conditional-request.ts';
import { toEntityTag } from '../http/entity-tag.ts';
import { toHttpDate } from '../http/http-date.ts';
import { toMediaType } from './media-type.ts';

/** What all answers with a file say of it: names and values in turn. */
export interface FileHead extends Required<Representation> {
	readonly name: string;
	/** Of the version that a device has already. */
	readonly ofVersion: readonly string[];
	/** Without the length. */
	readonly ofPart: readonly string[];
	readonly ofWhole: readonly string[];
}

const heads = new WeakMap<DeviceFile, FileHead>();

/** Made once for each file in memory: dates and digests cost more to write than to send. */
export function toFileHead(file: DeviceFile, name: string): FileHead {
	const known = heads.get(file);
	if (known?.name === name) return known;
	const etag = toEntityTag(file.sha256);
	const { lastModified } = file;
	const version = ['ETag', etag, 'Last-Modified', toHttpDate(lastModified), 'Cache-Control', 'private, no-cache'];
	const ofVersion = [...version, 'Accept-Ranges', 'bytes'];
	const ofPart = [...ofVersion, 'Content-Type', toMediaType(name)];
	const head = { name, etag, lastModified, ofVersion, ofPart, ofWhole: [...ofPart, 'Content-Length', String(file.size)] };
	heads.set(file, head);
	return head;
}
