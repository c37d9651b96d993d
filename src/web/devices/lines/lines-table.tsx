import { Table } from '@mantine/core';
import type { ReactNode } from 'react';
import { TableFrame } from '../../ui/table-frame.tsx';
import type { Line } from '../queries.ts';
import { type LineEdits, LineRow } from './line-row.tsx';
import { lineTexts as texts } from './texts.ts';
import { moved } from './use-lines.ts';
import { useRowDrag } from './use-row-drag.ts';

export interface LinesTableProps {
	readonly lines: readonly Line[];
	/** Undefined: they may be read alone. */
	readonly edit: LineEdits | undefined;
}

/** Lines in their order, which is changed by dragging a row, or with the arrow keys on its handle. */
export function LinesTable({ lines, edit }: LinesTableProps): ReactNode {
	const { drag, bodyRef, begin } = useRowDrag((from, to) => edit?.onMove(from, to));
	const shown = drag === undefined ? lines : moved(lines, drag.from, drag.to);
	return (
		<TableFrame label={texts.label} minWidth={320}>
			<Table.Thead>
				<Table.Tr>
					{edit === undefined ? null : <Table.Th w={48} aria-label={texts.order} />}
					<Table.Th w={56} ta="right">
						{texts.number}
					</Table.Th>
					<Table.Th>{texts.linePort}</Table.Th>
					<Table.Th visibleFrom="sm">{texts.displayName}</Table.Th>
					<Table.Th visibleFrom="sm">{texts.extension}</Table.Th>
					<Table.Th visibleFrom="sm">{texts.signIn}</Table.Th>
					{edit === undefined ? null : <Table.Th w={90} aria-label={texts.actions} />}
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody ref={bodyRef}>
				{shown.map((line, index) => (
					<LineRow
						key={line.linePort}
						line={line}
						number={index + 1}
						isLast={index === lines.length - 1}
						isDragged={drag?.to === index}
						edit={edit}
						onDrag={() => begin(index)}
					/>
				))}
			</Table.Tbody>
		</TableFrame>
	);
}
