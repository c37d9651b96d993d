import { ActionIcon, Code, Table, Tooltip } from '@mantine/core';
import { IconDownload, IconUpload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { answerOf, type Tagged } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { notifyProblem } from '../../ui/notify.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { saveBlob } from '../../ui/save-blob.ts';
import { toSizeText } from '../../ui/size-text.ts';
import { TableFrame } from '../../ui/table-frame.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { TimeStamp } from '../../ui/time-stamp.tsx';
import type { Device } from '../queries.ts';
import { useUploads } from './queries.ts';
import { uploadTexts as texts } from './texts.ts';

/** What the device has sent, to be looked at or kept. */
export function UploadsTab({ device: { value } }: { readonly device: Tagged<Device> }): ReactNode {
	const uploads = useUploads(value.id);
	const download = useDownload(value.id);
	if (uploads.error !== null) return <ProblemAlert error={uploads.error} onRetry={() => void uploads.refetch()} />;
	if (uploads.data === undefined) return <TableSkeleton />;
	if (uploads.data.length === 0) return <EmptyState icon={IconUpload} title={texts.emptyTitle} text={texts.emptyText} />;
	return (
		<TableFrame label={texts.label} minWidth={420}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.name}</Table.Th>
					<Table.Th visibleFrom="sm">{texts.file}</Table.Th>
					<Table.Th ta="right">{texts.size}</Table.Th>
					<Table.Th>{texts.at}</Table.Th>
					<Table.Th w={60} aria-label={texts.download} />
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{uploads.data.map(({ id, name, fileFormat, content, at }) => (
					<Table.Tr key={id}>
						<Table.Td>
							<Code bg="transparent" p={0} style={{ overflowWrap: 'anywhere' }}>
								{name}
							</Code>
						</Table.Td>
						<Table.Td visibleFrom="sm">{fileFormat}</Table.Td>
						<Table.Td ta="right">{toSizeText(content.size)}</Table.Td>
						<Table.Td>
							<TimeStamp value={at} />
						</Table.Td>
						<Table.Td>
							<Tooltip label={texts.download}>
								<ActionIcon variant="subtle" color="gray" aria-label={texts.downloadOne(name)} onClick={() => void download(id, name)}>
									<IconDownload size={18} />
								</ActionIcon>
							</Tooltip>
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</TableFrame>
	);
}

function useDownload(deviceId: string) {
	const api = useApi();
	return async (uploadId: string, name: string): Promise<void> => {
		try {
			const params = { path: { deviceId, uploadId } };
			const blob = await answerOf(api.GET('/api/v1/devices/{deviceId}/uploads/{uploadId}/content', { params, parseAs: 'blob' }));
			saveBlob(blob, name.split('/').at(-1) ?? name);
		} catch (cause) {
			notifyProblem(cause);
		}
	};
}
