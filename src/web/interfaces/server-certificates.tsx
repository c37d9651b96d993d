import { Button, Group, Stack, Text } from '@mantine/core';
import { IconCertificate, IconDownload, IconUpload } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { toSegment } from '../session/acl.ts';
import { useSession } from '../session/session-context.tsx';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { notifyDone, notifyProblem } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { saveBlob } from '../ui/save-blob.ts';
import { Section } from '../ui/section.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { WarningsAlert } from '../ui/warnings-alert.tsx';
import { CertificateTable } from './certificate-table.tsx';
import { certificateTexts as texts } from './certificate-texts.ts';
import { useInterfaceChanges } from './changes.ts';
import { EarlierCertificates } from './earlier-certificates.tsx';
import { type Interface, toInterfaceText, useGenerations } from './queries.ts';
import { ReplaceCertificateModal } from './replace-certificate-modal.tsx';

/** What an interface shows, what it has shown, and how to change that. */
export function ServerCertificates({ row }: { readonly row: Interface }): ReactNode {
	const isOwn = row.secure && !row.isFixed;
	const { data, error, refetch } = useGenerations(row, isOwn);
	const { can } = useSession();
	const changes = useInterfaceChanges();
	const [dialog, setDialog] = useState<'replace' | 'generate'>();
	const [warnings, setWarnings] = useState<readonly string[]>([]);
	const mayChange = can(`dms.rest.server-certificates.${row.kind}.${toSegment(row.address)}.${row.port}.update`);

	async function generate(): Promise<void> {
		await changes.generateCertificate(row, data?.etag ?? '*');
		setWarnings([]);
		notifyDone(texts.generating.done);
	}

	async function download(): Promise<void> {
		try {
			saveBlob(await changes.exportCertificate(row), `${row.kind}-${row.address.replaceAll(':', '-')}-${row.port}.pem`);
		} catch (cause) {
			notifyProblem(cause);
		}
	}

	if (!isOwn) {
		return (
			<Section title={texts.title}>
				<Text size="sm" c="dimmed">
					{row.secure ? texts.configured : texts.none}
				</Text>
			</Section>
		);
	}
	const active = data?.value.items.find(({ isActive }) => isActive);
	const earlier = data?.value.items.filter(({ isActive }) => !isActive) ?? [];
	return (
		<Section
			title={texts.title}
			description={texts.description}
			actions={
				<Group gap="xs">
					<Button size="xs" variant="default" leftSection={<IconDownload size={15} aria-hidden />} onClick={() => void download()}>
						{texts.export}
					</Button>
					{mayChange ? (
						<>
							<Button
								size="xs"
								variant="default"
								leftSection={<IconCertificate size={15} aria-hidden />}
								onClick={() => setDialog('generate')}
							>
								{texts.generate}
							</Button>
							<Button size="xs" leftSection={<IconUpload size={15} aria-hidden />} onClick={() => setDialog('replace')}>
								{texts.replace}
							</Button>
						</>
					) : null}
				</Group>
			}
		>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			<WarningsAlert title={texts.replacing.warningsTitle} warnings={warnings} onClose={() => setWarnings([])} />
			{data === undefined && error === null ? <TableSkeleton rows={2} /> : null}
			<Stack gap="lg">
				{active === undefined ? null : <CertificateTable label={texts.label} certificates={active.certificates} />}
				{earlier.length === 0 ? null : (
					<EarlierCertificates row={row} etag={data?.etag ?? '*'} generations={earlier} isReadOnly={!mayChange} />
				)}
			</Stack>
			<ReplaceCertificateModal
				name={toInterfaceText(row)}
				opened={dialog === 'replace'}
				onClose={() => setDialog(undefined)}
				onReplace={async (files) => {
					const changed = await changes.replaceCertificate(row, data?.etag ?? '*', files);
					setWarnings(changed.warnings);
					notifyDone(texts.replacing.done);
				}}
			/>
			<ConfirmModal
				opened={dialog === 'generate'}
				onClose={() => setDialog(undefined)}
				title={texts.generating.title}
				confirmLabel={texts.generating.confirm}
				onConfirm={generate}
			>
				{texts.generating.text}
			</ConfirmModal>
		</Section>
	);
}
