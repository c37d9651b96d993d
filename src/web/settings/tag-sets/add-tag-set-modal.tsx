import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { texts as shared } from '../../texts.ts';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { tagSetKeys } from './queries.ts';
import { tagSetTexts as texts } from './texts.ts';

interface AddTagSetModalProps {
	readonly opened: boolean;
	readonly onClose: () => void;
}

/** The name of a new set; then one goes on with its values. */
export function AddTagSetModal({ opened, onClose }: AddTagSetModalProps): ReactNode {
	return (
		<Modal opened={opened} onClose={onClose} title={texts.add} centered closeButtonProps={{ 'aria-label': shared.actions.close }}>
			<AddTagSetForm onClose={onClose} />
		</Modal>
	);
}

function AddTagSetForm({ onClose }: Pick<AddTagSetModalProps, 'onClose'>): ReactNode {
	const api = useApi();
	const client = useQueryClient();
	const navigate = useNavigate();
	const [name, setName] = useState('');
	const { mutate, isPending, error } = useMutation({
		mutationFn: () => answerOf(api.POST('/api/v1/tag-sets', { body: { name: name.trim() } })),
		onSuccess: async (set) => {
			notifyDone(texts.added(set.name));
			await client.invalidateQueries({ queryKey: tagSetKeys.all });
			await navigate({ to: '/tag-sets/$name', params: { name: set.name } });
		},
	});
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				mutate();
			}}
		>
			<Stack>
				<TextInput
					label={texts.addName}
					description={texts.addText}
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
					maxLength={30}
					required
					data-autofocus
				/>
				<ProblemAlert error={error} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" loading={isPending} disabled={name.trim() === ''}>
						{shared.actions.add}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
