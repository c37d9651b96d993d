import { Checkbox, Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { TableFrame } from '../../ui/table-frame.tsx';
import type { DeviceSummary } from '../queries.ts';
import type { DeviceSort } from '../search.ts';
import { DeviceRow } from './device-row.tsx';
import classes from './devices.module.css';
import { SortHeader } from './sort-header.tsx';
import { listTexts as texts } from './texts.ts';
import type { Selection } from './use-selection.ts';

export interface DevicesTableProps {
	readonly devices: readonly DeviceSummary[];
	/** Undefined: the person may change nothing. */
	readonly selection: Selection | undefined;
	/** Other rows are on their way. */
	readonly isStale: boolean;
	readonly sort: DeviceSort | undefined;
	/** Undefined: these devices have an order of their own. */
	readonly onSort: ((sort: DeviceSort | undefined) => void) | undefined;
	readonly showsBehind: boolean;
}

/** Devices, one a row; narrow windows show the type and the MAC address below the name. */
export function DevicesTable({ devices, selection, isStale, sort, onSort, showsBehind }: DevicesTableProps): ReactNode {
	const chosen = devices.filter(({ id }) => selection?.has(id) === true).length;
	return (
		<TableFrame label={texts.label} minWidth={320}>
			<Table.Thead>
				<Table.Tr>
					{selection === undefined ? null : (
						<Table.Th w={44} pr={0}>
							<Checkbox
								size="sm"
								aria-label={texts.selectPage}
								checked={chosen > 0 && chosen === devices.length}
								indeterminate={chosen > 0 && chosen < devices.length}
								onChange={(event) => selection.setAll(devices, event.currentTarget.checked)}
							/>
						</Table.Th>
					)}
					<SortHeader label={texts.name} column="name" sort={sort} onSort={onSort} />
					<SortHeader label={texts.mac} column="macAddress" sort={sort} onSort={onSort} visibleFrom="sm" w={190} />
					<Table.Th visibleFrom="sm">{texts.type}</Table.Th>
					<Table.Th w={116}>{texts.state}</Table.Th>
					<Table.Th visibleFrom="md" w={130}>
						{texts.lastFetch}
					</Table.Th>
					{showsBehind ? (
						<Table.Th visibleFrom="sm">{texts.behindFiles}</Table.Th>
					) : (
						<Table.Th visibleFrom="md" w={72} ta="right">
							{texts.lines}
						</Table.Th>
					)}
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody className={isStale ? classes['stale'] : ''}>
				{devices.map((device) => (
					<DeviceRow key={device.id} device={device} selection={selection} showsBehind={showsBehind} />
				))}
			</Table.Tbody>
		</TableFrame>
	);
}
