import { useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { HistorySource } from '../../device-types/history/history-source.ts';
import { tagSetKeys } from './queries.ts';

const one = '/api/v1/tag-sets/{name}/history';
const system = '/api/v1/system-tag-set/history';

/** The revisions of a set; the system default one has the empty name. */
export function useTagSetHistory(name: string, mayRestore: boolean): HistorySource {
	const api = useApi();
	const client = useQueryClient();
	const path = { name };
	return {
		queryKey: tagSetKeys.one(name),
		load: (signal) => (name === '' ? answerOf(api.GET(system, { signal })) : answerOf(api.GET(one, { signal, params: { path } }))),
		compare: (from, to) => {
			const query = { from, to };
			return name === ''
				? answerOf(api.GET(`${system}/differences`, { params: { query } }))
				: answerOf(api.GET(`${one}/differences`, { params: { path, query } }));
		},
		restore: mayRestore
			? async (revision, expectedRevision) => {
					const body = { revision, expectedRevision };
					const answer = await (name === ''
						? answerOf(api.POST(`${system}/restore`, { body }))
						: answerOf(api.POST(`${one}/restore`, { params: { path }, body })));
					await client.invalidateQueries({ queryKey: tagSetKeys.all });
					return answer;
				}
			: undefined,
	};
}
