import { Grid, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useSession } from '../session/session-context.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { WarningsAlert } from '../ui/warnings-alert.tsx';
import { accessControlTexts as texts } from './access-control-texts.ts';
import { ClientAppsSwitch } from './client-apps-switch.tsx';
import { DeviceCertificatesForm } from './device-certificates-form.tsx';
import { ProxyCertificatesForm } from './proxy-certificates-form.tsx';
import { useAccessControl } from './queries.ts';
import { peopleTexts } from './texts.ts';

/** How devices and clients may prove who they are. */
export function AccessControlPage(): ReactNode {
	const { data, error, refetch } = useAccessControl();
	const { can } = useSession();
	const [warnings, setWarnings] = useState<readonly string[]>([]);
	const isReadOnly = !can('dms.rest.access-control.client-apps.update');
	return (
		<PageFrame title={peopleTexts.accessControl.title} description={texts.description}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			<WarningsAlert title={texts.warningsTitle} warnings={warnings} onClose={() => setWarnings([])} />
			{data === undefined ? (
				error === null ? (
					<TableSkeleton />
				) : null
			) : (
				<Grid gap="md">
					<Grid.Col span={{ base: 12, lg: 6 }}>
						<Stack gap="md">
							<DeviceCertificatesForm key={`devices ${data.etag}`} control={data} isReadOnly={isReadOnly} onSaved={setWarnings} />
							<ClientAppsSwitch control={data} isReadOnly={isReadOnly} onSaved={setWarnings} />
						</Stack>
					</Grid.Col>
					<Grid.Col span={{ base: 12, lg: 6 }}>
						<ProxyCertificatesForm key={`proxies ${data.etag}`} control={data} isReadOnly={isReadOnly} onSaved={setWarnings} />
					</Grid.Col>
				</Grid>
			)}
		</PageFrame>
	);
}
