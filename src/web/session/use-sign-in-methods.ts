import { useQuery } from '@tanstack/react-query';
import { useRouteContext } from '@tanstack/react-router';
import { answerOf } from '../api/answer.ts';

/** The ways in that the server offers. */
export function useSignInMethods() {
	const { publicApi } = useRouteContext({ from: '__root__' });
	return useQuery({
		queryKey: ['sign-in-methods'],
		queryFn: ({ signal }) => answerOf(publicApi.GET('/api/v1/sign-in-methods', { signal })),
		staleTime: 60_000,
	});
}
