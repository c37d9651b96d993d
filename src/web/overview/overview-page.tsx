import { Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useSession } from '../session/session-context.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { AnchorsSection } from './anchors-section.tsx';
import { ChangesSection } from './changes-section.tsx';
import { DeviceCertificatesSection } from './device-certificates-section.tsx';
import { EndingsSection } from './endings-section.tsx';
import { FleetTiles } from './fleet-tiles.tsx';
import { NodesSection } from './nodes-section.tsx';
import classes from './overview.module.css';
import { RefusalsSection } from './refusals-section.tsx';
import { overviewTexts as texts } from './texts.ts';
import { TrafficSection } from './traffic-section.tsx';
import { TypesSection } from './types-section.tsx';

/** What somebody sees first: numbers that lead on to what is behind them. */
export function OverviewPage(): ReactNode {
	const { can, isBound } = useSession();
	// Who is bound to a service provider sees what is theirs, and nothing that is counted over all.
	const sees = (part: string): boolean => !isBound && can(`dms.rest.overview.${part}.read`);
	return (
		<PageFrame title={texts.title} description={texts.description}>
			<Stack gap="md">
				<FleetTiles />
				{sees('traffic') ? <TrafficSection /> : null}
				<div className={classes['cards']}>
					{can('dms.rest.access-records.read') ? <RefusalsSection /> : null}
					<TypesSection />
					{sees('device-certificates') ? <DeviceCertificatesSection /> : null}
					{sees('certificates') ? <EndingsSection /> : null}
					{sees('trust-anchors') ? <AnchorsSection /> : null}
					{!isBound && can('dms.rest.audit-entries.read') ? <ChangesSection /> : null}
				</div>
				{sees('nodes') ? <NodesSection /> : null}
			</Stack>
		</PageFrame>
	);
}
