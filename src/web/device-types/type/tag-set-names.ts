import { useQuery } from '@tanstack/react-query';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';

/** Names of the tag sets that may be chosen, without the system default one. */
export function useTagSetNames(enabled: boolean) {
	const api = useApi();
	return useQuery({
		queryKey: ['tag-sets', 'names'],
		queryFn: async ({ signal }) =>
			(await answerOf(api.GET('/api/v1/tag-sets', { signal }))).items.map(({ name }) => name).filter((name) => name !== ''),
		enabled,
	});
}
