import { QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './api/problem.ts';

const mostRetries = 2;

/** The server may be in a network that leads nowhere else, which browsers call offline. */
const networkMode = 'always';

/** What was refused is refused again: only what did not come through is asked twice. */
export function createQueryClient(): QueryClient {
	return new QueryClient({
		defaultOptions: {
			queries: {
				networkMode,
				staleTime: 10_000,
				retry: (count, error) => count < mostRetries && (!(error instanceof ApiProblem) || error.status === 0 || error.status >= 500),
			},
			mutations: { networkMode },
		},
	});
}
