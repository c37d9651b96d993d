import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { presentFields } from '../present-fields.ts';
import { type DeviceSummary, deviceKeys } from '../queries.ts';
import { type DeviceFilter, type DevicesSearch, toFilterKey } from '../search.ts';

/** Rows of one page. */
export const pageSize = 50;
/** Pieces of a search in which nothing was found, before the page says that it still looks. */
const mostEmpty = 10;

/** A filter in the words of the API. */
export function toListQuery({ name, mac, type, provider, group, enabled, locked }: DeviceFilter) {
	const texts = { nameContains: name, macAddress: mac?.trim(), deviceType: type, serviceProviderId: provider, groupId: group };
	return {
		...presentFields(['nameContains', 'macAddress', 'deviceType', 'serviceProviderId', 'groupId'], (field) => texts[field]),
		...(enabled === undefined ? {} : { enabled: enabled === 'yes' ? ('true' as const) : ('false' as const) }),
		...(locked === undefined ? {} : { locked: 'true' as const }),
	};
}

export interface DevicePage {
	/** So far; undefined: nothing is known yet. */
	readonly devices: readonly DeviceSummary[] | undefined;
	/** Where the next page begins; null at the end. */
	readonly nextCursor: string | null | undefined;
	/** The page is not full yet, and more is looked for. */
	readonly isSearching: boolean;
	/** Other rows are on their way. */
	readonly isStale: boolean;
	readonly error: Error | null;
	readonly retry: () => void;
}

/**
 * The page of the table; the rows of the one before stay until the next is there. Of a filter that finds little the server looks at some devices
 * at a time: then the page fills up piece by piece.
 */
export function useDevicePage({ sort, after, ...filter }: DevicesSearch): DevicePage {
	const api = useApi();
	const pieces = useInfiniteQuery({
		queryKey: [...deviceKeys.pages, toFilterKey(filter), sort ?? '', after ?? ''],
		queryFn: async ({ signal, pageParam: { cursor, left } }) => {
			const { standing } = filter;
			const order = standing === undefined ? presentFields(['sort'], () => sort) : { standing };
			const query = { ...toListQuery(filter), ...order, limit: left, withLastFetch: 'true' as const };
			const ask = (from: string | undefined) =>
				answerOf(api.GET('/api/v1/devices', { signal, params: { query: { ...query, ...presentFields(['cursor'], () => from) } } }));
			let piece = await ask(cursor);
			// Nothing has changed on the page, so nothing is drawn in between.
			for (let empty = 1; piece.items.length === 0 && piece.nextCursor !== null && empty < mostEmpty; empty++) {
				piece = await ask(piece.nextCursor);
			}
			return piece;
		},
		initialPageParam: { cursor: after, left: pageSize },
		getNextPageParam: ({ items, nextCursor }, _, { left }) =>
			nextCursor === null || items.length >= left ? null : { cursor: nextCursor, left: left - items.length },
		placeholderData: keepPreviousData,
	});
	const { data, error, hasNextPage, isFetching, isPlaceholderData, fetchNextPage, refetch } = pieces;
	const goesOn = hasNextPage && !isFetching && !isPlaceholderData && error === null;
	useEffect(() => {
		if (goesOn) void fetchNextPage();
	}, [goesOn, fetchNextPage]);
	return {
		devices: data?.pages.flatMap(({ items }) => items),
		nextCursor: data?.pages.at(-1)?.nextCursor,
		isSearching: hasNextPage && !isPlaceholderData,
		isStale: isPlaceholderData,
		error,
		retry: () => void refetch(),
	};
}

/** How many devices there are that the filter finds; not asked where each of them would have to be looked at. */
export function useDeviceCount(filter: DeviceFilter) {
	const api = useApi();
	const isCounted = filter.name === undefined && filter.standing === undefined;
	const query = useQuery({
		queryKey: [...deviceKeys.all, 'count', toFilterKey(filter)],
		queryFn: async ({ signal }) => {
			const params = { query: { ...toListQuery(filter), limit: 1, withCount: 'true' as const } };
			return (await answerOf(api.GET('/api/v1/devices', { signal, params }))).count ?? null;
		},
		enabled: isCounted,
		staleTime: 60_000,
	});
	return isCounted ? query.data : undefined;
}
