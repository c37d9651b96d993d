import { Code, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ContentDifference } from '../../ui/content-difference.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { StatusBadge, type Tone } from '../../ui/status-badge.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { type Comparison, type Subject, useComparison } from './queries.ts';
import { historyTexts as texts } from './texts.ts';

export interface ComparisonViewProps {
	readonly subject: Subject;
	readonly from: number;
	readonly to: number | 'live';
}

/** How two versions differ. */
export function ComparisonView({ subject, from, to }: ComparisonViewProps): ReactNode {
	const comparison = useComparison(subject, from, to);
	if (comparison.error !== null) return <ProblemAlert error={comparison.error} onRetry={() => void comparison.refetch()} />;
	if (comparison.data === undefined) return <TableSkeleton rows={3} />;
	const { isSame, fields, tags, content } = comparison.data;
	if (isSame) {
		return (
			<Text size="sm" c="dimmed">
				{texts.same}
			</Text>
		);
	}
	return (
		<Stack gap="sm">
			{fields.length + tags.length === 0 ? null : (
				<Table verticalSpacing={6} aria-label={texts.changes}>
					<Table.Thead>
						<Table.Tr>
							<Table.Th>{texts.what}</Table.Th>
							<Table.Th>{texts.before}</Table.Th>
							<Table.Th>{texts.after}</Table.Th>
						</Table.Tr>
					</Table.Thead>
					<Table.Tbody>
						{fields.map(({ field, before, after }) => (
							<Table.Tr key={field}>
								<Table.Td>{texts.fields[field] ?? field}</Table.Td>
								<Table.Td>{toValueText(before)}</Table.Td>
								<Table.Td>{toValueText(after)}</Table.Td>
							</Table.Tr>
						))}
						{tags.map((tag) => (
							<TagChange key={`${tag.regionName ?? ''} ${tag.name}`} tag={tag} />
						))}
					</Table.Tbody>
				</Table>
			)}
			{subject.kind === 'file' && content.kind !== 'same' ? <ContentDifference difference={content} /> : null}
		</Stack>
	);
}

const tones: Readonly<Record<Comparison['tags'][number]['change'], Tone>> = { added: 'good', changed: 'info', removed: 'bad' };

function TagChange({ tag: { name, change, before, after } }: { readonly tag: Comparison['tags'][number] }): ReactNode {
	return (
		<Table.Tr>
			<Table.Td>
				<Code bg="transparent" p={0}>
					{name}
				</Code>{' '}
				<StatusBadge tone={tones[change]}>{texts.tagChanges[change]}</StatusBadge>
			</Table.Td>
			<Table.Td>{before === undefined ? '' : <Code>{before.value}</Code>}</Table.Td>
			<Table.Td>{after === undefined ? '' : <Code>{after.value}</Code>}</Table.Td>
		</Table.Tr>
	);
}

function toValueText(value: string | number | boolean | null): string {
	if (value === null) return texts.none;
	if (typeof value === 'boolean') return value ? texts.yes : texts.no;
	return String(value);
}
