import { useQuery } from '@tanstack/react-query';
import { answerOf } from './answer.ts';
import { useApi } from './api-context.tsx';

/** Names of the device types, by the alphabet. */
export function useDeviceTypeNames() {
	const api = useApi();
	return useQuery({
		queryKey: ['device-types', 'names'],
		queryFn: async ({ signal }) => {
			const { items } = await answerOf(api.GET('/api/v1/device-types', { signal }));
			return items.map(({ name }) => name).sort((one, other) => one.localeCompare(other));
		},
		staleTime: 60_000,
	});
}
