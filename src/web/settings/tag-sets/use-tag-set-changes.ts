import { useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import type { TagsEdit } from '../../ui/tag-values-table.tsx';
import { tagSetKeys } from './queries.ts';

/** What can be changed of a set; the system default one has the empty name. Each change names the one tag or region that it concerns. */
export function useTagSetChanges(name: string) {
	const api = useApi();
	const client = useQueryClient();
	const { can, isBound } = useSession();
	const permission = name === '' ? 'dms.rest.system-tag-set' : `dms.rest.tag-sets.${toSegment(name)}`;
	const path = { name };

	async function done<Answer>(call: Promise<Answer>): Promise<Answer> {
		const answer = await call;
		await client.invalidateQueries({ queryKey: tagSetKeys.all });
		return answer;
	}

	return {
		mayChange: can(`${permission}.tags.update`) && !isBound,
		mayDelete: name !== '' && can(`${permission}.delete`) && !isBound,
		mayRestore: can(`${permission}.history.restore.create`) && !isBound,
		changeTags: (edit: TagsEdit) => {
			const body = toBody(edit);
			return done(
				name === ''
					? answerOf(api.PATCH('/api/v1/system-tag-set/tags', { body }))
					: answerOf(api.PATCH('/api/v1/tag-sets/{name}/tags', { params: { path }, body })),
			);
		},
		changeRegionTags: (regionName: string, edit: TagsEdit) => {
			const body = toBody(edit);
			return done(
				name === ''
					? answerOf(api.PATCH('/api/v1/system-tag-set/regions/{regionName}/tags', { params: { path: { regionName } }, body }))
					: answerOf(api.PATCH('/api/v1/tag-sets/{name}/regions/{regionName}/tags', { params: { path: { name, regionName } }, body })),
			);
		},
		saveRegion: (regionName: string, countries: string[]) => {
			const body = { countries };
			return done(
				name === ''
					? answerOf(api.PUT('/api/v1/system-tag-set/regions/{regionName}', { params: { path: { regionName } }, body }))
					: answerOf(api.PUT('/api/v1/tag-sets/{name}/regions/{regionName}', { params: { path: { name, regionName } }, body })),
			);
		},
		removeRegion: (regionName: string) =>
			done(
				name === ''
					? answerOf(api.DELETE('/api/v1/system-tag-set/regions/{regionName}', { params: { path: { regionName } } }))
					: answerOf(api.DELETE('/api/v1/tag-sets/{name}/regions/{regionName}', { params: { path: { name, regionName } } })),
			),
		deleteSet: (etag: string) => answerOf(api.DELETE('/api/v1/tag-sets/{name}', { params: { path, header: { 'If-Match': etag } } })),
	};
}

export type TagSetChanges = ReturnType<typeof useTagSetChanges>;

function toBody({ set = [], remove = [] }: TagsEdit) {
	return {
		set: set.map(({ name, value, overridable }) => ({ name, value, ...(overridable === undefined ? {} : { overridable }) })),
		remove,
	};
}
