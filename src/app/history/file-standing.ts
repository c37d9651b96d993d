import { toEntityTag } from '../../domain/entity-tag.ts';
import { DmsError } from '../../domain/errors.ts';
import type { LastFetch } from '../../domain/last-fetch.ts';
import type { DeviceSummary } from '../../domain/ports.ts';
import type { Catalog, CatalogFile, CatalogType } from '../catalog.ts';
import type { DeviceFiles, ExpectedVersion } from '../device-files.ts';
import type { SourceLevel } from '../effective-source.ts';

/** `never`: it was not fetched yet, which may be all right; `not-applicable`: nobody can tell, or there is nothing to fetch. */
export type FileVerdict = 'current' | 'behind' | 'never' | 'not-applicable';

/** A file of a device: what it should have, what it fetched last, and whether that is the same. */
export interface FileStanding {
	readonly fileFormat: string;
	readonly verdict: FileVerdict;
	/** Why the verdict is `not-applicable`, in words. */
	readonly reason?: string;
	readonly expected?: {
		readonly level: SourceLevel;
		readonly etag: string;
		/** Bytes. */
		readonly size: number;
		readonly lastModified: Date;
	};
	/** Of a transfer that was cut the device may have the first part only: it counts as behind. */
	readonly fetched?: LastFetch;
}

/** What a device has fetched, by file format. */
export type Fetches = ReadonlyMap<string, LastFetch>;

/** Builds the file to tell. */
export async function judgeFile(files: DeviceFiles, catalog: Catalog, { type, file, device, fetched }: JudgedFile): Promise<FileStanding> {
	const { fileFormat } = file.file;
	const seen = fetched === undefined ? {} : { fetched };
	const reason = whyNotApplicable(catalog, type, file, device);
	if (reason !== undefined) return { fileFormat, verdict: 'not-applicable', reason, ...seen };
	const version = await findExpected(files, catalog, { type, file }, device);
	if ('reason' in version) return { fileFormat, verdict: 'not-applicable', reason: version.reason, ...seen };
	const { source, sha256, size, lastModified } = version;
	const expected = { level: source.level, etag: toEntityTag(sha256), size, lastModified };
	return { fileFormat, verdict: toVerdict(fetched, expected.etag), expected, ...seen };
}

export interface JudgedFile {
	readonly type: CatalogType;
	readonly file: CatalogFile;
	readonly device: DeviceSummary;
	readonly fetched: LastFetch | undefined;
}

function toVerdict(fetched: LastFetch | undefined, etag: string): FileVerdict {
	if (fetched === undefined) return 'never';
	return fetched.etag === etag && !fetched.aborted ? 'current' : 'behind';
}

/** Undefined where it can be told which version the device has. */
export function whyNotApplicable(catalog: Catalog, type: CatalogType, { file }: CatalogFile, device: DeviceSummary): string | undefined {
	const { fileCategory, authentication } = file;
	if (catalog.typesByPrefix.get(type.prefix) !== type) return 'the files of the device type are not served';
	if (!device.enabled) return 'the device is disabled';
	if (fileCategory === 'Template Only') return 'the file is a building block and never served';
	const isForEverybody =
		fileCategory === 'Static' && !authentication.macBasedFileAuthentication && !authentication.userNamePasswordFileAuthentication;
	return isForEverybody ? 'the file is for everybody: nobody says which device fetches it' : undefined;
}

/** A template that cannot be built is nobody's fault but the template's: it must not hide the other devices. */
async function findExpected(
	files: DeviceFiles,
	catalog: Catalog,
	located: Pick<JudgedFile, 'type' | 'file'>,
	device: DeviceSummary,
): Promise<ExpectedVersion | { readonly reason: string }> {
	try {
		return (await files.expected(catalog, located, device)) ?? { reason: 'the file has no content' };
	} catch (error) {
		if (error instanceof DmsError && error.row.expose) return { reason: error.message };
		throw error;
	}
}
