import { Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconDeviceLandlinePhone, IconFilterOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSession } from '../../session/session-context.tsx';
import { texts as shared } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RouteLink } from '../../ui/route-link.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { BulkBar } from '../bulk/bulk-bar.tsx';
import { type DeviceFilter, type DeviceSort, type DevicesSearch, isEmptyFilter } from '../search.ts';
import { DevicesTable } from './devices-table.tsx';
import { PageStepper } from './page-stepper.tsx';
import { pageSize, useDeviceCount, useDevicePage } from './queries.ts';
import { devicesTexts, listTexts as texts } from './texts.ts';
import { usePageSteps } from './use-page-steps.ts';
import { type Selection, useSelection } from './use-selection.ts';

export interface DevicesListProps {
	readonly search: DevicesSearch;
	readonly onSort: (sort: DeviceSort | undefined) => void;
	/** Shows all devices. */
	readonly onClear: () => void;
}

/** A page of the devices that the filter finds, and what can be done with several of them. */
export function DevicesList(props: DevicesListProps): ReactNode {
	const selection = useSelection();
	const { can } = useSession();
	const canChange = can('dms.rest.devices.bulk.create');
	const { sort: _sort, after: _after, ...filter } = props.search;
	return (
		<Stack gap="sm">
			<FoundDevices {...props} selection={canChange ? selection : undefined} />
			{canChange ? <BulkBar selection={selection} filter={filter} /> : null}
		</Stack>
	);
}

interface FoundDevicesProps extends DevicesListProps {
	readonly selection: Selection | undefined;
}

function FoundDevices({ search, onSort, onClear, selection }: FoundDevicesProps): ReactNode {
	const { sort, after, ...filter } = search;
	const { devices, nextCursor, isSearching, isStale, error, retry } = useDevicePage(search);
	const total = useDeviceCount(filter);
	const steps = usePageSteps(after, nextCursor);
	if (error !== null) return <ProblemAlert error={error} onRetry={retry} />;
	if (devices === undefined) return <TableSkeleton rows={10} />;
	if (devices.length === 0 && isSearching) return <Searching />;
	if (devices.length === 0 && after === undefined) return <NoDevices filter={filter} onClear={onClear} />;
	return (
		<>
			<DevicesTable
				devices={devices}
				selection={selection}
				isStale={isStale}
				sort={sort}
				onSort={filter.standing === undefined ? onSort : undefined}
				showsBehind={filter.standing === 'behind'}
			/>
			{isSearching ? <Searching /> : <PageStepper steps={steps} rows={devices.length} total={total} rowsOnPage={pageSize} />}
		</>
	);
}

/** The server looks at some devices at a time: who waits sees that it goes on. */
function Searching(): ReactNode {
	return (
		<Group gap="sm" py="xs" role="status">
			<Loader size="xs" />
			<Text size="sm" c="dimmed">
				{texts.searching}
			</Text>
		</Group>
	);
}

interface NoDevicesProps {
	readonly filter: DeviceFilter;
	readonly onClear: () => void;
}

function NoDevices({ filter, onClear }: NoDevicesProps): ReactNode {
	const { can } = useSession();
	if (!isEmptyFilter(filter)) {
		const { standing, ...others } = filter;
		const isWell = standing !== undefined && isEmptyFilter(others);
		return (
			<EmptyState
				icon={isWell ? IconCircleCheck : IconFilterOff}
				title={isWell ? { behind: texts.noneBehind, never: texts.noneNew }[standing] : shared.empty.filtered}
				text={isWell ? texts.allWell : texts.nothingFound}
				action={
					<Button variant="default" onClick={onClear}>
						{shared.empty.clearFilter}
					</Button>
				}
			/>
		);
	}
	return (
		<EmptyState
			icon={IconDeviceLandlinePhone}
			title={texts.emptyTitle}
			text={texts.emptyText}
			action={
				can('dms.rest.devices.create') ? (
					<Group>
						<Button renderRoot={(props) => <RouteLink {...props} to="/devices/new" />}>{devicesTexts.add}</Button>
						<Button variant="default" renderRoot={(props) => <RouteLink {...props} to="/devices/import" />}>
							{devicesTexts.import}
						</Button>
					</Group>
				) : undefined
			}
		/>
	);
}
