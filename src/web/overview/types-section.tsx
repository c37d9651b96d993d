import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSession } from '../session/session-context.tsx';
import { RouteLink } from '../ui/route-link.tsx';
import { Section } from '../ui/section.tsx';
import { CountRow } from './count-row.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import { pageTexts } from './page-texts.ts';
import { useFleet } from './queries.ts';

const { types: texts, tiles } = pageTexts;
const most = 8;

/** Of what the fleet is made. */
export function TypesSection(): ReactNode {
	const { data, error } = useFleet();
	const types = data?.types ?? [];
	const largest = Math.max(1, ...types.map(({ devices }) => devices));
	return (
		<Section title={texts.title}>
			{data === undefined && error === null ? <ListSkeleton /> : null}
			{data !== undefined && types.length === 0 ? <NoDevices /> : null}
			<Stack gap={2}>
				{types.slice(0, most).map(({ deviceType, devices, disabled }) => (
					<CountRow
						key={deviceType}
						name={deviceType}
						{...(disabled === 0 ? {} : { note: tiles.disabled(disabled) })}
						count={devices}
						largest={largest}
						to={`/devices?${new URLSearchParams({ type: deviceType }).toString()}`}
					/>
				))}
				{types.length > most ? (
					<Text size="xs" c="dimmed">
						{texts.more(types.length - most)}
					</Text>
				) : null}
			</Stack>
		</Section>
	);
}

function NoDevices(): ReactNode {
	const { can } = useSession();
	return (
		<Stack align="flex-start" gap="sm">
			<Text size="sm" c="dimmed">
				{texts.none}
			</Text>
			<Group gap="xs">
				{can('dms.rest.dtaf.import.create') ? (
					<Button variant="default" size="xs" renderRoot={(props) => <RouteLink {...props} to="/device-types" />}>
						{texts.import}
					</Button>
				) : null}
				{can('dms.rest.devices.create') ? (
					<Button variant="default" size="xs" renderRoot={(props) => <RouteLink {...props} to="/devices/new" />}>
						{texts.add}
					</Button>
				) : null}
			</Group>
		</Stack>
	);
}
