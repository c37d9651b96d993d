import { ActionIcon, Button, Code, Group, Stack, Table, Text, Tooltip } from '@mantine/core';
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { ConfirmModal } from './confirm-modal.tsx';
import { StatusBadge } from './status-badge.tsx';
import { TableFrame } from './table-frame.tsx';
import { type TagValue, TagValueModal } from './tag-value-modal.tsx';

export interface TagsEdit {
	readonly set?: TagValue[];
	readonly remove?: string[];
}

export interface TagValuesTableProps {
	/** What the table lists, for screen readers. */
	readonly label: string;
	readonly tags: readonly TagValue[];
	/** Whether each tag says if it may be overridden: those of tag sets do. */
	readonly hasOverridable?: boolean;
	/** What stands in place of an empty table. */
	readonly empty: ReactNode;
	/** Writes a change; undefined: they may be read alone. */
	readonly onChange?: ((edit: TagsEdit) => Promise<unknown>) | undefined;
	/** Beside the button that adds a tag. */
	readonly actions?: ReactNode;
}

const texts = {
	name: 'Tag',
	value: 'Value',
	levels: 'Levels below',
	overridable: 'may override it',
	fixed: 'cannot override it',
	fixedBelow: 'Levels below cannot override it',
	add: 'Add a tag',
	edit: (name: string) => `Edit ${name}`,
	remove: (name: string) => `Remove ${name}`,
	removeTitle: (name: string) => `Remove ${name}?`,
	removeText:
		'Devices then get what the levels above say; where none says anything, the tag stays in the file as text. The history keeps it.',
	removeLabel: 'Remove',
};

/** Tags with their values, each of which can be set and removed. */
export function TagValuesTable({ label, tags, hasOverridable = false, empty, onChange, actions }: TagValuesTableProps): ReactNode {
	const [edited, setEdited] = useState<TagValue | 'new'>();
	const [removed, setRemoved] = useState<string>();
	return (
		<Stack gap="sm">
			{tags.length === 0 ? (
				<Text size="sm" c="dimmed">
					{empty}
				</Text>
			) : (
				<TableFrame label={label} minWidth={0}>
					<Table.Thead>
						<Table.Tr>
							<Table.Th>{texts.name}</Table.Th>
							<Table.Th>{texts.value}</Table.Th>
							{hasOverridable ? (
								<Table.Th visibleFrom="sm" w={170}>
									{texts.levels}
								</Table.Th>
							) : null}
							{onChange === undefined ? null : <Table.Th w={90} aria-label="Actions" />}
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
								<Table.Td style={{ overflowWrap: 'anywhere' }}>
									<Text size="sm" ff="monospace">
										{tag.value}
									</Text>
									{tag.overridable === false ? (
										<Text size="xs" c="dimmed" hiddenFrom="sm">
											{texts.fixedBelow}
										</Text>
									) : null}
								</Table.Td>
								{hasOverridable ? (
									<Table.Td visibleFrom="sm">
										<StatusBadge tone={tag.overridable === false ? 'warning' : 'neutral'}>
											{tag.overridable === false ? texts.fixed : texts.overridable}
										</StatusBadge>
									</Table.Td>
								) : null}
								{onChange === undefined ? null : (
									<Table.Td>
										<RowActions name={tag.name} onEdit={() => setEdited(tag)} onRemove={() => setRemoved(tag.name)} />
									</Table.Td>
								)}
							</Table.Tr>
						))}
					</Table.Tbody>
				</TableFrame>
			)}
			{onChange === undefined ? null : (
				<Group gap="sm">
					<Button variant="default" size="xs" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
						{texts.add}
					</Button>
					{actions}
				</Group>
			)}
			{onChange === undefined ? null : (
				<>
					<TagValueModal
						tag={edited}
						hasOverridable={hasOverridable}
						onClose={() => setEdited(undefined)}
						onSave={(tag) => onChange({ set: [tag] })}
					/>
					<ConfirmModal
						opened={removed !== undefined}
						onClose={() => setRemoved(undefined)}
						title={texts.removeTitle(removed ?? '')}
						confirmLabel={texts.removeLabel}
						onConfirm={() => onChange({ remove: [removed ?? ''] })}
					>
						{texts.removeText}
					</ConfirmModal>
				</>
			)}
		</Stack>
	);
}

interface RowActionsProps {
	readonly name: string;
	readonly onEdit: () => void;
	readonly onRemove: () => void;
}

function RowActions({ name, onEdit, onRemove }: RowActionsProps): ReactNode {
	return (
		<Group gap={4} wrap="nowrap" justify="flex-end">
			<Tooltip label={texts.edit(name)}>
				<ActionIcon variant="subtle" color="gray" aria-label={texts.edit(name)} onClick={onEdit}>
					<IconPencil size={16} />
				</ActionIcon>
			</Tooltip>
			<Tooltip label={texts.remove(name)}>
				<ActionIcon variant="subtle" color="red" aria-label={texts.remove(name)} onClick={onRemove}>
					<IconTrash size={16} />
				</ActionIcon>
			</Tooltip>
		</Group>
	);
}
