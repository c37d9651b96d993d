import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { type Interface, isSameInterface, toInterfaceText } from './queries.ts';
import { toSourceLabel } from './tls-places.ts';
import { type RulingTlsPolicy, useEffectiveTls } from './tls-queries.ts';
import { tlsTexts as texts } from './tls-texts.ts';

/** What clients of an interface can negotiate, and where that is set. */
export function InterfaceTls({ row }: { readonly row: Interface }): ReactNode {
	const { data, error, refetch } = useEffectiveTls();
	const effective = data?.find((each) => isSameInterface(each, row));
	return (
		<Section
			title={texts.interfaceTitle}
			description={texts.interfaceDescription}
			actions={
				<Button
					size="xs"
					variant="default"
					renderRoot={(props) => <Link {...props} to="/tls-policy" search={{ at: `${row.kind} ${toInterfaceText(row)}` }} />}
				>
					{texts.toPolicy}
				</Button>
			}
		>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{data === undefined && error === null ? <TableSkeleton rows={2} /> : null}
			{effective === undefined ? null : (
				<Stack gap="md">
					<Values title={texts.settings.protocols} ruling={effective.protocols} row={row} />
					<Values title={texts.settings.ciphers} ruling={effective.ciphers} row={row} />
				</Stack>
			)}
		</Section>
	);
}

interface ValuesProps {
	readonly title: string;
	readonly ruling: RulingTlsPolicy;
	readonly row: Interface;
}

function Values({ title, ruling, row }: ValuesProps): ReactNode {
	return (
		<Stack gap={6}>
			<Text size="sm">
				<b>{title}</b>{' '}
				<Text span size="sm" c="dimmed">
					{texts.effective.from} {toSourceLabel(ruling.source, row)}
				</Text>
			</Text>
			<Group gap={6}>
				{ruling.entries.map(({ value, note }) => (
					<Code key={value} c={note === null ? undefined : 'dimmed'} title={note ?? undefined} style={{ overflowWrap: 'anywhere' }}>
						{value}
						{note === null ? '' : ` (${note})`}
					</Code>
				))}
			</Group>
		</Stack>
	);
}
