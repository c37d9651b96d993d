import { Button, Divider, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { Tagged } from '../../api/answer.ts';
import { ApiProblem } from '../../api/problem.ts';
import { texts as shared } from '../../texts.ts';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { useDeviceChange } from '../device/use-device-change.ts';
import { type Device, deviceKeys } from '../queries.ts';
import { CredentialFields } from './credential-fields.tsx';
import { DetailFields } from './detail-fields.tsx';
import { toDeviceChange, toDraft, toFieldError } from './device-draft.ts';
import { isMacComplete, MacInput } from './mac-input.tsx';
import { formTexts as texts } from './texts.ts';

export interface EditDeviceModalProps {
	readonly device: Tagged<Device>;
	readonly opened: boolean;
	readonly onClose: () => void;
}

/** What of a device may change. */
export function EditDeviceModal({ device, opened, onClose }: EditDeviceModalProps): ReactNode {
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={texts.editTitle(device.value.deviceName)}
			size="xl"
			closeOnClickOutside={false}
			closeButtonProps={{ 'aria-label': shared.actions.close }}
		>
			<EditForm device={device} onClose={onClose} />
		</Modal>
	);
}

function EditForm({ device: current, onClose }: Omit<EditDeviceModalProps, 'opened'>): ReactNode {
	// As it was when the form was opened: what was read meanwhile in the background must not change what is compared.
	const [device, setDevice] = useState(current);
	const before = toDraft(device.value);
	const [draft, setDraft] = useState(before);
	const [until, setUntil] = useState(toLocalTime(device.value.expiredCertificateUntil));
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);
	const change = useDeviceChange(device);
	const queryClient = useQueryClient();

	async function save(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			await change({ ...toDeviceChange(before, draft), ...toUntilChange(device.value.expiredCertificateUntil, until) });
			notifyDone(texts.saved);
			onClose();
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	/** Their change is shown, and this form begins anew with it. */
	async function reload(): Promise<void> {
		await queryClient.refetchQueries({ queryKey: [...deviceKeys.one(device.value.id), 'profile'] });
		const fresh = queryClient.getQueryData<Tagged<Device>>([...deviceKeys.one(device.value.id), 'profile']) ?? current;
		setDevice(fresh);
		setDraft(toDraft(fresh.value));
		setUntil(toLocalTime(fresh.value.expiredCertificateUntil));
		setFailure(undefined);
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		void save();
	}

	const isStale = failure instanceof ApiProblem && failure.isStale;
	return (
		<form onSubmit={handleSubmit}>
			<Stack>
				<MacInput
					value={draft.macAddress}
					onChange={(macAddress) => setDraft({ ...draft, macAddress })}
					error={toFieldError(failure, 'macAddress')}
				/>
				<DetailFields value={draft} onChange={setDraft} failure={failure} />
				<Divider />
				<CredentialFields value={draft} onChange={setDraft} failure={failure} hasPassword={before.userName !== ''} />
				<Divider />
				<TextInput
					type="datetime-local"
					label={texts.expired}
					description={texts.expiredHint}
					value={until}
					onChange={(event) => setUntil(event.currentTarget.value)}
					error={toFieldError(failure, 'expiredCertificateUntil')}
				/>
				<ProblemAlert error={failure} {...(isStale ? { onRetry: () => void reload() } : {})} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" loading={isBusy} disabled={!isMacComplete(draft.macAddress)}>
						{shared.actions.save}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

/** As a field for a date and a time has it: without its zone, which is that of the browser. */
function toLocalTime(iso: string | null): string {
	if (iso === null) return '';
	const time = new Date(iso);
	return new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function toUntilChange(before: string | null, until: string): { readonly expiredCertificateUntil?: string | null } {
	if (toLocalTime(before) === until) return {};
	return { expiredCertificateUntil: until === '' ? null : new Date(until).toISOString() };
}
