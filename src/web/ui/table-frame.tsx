import { Paper, Table } from '@mantine/core';
import type { ReactNode } from 'react';

export interface TableFrameProps {
	/** What the table lists, for screen readers. */
	readonly label: string;
	/** `Table.Thead` and `Table.Tbody`. */
	readonly children: ReactNode;
	/** Pixels below which the table scrolls within itself. Default: 600. */
	readonly minWidth?: number;
}

/** A table of its own width within the page: where it is wider than the window, it scrolls and the page does not. */
export function TableFrame({ label, children, minWidth = 600 }: TableFrameProps): ReactNode {
	return (
		<Paper withBorder style={{ overflow: 'hidden' }}>
			<Table.ScrollContainer
				minWidth={minWidth}
				scrollAreaProps={{ offsetScrollbars: 'present', viewportProps: { tabIndex: 0, role: 'group', 'aria-label': label } }}
			>
				<Table verticalSpacing="xs" horizontalSpacing="md" highlightOnHover aria-label={label}>
					{children}
				</Table>
			</Table.ScrollContainer>
		</Paper>
	);
}
