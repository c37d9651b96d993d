import { useInfiniteQuery } from '@tanstack/react-query';
import { answerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import { toRecordQuery } from './record-query.ts';
import type { RecordSearch } from './record-search.ts';

const pageSize = 100;

/** Access records, the newest first, page by page back in time. */
export function useRecords(search: RecordSearch) {
	const api = useApi();
	const { from, to } = search;
	const query = {
		...toRecordQuery(search),
		...(from === undefined ? {} : { since: from }),
		...(to === undefined ? {} : { until: to }),
		limit: pageSize,
	};
	return useInfiniteQuery({
		queryKey: ['access-records', query],
		queryFn: ({ pageParam, signal }) =>
			answerOf(
				api.GET('/api/v1/access-records', {
					params: { query: { ...query, ...(pageParam === null ? {} : { cursor: pageParam }) } },
					signal,
				}),
			),
		initialPageParam: null as string | null,
		getNextPageParam: ({ nextCursor }) => nextCursor,
		select: ({ pages }) => pages.flatMap(({ items }) => items.toReversed()),
	});
}
