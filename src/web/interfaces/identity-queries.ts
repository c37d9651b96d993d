import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';

export type ClientIdentity = ApiSchema<'ClientIdentity'>;

const key = ['client-identities'] as const;

export function useClientIdentities() {
	const api = useApi();
	return useQuery({
		queryKey: key,
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/client-identities', { signal }))).items,
	});
}

/** Whether clients of events may come in with certificates at all. */
export function useAllowsClients() {
	const api = useApi();
	return useQuery({
		queryKey: ['access-control', 'allows-clients'],
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/access-control', { signal }))).allowClientApp,
	});
}

/** @throws ApiProblem */
export function useIdentityChanges() {
	const api = useApi();
	const queries = useQueryClient();
	return {
		add: async (body: ApiSchema<'NewClientIdentity'>) => {
			const added = await answerOf(api.POST('/api/v1/client-identities', { body }));
			await queries.invalidateQueries({ queryKey: key });
			return added;
		},
		remove: async (name: string) => {
			await answerOf(api.DELETE('/api/v1/client-identities/{name}', { params: { path: { name } } }));
			await queries.invalidateQueries({ queryKey: key });
		},
	};
}
