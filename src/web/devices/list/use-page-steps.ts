import { useNavigate, useRouterState } from '@tanstack/react-router';

declare module '@tanstack/react-router' {
	interface HistoryState {
		/** Cursors of the pages before the one that is shown; the first page has the empty one. */
		readonly cursorsBefore?: readonly string[];
	}
}

export interface PageSteps {
	/** Absent on the first page. */
	readonly back: (() => void) | undefined;
	readonly next: (() => void) | undefined;
	/** How many pages are before; undefined where the address came from elsewhere. */
	readonly pagesBefore: number | undefined;
}

/** Steps through pages that only know where the next one begins: the way back is kept with the entry of the browser's history. */
export function usePageSteps(after: string | undefined, nextCursor: string | null | undefined): PageSteps {
	const navigate = useNavigate({ from: '/devices' });
	const before = useRouterState({ select: ({ location }) => location.state.cursorsBefore });

	function goTo(cursor: string, cursorsBefore: readonly string[]): void {
		void navigate({
			search: ({ after: _, ...filter }) => (cursor === '' ? filter : { ...filter, after: cursor }),
			state: (state) => ({ ...state, cursorsBefore }),
			resetScroll: false,
		});
	}

	return {
		back: after === undefined ? undefined : () => goTo(before?.at(-1) ?? '', before?.slice(0, -1) ?? []),
		next: nextCursor === null || nextCursor === undefined ? undefined : () => goTo(nextCursor, [...(before ?? []), after ?? '']),
		pagesBefore: after === undefined ? 0 : before?.length,
	};
}
