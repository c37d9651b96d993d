import { useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';
import { accessControlKey } from './queries.ts';

/** What can be set of access control. @throws ApiProblem */
export function useAccessControlChanges() {
	const api = useApi();
	const queries = useQueryClient();

	async function thenRefresh<Value>(call: Promise<Value>): Promise<Value> {
		const value = await call;
		await queries.invalidateQueries({ queryKey: accessControlKey });
		return value;
	}

	const toParameters = (etag: string) => ({ header: { 'If-Match': etag } });
	return {
		clientApps: (etag: string, body: ApiSchema<'ClientAppsChange'>) =>
			thenRefresh(answerOf(api.PATCH('/api/v1/access-control/client-apps', { params: toParameters(etag), body }))),
		deviceCertificates: (etag: string, body: ApiSchema<'DeviceCertificatesChange'>) =>
			thenRefresh(answerOf(api.PATCH('/api/v1/access-control/device-certificates', { params: toParameters(etag), body }))),
		proxyCertificates: (etag: string, body: ApiSchema<'ProxyCertificatesChange'>) =>
			thenRefresh(answerOf(api.PATCH('/api/v1/access-control/proxy-certificates', { params: toParameters(etag), body }))),
	};
}
