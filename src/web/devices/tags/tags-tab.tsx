import { Button, Group, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { IconPlus, IconSearch, IconTag } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Tagged } from '../../api/answer.ts';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import type { TagValue } from '../../ui/tag-value-modal.tsx';
import { TagValueModal } from '../../ui/tag-value-modal.tsx';
import type { Device } from '../queries.ts';
import { type EffectiveTag, useEffectiveTags, useTagsChange } from './queries.ts';
import { TagsTable } from './tags-table.tsx';
import { tagTexts as texts } from './texts.ts';

type Shown = 'custom' | 'own' | 'all';

/** Tags in effect for the device, from whichever level; its own can be set here. */
export function TagsTab({ device: { value, etag } }: { readonly device: Tagged<Device> }): ReactNode {
	const tags = useEffectiveTags(value.id);
	const change = useTagsChange(value.id, etag);
	const { can } = useSession();
	const [search, setSearch] = useState('');
	const [shown, setShown] = useState<Shown>('custom');
	const [edited, setEdited] = useState<TagValue | 'new'>();
	const [removed, setRemoved] = useState<string>();
	const canChange = can(`dms.rest.devices.${toSegment(value.id)}.tags.update`);
	if (tags.error !== null) return <ProblemAlert error={tags.error} onRetry={() => void tags.refetch()} />;
	if (tags.data === undefined) return <TableSkeleton rows={8} />;
	const found = tags.data.filter((tag) => isShown(tag, shown) && hasText(tag, search));
	return (
		<Stack gap="md">
			<Group justify="space-between" gap="sm">
				<Group gap="sm" style={{ flex: '1 1 20rem' }}>
					<TextInput
						aria-label={texts.search}
						placeholder={texts.search}
						leftSection={<IconSearch size={16} aria-hidden />}
						value={search}
						onChange={(event) => setSearch(event.currentTarget.value)}
						style={{ flex: '1 1 12rem', maxWidth: 320 }}
					/>
					<SegmentedControl
						aria-label={texts.shownLabel}
						value={shown}
						onChange={setShown}
						data={(['custom', 'own', 'all'] as const).map((each) => ({ value: each, label: texts.shown[each] }))}
					/>
				</Group>
				{canChange ? (
					<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
						{texts.add}
					</Button>
				) : null}
			</Group>
			{found.length === 0 ? (
				<EmptyState
					icon={IconTag}
					title={search === '' ? texts.emptyTitle : texts.nothingFound}
					text={search === '' ? texts.emptyText : undefined}
				/>
			) : (
				<TagsTable
					tags={found}
					onEdit={canChange ? (tag) => setEdited({ name: tag.name, value: tag.value }) : undefined}
					onRemove={canChange ? (tag) => setRemoved(tag.name) : undefined}
				/>
			)}
			<TagValueModal tag={edited} hasOverridable={false} onClose={() => setEdited(undefined)} onSave={(tag) => change({ set: [tag] })} />
			<ConfirmModal
				opened={removed !== undefined}
				onClose={() => setRemoved(undefined)}
				title={texts.removeTitle(removed ?? '')}
				confirmLabel={texts.remove}
				onConfirm={() => change({ remove: [removed ?? ''] })}
			>
				{texts.removeText}
			</ConfirmModal>
		</Stack>
	);
}

function isShown({ level }: EffectiveTag, shown: Shown): boolean {
	if (shown === 'all') return true;
	return shown === 'own' ? level === 'Device Profile' : level !== 'Built-in';
}

function hasText({ name, value, actualValue }: EffectiveTag, search: string): boolean {
	return [name, value, actualValue].some((text) => text.toLowerCase().includes(search.toLowerCase()));
}
