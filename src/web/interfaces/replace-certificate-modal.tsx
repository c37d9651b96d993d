import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ApiSchema } from '../api/client.ts';
import { texts as shared } from '../texts.ts';
import { PemDrop } from '../ui/pem-drop.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { certificateTexts } from './certificate-texts.ts';

const texts = certificateTexts.replacing;

export interface ReplaceCertificateModalProps {
	/** Of the interface. */
	readonly name: string;
	readonly opened: boolean;
	readonly onClose: () => void;
	/** What it throws is shown. */
	readonly onReplace: (files: ApiSchema<'NewServerCertificate'>) => Promise<void>;
}

/** Takes key, certificate and chain; the server checks that they belong together. */
export function ReplaceCertificateModal({ name, opened, onClose, onReplace }: ReplaceCertificateModalProps): ReactNode {
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={`${texts.title}: ${name}`}
			size="lg"
			closeButtonProps={{ 'aria-label': shared.actions.close }}
		>
			<ReplaceCertificate onClose={onClose} onReplace={onReplace} />
		</Modal>
	);
}

function ReplaceCertificate({ onClose, onReplace }: Pick<ReplaceCertificateModalProps, 'onClose' | 'onReplace'>): ReactNode {
	const [privateKey, setPrivateKey] = useState('');
	const [passphrase, setPassphrase] = useState('');
	const [certificate, setCertificate] = useState('');
	const [chain, setChain] = useState('');
	const [isTried, setTried] = useState(false);
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);

	async function replace(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			await onReplace({
				privateKey,
				certificate,
				...(passphrase === '' ? {} : { passphrase }),
				...(chain.trim() === '' ? {} : { chain }),
			});
			onClose();
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		setTried(true);
		if (privateKey.trim() !== '' && certificate.trim() !== '') void replace();
	}

	const toError = (value: string) => (isTried && value.trim() === '' ? texts.missing : undefined);
	return (
		<form onSubmit={handleSubmit} noValidate>
			<Stack>
				<PemDrop
					label={texts.key}
					description={texts.keyHint}
					value={privateKey}
					onChange={setPrivateKey}
					error={toError(privateKey)}
					required
				/>
				{privateKey.includes('ENCRYPTED') || (privateKey.trim() !== '' && !privateKey.includes('-----BEGIN')) ? (
					<PasswordInput
						label={texts.passphrase}
						description={texts.passphraseHint}
						value={passphrase}
						onChange={(event) => setPassphrase(event.currentTarget.value)}
						autoComplete="off"
					/>
				) : null}
				<PemDrop
					label={texts.certificate}
					description={texts.certificateHint}
					value={certificate}
					onChange={setCertificate}
					error={toError(certificate)}
					required
				/>
				<PemDrop label={texts.chain} description={texts.chainHint} value={chain} onChange={setChain} multiple />
				<Text size="xs" c="dimmed">
					{texts.checks}
				</Text>
				<ProblemAlert error={failure} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" loading={isBusy}>
						{texts.submit}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
