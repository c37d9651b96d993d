import { Box, Checkbox, Code, Group, Table, Text } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import type { MouseEvent, ReactNode } from 'react';
import { MacText } from '../../ui/mac-text.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import { toPlaceText } from '../place-text.tsx';
import type { DeviceSummary } from '../queries.ts';
import { deviceWords } from '../words.ts';
import classes from './devices.module.css';
import { listTexts as texts } from './texts.ts';
import type { Selection } from './use-selection.ts';

export interface DeviceRowProps {
	readonly device: DeviceSummary;
	readonly selection: Selection | undefined;
	/** In place of its lines: the files of which it has an older version. */
	readonly showsBehind: boolean;
}

export function DeviceRow({ device, selection, showsBehind }: DeviceRowProps): ReactNode {
	const navigate = useNavigate();
	const { id, deviceName, macAddress, deviceType, enabled, numberOfLines, lastFetchAt, behindFiles = [] } = device;

	/** The whole row leads to the device; what is a link or a box of its own does what it does. */
	function handleClick(event: MouseEvent): void {
		if (event.defaultPrevented || event.metaKey || event.ctrlKey || isControl(event.target) || isSelecting()) return;
		void navigate({ to: '/devices/$deviceId', params: { deviceId: id }, search: {} });
	}

	return (
		<Table.Tr className={classes['row']} onClick={handleClick} data-selected={selection?.has(id)}>
			{selection === undefined ? null : (
				<Table.Td pr={0}>
					<Checkbox
						size="sm"
						aria-label={texts.selectOne(deviceName)}
						checked={selection.has(id)}
						onChange={(event) => selection.set(device, event.currentTarget.checked)}
					/>
				</Table.Td>
			)}
			<Table.Td>
				<Link to="/devices/$deviceId" params={{ deviceId: id }} search={{}} className={classes['name']}>
					{deviceName}
				</Link>
				<Text size="xs" c="dimmed" hiddenFrom="sm">
					{macAddress === null ? null : <MacText value={macAddress} />}
				</Text>
				<Text size="xs" c="dimmed" hiddenFrom="sm">
					{deviceType}
				</Text>
				<Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
					{toPlaceText(device)}
				</Text>
				<Box hiddenFrom="sm">
					<BehindFiles files={behindFiles} />
				</Box>
			</Table.Td>
			<Table.Td visibleFrom="sm">{macAddress === null ? <None /> : <MacText value={macAddress} />}</Table.Td>
			<Table.Td visibleFrom="sm">{deviceType}</Table.Td>
			<Table.Td>
				<StatusBadge tone={enabled ? 'good' : 'neutral'}>{enabled ? deviceWords.state.enabled : deviceWords.state.disabled}</StatusBadge>
			</Table.Td>
			<Table.Td visibleFrom="md">
				<TimeStamp value={lastFetchAt} />
			</Table.Td>
			{showsBehind ? (
				<Table.Td visibleFrom="sm">
					<BehindFiles files={behindFiles} />
				</Table.Td>
			) : (
				<Table.Td visibleFrom="md" ta="right">
					{numberOfLines}
				</Table.Td>
			)}
		</Table.Tr>
	);
}

function BehindFiles({ files }: { readonly files: readonly string[] }): ReactNode {
	return (
		<Group gap={6}>
			{files.map((fileFormat) => (
				<Code key={fileFormat} style={{ overflowWrap: 'anywhere' }}>
					{fileFormat}
				</Code>
			))}
		</Group>
	);
}

function None(): ReactNode {
	return (
		<Text span size="sm" c="dimmed">
			{texts.noMac}
		</Text>
	);
}

function isControl(target: EventTarget): boolean {
	return target instanceof Element && target.closest('a, button, input, label') !== null;
}

/** Who marks text in a row wants to copy it. */
function isSelecting(): boolean {
	return globalThis.getSelection()?.type === 'Range';
}
