import { SimpleGrid, Stack } from '@mantine/core';
import { IconClockExclamation, IconDeviceLandlinePhone, IconEyeOff, IconUserQuestion } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSession } from '../session/session-context.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { pageTexts, toNumber } from './page-texts.ts';
import { useFleet, useStanding, useUnknownDevices } from './queries.ts';
import { StatTile } from './stat-tile.tsx';

const { tiles: texts } = pageTexts;

/** How many devices there are, and how many need attention. */
export function FleetTiles(): ReactNode {
	const { can, isBound } = useSession();
	const fleet = useFleet();
	const standing = useStanding();
	const seesUnknown = !isBound && can('dms.rest.unknown-devices.read');
	return (
		<Stack gap="sm" component="section" aria-label={texts.label}>
			<ProblemAlert error={fleet.error ?? standing.error} onRetry={() => void Promise.all([fleet.refetch(), standing.refetch()])} />
			<SimpleGrid cols={{ base: 2, md: seesUnknown ? 4 : 3 }} spacing="md">
				<StatTile
					label={texts.devices}
					value={toShown(fleet.data?.devices)}
					note={toFleetNote(fleet.data)}
					icon={IconDeviceLandlinePhone}
					to={fleet.data?.devices === 0 && can('dms.rest.devices.create') ? '/devices/new' : '/devices'}
				/>
				<StandingTiles standing={standing.data} />
				{seesUnknown ? <UnknownTile /> : null}
			</SimpleGrid>
		</Stack>
	);
}

type Standing = ReturnType<typeof useStanding>['data'];

function StandingTiles({ standing }: { readonly standing: Standing }): ReactNode {
	const partial = standing?.isComplete === false ? texts.partial(standing.lookedAt) : undefined;
	return (
		<>
			<StatTile
				label={texts.behind}
				value={toShown(standing?.behind)}
				note={partial ?? (standing?.behind === 0 ? texts.upToDate : texts.behindNote)}
				icon={IconClockExclamation}
				to="/devices?standing=behind"
				isAlert={(standing?.behind ?? 0) > 0}
			/>
			<StatTile
				label={texts.never}
				value={toShown(standing?.never)}
				note={partial ?? (standing?.never === 0 ? texts.neverNone : texts.neverNote)}
				icon={IconEyeOff}
				to="/devices?standing=never"
			/>
		</>
	);
}

function UnknownTile(): ReactNode {
	const { data } = useUnknownDevices(true);
	const count = data?.items.length;
	const value = data?.nextCursor === null || count === undefined ? toShown(count) : texts.atLeast(count);
	return (
		<StatTile
			label={texts.unknown}
			value={value}
			note={count === 0 ? texts.unknownNone : texts.unknownNote}
			icon={IconUserQuestion}
			to="/unknown-devices"
			isAlert={(count ?? 0) > 0}
		/>
	);
}

function toFleetNote(fleet: ReturnType<typeof useFleet>['data']): string | undefined {
	if (fleet === undefined) return undefined;
	return fleet.devices === 0 ? texts.addFirst : texts.disabled(fleet.disabled);
}

function toShown(value: number | undefined): string | undefined {
	return value === undefined ? undefined : toNumber(value);
}
