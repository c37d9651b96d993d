import { useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';
import { serviceAccountsKey } from './queries.ts';

/** What can be done with service accounts. @throws ApiProblem */
export function useServiceAccountChanges() {
	const api = useApi();
	const queries = useQueryClient();

	async function thenRefresh<Value>(call: Promise<Value>): Promise<Value> {
		const value = await call;
		await queries.invalidateQueries({ queryKey: serviceAccountsKey });
		return value;
	}

	return {
		add: (body: ApiSchema<'NewServiceAccount'>) => thenRefresh(answerOf(api.POST('/api/v1/service-accounts', { body }))),
		change: (name: string, etag: string, body: ApiSchema<'ServiceAccountChange'>) =>
			thenRefresh(
				answerOf(api.PATCH('/api/v1/service-accounts/{name}', { params: { path: { name }, header: { 'If-Match': etag } }, body })),
			),
		delete: async (name: string, etag: string) => {
			await answerOf(api.DELETE('/api/v1/service-accounts/{name}', { params: { path: { name }, header: { 'If-Match': etag } } }));
			// Only the list: its own page is still there for a moment.
			await queries.invalidateQueries({ queryKey: serviceAccountsKey, exact: true });
		},
		issueToken: (name: string) => thenRefresh(answerOf(api.POST('/api/v1/service-accounts/{name}/tokens', { params: { path: { name } } }))),
		revokeTokens: async (name: string) =>
			(await thenRefresh(answerOf(api.DELETE('/api/v1/service-accounts/{name}/tokens', { params: { path: { name } } })))).revoked,
	};
}
