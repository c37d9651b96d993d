import { Box, Text } from '@mantine/core';
import { Fragment, type ReactNode } from 'react';
import classes from './facts.module.css';

export interface FactsProps {
	/** Name and value; where the value is undefined, the row is left out. */
	readonly rows: readonly (readonly [name: string, value: ReactNode])[];
}

/** Names and values below each other: what a thing is. */
export function Facts({ rows }: FactsProps): ReactNode {
	return (
		<Box component="dl" className={classes['facts']}>
			{rows
				.filter(([, value]) => value !== undefined)
				.map(([name, value]) => (
					<Fragment key={name}>
						<Text component="dt" size="sm" c="dimmed">
							{name}
						</Text>
						<Text component="dd" size="sm" className={classes['value']}>
							{value}
						</Text>
					</Fragment>
				))}
		</Box>
	);
}
