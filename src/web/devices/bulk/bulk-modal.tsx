import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { texts as shared } from '../../texts.ts';
import type { Selection } from '../list/use-selection.ts';
import { deviceKeys } from '../queries.ts';
import { BulkProgress } from './bulk-progress.tsx';
import { type BulkAction, type BulkResult, runBulk } from './run-bulk.ts';
import { bulkTexts as texts } from './texts.ts';

export interface BulkModalProps {
	/** Undefined: closed. */
	readonly kind: BulkAction['kind'] | undefined;
	readonly selection: Selection;
	readonly onClose: () => void;
}

/** Asks, does it, and shows how it went for each device. */
export function BulkModal({ kind, selection, onClose }: BulkModalProps): ReactNode {
	const [isBusy, setBusy] = useState(false);
	return (
		<Modal
			opened={kind !== undefined}
			onClose={onClose}
			title={kind === undefined ? '' : texts[kind].action}
			centered
			size="lg"
			closeOnClickOutside={false}
			closeOnEscape={!isBusy}
			withCloseButton={!isBusy}
			closeButtonProps={{ 'aria-label': shared.actions.close }}
		>
			{kind === undefined ? null : <Work key={kind} kind={kind} selection={selection} onClose={onClose} onBusy={setBusy} />}
		</Modal>
	);
}

interface WorkProps extends BulkModalProps {
	readonly kind: BulkAction['kind'];
	readonly onBusy: (isBusy: boolean) => void;
}

function Work({ kind, selection, onClose, onBusy }: WorkProps): ReactNode {
	const api = useApi();
	const queryClient = useQueryClient();
	// As they were chosen: what is deleted falls out of the selection.
	const [devices] = useState(selection.devices);
	const [results, setResults] = useState<readonly BulkResult[]>();
	const [tag, setTag] = useState({ name: '', value: '' });

	async function run(): Promise<void> {
		onBusy(true);
		setResults([]);
		const action: BulkAction = kind === 'tag' ? { kind, ...tag } : { kind };
		const done: BulkResult[] = [];
		await runBulk(api, action, devices, (more) => {
			done.push(...more);
			setResults([...done]);
		});
		const failed = new Set(done.filter(({ failure }) => failure !== undefined).map(({ device }) => device.id));
		selection.setAll(
			devices.filter(({ id }) => !failed.has(id)),
			false,
		);
		await queryClient.invalidateQueries({ queryKey: deviceKeys.all });
		onBusy(false);
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		void run();
	}

	if (results !== undefined) return <BulkProgress kind={kind} total={devices.length} results={results} onClose={onClose} />;
	return (
		<form onSubmit={handleSubmit}>
			<Stack>
				<Text size="sm">{texts[kind].text(devices.length)}</Text>
				{kind === 'tag' ? (
					<Group grow align="flex-start">
						<TextInput
							label={texts.tag.name}
							placeholder="%NTP_SERVER%"
							required
							data-autofocus
							value={tag.name}
							onChange={(event) => setTag({ ...tag, name: event.currentTarget.value })}
						/>
						<TextInput
							label={texts.tag.value}
							value={tag.value}
							onChange={(event) => setTag({ ...tag, value: event.currentTarget.value })}
						/>
					</Group>
				) : null}
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" {...(kind === 'delete' ? { color: 'red' } : {})}>
						{texts[kind].confirm(devices.length)}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
