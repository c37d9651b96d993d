import { Button, Group, Modal, Stack } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Tagged } from '../api/answer.ts';
import { texts as shared } from '../texts.ts';
import { DeviceImpact, type PlannedChange } from '../ui/device-impact.tsx';
import { notifyDone, notifyWarning } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { toSentence } from '../ui/sentence.ts';
import { useInterfaceChanges } from './changes.ts';
import { InterfaceFields, type InterfaceFlags } from './interface-fields.tsx';
import { interfaceTexts } from './interface-texts.ts';
import { type Interface, toInterfaceText } from './queries.ts';

const texts = interfaceTexts.form;

export interface EditInterfaceModalProps {
	readonly row: Tagged<Interface>;
	readonly opened: boolean;
	readonly onClose: () => void;
}

/** Changes what an interface demands. */
export function EditInterfaceModal({ row, opened, onClose }: EditInterfaceModalProps): ReactNode {
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={texts.editTitle(toInterfaceText(row.value))}
			size="lg"
			closeButtonProps={{ 'aria-label': shared.actions.close }}
		>
			<EditInterface row={row} onClose={onClose} />
		</Modal>
	);
}

function EditInterface({ row: { value: row, etag }, onClose }: Omit<EditInterfaceModalProps, 'opened'>): ReactNode {
	const changes = useInterfaceChanges();
	const { secure, clientAuthRequired, legacyTls } = row;
	const [flags, setFlags] = useState<InterfaceFlags>({ secure, clientAuthRequired, legacyTls });
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);

	async function save(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			const { warnings } = await changes.change(row, etag, flags);
			notifyDone(texts.changed);
			for (const warning of warnings) notifyWarning(toInterfaceText(row), toSentence(warning));
			onClose();
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		void save();
	}

	const planned = toPlanned(row, flags);
	return (
		<form onSubmit={handleSubmit}>
			<Stack>
				<InterfaceFields kind={row.kind} flags={flags} onChange={setFlags} />
				{planned === undefined ? null : <DeviceImpact change={planned} />}
				<ProblemAlert error={failure} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" loading={isBusy}>
						{shared.actions.save}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

/** The most that the change takes away from devices; clients of events always come over TLS with a certificate. */
function toPlanned(row: Interface, flags: InterfaceFlags): PlannedChange | undefined {
	if (row.kind !== 'Http') return undefined;
	const name = toInterfaceText(row);
	if (flags.secure !== row.secure) return { change: 'closeInterface', interface: name };
	if (flags.clientAuthRequired && !row.clientAuthRequired) return { change: 'requireCertificate', interface: name };
	if (row.legacyTls && !flags.legacyTls) return { change: 'tlsPolicy', interfaces: [name], protocols: ['TLSv1.2', 'TLSv1.3'] };
	return undefined;
}
