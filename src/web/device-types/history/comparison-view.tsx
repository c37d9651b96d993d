import { Code, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiSchema } from '../../api/client.ts';
import { ContentDifference } from '../../ui/content-difference.tsx';
import { toSizeText } from '../../ui/size-text.ts';
import { TableFrame } from '../../ui/table-frame.tsx';
import { toFieldLabel, toFieldValue } from '../import/field-words.ts';
import { historyTexts as texts } from './texts.ts';

type Comparison = ApiSchema<'VersionComparison'>;

/** How two versions differ: settings, tags, content. */
export function ComparisonView({ comparison }: { readonly comparison: Comparison }): ReactNode {
	const { isSame, fields, tags, content, before, after } = comparison;
	if (isSame) return <Text c="dimmed">{texts.same}</Text>;
	return (
		<Stack gap="md">
			<Rows
				title={texts.fields}
				rows={fields.map((each) => [toFieldLabel(each.field), toFieldValue(each.field, each.before), toFieldValue(each.field, each.after)])}
			/>
			<Rows
				title={texts.tags}
				rows={tags.map(({ name, regionName, before: was, after: is }) => [
					regionName === undefined ? name : `${name} (${regionName})`,
					toTagText(was),
					toTagText(is),
				])}
			/>
			{content.kind === 'same' ? null : (
				<Stack gap={4}>
					<ContentDifference difference={content} />
					{content.kind === 'lines' ? null : (
						<Text size="sm">{texts.sizes(toContentText(before.content), toContentText(after.content))}</Text>
					)}
				</Stack>
			)}
		</Stack>
	);
}

interface RowsProps {
	readonly title: string;
	readonly rows: readonly (readonly [name: string, before: string, after: string])[];
}

function Rows({ title, rows }: RowsProps): ReactNode {
	if (rows.length === 0) return null;
	return (
		<TableFrame label={title} minWidth={420}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{title}</Table.Th>
					<Table.Th>{texts.before}</Table.Th>
					<Table.Th>{texts.after}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{rows.map(([name, before, after]) => (
					<Table.Tr key={name}>
						<Table.Td style={{ overflowWrap: 'anywhere' }}>{name}</Table.Td>
						{[before, after].map((value, column) => (
							<Table.Td key={column === 0 ? 'before' : 'after'} style={{ overflowWrap: 'anywhere' }}>
								<Code bg="transparent" p={0}>
									{value}
								</Code>
							</Table.Td>
						))}
					</Table.Tr>
				))}
			</Table.Tbody>
		</TableFrame>
	);
}

function toTagText(tag: Comparison['tags'][number]['before']): string {
	if (tag === undefined) return '–';
	return tag.overridable === false ? texts.notOverridable(tag.value) : tag.value;
}

function toContentText(content: Comparison['before']['content']): string {
	return content === null ? texts.nothing : `${toSizeText(content.size)}, SHA-256 ${content.sha256.slice(0, 12)}…`;
}
