import { Button, Group, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconPhone, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import type { Tagged } from '../../api/answer.ts';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import type { Device, Line } from '../queries.ts';
import { LineModal } from './line-modal.tsx';
import { LinesTable } from './lines-table.tsx';
import { lineTexts as texts } from './texts.ts';
import { moved, useLines } from './use-lines.ts';

/** The lines of the device in their order, which is that of its keys. */
export function LinesTab({ device }: { readonly device: Tagged<Device> }): ReactNode {
	const { lines, id } = device.value;
	const { add, change, remove, move } = useLines(device);
	const { can } = useSession();
	const [edited, setEdited] = useState<Line | 'new'>();
	const [removed, setRemoved] = useState<Line>();
	const [order, setOrder] = useState<readonly Line[]>();
	const [said, setSaid] = useState('');
	const [failure, setFailure] = useState<unknown>();
	const canChange = can(`dms.rest.devices.${toSegment(id)}.lines.update`);
	const addButton = canChange ? (
		<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEdited('new')}>
			{texts.add}
		</Button>
	) : undefined;

	/** The new order is shown at once; until the server has it, nothing else is moved. */
	async function handleMove(from: number, to: number): Promise<void> {
		if (order !== undefined) return;
		const wanted = moved(lines, from, to);
		setOrder(wanted);
		setFailure(undefined);
		try {
			await move(wanted);
			setSaid(texts.movedTo(wanted[to]?.linePort ?? '', to + 1));
		} catch (cause) {
			setFailure(cause);
		} finally {
			setOrder(undefined);
		}
	}

	return (
		<Stack gap="md">
			{lines.length === 0 ? (
				<EmptyState icon={IconPhone} title={texts.emptyTitle} text={texts.emptyText} action={addButton} />
			) : (
				<>
					<Group justify="space-between">
						<Text size="sm" c="dimmed">
							{canChange ? texts.orderHint : ''}
						</Text>
						{addButton}
					</Group>
					<ProblemAlert error={failure} />
					<LinesTable
						lines={order ?? lines}
						edit={canChange ? { onEdit: setEdited, onRemove: setRemoved, onMove: (from, to) => void handleMove(from, to) } : undefined}
					/>
					<VisuallyHidden role="status">{said}</VisuallyHidden>
				</>
			)}
			<LineModal line={edited} onClose={() => setEdited(undefined)} onAdd={add} onChange={change} />
			<ConfirmModal
				opened={removed !== undefined}
				onClose={() => setRemoved(undefined)}
				title={texts.removeTitle(removed?.linePort ?? '')}
				confirmLabel={texts.remove}
				onConfirm={() => remove(removed?.line ?? 0)}
			>
				{texts.removeText}
			</ConfirmModal>
		</Stack>
	);
}
