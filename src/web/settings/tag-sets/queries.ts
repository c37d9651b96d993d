import { useQuery } from '@tanstack/react-query';
import { answerOf, taggedAnswerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { ApiSchema } from '../../api/client.ts';

export type TagSet = ApiSchema<'TagSet'>;

/** Everything known of tag sets; the system default one has the empty name. */
export const tagSetKeys = {
	all: ['tag-sets'] as const,
	one: (name: string) => ['tag-sets', 'one', name] as const,
};

/** All of them, the system default set among them. */
export function useTagSets() {
	const api = useApi();
	return useQuery({
		queryKey: [...tagSetKeys.all, 'list'],
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/tag-sets', { signal }))).items,
	});
}

/** A set with its regions, and the version that it is. */
export function useTagSet(name: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...tagSetKeys.one(name), 'set'],
		queryFn: ({ signal }) =>
			name === ''
				? taggedAnswerOf(api.GET('/api/v1/system-tag-set', { signal }))
				: taggedAnswerOf(api.GET('/api/v1/tag-sets/{name}', { signal, params: { path: { name } } })),
	});
}
