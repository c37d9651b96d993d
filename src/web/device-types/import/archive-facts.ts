import type { ApiSchema } from '../../api/client.ts';

export interface ArchiveFile {
	readonly fileFormat: string;
	readonly fileCategory: string;
	/** Bytes; undefined where the archive has no content for it. */
	readonly size?: number;
}

/** What an archive holds, as far as the page shows it. */
export interface ArchiveFacts {
	readonly deviceType: string;
	readonly deviceAccessUri: string;
	readonly files: readonly ArchiveFile[];
	readonly tagSets: readonly string[];
	readonly warnings: readonly string[];
}

/** An inspection has the element names of the archive, and may have more than is known here. */
export function toArchiveFacts(inspection: ApiSchema<'DtafInspection'>): ArchiveFacts {
	const fields: Readonly<Record<string, unknown>> = inspection;
	return {
		deviceType: inspection.deviceType,
		deviceAccessUri: toText(fields['deviceAccessURI']),
		files: toObjects(fields['files']).map(toFile),
		tagSets: toObjects(fields['tagSets']).map(({ tagSetName }) => toText(tagSetName)),
		warnings: Array.isArray(fields['warnings']) ? fields['warnings'].map(toText) : [],
	};
}

function toFile({ fileFormat, fileCategory, content }: Readonly<Record<string, unknown>>): ArchiveFile {
	const [stored] = toObjects([content]);
	const size = stored?.['size'];
	return { fileFormat: toText(fileFormat), fileCategory: toText(fileCategory), ...(typeof size === 'number' ? { size } : {}) };
}

function toObjects(value: unknown): readonly Readonly<Record<string, unknown>>[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null;
}

function toText(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
