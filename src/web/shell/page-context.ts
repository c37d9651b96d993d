import type { QueryClient } from '@tanstack/react-query';
import type { Api } from '../api/client.ts';
import type { Arrival } from '../session/arrival.ts';
import type { Session } from '../session/session.ts';
import type { NavigationEntry } from './area.ts';

/** What every route finds in its context. */
export interface PageContext {
	readonly session: Session;
	readonly queryClient: QueryClient;
	/** Without a token. */
	readonly publicApi: Api;
	readonly navigation: readonly NavigationEntry[];
	/** What the URL has brought with which the page was opened. */
	readonly arrival: Arrival | undefined;
}
