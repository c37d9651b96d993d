import { useQuery, useQueryClient } from '@tanstack/react-query';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { toSegment } from '../../session/acl.ts';
import { notifyProblem } from '../../ui/notify.ts';
import type { TagsEdit } from '../../ui/tag-values-table.tsx';
import { deviceTypeKeys } from '../queries.ts';
import type { ChosenScope } from './use-chosen-scope.ts';

const providerPath = '/api/v1/service-providers/{serviceProviderId}/device-types/{name}';
const groupPath = '/api/v1/service-providers/{serviceProviderId}/groups/{groupId}/device-types/{name}';

/** What the permissions begin with for what a scope has set for a type. */
export function toScopePermission(name: string, { serviceProviderId, groupId }: ChosenScope): string {
	const group = groupId === undefined ? '' : `.groups.${toSegment(groupId)}`;
	return `dms.rest.service-providers.${toSegment(serviceProviderId)}${group}.device-types.${toSegment(name)}`;
}

/** What a service provider or a group has set for a type, and how it is changed. */
export function useScopeSettings(name: string, { serviceProviderId, groupId }: ChosenScope) {
	const api = useApi();
	const client = useQueryClient();
	const queryKey = [...deviceTypeKeys.one(name), 'scope', serviceProviderId, groupId ?? null];
	const inProvider = { serviceProviderId, name };
	const inGroup = groupId === undefined ? undefined : { ...inProvider, groupId };
	const query = useQuery({
		queryKey,
		queryFn: ({ signal }) =>
			inGroup === undefined
				? answerOf(api.GET(providerPath, { signal, params: { path: inProvider } }))
				: answerOf(api.GET(groupPath, { signal, params: { path: inGroup } })),
	});

	async function change({ set = [], remove = [] }: TagsEdit): Promise<void> {
		const body = { set: set.map(({ name: tag, value }) => ({ name: tag, value })), remove };
		await (inGroup === undefined
			? answerOf(api.PATCH(`${providerPath}/tags`, { params: { path: inProvider }, body }))
			: answerOf(api.PATCH(`${groupPath}/tags`, { params: { path: inGroup }, body })));
		await client.invalidateQueries({ queryKey });
	}

	async function saveTagSet(tagSet: string | null): Promise<void> {
		const body = { tagSet };
		await (inGroup === undefined
			? answerOf(api.PUT(`${providerPath}/tag-set`, { params: { path: inProvider }, body }))
			: answerOf(api.PUT(`${groupPath}/tag-set`, { params: { path: inGroup }, body })));
		await client.invalidateQueries({ queryKey });
	}

	return { query, change, chooseTagSet: (tagSet: string | null) => void saveTagSet(tagSet).catch(notifyProblem) };
}
