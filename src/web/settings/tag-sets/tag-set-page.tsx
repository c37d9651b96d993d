import { Stack, Tabs } from '@mantine/core';
import type { ReactNode } from 'react';
import { HistoryPanel } from '../../device-types/history/history-panel.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { Section } from '../../ui/section.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { TagValuesTable } from '../../ui/tag-values-table.tsx';
import { type TagSetTab, tagSetTabs } from '../search.ts';
import { settingsTexts } from '../texts.ts';
import { DeleteTagSet } from './delete-tag-set.tsx';
import { type TagSet, useTagSet } from './queries.ts';
import { useTagSetHistory } from './tag-set-history.ts';
import { TagSetRegions } from './tag-set-regions.tsx';
import { tagSetTexts as texts } from './texts.ts';
import { type TagSetChanges, useTagSetChanges } from './use-tag-set-changes.ts';

interface TagSetPageProps {
	/** Empty: the system default set. */
	readonly name: string;
	readonly tab: TagSetTab | undefined;
	readonly onTab: (tab: TagSetTab | undefined) => void;
}

/** The values of a set, its regions, and what they were. */
export function TagSetPage({ name, tab = 'tags', onTab }: TagSetPageProps): ReactNode {
	const { data, error, isPending, refetch } = useTagSet(name);
	const changes = useTagSetChanges(name);
	const history = useTagSetHistory(name, changes.mayRestore);
	return (
		<PageFrame
			title={name === '' ? texts.systemDefault : name}
			description={name === '' ? texts.systemText : texts.namedText}
			parents={[{ label: settingsTexts.tagSets.title, to: '/tag-sets' }]}
			actions={data !== undefined && changes.mayDelete ? <DeleteTagSet name={name} etag={data.etag} changes={changes} /> : undefined}
		>
			<Tabs value={tab} onChange={(value) => onTab(tagSetTabs.find((each) => each === value))} keepMounted={false}>
				<Tabs.List mb="md">
					{tagSetTabs.map((each) => (
						<Tabs.Tab key={each} value={each}>
							{texts.tabs[each]}
						</Tabs.Tab>
					))}
				</Tabs.List>
				<Tabs.Panel value="tags">
					<ProblemAlert error={error} onRetry={() => void refetch()} />
					{isPending ? <TableSkeleton /> : null}
					{data === undefined ? null : <TagSetValues set={data.value} changes={changes} />}
				</Tabs.Panel>
				<Tabs.Panel value="history">
					<HistoryPanel source={history} />
				</Tabs.Panel>
			</Tabs>
		</PageFrame>
	);
}

function TagSetValues({ set, changes }: { readonly set: TagSet; readonly changes: TagSetChanges }): ReactNode {
	return (
		<Stack gap="md">
			<Section title={texts.values} description={texts.valuesText}>
				<TagValuesTable
					label={texts.values}
					tags={set.tags}
					hasOverridable
					empty={texts.noTags}
					onChange={changes.mayChange ? changes.changeTags : undefined}
				/>
			</Section>
			<TagSetRegions set={set} changes={changes} />
		</Stack>
	);
}
