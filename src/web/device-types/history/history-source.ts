import type { ApiSchema } from '../../api/client.ts';

export type Version = number | 'live' | 'draft';

/** Where the history of a subject is read and changed. */
export interface HistorySource {
	readonly queryKey: readonly unknown[];
	readonly load: (signal: AbortSignal) => Promise<ApiSchema<'History'>>;
	readonly compare: (from: Version, to: Version) => Promise<ApiSchema<'VersionComparison'>>;
	/** Undefined where the person may not restore. */
	readonly restore?: ((revision: number, expectedRevision: number) => Promise<ApiSchema<'RestoredRevision'>>) | undefined;
}
