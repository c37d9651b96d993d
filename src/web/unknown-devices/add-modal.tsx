import { Button, Group, Modal, Select, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type ReactNode, useState } from 'react';
import { useDeviceTypeNames } from '../api/device-type-names.ts';
import { texts as shared } from '../texts.ts';
import { toMacText } from '../ui/mac-text.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { pageTexts } from './page-texts.ts';
import type { NewDevice, UnknownDevice } from './queries.ts';

const texts = pageTexts.form;

export interface AddModalProps {
	/** Nothing: closed. */
	readonly device: UnknownDevice | undefined;
	/** What a first try came to. */
	readonly failure?: unknown;
	readonly onClose: () => void;
	/** Closes after it has resolved; what it throws is shown. */
	readonly onAdd: (device: UnknownDevice, body: NewDevice) => Promise<unknown>;
}

/** What the profile will be, before it is made. */
export function AddModal({ device, failure, onClose, onAdd }: AddModalProps): ReactNode {
	return (
		<Modal opened={device !== undefined} onClose={onClose} title={texts.title} closeButtonProps={{ 'aria-label': shared.actions.close }}>
			{device === undefined ? null : <AddForm device={device} failure={failure} onClose={onClose} onAdd={onAdd} />}
		</Modal>
	);
}

function AddForm({ device, failure, onClose, onAdd }: AddModalProps & { readonly device: UnknownDevice }): ReactNode {
	const { data: types = [] } = useDeviceTypeNames();
	const { deviceType, deviceName, macAddress } = device.proposed;
	const [problem, setProblem] = useState<unknown>(failure);
	const form = useForm({
		initialValues: { deviceType, deviceName, serviceProviderId: '', groupId: '', description: '' },
		validate: {
			deviceName: (name) => (name.trim() === '' ? texts.nameMissing : null),
			deviceType: (type) => (type === null ? texts.typeMissing : null),
			groupId: (group, { serviceProviderId }) => (group !== '' && serviceProviderId === '' ? texts.groupWithout : null),
		},
	});

	async function add({ deviceType: type, deviceName: name, ...rest }: typeof form.values): Promise<void> {
		const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ''));
		setProblem(undefined);
		try {
			await onAdd(device, { deviceType: type ?? '', deviceName: name.trim(), macAddress, ...given });
			onClose();
		} catch (cause) {
			setProblem(cause);
		}
	}

	return (
		<form noValidate onSubmit={form.onSubmit((values) => add(values))}>
			<Stack>
				<TextInput label={texts.mac} value={toMacText(macAddress)} readOnly variant="filled" />
				<TextInput
					label={texts.name}
					description={texts.nameHint}
					data-autofocus
					autoComplete="off"
					{...form.getInputProps('deviceName')}
				/>
				<Select
					label={texts.type}
					placeholder={texts.typePlaceholder}
					data={types}
					searchable
					allowDeselect={false}
					{...form.getInputProps('deviceType')}
				/>
				<Stack gap={4}>
					<SimpleGrid cols={{ base: 1, xs: 2 }}>
						<TextInput label={texts.provider} autoComplete="off" {...form.getInputProps('serviceProviderId')} />
						<TextInput label={texts.group} autoComplete="off" {...form.getInputProps('groupId')} />
					</SimpleGrid>
					<Text size="xs" c="dimmed">
						{texts.providerHint}
					</Text>
				</Stack>
				<TextInput label={texts.description} autoComplete="off" {...form.getInputProps('description')} />
				<ProblemAlert error={problem} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" loading={form.submitting}>
						{pageTexts.add}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
