import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answerOf, sendAs } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { ImpactReport, impactDays } from '../ui/impact-report.tsx';
import { trustTexts } from './texts.ts';

const texts = trustTexts.crl.installing;

export interface InstallListModalProps {
	/** Of an anchor for devices. */
	readonly alias: string;
	/** Undefined: nothing is asked. */
	readonly file: File | undefined;
	readonly onClose: () => void;
	readonly onInstall: (file: File) => Promise<void>;
}

/** Says whose certificates a list revokes before it is installed. */
export function InstallListModal({ alias, file, onClose, onInstall }: InstallListModalProps): ReactNode {
	return (
		<ConfirmModal
			opened={file !== undefined}
			onClose={onClose}
			title={texts.title(file?.name ?? '')}
			confirmLabel={texts.confirm}
			onConfirm={async () => {
				if (file !== undefined) await onInstall(file);
			}}
			isDangerous={false}
		>
			<Stack gap="sm">
				<Text size="sm">{texts.text}</Text>
				{file === undefined ? null : <ListImpact alias={alias} file={file} />}
			</Stack>
		</ConfirmModal>
	);
}

function ListImpact({ alias, file }: { readonly alias: string; readonly file: File }): ReactNode {
	const api = useApi();
	const result = useQuery({
		queryKey: ['impact', 'revocation-list', alias, file.name, file.lastModified],
		staleTime: 0,
		gcTime: 0,
		queryFn: ({ signal }) =>
			answerOf(
				api.POST('/api/v1/impact/revocation-lists/{alias}', {
					params: { path: { alias }, query: { days: impactDays } },
					...sendAs('application/pkix-crl'),
					body: file,
					signal,
				}),
			),
	});
	return <ImpactReport result={result} />;
}
