import { ActionIcon, Code, Group, Stack, Table, Text, Tooltip } from '@mantine/core';
import { IconGripVertical, IconPencil, IconTrash } from '@tabler/icons-react';
import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { StatusBadge } from '../../ui/status-badge.tsx';
import type { Line } from '../queries.ts';
import classes from './lines.module.css';
import { lineTexts as texts } from './texts.ts';

export interface LineEdits {
	readonly onEdit: (line: Line) => void;
	readonly onRemove: (line: Line) => void;
	/** By their places, counted from 0. */
	readonly onMove: (from: number, to: number) => void;
}

export interface LineRowProps {
	readonly line: Line;
	/** Its place, counted from 1. */
	readonly number: number;
	readonly isLast: boolean;
	readonly isDragged: boolean;
	readonly edit: LineEdits | undefined;
	/** The handle was grasped. */
	readonly onDrag: () => void;
}

export function LineRow({ line, number, isLast, isDragged, edit, onDrag }: LineRowProps): ReactNode {
	const { linePort, isPrimary, displayName, label, extension, e164, authUser, hasAuthPassword, shared } = line;

	return (
		<Table.Tr className={isDragged ? classes['dragged'] : ''}>
			{edit === undefined ? null : (
				<Table.Td pr={0}>
					<Handle line={line} number={number} isLast={isLast} onMove={edit.onMove} onDrag={onDrag} />
				</Table.Td>
			)}
			<Table.Td ta="right">{number}</Table.Td>
			<Table.Td>
				<Group gap="xs">
					<Code bg="transparent" p={0} style={{ overflowWrap: 'anywhere' }}>
						{linePort}
					</Code>
					{isPrimary ? <StatusBadge tone="info">{texts.primary}</StatusBadge> : null}
					{shared === true ? <StatusBadge tone="neutral">{texts.shared}</StatusBadge> : null}
				</Group>
				<Text size="xs" c="dimmed" hiddenFrom="sm">
					{[displayName, extension ?? e164, hasAuthPassword ? texts.hasPassword : texts.noPassword]
						.filter((part) => part !== undefined)
						.join(' · ')}
				</Text>
			</Table.Td>
			<Table.Td visibleFrom="sm">
				<Stack gap={0}>
					<Text size="sm">{displayName ?? ''}</Text>
					<Text size="xs" c="dimmed">
						{label ?? ''}
					</Text>
				</Stack>
			</Table.Td>
			<Table.Td visibleFrom="sm">{extension ?? e164 ?? ''}</Table.Td>
			<Table.Td visibleFrom="sm">
				<Text size="sm">{authUser ?? ''}</Text>
				<Text size="xs" c="dimmed">
					{hasAuthPassword ? texts.hasPassword : texts.noPassword}
				</Text>
			</Table.Td>
			{edit === undefined ? null : (
				<Table.Td>
					<Group gap={4} wrap="nowrap" justify="flex-end">
						<Tooltip label={texts.edit(linePort)}>
							<ActionIcon variant="subtle" color="gray" aria-label={texts.edit(linePort)} onClick={() => edit.onEdit(line)}>
								<IconPencil size={16} />
							</ActionIcon>
						</Tooltip>
						<Tooltip label={texts.removeOne(linePort)}>
							<ActionIcon variant="subtle" color="red" aria-label={texts.removeOne(linePort)} onClick={() => edit.onRemove(line)}>
								<IconTrash size={16} />
							</ActionIcon>
						</Tooltip>
					</Group>
				</Table.Td>
			)}
		</Table.Tr>
	);
}

interface HandleProps extends Pick<LineRowProps, 'line' | 'number' | 'isLast' | 'onDrag'> {
	readonly onMove: LineEdits['onMove'];
}

function Handle({ line, number, isLast, onMove, onDrag }: HandleProps): ReactNode {
	const index = number - 1;

	function handleKey(event: KeyboardEvent): void {
		if (event.key === 'ArrowUp' && index > 0) onMove(index, index - 1);
		else if (event.key === 'ArrowDown' && !isLast) onMove(index, index + 1);
		else return;
		event.preventDefault();
	}

	function handlePointer(event: PointerEvent): void {
		if (event.button === 0) onDrag();
	}

	return (
		<Tooltip label={texts.handle}>
			<ActionIcon
				variant="subtle"
				color="gray"
				className={classes['handle']}
				aria-label={texts.moveOne(line.linePort)}
				onKeyDown={handleKey}
				onPointerDown={handlePointer}
			>
				<IconGripVertical size={16} />
			</ActionIcon>
		</Tooltip>
	);
}
