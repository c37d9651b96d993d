import { Badge, Group, Skeleton, Stack, Tabs, Text } from '@mantine/core';
import {
	IconClockHour4,
	IconFileCode,
	IconHistory,
	IconInfoCircle,
	IconPhone,
	IconTag,
	IconUpload,
	type TablerIcon,
} from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef } from 'react';
import type { Tagged } from '../../api/answer.ts';
import { CopyText } from '../../ui/copy-text.tsx';
import { toMacText } from '../../ui/mac-text.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StatusBadge } from '../../ui/status-badge.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { FilesTab } from '../files/files-tab.tsx';
import { HistoryTab } from '../history/history-tab.tsx';
import { LinesTab } from '../lines/lines-tab.tsx';
import { PlaceText } from '../place-text.tsx';
import { type Device, useDevice } from '../queries.ts';
import { TagsTab } from '../tags/tags-tab.tsx';
import { TimelineTab } from '../timeline/timeline-tab.tsx';
import { deviceWords } from '../words.ts';
import { DeviceActions } from './device-actions.tsx';
import { OverviewTab } from './overview-tab.tsx';
import { type DeviceTab, deviceTabs } from './search.ts';
import { deviceTexts as texts } from './texts.ts';
import { UploadsTab } from './uploads-tab.tsx';

const route = getRouteApi('/shell/devices/$deviceId');
const parents = [{ label: deviceWords.devices, to: '/devices' }];

const icons: Readonly<Record<DeviceTab, TablerIcon>> = {
	overview: IconInfoCircle,
	files: IconFileCode,
	tags: IconTag,
	lines: IconPhone,
	uploads: IconUpload,
	timeline: IconClockHour4,
	history: IconHistory,
};

const contents: Readonly<Record<DeviceTab, (props: { readonly device: Tagged<Device> }) => ReactNode>> = {
	overview: OverviewTab,
	files: FilesTab,
	tags: TagsTab,
	lines: LinesTab,
	uploads: UploadsTab,
	timeline: TimelineTab,
	history: HistoryTab,
};

/** Everything about one device. */
export function DevicePage(): ReactNode {
	const { deviceId } = route.useParams();
	const device = useDevice(deviceId);
	if (device.data === undefined) {
		return (
			<PageFrame title={texts.title} parents={parents}>
				{device.error === null ? (
					<Stack>
						<Skeleton height={32} width={280} />
						<TableSkeleton rows={8} />
					</Stack>
				) : (
					<ProblemAlert error={device.error} onRetry={() => void device.refetch()} />
				)}
			</PageFrame>
		);
	}
	return <LoadedDevice key={deviceId} device={device.data} />;
}

function LoadedDevice({ device }: { readonly device: Tagged<Device> }): ReactNode {
	const { tab: shown = 'overview' } = route.useSearch();
	const navigate = route.useNavigate();
	const { value } = device;
	const Content = contents[shown];
	const listRef = useRef<HTMLDivElement>(null);

	// On a phone the tabs are wider than the window.
	useEffect(() => {
		listRef.current?.querySelector(`[data-tab=${shown}]`)?.scrollIntoView({ block: 'nearest', inline: 'center' });
	}, [shown]);

	function open(tab: string | null): void {
		const found = deviceTabs.find((each) => each === tab);
		void navigate({ search: found === undefined || found === 'overview' ? {} : { tab: found }, resetScroll: false });
	}

	return (
		<PageFrame title={value.deviceName} parents={parents} actions={<DeviceActions device={device} />}>
			<Identity device={value} />
			<Tabs value={shown} onChange={open} keepMounted={false}>
				<Tabs.List
					ref={listRef}
					mb="lg"
					style={{ flexWrap: 'nowrap', overflowX: 'auto', overflowY: 'hidden' }}
					aria-label={texts.tabsLabel}
				>
					{deviceTabs.map((tab) => {
						const Icon = icons[tab];
						return (
							<Tabs.Tab
								key={tab}
								value={tab}
								data-tab={tab}
								leftSection={<Icon size={16} aria-hidden />}
								style={{ flexShrink: 0 }}
								rightSection={toCount(tab, value)}
							>
								{texts.tabs[tab]}
							</Tabs.Tab>
						);
					})}
				</Tabs.List>
				<Tabs.Panel value={shown}>
					<Content device={device} />
				</Tabs.Panel>
			</Tabs>
		</PageFrame>
	);
}

function Identity({ device }: { readonly device: Device }): ReactNode {
	return (
		<Group gap="sm" mt={-12}>
			<StatusBadge tone={device.enabled ? 'good' : 'neutral'}>
				{device.enabled ? deviceWords.state.enabled : deviceWords.state.disabled}
			</StatusBadge>
			{device.macAddress === null ? null : <CopyText value={toMacText(device.macAddress)} label={texts.copyMac} />}
			<Text span size="sm">
				{device.deviceType}
			</Text>
			<PlaceText place={device} />
		</Group>
	);
}

function toCount(tab: DeviceTab, { lines, tags }: Device): ReactNode {
	const counts: Partial<Record<DeviceTab, number>> = { lines: lines.length, tags: tags.length };
	const count = counts[tab] ?? 0;
	return count === 0 ? null : (
		<Badge size="sm" variant="light" color="gray" circle={count < 10}>
			{count}
		</Badge>
	);
}
