import type { AccessRecord } from './access-record.ts';

/** The newest transfer of a file to a device; only what was proven to be the device counts. */
export interface LastFetch {
	readonly deviceId: string;
	/** The device's type, which never changes, has one file of this format. */
	readonly fileFormat: string;
	/** Of what was sent, or of what the device said that it has. */
	readonly etag: string;
	/** 200, 206 for a part, or 304: the device has this version already. */
	readonly status: number;
	readonly at: Date;
	/** The connection was cut before the last byte. */
	readonly aborted: boolean;
}

/** What a record says of the version that a device has; undefined where it says nothing: refusals, uploads, HEAD, files for everybody. */
export function toLastFetch(record: AccessRecord): LastFetch | undefined {
	const { deviceId, fileFormat, etag, status, at, aborted, method } = record;
	if (method !== 'GET' || status >= 400 || deviceId === undefined || fileFormat === undefined || etag === undefined) return undefined;
	return { deviceId, fileFormat, etag, status, at, aborted };
}
