import { useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { Api, ApiSchema } from '../api/client.ts';
import { type TlsPlace, type TlsSetting, tlsPolicyKey } from './tls-queries.ts';

/** Puts a list in place of the one that stands there. @throws ApiProblem where versions, suites and certificates would not meet any more. */
export function useSetTlsList() {
	const api = useApi();
	const queries = useQueryClient();
	return async (place: TlsPlace, setting: TlsSetting, etag: string, body: ApiSchema<'NewTlsPolicyList'>) => {
		const changed = await answerOf(putList(api, place, setting, etag, body));
		await queries.invalidateQueries({ queryKey: tlsPolicyKey });
		return changed;
	};
}

function putList(api: Api, place: TlsPlace, setting: TlsSetting, etag: string, body: ApiSchema<'NewTlsPolicyList'>) {
	const header = { 'If-Match': etag };
	if (place.level === 'system') return api.PUT('/api/v1/tls-policy/system/{setting}', { params: { path: { setting }, header }, body });
	if (place.level === 'transport')
		return api.PUT('/api/v1/tls-policy/transport/{setting}', { params: { path: { setting }, header }, body });
	if (place.level === 'kind') {
		const path = { kind: place.kind, setting };
		return api.PUT('/api/v1/tls-policy/kinds/{kind}/{setting}', { params: { path, header }, body });
	}
	const { kind, address, port } = place.key;
	return api.PUT('/api/v1/tls-policy/interfaces/{kind}/{address}/{port}/{setting}', {
		params: { path: { kind, address, port, setting }, header },
		body,
	});
}
