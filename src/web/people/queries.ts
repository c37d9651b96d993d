import { useQuery } from '@tanstack/react-query';
import { answerOf, taggedAnswerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';

export type Person = ApiSchema<'Person'>;
export type Role = Person['role'];
export type ServiceAccount = ApiSchema<'ServiceAccount'>;
export type AccessControl = ApiSchema<'AccessControl'>;

export const roles: readonly Role[] = ['VIEWER', 'OPERATOR', 'BWORKS', 'BWSUPERADMIN'];

export const peopleKey = ['people'] as const;
export const serviceAccountsKey = ['service-accounts'] as const;
export const ownTokensKey = ['own-tokens'] as const;
export const accessControlKey = ['access-control'] as const;

export function usePeople() {
	const api = useApi();
	return useQuery({
		queryKey: peopleKey,
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/people', { signal }))).items,
	});
}

/** Every role with its ACLs, from reading to everything. */
export function useRoles() {
	const api = useApi();
	return useQuery({
		queryKey: ['roles'],
		staleTime: Number.POSITIVE_INFINITY,
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/roles', { signal }))).items,
	});
}

export function useServiceAccounts() {
	const api = useApi();
	return useQuery({
		queryKey: serviceAccountsKey,
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/service-accounts', { signal }))).items,
	});
}

export function useServiceAccount(name: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...serviceAccountsKey, name],
		queryFn: ({ signal }) => taggedAnswerOf(api.GET('/api/v1/service-accounts/{name}', { params: { path: { name } }, signal })),
	});
}

export function useServiceAccountTokens(name: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...serviceAccountsKey, name, 'tokens'],
		queryFn: async ({ signal }) =>
			(await answerOf(api.GET('/api/v1/service-accounts/{name}/tokens', { params: { path: { name } }, signal }))).items,
	});
}

/** Where the caller is signed in. */
export function useOwnTokens() {
	const api = useApi();
	return useQuery({
		queryKey: ownTokensKey,
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/self/tokens', { signal }))).items,
	});
}

export function useAccessControl() {
	const api = useApi();
	return useQuery({
		queryKey: accessControlKey,
		queryFn: ({ signal }) => taggedAnswerOf(api.GET('/api/v1/access-control', { signal })),
	});
}
