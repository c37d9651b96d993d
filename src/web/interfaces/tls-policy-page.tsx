import { Grid, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../session/session-context.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { EffectiveTls } from './effective-tls.tsx';
import { useInterfaces } from './queries.ts';
import { interfacesTexts } from './texts.ts';
import { TlsLevels } from './tls-levels.tsx';
import { TlsListCard } from './tls-list-card.tsx';
import { listPlaces, toSourceText } from './tls-places.ts';
import { tlsTexts as texts } from './tls-texts.ts';

const route = getRouteApi('/shell/tls-policy');

/** Which protocols and cipher suites hold where, and at which level that is set. */
export function TlsPolicyPage(): ReactNode {
	const { at = 'system' } = route.useSearch();
	const { data, error, refetch } = useInterfaces();
	const { can } = useSession();
	const places = listPlaces(data ?? []);
	const place = places.find((each) => toSourceText(each) === at) ?? { level: 'system' as const };
	// Who may write one of these lists may write all of them.
	const isReadOnly = !can('dms.rest.tls-policy.system.protocols.update');
	return (
		<PageFrame title={interfacesTexts.tlsPolicy.title} description={texts.description}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{data === undefined ? (
				error === null ? (
					<TableSkeleton />
				) : null
			) : (
				<Stack gap="md">
					<EffectiveTls />
					<Grid gap="md">
						<Grid.Col span={{ base: 12, md: 4 }}>
							<TlsLevels places={places} at={toSourceText(place)} />
						</Grid.Col>
						<Grid.Col span={{ base: 12, md: 8 }}>
							<Stack gap="md">
								<TlsListCard key={`protocols ${at}`} place={place} setting="protocols" isReadOnly={isReadOnly} />
								<TlsListCard key={`ciphers ${at}`} place={place} setting="ciphers" isReadOnly={isReadOnly} />
							</Stack>
						</Grid.Col>
					</Grid>
				</Stack>
			)}
		</PageFrame>
	);
}
