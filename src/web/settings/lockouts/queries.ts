import { useQuery } from '@tanstack/react-query';
import { answerOf, taggedAnswerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { ApiSchema } from '../../api/client.ts';

export type Lockout = ApiSchema<'Lockout'>;
export type LockoutPolicy = ApiSchema<'LockoutPolicy'>;

export const lockoutKeys = { list: ['lockouts', 'list'] as const, policy: ['lockouts', 'policy'] as const };

export function useLockouts() {
	const api = useApi();
	return useQuery({
		queryKey: lockoutKeys.list,
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/lockouts', { signal }))).items,
		refetchInterval: 30_000,
	});
}

export function useLockoutPolicy(enabled: boolean) {
	const api = useApi();
	return useQuery({
		queryKey: lockoutKeys.policy,
		queryFn: ({ signal }) => taggedAnswerOf(api.GET('/api/v1/lockout-policy', { signal })),
		enabled,
	});
}
