import { useMutation, useQuery } from '@tanstack/react-query';
import { answerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';

export type Question = Omit<ApiSchema<'Question'>, 'method' | 'headers' | 'remoteAddress'> & Partial<ApiSchema<'Question'>>;

/** Asks how a request would be decided; the answer is of this moment, and not kept. */
export function useExplain() {
	const api = useApi();
	return useMutation({
		mutationFn: ({ method = 'GET', headers = {}, remoteAddress = '127.0.0.1', ...question }: Question) =>
			answerOf(api.POST('/api/v1/explain', { body: { ...question, method, headers, remoteAddress } })),
	});
}

/** One access record. */
export function useRecord(id: string | undefined) {
	const api = useApi();
	return useQuery({
		queryKey: ['access-record', id],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/access-records/{id}', { params: { path: { id: id ?? '' } }, signal })),
		enabled: id !== undefined,
	});
}
