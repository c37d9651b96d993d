import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { texts as shared } from '../texts.ts';
import { notifyDone } from '../ui/notify.ts';
import { PemDrop } from '../ui/pem-drop.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { countCertificates } from '../ui/read-encoded-files.ts';
import { SegmentedField } from '../ui/segmented-field.tsx';
import { WarningsAlert } from '../ui/warnings-alert.tsx';
import { useTrustChanges } from './changes.ts';
import type { InterfaceKind } from './queries.ts';
import { trustTexts } from './texts.ts';

const texts = trustTexts.adding;

export interface AddAnchorsModalProps {
	/** For which kind it begins. */
	readonly kind: InterfaceKind;
	readonly opened: boolean;
	readonly onClose: () => void;
}

/** Adds CA certificates: one, or all of a bundle. */
export function AddAnchorsModal({ kind, opened, onClose }: AddAnchorsModalProps): ReactNode {
	return (
		<Modal opened={opened} onClose={onClose} title={texts.title} size="lg" closeButtonProps={{ 'aria-label': shared.actions.close }}>
			<AddAnchors kind={kind} onClose={onClose} />
		</Modal>
	);
}

function AddAnchors({ kind: firstKind, onClose }: Omit<AddAnchorsModalProps, 'opened'>): ReactNode {
	const changes = useTrustChanges();
	const [kind, setKind] = useState(firstKind);
	const [certificate, setCertificate] = useState('');
	const [alias, setAlias] = useState('');
	const [isMissing, setMissing] = useState(false);
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);
	const [warnings, setWarnings] = useState<readonly string[]>([]);
	const count = countCertificates(certificate);

	async function add(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			const added = await changes.add({ kind, alias: alias.trim(), certificate, split: true });
			notifyDone(texts.done(added.items.length));
			if (added.warnings.length === 0) onClose();
			else setWarnings(added.warnings);
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		setMissing(certificate.trim() === '');
		if (certificate.trim() !== '') void add();
	}

	function takeFile(value: string, fileName?: string): void {
		setCertificate(value);
		setMissing(false);
		setFailure(undefined);
		if (fileName !== undefined && alias === '') setAlias(toAlias(fileName));
	}

	function beginAgain(): void {
		setWarnings([]);
		setCertificate('');
		setAlias('');
	}

	if (warnings.length > 0) return <Incomplete warnings={warnings} onClose={onClose} onGoOn={beginAgain} />;
	return (
		<form onSubmit={handleSubmit} noValidate>
			<Stack>
				<SegmentedField label={texts.kind} value={kind} onChange={setKind} choices={trustTexts.kinds} />
				<PemDrop
					label={texts.file}
					description={texts.fileHint}
					value={certificate}
					onChange={takeFile}
					multiple
					required
					error={isMissing ? texts.missing : undefined}
				/>
				<TextInput
					label={texts.alias}
					description={texts.aliasHint(count, alias)}
					value={alias}
					onChange={(event) => setAlias(event.currentTarget.value)}
					maxLength={60}
					required
					autoComplete="off"
				/>
				<ProblemAlert error={failure} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" loading={isBusy}>
						{texts.submit(count)}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

interface IncompleteProps {
	readonly warnings: readonly string[];
	readonly onClose: () => void;
	readonly onGoOn: () => void;
}

/** What was added needs another certificate. */
function Incomplete({ warnings, onClose, onGoOn }: IncompleteProps): ReactNode {
	return (
		<Stack>
			<WarningsAlert title={texts.warningsTitle} warnings={warnings} />
			<Group justify="flex-end">
				<Button variant="default" onClick={onClose}>
					{texts.finish}
				</Button>
				<Button onClick={onGoOn}>{texts.addAnother}</Button>
			</Group>
		</Stack>
	);
}

/** `vendor-root` of `Vendor Root.pem`. */
function toAlias(fileName: string): string {
	return fileName
		.replace(/\.[^.]*$/, '')
		.trim()
		.toLowerCase()
		.replaceAll(/[^a-z0-9._-]+/g, '-')
		.slice(0, 48);
}
