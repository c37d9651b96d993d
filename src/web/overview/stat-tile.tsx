import { Group, Paper, Skeleton, Text } from '@mantine/core';
import type { TablerIcon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { RouteLink } from '../ui/route-link.tsx';
import classes from './overview.module.css';

export interface StatTileProps {
	readonly label: string;
	/** Undefined while it is loaded. */
	readonly value: string | undefined;
	/** What the number says, in a few words. */
	readonly note: string | undefined;
	readonly icon: TablerIcon;
	readonly to: string;
	/** Whether somebody has to do something about it. */
	readonly isAlert?: boolean;
}

/** A number that leads to what it counts. */
export function StatTile({ label, value, note, icon: Icon, to, isAlert = false }: StatTileProps): ReactNode {
	return (
		<Paper withBorder p="md" className={classes['tile']} renderRoot={(props) => <RouteLink {...props} to={to} />}>
			<Group justify="space-between" wrap="nowrap" gap="xs">
				<Text size="sm" c="dimmed" fw={500}>
					{label}
				</Text>
				<Icon size={18} stroke={1.6} aria-hidden className={classes['tileIcon']} data-alert={isAlert || undefined} />
			</Group>
			{value === undefined ? (
				<Skeleton height={32} width={72} my={4} />
			) : (
				<Text fz={28} fw={650} lh={1.35}>
					{value}
				</Text>
			)}
			<Text size="xs" c="dimmed">
				{note ?? '\u00A0'}
			</Text>
		</Paper>
	);
}
