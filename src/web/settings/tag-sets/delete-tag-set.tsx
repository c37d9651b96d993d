import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { tagSetKeys } from './queries.ts';
import { tagSetTexts as texts } from './texts.ts';
import type { TagSetChanges } from './use-tag-set-changes.ts';

interface DeleteTagSetProps {
	readonly name: string;
	readonly etag: string;
	readonly changes: TagSetChanges;
}

export function DeleteTagSet({ name, etag, changes }: DeleteTagSetProps): ReactNode {
	const client = useQueryClient();
	const navigate = useNavigate();
	const [isOpen, setOpen] = useState(false);

	async function remove(): Promise<void> {
		await changes.deleteSet(etag);
		notifyDone(texts.deleted(name));
		await navigate({ to: '/tag-sets' });
		client.removeQueries({ queryKey: tagSetKeys.one(name) });
		await client.invalidateQueries({ queryKey: tagSetKeys.all });
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
