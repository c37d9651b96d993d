import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { ApiSchema } from '../../api/client.ts';
import { deviceKeys } from '../queries.ts';

export type EffectiveTag = ApiSchema<'EffectiveTags'>['items'][number];

/** What is in effect for the device, by name. */
export function useEffectiveTags(deviceId: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceKeys.one(deviceId), 'tags'],
		queryFn: async ({ signal }) => {
			const { items } = await answerOf(api.GET('/api/v1/devices/{deviceId}/tags/effective', { signal, params: { path: { deviceId } } }));
			return items.toSorted((one, other) => one.name.localeCompare(other.name));
		},
	});
}

/** Sets and removes tags of the device as it was seen. */
export function useTagsChange(deviceId: string, etag: string) {
	const api = useApi();
	const queryClient = useQueryClient();
	return async (change: ApiSchema<'TagsChange'>): Promise<void> => {
		const params = { path: { deviceId }, header: { 'If-Match': etag } };
		await answerOf(api.PATCH('/api/v1/devices/{deviceId}/tags', { params, body: change }));
		await queryClient.invalidateQueries({ queryKey: deviceKeys.one(deviceId) });
	};
}
