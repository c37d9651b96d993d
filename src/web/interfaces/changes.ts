import { useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';
import { type InterfaceKey, interfacesKey } from './queries.ts';
import { tlsPolicyKey } from './tls-queries.ts';

/** What can be done with interfaces, their certificates and their paths; each reads again what it has changed. @throws ApiProblem */
export function useInterfaceChanges() {
	const api = useApi();
	const queries = useQueryClient();

	async function thenRefresh<Value>(call: Promise<Value>): Promise<Value> {
		const value = await call;
		await Promise.all([
			queries.invalidateQueries({ queryKey: interfacesKey }),
			queries.invalidateQueries({ queryKey: tlsPolicyKey, refetchType: 'none' }),
		]);
		return value;
	}

	return {
		add: (body: ApiSchema<'NewInterface'>) => thenRefresh(answerOf(api.POST('/api/v1/interfaces', { body }))),
		change: (key: InterfaceKey, etag: string, body: ApiSchema<'InterfaceChange'>) =>
			thenRefresh(
				answerOf(
					api.PATCH('/api/v1/interfaces/{kind}/{address}/{port}', { params: { path: toPath(key), header: { 'If-Match': etag } }, body }),
				),
			),
		delete: async (key: InterfaceKey, etag: string) => {
			await answerOf(
				api.DELETE('/api/v1/interfaces/{kind}/{address}/{port}', { params: { path: toPath(key), header: { 'If-Match': etag } } }),
			);
			// Not what its own page shows, which is still there for a moment.
			await queries.invalidateQueries({ queryKey: [...interfacesKey, 'list'] });
		},
		replaceCertificate: (key: InterfaceKey, etag: string, body: ApiSchema<'NewServerCertificate'>) =>
			thenRefresh(
				answerOf(
					api.PUT('/api/v1/server-certificates/{kind}/{address}/{port}', {
						params: { path: toPath(key), header: { 'If-Match': etag } },
						body,
					}),
				),
			),
		generateCertificate: (key: InterfaceKey, etag: string) =>
			thenRefresh(
				answerOf(
					api.POST('/api/v1/server-certificates/{kind}/{address}/{port}/generate', {
						params: { path: toPath(key), header: { 'If-Match': etag } },
					}),
				),
			),
		rollBack: (key: InterfaceKey, etag: string, generation: number) =>
			thenRefresh(
				answerOf(
					api.POST('/api/v1/server-certificates/{kind}/{address}/{port}/roll-back', {
						params: { path: toPath(key), header: { 'If-Match': etag } },
						body: { generation },
					}),
				),
			),
		exportCertificate: (key: InterfaceKey) =>
			answerOf(api.GET('/api/v1/server-certificates/{kind}/{address}/{port}/pem', { params: { path: toPath(key) }, parseAs: 'blob' })),
		setPath: (key: InterfaceKey, application: string, clientAuthRequired: boolean) =>
			thenRefresh(
				answerOf(
					api.PUT('/api/v1/web-apps/{kind}/{address}/{port}/{application}', {
						params: { path: { ...toPath(key), application } },
						body: { clientAuthRequired },
					}),
				),
			),
		removePath: (key: InterfaceKey, application: string) =>
			thenRefresh(
				answerOf(
					api.DELETE('/api/v1/web-apps/{kind}/{address}/{port}/{application}', { params: { path: { ...toPath(key), application } } }),
				),
			),
	};
}

function toPath({ kind, address, port }: InterfaceKey): InterfaceKey {
	return { kind, address, port };
}
