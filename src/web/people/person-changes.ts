import { useQueryClient } from '@tanstack/react-query';
import { answerOf, taggedAnswerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';
import { type Person, peopleKey } from './queries.ts';

/** What can be done with people; each reads the list again. @throws ApiProblem, also where somebody else has changed the person meanwhile. */
export function usePersonChanges() {
	const api = useApi();
	const queries = useQueryClient();

	async function thenRefresh<Value>(call: Promise<Value>): Promise<Value> {
		const value = await call;
		await queries.invalidateQueries({ queryKey: peopleKey });
		return value;
	}

	return {
		add: (body: ApiSchema<'NewPerson'>) => thenRefresh(answerOf(api.POST('/api/v1/people', { body }))),
		change: ({ login, version }: Person, body: ApiSchema<'PersonChange'>) =>
			thenRefresh(
				taggedAnswerOf(api.PATCH('/api/v1/people/{login}', { params: { path: { login }, header: { 'If-Match': toTag(version) } }, body })),
			),
		delete: ({ login, version }: Person) =>
			thenRefresh(answerOf(api.DELETE('/api/v1/people/{login}', { params: { path: { login }, header: { 'If-Match': toTag(version) } } }))),
		revokeTokens: async ({ login }: Person) =>
			(await thenRefresh(answerOf(api.DELETE('/api/v1/people/{login}/tokens', { params: { path: { login } } })))).revoked,
	};
}

/** The ETag of a version, as the API gives it. */
export function toTag(version: number): string {
	return `"v${version}"`;
}
