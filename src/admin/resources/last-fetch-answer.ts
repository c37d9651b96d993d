import { z } from 'zod';
import type { LastFetch } from '../../domain/last-fetch.ts';

/** What a device has fetched last of a file. */
export const lastFetchAnswer = z.object({ etag: z.string(), status: z.int(), at: z.string(), aborted: z.boolean() });

export function toLastFetchAnswer({ etag, status, at, aborted }: LastFetch): z.input<typeof lastFetchAnswer> {
	return { etag, status, at: at.toISOString(), aborted };
}
