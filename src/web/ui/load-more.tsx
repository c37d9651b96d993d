import { Button, Center } from '@mantine/core';
import type { ReactNode } from 'react';
import { texts } from '../texts.ts';

export interface LoadMoreProps {
	/** From `useInfiniteQuery`. */
	readonly hasNextPage: boolean;
	readonly isFetchingNextPage: boolean;
	readonly fetchNextPage: () => unknown;
}

/** The next page of a list that the server gives by cursor; spread the result of `useInfiniteQuery` into it. */
export function LoadMore({ hasNextPage, isFetchingNextPage, fetchNextPage }: LoadMoreProps): ReactNode {
	if (!hasNextPage) return null;
	return (
		<Center>
			<Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
				{texts.actions.more}
			</Button>
		</Center>
	);
}
