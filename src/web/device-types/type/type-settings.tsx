import { Button, Group, Stack, Text } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import { texts as shared } from '../../texts.ts';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { type DeviceType, deviceTypeKeys } from '../queries.ts';
import { deviceTypesTexts } from '../texts.ts';
import { toSettingsChange, toSettingsValues } from './settings-values.ts';
import { AccessFields, CredentialFields, OtherFields, TagFields } from './type-settings-fields.tsx';

const texts = deviceTypesTexts.settings;

interface TypeSettingsProps {
	readonly type: DeviceType;
	readonly etag: string;
}

/** What may be changed of a type after it was added. */
export function TypeSettings({ type, etag }: TypeSettingsProps): ReactNode {
	const { can, isBound } = useSession();
	const mayChange = can(`dms.rest.device-types.${toSegment(type.name)}.update`) && !isBound;
	const form = useForm({ initialValues: toSettingsValues(type) });
	const { mutate, isPending, error } = useSaveSettings(type.name, etag);
	return (
		<form onSubmit={form.onSubmit((values) => mutate(toSettingsChange(values, type)))}>
			<Stack gap="md" maw={760}>
				{mayChange ? null : (
					<Text size="sm" c="dimmed">
						{texts.readOnly}
					</Text>
				)}
				<AccessFields form={form} type={type} readOnly={!mayChange} />
				<CredentialFields form={form} type={type} readOnly={!mayChange} />
				<TagFields form={form} type={type} readOnly={!mayChange} />
				<OtherFields form={form} type={type} readOnly={!mayChange} />
				<ProblemAlert error={error} />
				<Group justify="space-between">
					{mayChange ? (
						<Button type="submit" loading={isPending} disabled={!form.isDirty()}>
							{shared.actions.save}
						</Button>
					) : null}
					<DeleteType name={type.name} etag={etag} />
				</Group>
			</Stack>
		</form>
	);
}

function useSaveSettings(name: string, etag: string) {
	const api = useApi();
	const client = useQueryClient();
	return useMutation({
		mutationFn: (body: ReturnType<typeof toSettingsChange>) =>
			answerOf(api.PATCH('/api/v1/device-types/{name}', { params: { path: { name }, header: { 'If-Match': etag } }, body })),
		onSuccess: () => {
			notifyDone(texts.saved);
			return client.invalidateQueries({ queryKey: deviceTypeKeys.all });
		},
	});
}

function DeleteType({ name, etag }: { readonly name: string; readonly etag: string }): ReactNode {
	const { can, isBound } = useSession();
	const api = useApi();
	const client = useQueryClient();
	const navigate = useNavigate();
	const [isOpen, setOpen] = useState(false);
	if (!can(`dms.rest.device-types.${toSegment(name)}.delete`) || isBound) return null;

	async function remove(): Promise<void> {
		await answerOf(api.DELETE('/api/v1/device-types/{name}', { params: { path: { name }, header: { 'If-Match': etag } } }));
		notifyDone(texts.deleted(name));
		await navigate({ to: '/device-types' });
		client.removeQueries({ queryKey: deviceTypeKeys.one(name) });
		await client.invalidateQueries({ queryKey: deviceTypeKeys.all });
	}

	return (
		<>
			<Button variant="subtle" color="red" onClick={() => setOpen(true)}>
				{texts.delete}
			</Button>
			<ConfirmModal
				opened={isOpen}
				onClose={() => setOpen(false)}
				title={texts.deleteTitle(name)}
				confirmLabel={texts.delete}
				onConfirm={remove}
			>
				{texts.deleteText}
			</ConfirmModal>
		</>
	);
}
