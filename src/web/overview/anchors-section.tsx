import { Anchor, Button, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiSchema } from '../api/client.ts';
import { useSession } from '../session/session-context.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { RouteLink } from '../ui/route-link.tsx';
import { Section } from '../ui/section.tsx';
import { TimeStamp } from '../ui/time-stamp.tsx';
import { CountRow } from './count-row.tsx';
import { ListSkeleton } from './list-skeleton.tsx';
import { pageTexts } from './page-texts.ts';
import { useAnchors } from './queries.ts';

type AnchorItem = ApiSchema<'AnchorOverview'>['items'][number];

const { anchors: texts } = pageTexts;
const most = 6;

/** Which manufacturers' certificates the devices use. */
export function AnchorsSection(): ReactNode {
	const { can } = useSession();
	const { data, error, refetch } = useAnchors();
	const items = data?.items.toSorted((one, other) => other.devices - one.devices) ?? [];
	const largest = Math.max(1, ...items.map(({ devices }) => devices));
	return (
		<Section title={texts.title} description={texts.description}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{data === undefined && error === null ? <ListSkeleton /> : null}
			{data !== undefined && items.length === 0 ? (
				<Stack align="flex-start" gap="sm">
					<Text size="sm" c="dimmed">
						{texts.none}
					</Text>
					{can('dms.rest.trust-anchors.create') ? (
						<Button variant="default" size="xs" renderRoot={(props) => <RouteLink {...props} to="/trust" />}>
							{texts.add}
						</Button>
					) : null}
				</Stack>
			) : null}
			<Stack gap={2}>
				{items.slice(0, most).map((item) => (
					<CountRow
						key={item.alias}
						name={item.alias}
						note={<Note item={item} />}
						count={item.devices}
						largest={largest}
						{...(item.isInstalled ? { to: `/trust/Http/${encodeURIComponent(item.alias)}` } : {})}
					/>
				))}
				{items.length > most ? (
					<Anchor size="sm" mt={4} renderRoot={(props) => <RouteLink {...props} to="/trust" />}>
						{texts.more(items.length - most)}
					</Anchor>
				) : null}
			</Stack>
		</Section>
	);
}

function Note({ item: { isInstalled, enabled, lastAt } }: { readonly item: AnchorItem }): ReactNode {
	if (!isInstalled) return texts.gone;
	if (enabled === false) return texts.disabled;
	if (lastAt === null) return null;
	return (
		<span>
			{texts.last} <TimeStamp value={lastAt} size="xs" />
		</span>
	);
}
