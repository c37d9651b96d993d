import { Button, TextInput } from '@mantine/core';
import { IconFileZip, IconSearch, IconTemplate } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useSession } from '../../session/session-context.tsx';
import { texts as shared } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { RouteLink } from '../../ui/route-link.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { type DeviceTypeSummary, useDeviceTypes } from '../queries.ts';
import { deviceTypesTexts as texts } from '../texts.ts';
import { DeviceTypesTable } from './device-types-table.tsx';

/** Types beyond which one looks for them by name. */
const mostWithoutFilter = 8;

export function DeviceTypesPage(): ReactNode {
	const { can, isBound } = useSession();
	const { data, error, isPending, refetch } = useDeviceTypes();
	const mayImport = can('dms.rest.dtaf.import.create') && !isBound;
	const importButton = mayImport ? (
		<Button leftSection={<IconFileZip size={18} aria-hidden />} renderRoot={(props) => <RouteLink {...props} to="/device-type-import" />}>
			{texts.list.import}
		</Button>
	) : undefined;
	const isEmpty = data?.length === 0;
	return (
		<PageFrame title={texts.deviceTypes.title} description={texts.list.description} actions={isEmpty ? undefined : importButton}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{isPending ? <TableSkeleton /> : null}
			{isEmpty ? (
				<EmptyState
					icon={IconTemplate}
					title={texts.list.emptyTitle}
					text={mayImport ? texts.list.emptyText : texts.list.emptyReader}
					action={importButton}
				/>
			) : null}
			{data === undefined || isEmpty ? null : <FoundTypes types={data} />}
		</PageFrame>
	);
}

function FoundTypes({ types }: { readonly types: readonly DeviceTypeSummary[] }): ReactNode {
	const [filter, setFilter] = useState('');
	const wanted = filter.trim().toLowerCase();
	const found = types.filter(({ name, path }) => `${name}\n${path}`.toLowerCase().includes(wanted));
	return (
		<>
			{types.length <= mostWithoutFilter ? null : (
				<TextInput
					aria-label={texts.list.filter}
					placeholder={texts.list.filter}
					leftSection={<IconSearch size={16} aria-hidden />}
					value={filter}
					onChange={(event) => setFilter(event.currentTarget.value)}
					maw={320}
				/>
			)}
			{found.length === 0 ? (
				<EmptyState
					title={shared.empty.filtered}
					action={
						<Button variant="default" onClick={() => setFilter('')}>
							{shared.empty.clearFilter}
						</Button>
					}
				/>
			) : (
				<DeviceTypesTable types={found} />
			)}
		</>
	);
}
