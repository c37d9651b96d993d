import { Button, Tabs } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { notifyProblem } from '../../ui/notify.ts';
import { PageFrame } from '../../ui/page-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { saveBlob } from '../../ui/save-blob.ts';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { FileHistory } from '../history/file-history.tsx';
import { toProof, toProofSentence } from '../proof-words.ts';
import { type DeviceTypeFile, useDeviceType, useTypeFile } from '../queries.ts';
import { fileTabs } from '../search.ts';
import { deviceTypesTexts } from '../texts.ts';
import { useTrustedVendors } from '../use-trusted-vendors.ts';
import { FileRulesForm } from './file-rules-form.tsx';
import { fileTexts as texts } from './texts.ts';

const route = getRouteApi('/shell/device-types/$name/files/$fileFormat');
// The editor is as large as the rest of the page.
const FileContent = lazy(async () => ({ default: (await import('../editor/file-content.tsx')).FileContent }));

/** A file of a type: what is in it, who gets it, and what it was. */
export function FilePage(): ReactNode {
	const { name, fileFormat } = route.useParams();
	const { data, error, isPending, refetch } = useTypeFile(name, fileFormat);
	const vendors = useTrustedVendors(name);
	return (
		<PageFrame
			title={fileFormat}
			description={data === undefined ? undefined : toDescription(data.value, vendors)}
			parents={[
				{ label: deviceTypesTexts.deviceTypes.title, to: '/device-types' },
				{ label: name, to: `/device-types/${encodeURIComponent(name)}` },
			]}
			actions={data?.value.content === null || data === undefined ? undefined : <DownloadButton name={name} fileFormat={fileFormat} />}
		>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{isPending ? <TableSkeleton /> : null}
			{data === undefined ? null : <FileTabs name={name} file={data.value} etag={data.etag} />}
		</PageFrame>
	);
}

function toDescription({ authentication, fileCategory }: DeviceTypeFile, vendors: readonly string[] | undefined): string {
	return fileCategory === 'Template Only' ? texts.building : toProofSentence(toProof(authentication), vendors);
}

interface FileTabsProps {
	readonly name: string;
	readonly file: DeviceTypeFile;
	readonly etag: string;
}

function FileTabs({ name, file, etag }: FileTabsProps): ReactNode {
	const { tab = 'content' } = route.useSearch();
	const navigate = route.useNavigate();
	const { data: type } = useDeviceType(name);
	const choose = (value: string | null): void => {
		const chosen = fileTabs.find((each) => each === value);
		void navigate({
			search: ({ device }) => ({ ...(device === undefined ? {} : { device }), ...(chosen === undefined ? {} : { tab: chosen }) }),
			replace: true,
		});
	};
	return (
		<Tabs value={tab} onChange={choose} keepMounted={false}>
			<Tabs.List mb="md">
				{fileTabs.map((each) => (
					<Tabs.Tab key={each} value={each}>
						{texts.tabs[each]}
					</Tabs.Tab>
				))}
			</Tabs.List>
			<Tabs.Panel value="content">
				<Suspense fallback={<TableSkeleton rows={10} />}>
					<FileContent key={`${name}/${file.fileFormat}`} name={name} file={file} />
				</Suspense>
			</Tabs.Panel>
			<Tabs.Panel value="settings">
				<FileRulesForm key={etag} name={name} file={file} etag={etag} typeHasPassword={type?.value.hasPassword ?? true} />
			</Tabs.Panel>
			<Tabs.Panel value="history">
				<FileHistory name={name} fileFormat={file.fileFormat} />
			</Tabs.Panel>
		</Tabs>
	);
}

function DownloadButton({ name, fileFormat }: { readonly name: string; readonly fileFormat: string }): ReactNode {
	const api = useApi();
	const { mutate, isPending } = useMutation({
		mutationFn: () =>
			answerOf(
				api.GET('/api/v1/device-types/{name}/files/{fileFormat}/content', { params: { path: { name, fileFormat } }, parseAs: 'blob' }),
			),
		onSuccess: (blob) => saveBlob(blob, (fileFormat.split('/').at(-1) ?? fileFormat).replaceAll('%', '')),
		onError: notifyProblem,
	});
	return (
		<Button variant="default" leftSection={<IconDownload size={18} aria-hidden />} loading={isPending} onClick={() => mutate()}>
			{texts.download}
		</Button>
	);
}
