import { Anchor, Button, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { toReasonText } from '../ui/reason-texts.ts';
import { FamilySwatch } from './family-swatch.tsx';
import classes from './overview.module.css';
import { pageTexts, toNumber } from './page-texts.ts';
import { toReasonFamily } from './reason-family.ts';
import { ShareBar } from './share-bar.tsx';
import type { Traffic } from './traffic.ts';

const { traffic: texts } = pageTexts;
const most = 6;

/** How often each reason was given; each leads to its access records. */
export function TrafficReasons({ traffic: { reasons, requests, refusals, from, to } }: { readonly traffic: Traffic }): ReactNode {
	const [isLong, setLong] = useState(false);
	if (requests === 0) {
		return (
			<Stack gap={2}>
				<Text size="sm">{texts.none}</Text>
				<Text size="sm" c="dimmed">
					{texts.noneHint}
				</Text>
			</Stack>
		);
	}
	const refused = reasons.filter(({ reason }) => toReasonFamily(reason) !== 'served');
	const largest = Math.max(...refused.map((each) => each.requests), 1);
	return (
		<Stack gap={4}>
			{refusals === 0 ? (
				<Text size="sm" c="dimmed">
					{texts.reasonsNone}
				</Text>
			) : null}
			{(isLong ? refused : refused.slice(0, most)).map(({ reason, requests: count }) => (
				<Link key={reason} to="/live/records" search={{ reason, from, to }} className={classes['row']} title={toReasonText(reason)}>
					<Group justify="space-between" wrap="nowrap" gap="xs">
						<Group gap={8} wrap="nowrap" style={{ minWidth: 0 }}>
							<FamilySwatch family={toReasonFamily(reason)} />
							<Text size="sm" truncate>
								{reason}
							</Text>
						</Group>
						<Text size="sm" fw={500}>
							{toNumber(count)}
						</Text>
					</Group>
					<ShareBar share={count / largest} family={toReasonFamily(reason)} />
				</Link>
			))}
			{refused.length > most ? (
				<Button variant="subtle" size="compact-xs" onClick={() => setLong(!isLong)}>
					{isLong ? texts.fewer : texts.more(refused.length - most)}
				</Button>
			) : null}
			<Anchor size="sm" mt={4} renderRoot={(props) => <Link {...props} to="/live/records" search={{ from, to }} />}>
				{texts.all}
			</Anchor>
		</Stack>
	);
}
