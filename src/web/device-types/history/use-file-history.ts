import { useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import { deviceTypeKeys } from '../queries.ts';
import type { HistorySource } from './history-source.ts';

const file = '/api/v1/device-types/{name}/files/{fileFormat}';

export function useFileHistory(name: string, fileFormat: string): HistorySource {
	const api = useApi();
	const client = useQueryClient();
	const { can, isBound } = useSession();
	const path = { name, fileFormat };
	const mayRestore = can(`dms.rest.device-types.${toSegment(name)}.files.${toSegment(fileFormat)}.history.restore.create`) && !isBound;
	return {
		queryKey: deviceTypeKeys.file(name, fileFormat),
		load: (signal) => answerOf(api.GET(`${file}/history`, { signal, params: { path } })),
		compare: (from, to) => answerOf(api.GET(`${file}/history/differences`, { params: { path, query: { from, to } } })),
		restore: mayRestore
			? async (revision, expectedRevision) => {
					const answer = await answerOf(api.POST(`${file}/history/restore`, { params: { path }, body: { revision, expectedRevision } }));
					await client.invalidateQueries({ queryKey: deviceTypeKeys.one(name) });
					return answer;
				}
			: undefined,
	};
}
