import { useQueryClient } from '@tanstack/react-query';
import { answerOf, sendAs } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import { deviceTypeKeys } from '../queries.ts';

const path = '/api/v1/device-types/{name}/files/{fileFormat}';

/** What can be done with the draft of a file. */
export function useDraftActions(name: string, fileFormat: string) {
	const api = useApi();
	const client = useQueryClient();
	const { can, isBound } = useSession();
	const permission = `dms.rest.device-types.${toSegment(name)}.files.${toSegment(fileFormat)}.draft`;
	const params = { path: { name, fileFormat } };
	const reread = () => client.invalidateQueries({ queryKey: deviceTypeKeys.file(name, fileFormat) });
	const rereadType = () => client.invalidateQueries({ queryKey: deviceTypeKeys.one(name) });
	const guard = (etag: string | undefined) => ({ ...params, ...(etag === undefined ? {} : { header: { 'If-Match': etag } }) });

	return {
		mayEdit: can(`${permission}.content.update`) && !isBound,
		mayPublish: can(`${permission}.publish.create`) && !isBound,
		async save(content: Blob, etag: string | undefined): Promise<void> {
			// The description of the API says of bytes that they are text.
			const body = content as Blob & string;
			await answerOf(api.PUT(`${path}/draft/content`, { ...sendAs('application/octet-stream'), params: guard(etag), body }));
		},
		async publish(force: boolean, etag: string | undefined): Promise<number> {
			const query = force ? { force: 'true' as const } : {};
			const { revision } = await answerOf(api.POST(`${path}/draft/publish`, { params: { ...guard(etag), query } }));
			await rereadType();
			return revision;
		},
		async discard(etag: string | undefined): Promise<void> {
			await answerOf(api.DELETE(`${path}/draft`, { params: guard(etag) }));
		},
		comparisonKey: ['draft-comparison', name, fileFormat],
		compare: () => answerOf(api.GET(`${path}/history/differences`, { params: { ...params, query: { from: 'live', to: 'draft' } } })),
		reread,
	};
}

export type DraftActions = ReturnType<typeof useDraftActions>;
