import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiSchema } from '../api/client.ts';
import { DaysLeft } from '../ui/days-left.tsx';
import { RouteLink } from '../ui/route-link.tsx';
import { toTimelineShare } from './chart-scale.ts';
import classes from './overview.module.css';
import { pageTexts } from './page-texts.ts';
import { ShareBar } from './share-bar.tsx';

type Ending = ApiSchema<'CertificateOverview'>['items'][number];

export interface EndingRowProps {
	readonly item: Ending;
	/** How far the line of time goes. */
	readonly farDays: number;
}

const { endings: texts } = pageTexts;

/** One certificate or list, with its end on the line of time. */
export function EndingRow({ item, farDays }: EndingRowProps): ReactNode {
	const { what, kind, name, subject, fingerprint, enabled, notAfter, daysLeft, error } = item;
	const isOfConfiguration = what === 'server-certificate' && kind === null;
	const notes = [
		isOfConfiguration ? texts.ofConfiguration(fingerprint) : texts.kinds[what],
		enabled === false ? texts.disabled : '',
		error === null ? '' : texts.failed,
	].filter((note) => note !== '');
	return (
		<RouteLink to={toPlace(item)} className={classes['row']} title={subject ?? name}>
			<Group justify="space-between" wrap="nowrap" gap="sm" mb={4}>
				<div style={{ minWidth: 0 }}>
					<Text size="sm" fw={500} truncate>
						{isOfConfiguration ? texts.kinds[what] : name}
					</Text>
					<Text size="xs" c={error === null ? 'dimmed' : 'var(--mantine-color-error)'} truncate>
						{notes.join(' · ')}
					</Text>
				</div>
				<DaysLeft days={daysLeft} until={notAfter} />
			</Group>
			<ShareBar share={toTimelineShare(daysLeft, farDays)} color={toColor(daysLeft)} />
		</RouteLink>
	);
}

function toPlace({ what, kind, name }: Ending): string {
	if (what === 'server-certificate') return '/interfaces';
	return kind === null ? '/trust' : `/trust/${kind}/${encodeURIComponent(name)}`;
}

function toColor(daysLeft: number): string {
	if (daysLeft < 0) return 'var(--mantine-color-red-filled)';
	return daysLeft <= 30 ? 'var(--mantine-color-orange-filled)' : 'var(--mantine-color-petrol-filled)';
}
