import { Group, Select, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSession } from '../../session/session-context.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { TagValuesTable } from '../../ui/tag-values-table.tsx';
import type { DeviceType } from '../queries.ts';
import { deviceTypesTexts } from '../texts.ts';
import { toScopePermission, useScopeSettings } from './scope-settings.ts';
import { useTagSetNames } from './tag-set-names.ts';
import type { ChosenScope } from './use-chosen-scope.ts';

const texts = deviceTypesTexts.tags;

interface ScopeTagsProps {
	readonly type: DeviceType;
	readonly scope: ChosenScope;
}

/** What a service provider or a group has set for a type: tags, and which tag set holds. */
export function ScopeTags({ type, scope }: ScopeTagsProps): ReactNode {
	const { can, isBound } = useSession();
	const { query, change, chooseTagSet } = useScopeSettings(type.name, scope);
	const { data, error, isPending, refetch } = query;
	const permission = toScopePermission(type.name, scope);
	const takesSet =
		type.tagMode === 'System And Custom' && (scope.groupId === undefined ? type.allowSpCustomTagSet : type.allowGroupCustomTagSet);
	const { data: sets = [] } = useTagSetNames(takesSet && can('dms.rest.tag-sets.read') && !isBound);
	if (isPending) return <TableSkeleton rows={3} />;
	if (data === undefined) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
	const own = data.tagSet;
	return (
		<Stack gap="sm">
			<Text fw={500} size="sm">
				{texts.own([scope.serviceProviderId, ...(scope.groupId === undefined ? [] : [scope.groupId])].join(' / '))}
			</Text>
			<TagValuesTable
				label={texts.own(scope.serviceProviderId)}
				tags={data.tags}
				empty={texts.none}
				onChange={can(`${permission}.tags.update`) ? change : undefined}
			/>
			{takesSet ? (
				<Group>
					<Select
						label={texts.tagSet}
						data={[...new Set([...sets, ...(own === null ? [] : [own])])]}
						value={own}
						onChange={chooseTagSet}
						clearable
						placeholder={type.tagSet ?? deviceTypesTexts.settings.noTagSet}
						disabled={!can(`${permission}.tag-set.update`)}
					/>
				</Group>
			) : null}
		</Stack>
	);
}
