import { Button, Stack } from '@mantine/core';
import { IconCircleCheck, IconRefresh, IconUserQuestion } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useSession } from '../session/session-context.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { toMacDigits } from '../ui/mac-address.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { AddModal } from './add-modal.tsx';
import { DenyModal } from './deny-modal.tsx';
import { type Done, DoneList } from './done-list.tsx';
import { pageTexts as texts } from './page-texts.ts';
import { type UnknownDevice, useUnknownDevices } from './queries.ts';
import { unknownDevicesTexts } from './texts.ts';
import { UnknownDeviceCard } from './unknown-device-card.tsx';
import classes from './unknown-devices.module.css';
import { useOnboarding } from './use-onboarding.ts';

const route = getRouteApi('/shell/unknown-devices');

/** Devices that have a certificate and no profile: each is added or denied. */
export function UnknownDevicesPage(): ReactNode {
	const { mac } = route.useSearch();
	const [done, setDone] = useState<readonly Done[]>([]);
	const list = useUnknownDevices();
	const wanted = mac === undefined ? undefined : toMacDigits(mac);
	const shown = list.data?.filter(({ macAddress }) => mac === undefined || macAddress === wanted);
	return (
		<PageFrame
			title={unknownDevicesTexts.unknownDevices.title}
			description={texts.description}
			actions={
				<Button
					variant="default"
					leftSection={<IconRefresh size={16} aria-hidden />}
					loading={list.isRefetching}
					onClick={() => void list.refetch()}
				>
					{texts.refresh}
				</Button>
			}
		>
			<Stack gap={done.length === 0 ? 0 : 'lg'}>
				<DoneList items={done} onChange={setDone} />
				{list.isPending ? <TableSkeleton /> : null}
				<ProblemAlert error={list.error} onRetry={() => void list.refetch()} />
				{shown === undefined ? null : <Devices devices={shown} onDone={(item) => setDone((items) => [item, ...items])} />}
			</Stack>
			{shown?.length === 0 && !list.hasNextPage ? <Nobody isFiltered={mac !== undefined} /> : null}
			<LoadMore {...list} />
		</PageFrame>
	);
}

function Devices({ devices, onDone }: { readonly devices: readonly UnknownDevice[]; readonly onDone: (done: Done) => void }): ReactNode {
	const { can } = useSession();
	const [denying, setDenying] = useState<UnknownDevice>();
	const { busyMac, editing, failure, edit, stopEditing, add, addAtOnce, deny } = useOnboarding(onDone);
	return (
		<>
			<Stack gap="sm" component="ul" className={classes['list'] ?? ''} aria-label={texts.list}>
				{devices.map((device) => (
					<UnknownDeviceCard
						key={device.macAddress}
						device={device}
						canAdd={can('dms.rest.devices.create')}
						canDeny={can('dms.rest.deny-list.create')}
						isBusy={busyMac === device.macAddress}
						onAdd={() => void addAtOnce(device)}
						onEdit={() => edit(device)}
						onDeny={() => setDenying(device)}
					/>
				))}
			</Stack>
			<AddModal device={editing} failure={failure} onClose={stopEditing} onAdd={add} />
			<DenyModal device={denying} onClose={() => setDenying(undefined)} onDeny={deny} />
		</>
	);
}

function Nobody({ isFiltered }: { readonly isFiltered: boolean }): ReactNode {
	const { can } = useSession();
	if (isFiltered) {
		return (
			<EmptyState
				icon={IconUserQuestion}
				title={texts.notFound.title}
				text={texts.notFound.text}
				action={<Button renderRoot={(props) => <Link {...props} to="/unknown-devices" search={{}} />}>{texts.notFound.all}</Button>}
			/>
		);
	}
	return (
		<EmptyState
			icon={IconCircleCheck}
			title={texts.empty.title}
			text={texts.empty.text}
			{...(can('dms.rest.devices.create')
				? {
						action: (
							<Button variant="default" renderRoot={(props) => <Link {...props} to="/devices/new" search={{}} />}>
								{texts.empty.action}
							</Button>
						),
					}
				: {})}
		/>
	);
}
