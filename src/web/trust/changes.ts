import { useQueryClient } from '@tanstack/react-query';
import { answerOf, sendAs } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';
import { type AnchorKey, anchorsKey, denyListKey, type TrustAnchor } from './queries.ts';

/** What can be done with trust anchors; each reads the lists again. @throws ApiProblem */
export function useTrustChanges() {
	const api = useApi();
	const queries = useQueryClient();

	async function thenRefresh<Value>(call: Promise<Value>): Promise<Value> {
		const value = await call;
		await queries.invalidateQueries({ queryKey: anchorsKey });
		return value;
	}

	return {
		add: (body: ApiSchema<'NewTrustAnchor'>) => thenRefresh(answerOf(api.POST('/api/v1/trust-anchors', { body }))),
		change: (key: AnchorKey, etag: string, body: ApiSchema<'TrustAnchorChange'>): Promise<TrustAnchor> =>
			thenRefresh(
				answerOf(api.PATCH('/api/v1/trust-anchors/{kind}/{alias}', { params: { path: key, header: { 'If-Match': etag } }, body })),
			),
		delete: async (key: AnchorKey, etag: string) => {
			const removed = await answerOf(
				api.DELETE('/api/v1/trust-anchors/{kind}/{alias}', { params: { path: key, header: { 'If-Match': etag } } }),
			);
			// Only the lists: its own page is still there for a moment, and would say that it is gone.
			await queries.invalidateQueries({ queryKey: anchorsKey, exact: true });
			return removed;
		},
		installList: (key: AnchorKey, etag: string, list: Blob) =>
			thenRefresh(
				answerOf(
					api.PUT('/api/v1/trust-anchors/{kind}/{alias}/revocation-list', {
						params: { path: key, header: { 'If-Match': etag } },
						...sendAs('application/pkix-crl'),
						body: list,
					}),
				),
			),
		removeList: (key: AnchorKey, etag: string) =>
			thenRefresh(
				answerOf(
					api.DELETE('/api/v1/trust-anchors/{kind}/{alias}/revocation-list', { params: { path: key, header: { 'If-Match': etag } } }),
				),
			),
	};
}

/** What can be done with the deny list. @throws ApiProblem */
export function useDenyListChanges() {
	const api = useApi();
	const queries = useQueryClient();
	const refresh = () => queries.invalidateQueries({ queryKey: denyListKey });
	return {
		add: async (body: ApiSchema<'NewDenyListEntry'>) => {
			await answerOf(api.POST('/api/v1/deny-list', { body }));
			await refresh();
		},
		remove: async (id: string) => {
			await answerOf(api.DELETE('/api/v1/deny-list/{id}', { params: { path: { id } } }));
			await refresh();
		},
	};
}
