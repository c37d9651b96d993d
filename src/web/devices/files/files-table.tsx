import { Code, Table, Text } from '@mantine/core';
import { IconFileOff } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { toSentence } from '../../ui/sentence.ts';
import { toSizeText } from '../../ui/size-text.ts';
import { TableFrame } from '../../ui/table-frame.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import classes from '../list/devices.module.css';
import { type Device, useDeviceStanding } from '../queries.ts';
import { VerdictBadge } from '../verdict-badge.tsx';
import type { FileStanding } from './queries.ts';
import { SourceText } from './source-text.tsx';
import { fileTexts as texts } from './texts.ts';

/** Every file of the device: where its content comes from, and whether the device has it. */
export function FilesTable({ device }: { readonly device: Device }): ReactNode {
	const standing = useDeviceStanding(device.id);
	if (standing.error !== null) return <ProblemAlert error={standing.error} onRetry={() => void standing.refetch()} />;
	if (standing.data === undefined) return <TableSkeleton />;
	if (standing.data.files.length === 0) return <EmptyState icon={IconFileOff} title={texts.emptyTitle} text={texts.emptyText} />;
	return (
		<TableFrame label={texts.label} minWidth={340}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th miw={150}>{texts.file}</Table.Th>
					<Table.Th visibleFrom="sm">{texts.source}</Table.Th>
					<Table.Th visibleFrom="md" ta="right">
						{texts.size}
					</Table.Th>
					<Table.Th visibleFrom="lg">{texts.etag}</Table.Th>
					<Table.Th visibleFrom="sm">{texts.fetched}</Table.Th>
					<Table.Th w={150}>{texts.verdict}</Table.Th>
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{standing.data.files.map((file) => (
					<FileRow key={file.fileFormat} deviceId={device.id} file={file} />
				))}
			</Table.Tbody>
		</TableFrame>
	);
}

interface FileRowProps {
	readonly deviceId: string;
	readonly file: FileStanding;
}

function FileRow({ deviceId, file: { fileFormat, verdict, reason, expected, fetched } }: FileRowProps): ReactNode {
	const navigate = useNavigate();
	const target = { to: '/devices/$deviceId', params: { deviceId }, search: { tab: 'files', file: fileFormat } } as const;
	return (
		<Table.Tr className={classes['row']} onClick={(event) => (event.defaultPrevented ? undefined : void navigate(target))}>
			<Table.Td>
				<Link {...target} className={classes['name']}>
					{fileFormat}
				</Link>
			</Table.Td>
			<Table.Td visibleFrom="sm">{expected === null ? null : <SourceText level={expected.level} />}</Table.Td>
			<Table.Td visibleFrom="md" ta="right">
				{expected === null ? null : toSizeText(expected.size)}
			</Table.Td>
			<Table.Td visibleFrom="lg">
				{expected === null ? null : (
					<Code bg="transparent" p={0} fz="xs">
						{toShortTag(expected.etag)}
					</Code>
				)}
			</Table.Td>
			<Table.Td visibleFrom="sm">
				<TimeStamp value={fetched?.at} />
			</Table.Td>
			<Table.Td>
				<VerdictBadge verdict={verdict} />
				{reason === undefined ? null : (
					<Text size="xs" c="dimmed" visibleFrom="sm">
						{toSentence(reason)}
					</Text>
				)}
			</Table.Td>
		</Table.Tr>
	);
}

/** Enough of an entity tag to tell two apart. */
function toShortTag(etag: string): string {
	const text = etag.replaceAll('"', '');
	return text.length > 14 ? `${text.slice(0, 12)}…` : text;
}
