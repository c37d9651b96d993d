import { Button, Group, Stack, Text } from '@mantine/core';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Tagged } from '../api/answer.ts';
import { toSegment } from '../session/acl.ts';
import { useSession } from '../session/session-context.tsx';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { DeviceImpact } from '../ui/device-impact.tsx';
import { Facts } from '../ui/facts.tsx';
import { Notice } from '../ui/notice.tsx';
import { notifyDone } from '../ui/notify.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { useInterfaceChanges } from './changes.ts';
import { EditInterfaceModal } from './edit-interface-modal.tsx';
import { TlsBadge, toClientText } from './interface-table.tsx';
import { interfaceTexts as texts } from './interface-texts.ts';
import { InterfaceTls } from './interface-tls.tsx';
import { type Interface, toInterfaceText, useInterface } from './queries.ts';
import { ServerCertificates } from './server-certificates.tsx';
import { interfacesTexts } from './texts.ts';
import { WebApps } from './web-apps.tsx';

const route = getRouteApi('/shell/interfaces/$kind/$address/$port');

/** One interface: what it demands, which certificates it shows, which paths differ. */
export function InterfacePage(): ReactNode {
	const key = route.useParams();
	const { data, error, refetch } = useInterface(key);
	if (data !== undefined) return <Loaded row={data} />;
	return (
		<PageFrame title={toInterfaceText(key)} parents={[{ label: interfacesTexts.interfaces.title, to: '/interfaces' }]}>
			{error === null ? <TableSkeleton /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}
		</PageFrame>
	);
}

function Loaded({ row: tagged }: { readonly row: Tagged<Interface> }): ReactNode {
	const { value: row, etag } = tagged;
	const { can } = useSession();
	const changes = useInterfaceChanges();
	const navigate = useNavigate();
	const [dialog, setDialog] = useState<'edit' | 'delete'>();
	const name = toInterfaceText(row);
	const permission = `dms.rest.interfaces.${row.kind}.${toSegment(row.address)}.${row.port}`;

	async function remove(): Promise<void> {
		await changes.delete(row, etag);
		notifyDone(texts.deleting.done);
		await navigate({ to: '/interfaces' });
	}

	return (
		<PageFrame
			title={name}
			description={texts.kinds[row.kind]}
			parents={[{ label: interfacesTexts.interfaces.title, to: '/interfaces' }]}
			actions={
				row.isFixed ? undefined : (
					<Group gap="xs">
						{can(`${permission}.update`) ? (
							<Button variant="default" onClick={() => setDialog('edit')}>
								{texts.page.edit}
							</Button>
						) : null}
						{can(`${permission}.delete`) ? (
							<Button variant="light" color="red" onClick={() => setDialog('delete')}>
								{texts.page.delete}
							</Button>
						) : null}
					</Group>
				)
			}
		>
			<Stack gap="md">
				{row.isFixed ? (
					<Notice tone="info" title={texts.page.fixedTitle}>
						<Text size="sm">{texts.page.fixedText}</Text>
					</Notice>
				) : null}
				<Section title={texts.page.settings}>
					<Facts
						rows={[
							[texts.table.tls, <TlsBadge key="tls" row={row} />],
							[texts.table.client, toClientText(row)],
							[texts.page.keyTypes, row.keyTypes.length === 0 ? undefined : row.keyTypes.join(' and ')],
						]}
					/>
				</Section>
				<ServerCertificates row={row} />
				<WebApps row={row} />
				{row.secure ? <InterfaceTls row={row} /> : null}
			</Stack>
			<EditInterfaceModal row={tagged} opened={dialog === 'edit'} onClose={() => setDialog(undefined)} />
			<ConfirmModal
				opened={dialog === 'delete'}
				onClose={() => setDialog(undefined)}
				title={texts.deleting.title(name)}
				confirmLabel={texts.deleting.confirm}
				onConfirm={remove}
			>
				<Stack gap="sm">
					<Text size="sm">{texts.deleting.text}</Text>
					{row.kind === 'Http' ? <DeviceImpact change={{ change: 'closeInterface', interface: name }} /> : null}
				</Stack>
			</ConfirmModal>
		</PageFrame>
	);
}
