import { Anchor, Switch, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { useAccessControlChanges } from './access-control-changes.ts';
import type { AccessControlPartProps } from './access-control-part.ts';
import { accessControlTexts } from './access-control-texts.ts';

const texts = accessControlTexts.clients;

/** Whether clients of events may come in at all. */
export function ClientAppsSwitch({ control: { value, etag }, isReadOnly, onSaved }: AccessControlPartProps): ReactNode {
	const changes = useAccessControlChanges();
	const [isAsking, setAsking] = useState(false);
	const [failure, setFailure] = useState<unknown>();

	async function set(allowClientApp: boolean): Promise<void> {
		const { warnings } = await changes.clientApps(etag, { allowClientApp });
		notifyDone(accessControlTexts.saved);
		onSaved(warnings);
	}

	return (
		<Section
			title={texts.title}
			actions={
				<Anchor size="sm" renderRoot={(props) => <Link {...props} to="/client-identities" />}>
					{texts.identities}
				</Anchor>
			}
		>
			<Switch
				label={texts.switch}
				description={texts.hint}
				checked={value.allowClientApp}
				disabled={isReadOnly}
				onChange={() => {
					setFailure(undefined);
					if (value.allowClientApp) setAsking(true);
					else void set(true).catch(setFailure);
				}}
			/>
			<ProblemAlert error={failure} />
			<ConfirmModal
				opened={isAsking}
				onClose={() => setAsking(false)}
				title={texts.offTitle}
				confirmLabel={texts.offConfirm}
				onConfirm={() => set(false)}
			>
				<Text size="sm">{texts.offText}</Text>
			</ConfirmModal>
		</Section>
	);
}
