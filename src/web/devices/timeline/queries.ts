import { useInfiniteQuery } from '@tanstack/react-query';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { ApiSchema } from '../../api/client.ts';
import { deviceKeys } from '../queries.ts';

export type AccessRecord = ApiSchema<'AccessRecord'>;

const pageSize = 100;

/** Requests of the device, the newest first. */
export function useDeviceRecords(deviceId: string) {
	const api = useApi();
	return useInfiniteQuery({
		queryKey: [...deviceKeys.one(deviceId), 'records'],
		queryFn: ({ signal, pageParam }) => {
			const query = { limit: pageSize, ...(pageParam === null ? {} : { cursor: pageParam }) };
			return answerOf(api.GET('/api/v1/devices/{deviceId}/access-records', { signal, params: { path: { deviceId }, query } }));
		},
		initialPageParam: null as string | null,
		getNextPageParam: ({ nextCursor }) => nextCursor,
		refetchInterval: 15_000,
	});
}
