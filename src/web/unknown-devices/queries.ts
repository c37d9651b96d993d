import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf, taggedAnswerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';

export type UnknownDevice = ApiSchema<'UnknownDevice'>;
export type NewDevice = ApiSchema<'NewDevice'>;

const key = ['unknown-devices'] as const;
/** Devices appear by themselves. */
const refreshMs = 15_000;

/** Page by page, the last seen first. */
export function useUnknownDevices() {
	const api = useApi();
	return useInfiniteQuery({
		queryKey: key,
		queryFn: ({ pageParam, signal }) =>
			answerOf(api.GET('/api/v1/unknown-devices', { params: { query: pageParam === null ? {} : { cursor: pageParam } }, signal })),
		initialPageParam: null as string | null,
		getNextPageParam: ({ nextCursor }) => nextCursor,
		select: ({ pages }) => pages.flatMap(({ items }) => items),
		refetchInterval: refreshMs,
	});
}

/** What can be done with an unknown device, and undone; each looks at the list again. */
export function useUnknownDeviceChanges() {
	const api = useApi();
	const queryClient = useQueryClient();

	async function done<Value>(change: Promise<Value>): Promise<Value> {
		const value = await change;
		await Promise.all([['devices'], ['deny-list'], key].map((queryKey) => queryClient.invalidateQueries({ queryKey: [...queryKey] })));
		return value;
	}

	return {
		add: (body: NewDevice) => done(taggedAnswerOf(api.POST('/api/v1/devices', { body }))),
		remove: (deviceId: string, etag: string) =>
			done(answerOf(api.DELETE('/api/v1/devices/{deviceId}', { params: { path: { deviceId }, header: { 'If-Match': etag } } }))),
		deny: (fingerprint: string, note: string) => done(answerOf(api.POST('/api/v1/deny-list', { body: { fingerprint, note } }))),
		allow: (id: string) => done(answerOf(api.DELETE('/api/v1/deny-list/{id}', { params: { path: { id } } }))),
	};
}
