/** Bounds of an archive that comes from outside; all are checked before the work they bound. */
export interface ArchiveLimits {
	readonly maxArchiveBytes: number;
	readonly maxEntries: number;
	/** Bytes of one entry after inflating. */
	readonly maxEntryBytes: number;
	/** Bytes of all entries after inflating. */
	readonly maxTotalBytes: number;
	/** Inflated by compressed size of one entry. */
	readonly maxRatio: number;
	/** An entry up to this size may have any ratio: text of a few repeated lines is small and harmless. */
	readonly ratioFreeBytes: number;
	readonly maxDescriptorBytes: number;
	/** UTF-8 bytes of an entry name. A file format of 128 characters has up to 1,536 when it is percent-encoded. */
	readonly maxPathBytes: number;
	readonly maxXmlDepth: number;
	readonly maxXmlElements: number;
}

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

export const defaultArchiveLimits: ArchiveLimits = {
	maxArchiveBytes: 256 * mebibyte,
	maxEntries: 1_000,
	maxEntryBytes: 256 * mebibyte,
	maxTotalBytes: 512 * mebibyte,
	maxRatio: 200,
	ratioFreeBytes: mebibyte,
	maxDescriptorBytes: 2 * mebibyte,
	maxPathBytes: 1_600,
	maxXmlDepth: 12,
	maxXmlElements: 100_000,
};
