import { Anchor, SegmentedControl, Stack, Title } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { RevisionList } from '../history/revision-list.tsx';
import { useDeviceStanding } from '../queries.ts';
import { CompareView } from './compare-view.tsx';
import type { DeviceFile } from './device-file.ts';
import { FileFacts } from './file-facts.tsx';
import { FilePreviewPane } from './file-preview-pane.tsx';
import { OwnContent } from './own-content.tsx';
import { PreviewTags } from './preview-tags.tsx';
import { useFilePreview } from './queries.ts';
import { fileTexts as texts } from './texts.ts';

const views = ['preview', 'tags', 'compare', 'history'] as const;
type View = (typeof views)[number];

/** One file: what the device would get, from what it is built, and how it got to be so. */
export function FileView({ device, fileFormat }: DeviceFile): ReactNode {
	const [view, setView] = useState<View>('preview');
	const standing = useDeviceStanding(device.id);
	const preview = useFilePreview(device.id, fileFormat);
	const file = standing.data?.files.find((each) => each.fileFormat === fileFormat);
	return (
		<Stack gap="md">
			<Anchor
				size="sm"
				renderRoot={(props) => <Link {...props} to="/devices/$deviceId" params={{ deviceId: device.id }} search={{ tab: 'files' }} />}
			>
				<IconArrowLeft size={14} aria-hidden style={{ verticalAlign: '-2px' }} /> {texts.back}
			</Anchor>
			<Title order={2} style={{ overflowWrap: 'anywhere' }}>
				{fileFormat}
			</Title>
			<FileFacts file={file} preview={preview.data} />
			<OwnContent device={device} fileFormat={fileFormat} />
			<SegmentedControl
				aria-label={texts.viewsLabel}
				value={view}
				onChange={setView}
				data={views.map((each) => ({ value: each, label: texts.views[each] }))}
				style={{ alignSelf: 'flex-start', maxWidth: '100%', overflowX: 'auto' }}
			/>
			{view === 'history' ? <RevisionList subject={{ kind: 'file', deviceId: device.id, fileFormat }} /> : null}
			{view === 'compare' ? <CompareView device={device} fileFormat={fileFormat} /> : null}
			{view === 'preview' || view === 'tags' ? (
				<>
					<ProblemAlert error={preview.error} onRetry={() => void preview.refetch()} />
					{preview.data === undefined && preview.error === null ? <TableSkeleton rows={10} /> : null}
					{preview.data === undefined ? null : view === 'preview' ? (
						<FilePreviewPane deviceId={device.id} preview={preview.data} />
					) : (
						<PreviewTags preview={preview.data} />
					)}
				</>
			) : null}
		</Stack>
	);
}
