import { Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { DeviceImpact } from '../ui/device-impact.tsx';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { useAccessControlChanges } from './access-control-changes.ts';
import type { AccessControlPartProps } from './access-control-part.ts';
import { accessControlTexts } from './access-control-texts.ts';

const texts = accessControlTexts.devices;

/** Whether certificates of devices count, and where their MAC address stands. */
export function DeviceCertificatesForm({ control: { value, etag }, isReadOnly, onSaved }: AccessControlPartProps): ReactNode {
	const changes = useAccessControlChanges();
	const before = value.deviceCertificates;
	const [enabled, setEnabled] = useState(before.enabled);
	const [pattern, setPattern] = useState(before.identityPattern ?? '');
	const [isAsking, setAsking] = useState(false);
	const [failure, setFailure] = useState<unknown>();

	async function save(): Promise<void> {
		const { warnings } = await changes.deviceCertificates(etag, {
			enabled,
			identityPattern: pattern.trim() === '' ? null : pattern.trim(),
		});
		notifyDone(accessControlTexts.saved);
		onSaved(warnings);
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		setFailure(undefined);
		if (before.enabled && !enabled) setAsking(true);
		else void save().catch(setFailure);
	}

	const isChanged = enabled !== before.enabled || pattern.trim() !== (before.identityPattern ?? '');
	return (
		<Section title={texts.title}>
			<form onSubmit={handleSubmit}>
				<Stack>
					<Switch
						label={texts.switch}
						description={texts.hint}
						checked={enabled}
						disabled={isReadOnly}
						onChange={(event) => setEnabled(event.currentTarget.checked)}
					/>
					<TextInput
						label={texts.pattern}
						description={texts.patternHint}
						placeholder="^([0-9A-Fa-f]{12})$"
						value={pattern}
						onChange={(event) => setPattern(event.currentTarget.value)}
						readOnly={isReadOnly}
						spellCheck={false}
						styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
					/>
					<ProblemAlert error={failure} />
					{isReadOnly ? null : (
						<Group justify="flex-end">
							<Button type="submit" disabled={!isChanged}>
								{accessControlTexts.save}
							</Button>
						</Group>
					)}
				</Stack>
			</form>
			<ConfirmModal
				opened={isAsking}
				onClose={() => setAsking(false)}
				title={texts.offTitle}
				confirmLabel={texts.offConfirm}
				onConfirm={save}
			>
				<Stack gap="sm">
					<Text size="sm">{texts.offText}</Text>
					<DeviceImpact change={{ change: 'refuseDeviceCertificates' }} />
				</Stack>
			</ConfirmModal>
		</Section>
	);
}
