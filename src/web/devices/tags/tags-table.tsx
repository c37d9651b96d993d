import { ActionIcon, Box, Code, Group, Stack, Table, Text, Tooltip } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { TableFrame } from '../../ui/table-frame.tsx';
import { LevelText } from './level-text.tsx';
import type { EffectiveTag } from './queries.ts';
import { tagTexts as texts } from './texts.ts';

export interface TagsTableProps {
	readonly tags: readonly EffectiveTag[];
	/** Undefined: they may be read alone. */
	readonly onEdit: ((tag: EffectiveTag) => void) | undefined;
	readonly onRemove: ((tag: EffectiveTag) => void) | undefined;
}

/** Tags with the value in effect, where it comes from, and which values it hides. */
export function TagsTable({ tags, onEdit, onRemove }: TagsTableProps): ReactNode {
	return (
		<TableFrame label={texts.label} minWidth={320}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th w="34%">{texts.name}</Table.Th>
					<Table.Th>{texts.value}</Table.Th>
					<Table.Th visibleFrom="sm" w="22%">
						{texts.level}
					</Table.Th>
					{onEdit === undefined ? null : <Table.Th w={90} aria-label={texts.actions} />}
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{tags.map((tag) => (
					<Table.Tr key={tag.name}>
						<Table.Td>
							<Code bg="transparent" p={0} style={{ overflowWrap: 'anywhere' }}>
								{tag.name}
							</Code>
						</Table.Td>
						<Table.Td>
							<Values tag={tag} />
							<Box hiddenFrom="sm" mt={4}>
								<LevelText {...tag} />
							</Box>
						</Table.Td>
						<Table.Td visibleFrom="sm">
							<LevelText {...tag} />
						</Table.Td>
						{onEdit === undefined || onRemove === undefined ? null : (
							<Table.Td>
								<Actions tag={tag} onEdit={onEdit} onRemove={onRemove} />
							</Table.Td>
						)}
					</Table.Tr>
				))}
			</Table.Tbody>
		</TableFrame>
	);
}

function Values({ tag: { value, actualValue, overridden } }: { readonly tag: EffectiveTag }): ReactNode {
	return (
		<Stack gap={2}>
			<Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
				{value === '' ? texts.emptyValue : value}
			</Text>
			{actualValue === value ? null : (
				<Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
					{texts.becomes} <Code fz="xs">{actualValue}</Code>
				</Text>
			)}
			{overridden.map((other) => (
				<Text
					key={`${other.level} ${other.tagSetName ?? ''} ${other.regionName ?? ''}`}
					size="xs"
					c="dimmed"
					style={{ overflowWrap: 'anywhere' }}
				>
					{texts.insteadOf} <s>{other.value}</s> {texts.of(texts.levels[other.level])}
				</Text>
			))}
		</Stack>
	);
}

interface ActionsProps {
	readonly tag: EffectiveTag;
	readonly onEdit: (tag: EffectiveTag) => void;
	readonly onRemove: (tag: EffectiveTag) => void;
}

/** A value of another level is replaced for this device; built-in tags are what they are, and so is what a tag set has fixed. */
function Actions({ tag, onEdit, onRemove }: ActionsProps): ReactNode {
	const isOwn = tag.level === 'Device Profile';
	if (tag.level === 'Built-in' || (!isOwn && tag.overridable === false)) return null;
	const label = isOwn ? texts.edit(tag.name) : texts.override(tag.name);
	return (
		<Group gap={4} wrap="nowrap" justify="flex-end">
			<Tooltip label={label}>
				<ActionIcon variant="subtle" color="gray" aria-label={label} onClick={() => onEdit(tag)}>
					<IconPencil size={16} />
				</ActionIcon>
			</Tooltip>
			{isOwn ? (
				<Tooltip label={texts.removeOne(tag.name)}>
					<ActionIcon variant="subtle" color="red" aria-label={texts.removeOne(tag.name)} onClick={() => onRemove(tag)}>
						<IconTrash size={16} />
					</ActionIcon>
				</Tooltip>
			) : (
				<span style={{ width: 28 }} />
			)}
		</Group>
	);
}
