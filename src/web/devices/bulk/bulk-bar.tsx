import { Button, CloseButton, Group, Menu, Paper, Text } from '@mantine/core';
import { IconChevronDown, IconPlayerPause, IconPlayerPlay, IconTag, IconTrash } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import classes from '../list/devices.module.css';
import type { Selection } from '../list/use-selection.ts';
import type { DeviceFilter } from '../search.ts';
import { BulkModal } from './bulk-modal.tsx';
import { ChooseAll } from './choose-all.tsx';
import type { BulkAction } from './run-bulk.ts';
import { bulkTexts as texts } from './texts.ts';

export interface BulkBarProps {
	readonly selection: Selection;
	/** That of the list. */
	readonly filter: DeviceFilter;
}

/** What can be done with the devices that are chosen; its results stay in view when there are none any more. */
export function BulkBar({ selection, filter }: BulkBarProps): ReactNode {
	const [kind, setKind] = useState<BulkAction['kind']>();
	return (
		<>
			{selection.devices.length === 0 ? null : <Bar selection={selection} filter={filter} onChoose={setKind} />}
			<BulkModal kind={kind} selection={selection} onClose={() => setKind(undefined)} />
		</>
	);
}

interface BarProps extends BulkBarProps {
	readonly onChoose: (kind: BulkAction['kind']) => void;
}

function Bar({ selection, filter, onChoose }: BarProps): ReactNode {
	return (
		<Paper withBorder p="xs" className={classes['bar']} role="region" aria-label={texts.label}>
			<Group justify="space-between" gap="xs">
				<Group gap="xs">
					<CloseButton aria-label={texts.clear} onClick={selection.clear} />
					<Text size="sm" fw={600} aria-live="polite">
						{texts.chosen(selection.devices.length)}
					</Text>
					<ChooseAll filter={filter} selection={selection} />
				</Group>
				<Group gap="xs">
					<Menu position="top-end">
						<Menu.Target>
							<Button size="xs" variant="default" rightSection={<IconChevronDown size={14} aria-hidden />}>
								{texts.change}
							</Button>
						</Menu.Target>
						<Menu.Dropdown>
							<Menu.Item leftSection={<IconPlayerPlay size={16} />} onClick={() => onChoose('enable')}>
								{texts.enable.action}
							</Menu.Item>
							<Menu.Item leftSection={<IconPlayerPause size={16} />} onClick={() => onChoose('disable')}>
								{texts.disable.action}
							</Menu.Item>
							<Menu.Item leftSection={<IconTag size={16} />} onClick={() => onChoose('tag')}>
								{texts.tag.action}
							</Menu.Item>
						</Menu.Dropdown>
					</Menu>
					<Button
						size="xs"
						color="red"
						variant="light"
						leftSection={<IconTrash size={14} aria-hidden />}
						onClick={() => onChoose('delete')}
					>
						{texts.delete.action}
					</Button>
				</Group>
			</Group>
		</Paper>
	);
}
