import { Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { RouteLink } from '../ui/route-link.tsx';
import classes from './overview.module.css';
import { toNumber } from './page-texts.ts';
import { ShareBar } from './share-bar.tsx';

export interface CountRowProps {
	readonly name: string;
	readonly note?: ReactNode;
	readonly count: number;
	/** The largest count beside it. */
	readonly largest: number;
	readonly to?: string;
}

/** How many of one kind, among others. */
export function CountRow({ name, note, count, largest, to }: CountRowProps): ReactNode {
	const content = (
		<>
			<Group justify="space-between" wrap="nowrap" gap="sm" mb={4}>
				<Group gap="xs" wrap="nowrap" style={{ minWidth: 0 }}>
					<Text size="sm" truncate>
						{name}
					</Text>
					{note === undefined ? null : (
						<Text size="xs" c="dimmed" component="div" style={{ flex: 'none' }}>
							{note}
						</Text>
					)}
				</Group>
				<Text size="sm" fw={500}>
					{toNumber(count)}
				</Text>
			</Group>
			<ShareBar share={largest === 0 ? 0 : count / largest} />
		</>
	);
	if (to === undefined) return <div className={classes['row']}>{content}</div>;
	return (
		<RouteLink to={to} className={classes['row']}>
			{content}
		</RouteLink>
	);
}
