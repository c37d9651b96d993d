import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { ApiSchema } from '../../api/client.ts';
import { deviceKeys } from '../queries.ts';

export type Revision = ApiSchema<'Revision'>;
export type Comparison = ApiSchema<'VersionComparison'>;

/** What of a device has a history. */
export type Subject =
	| { readonly kind: 'tags'; readonly deviceId: string }
	/** What stands in place of a file for this device. */
	| { readonly kind: 'file'; readonly deviceId: string; readonly fileFormat: string };

const pageSize = 25;

function keyOf(subject: Subject) {
	return [...deviceKeys.one(subject.deviceId), 'history', subject.kind, subject.kind === 'file' ? subject.fileFormat : ''];
}

/** Revisions, the newest first. */
export function useRevisions(subject: Subject) {
	const api = useApi();
	return useInfiniteQuery({
		queryKey: keyOf(subject),
		queryFn: async ({ signal, pageParam }) => {
			const query = { limit: pageSize, ...(pageParam === null ? {} : { beforeRevision: pageParam }) };
			const { deviceId } = subject;
			const { items } =
				subject.kind === 'tags'
					? await answerOf(api.GET('/api/v1/devices/{deviceId}/tags/history', { signal, params: { path: { deviceId }, query } }))
					: await answerOf(
							api.GET('/api/v1/devices/{deviceId}/files/{fileFormat}/history', {
								signal,
								params: { path: { deviceId, fileFormat: subject.fileFormat }, query },
							}),
						);
			return items;
		},
		initialPageParam: null as number | null,
		getNextPageParam: (items) => (items.length < pageSize ? null : (items.at(-1)?.revision ?? null)),
	});
}

/** What is another in one revision than in the one before, or than what is live. */
export function useComparison(subject: Subject, from: number, to: number | 'live') {
	const api = useApi();
	return useQuery({
		queryKey: [...keyOf(subject), from, to],
		queryFn: ({ signal }) => {
			const { deviceId } = subject;
			const query = { from, to };
			if (subject.kind === 'tags') {
				return answerOf(api.GET('/api/v1/devices/{deviceId}/tags/history/differences', { signal, params: { path: { deviceId }, query } }));
			}
			const path = { deviceId, fileFormat: subject.fileFormat };
			return answerOf(api.GET('/api/v1/devices/{deviceId}/files/{fileFormat}/history/differences', { signal, params: { path, query } }));
		},
	});
}

/** Makes an older revision live again; refused where somebody has changed it since. */
export function useRestore(subject: Subject) {
	const api = useApi();
	const queryClient = useQueryClient();
	return async (revision: number, expectedRevision: number): Promise<void> => {
		const { deviceId } = subject;
		const body = { revision, expectedRevision };
		if (subject.kind === 'tags')
			await answerOf(api.POST('/api/v1/devices/{deviceId}/tags/history/restore', { params: { path: { deviceId } }, body }));
		else {
			const path = { deviceId, fileFormat: subject.fileFormat };
			await answerOf(api.POST('/api/v1/devices/{deviceId}/files/{fileFormat}/history/restore', { params: { path }, body }));
		}
		await queryClient.invalidateQueries({ queryKey: deviceKeys.one(deviceId) });
	};
}
