import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import './page.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createApi, createPublicApi } from './api/client.ts';
import { areaNavigation } from './areas.ts';
import { Page } from './page.tsx';
import { createQueryClient } from './query-client.ts';
import { createPageRouter, type PageRouter } from './router.ts';
import { takeArrival } from './session/arrival.ts';
import { Session } from './session/session.ts';
import { SessionTabs } from './session/session-tabs.ts';

async function start(): Promise<void> {
	const arrival = takeArrival();
	const styleNonce = document.querySelector('meta[name="csp-nonce"]')?.getAttribute('content') ?? '';
	// Where the libraries look for it that lock the scrolling below a dialog.
	Object.assign(globalThis, { __webpack_nonce__: styleNonce });
	const publicApi = createPublicApi();
	const session = new Session(publicApi);
	// A server that cannot be reached now is asked again by the sign-in.
	const tabs = new SessionTabs(session);
	await session.restore(() => tabs.ask()).catch(() => undefined);
	session.watch();
	const queryClient = createQueryClient();
	const router = createPageRouter({ session, queryClient, publicApi, navigation: areaNavigation, arrival });
	leaveWithSession(router);
	const root = document.querySelector('#root');
	if (root === null) throw new Error('the page has no root');
	createRoot(root).render(
		<StrictMode>
			<Page router={router} api={createApi(session)} styleNonce={styleNonce} />
		</StrictMode>,
	);
}

/** Whoever signs out sees the sign-in, and nothing that they have read is left for the next one. */
function leaveWithSession(router: PageRouter): void {
	const { session, queryClient } = router.options.context;
	session.subscribe(() => {
		if (session.state().kind !== 'out') return;
		void queryClient.cancelQueries();
		void router.navigate({ to: '/sign-in', search: {} }).finally(() => queryClient.clear());
	});
}

void start();
