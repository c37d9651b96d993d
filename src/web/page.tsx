import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiContext } from './api/api-context.tsx';
import type { Api } from './api/client.ts';
import type { PageRouter } from './router.ts';
import { SessionContext } from './session/session-context.tsx';
import { resolveVariables, theme } from './theme.ts';

export interface PageProps {
	readonly router: PageRouter;
	readonly api: Api;
	/** Under which the policy of the page allows style elements. */
	readonly styleNonce: string;
}

/** The page with everything that its parts find around them. */
export function Page({ router, api, styleNonce }: PageProps): ReactNode {
	const { session, queryClient } = router.options.context;
	return (
		<MantineProvider theme={theme} cssVariablesResolver={resolveVariables} defaultColorScheme="auto" getStyleNonce={() => styleNonce}>
			<QueryClientProvider client={queryClient}>
				<SessionContext value={session}>
					<ApiContext value={api}>
						<Notifications position="bottom-right" />
						<RouterProvider router={router} />
					</ApiContext>
				</SessionContext>
			</QueryClientProvider>
		</MantineProvider>
	);
}
