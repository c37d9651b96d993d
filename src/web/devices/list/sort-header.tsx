import { Table, type TableThProps, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowsSort, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { DeviceSort } from '../search.ts';
import classes from './devices.module.css';

export interface SortHeaderProps extends TableThProps {
	readonly label: string;
	readonly column: Exclude<DeviceSort, `-${string}`>;
	readonly sort: DeviceSort | undefined;
	/** Undefined: these rows have an order of their own. */
	readonly onSort: ((sort: DeviceSort | undefined) => void) | undefined;
}

/** The head of a column by which the rows can be sorted: upwards, downwards, and not. */
export function SortHeader({ label, column, sort, onSort, ...rest }: SortHeaderProps): ReactNode {
	if (onSort === undefined) return <Table.Th {...rest}>{label}</Table.Th>;
	const state = sort === column ? 'ascending' : sort === `-${column}` ? 'descending' : 'none';
	const next = { none: column, ascending: `-${column}` as const, descending: undefined }[state];
	const Icon = { none: IconArrowsSort, ascending: IconArrowUp, descending: IconArrowDown }[state];
	return (
		<Table.Th {...rest} aria-sort={state}>
			<UnstyledButton className={classes['sort']} data-sorted={state !== 'none'} onClick={() => onSort(next)}>
				{label}
				<Icon size={14} aria-hidden />
			</UnstyledButton>
		</Table.Th>
	);
}
