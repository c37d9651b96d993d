import { Button, Code, Tabs } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import { notifyDone, notifyProblem } from '../../ui/notify.ts';
import { PageFrame } from '../../ui/page-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { saveBlob } from '../../ui/save-blob.ts';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { type DeviceType, useDeviceType } from '../queries.ts';
import { typeTabs } from '../search.ts';
import { deviceTypesTexts as texts } from '../texts.ts';
import { TypeDevices } from './type-devices.tsx';
import { TypeFiles } from './type-files.tsx';
import { TypeSettings } from './type-settings.tsx';
import { TypeTags } from './type-tags.tsx';

const route = getRouteApi('/shell/device-types/$name');

/** A device type: its files, tags, devices and settings. */
export function DeviceTypePage(): ReactNode {
	const { name } = route.useParams();
	const { data, error, isPending, refetch } = useDeviceType(name);
	const { can } = useSession();
	return (
		<PageFrame
			title={name}
			description={data === undefined ? undefined : <TypePath type={data.value} />}
			parents={[{ label: texts.deviceTypes.title, to: '/device-types' }]}
			actions={data !== undefined && can(`dms.rest.device-types.${toSegment(name)}.dtaf.read`) ? <ExportButton name={name} /> : undefined}
		>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{isPending ? <TableSkeleton /> : null}
			{data === undefined ? null : <TypeTabs type={data.value} etag={data.etag} />}
		</PageFrame>
	);
}

function TypePath({ type }: { readonly type: DeviceType }): ReactNode {
	return <Code bg="transparent" p={0} style={{ overflowWrap: 'anywhere' }}>{`/${type.path}/`}</Code>;
}

function TypeTabs({ type, etag }: { readonly type: DeviceType; readonly etag: string }): ReactNode {
	const { tab = 'files' } = route.useSearch();
	const navigate = route.useNavigate();
	const choose = (value: string | null): void => {
		const chosen = typeTabs.find((each) => each === value);
		void navigate({ search: chosen === undefined || chosen === 'files' ? {} : { tab: chosen }, replace: true });
	};
	return (
		<Tabs value={tab} onChange={choose} keepMounted={false}>
			<Tabs.List mb="md">
				{typeTabs.map((each) => (
					<Tabs.Tab key={each} value={each}>
						{texts.type.tabs[each]}
					</Tabs.Tab>
				))}
			</Tabs.List>
			<Tabs.Panel value="files">
				<TypeFiles type={type} />
			</Tabs.Panel>
			<Tabs.Panel value="tags">
				<TypeTags type={type} />
			</Tabs.Panel>
			<Tabs.Panel value="devices">
				<TypeDevices name={type.name} />
			</Tabs.Panel>
			<Tabs.Panel value="settings">
				<TypeSettings key={etag} type={type} etag={etag} />
			</Tabs.Panel>
		</Tabs>
	);
}

function ExportButton({ name }: { readonly name: string }): ReactNode {
	const api = useApi();
	const { mutate, isPending } = useMutation({
		mutationFn: () => answerOf(api.GET('/api/v1/device-types/{name}/dtaf', { params: { path: { name } }, parseAs: 'blob' })),
		onSuccess: (blob) => {
			saveBlob(blob, `${name}.zip`);
			notifyDone(texts.type.exported(name));
		},
		onError: notifyProblem,
	});
	return (
		<Button variant="default" leftSection={<IconDownload size={18} aria-hidden />} loading={isPending} onClick={() => mutate()}>
			{texts.type.export}
		</Button>
	);
}
