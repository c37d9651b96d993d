import { Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ApiSchema } from '../api/client.ts';
import { texts as shared } from '../texts.ts';
import { DeviceImpact, type PlannedChange } from '../ui/device-impact.tsx';
import { notifyDone } from '../ui/notify.ts';
import { PemDrop } from '../ui/pem-drop.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { SegmentedField } from '../ui/segmented-field.tsx';
import { useDenyListChanges } from './changes.ts';
import { denyTexts } from './deny-texts.ts';

const texts = denyTexts.adding;

type Way = keyof typeof texts.ways;

export interface DenyModalProps {
	readonly opened: boolean;
	readonly onClose: () => void;
}

/** Refuses one certificate from now on. */
export function DenyModal({ opened, onClose }: DenyModalProps): ReactNode {
	return (
		<Modal opened={opened} onClose={onClose} title={texts.title} size="lg" closeButtonProps={{ 'aria-label': shared.actions.close }}>
			<DenyForm onClose={onClose} />
		</Modal>
	);
}

function DenyForm({ onClose }: Pick<DenyModalProps, 'onClose'>): ReactNode {
	const changes = useDenyListChanges();
	const [way, setWay] = useState<Way>('fingerprint');
	const [fingerprint, setFingerprint] = useState('');
	const [pem, setPem] = useState('');
	const [serial, setSerial] = useState('');
	const [note, setNote] = useState('');
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);

	function toEntry(): ApiSchema<'NewDenyListEntry'> {
		if (way === 'fingerprint') return { fingerprint: fingerprint.trim(), note };
		return way === 'certificate' ? { certificate: pem, note } : { issuer: pem, serial: serial.trim(), note };
	}

	async function add(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			await changes.add(toEntry());
			notifyDone(texts.done);
			onClose();
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		void add();
	}

	const planned = toPlanned(way, { fingerprint, pem, serial });
	return (
		<form onSubmit={handleSubmit}>
			<Stack>
				<SegmentedField label={texts.by} value={way} onChange={setWay} choices={texts.ways} />
				{way === 'fingerprint' ? (
					<TextInput
						label={texts.fingerprint}
						description={texts.fingerprintHint}
						value={fingerprint}
						onChange={(event) => setFingerprint(event.currentTarget.value)}
						required
						autoComplete="off"
						spellCheck={false}
						styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
					/>
				) : (
					<PemDrop key={way} label={way === 'serial' ? texts.issuer : texts.certificate} value={pem} onChange={setPem} required />
				)}
				{way === 'serial' ? (
					<TextInput
						label={texts.serial}
						description={texts.serialHint}
						value={serial}
						onChange={(event) => setSerial(event.currentTarget.value)}
						required
						autoComplete="off"
						spellCheck={false}
						styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
					/>
				) : null}
				<TextInput
					label={texts.reason}
					description={texts.reasonHint}
					value={note}
					onChange={(event) => setNote(event.currentTarget.value)}
					maxLength={256}
				/>
				{planned === undefined ? null : <DeviceImpact change={planned} />}
				<ProblemAlert error={failure} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" color="red.9" loading={isBusy}>
						{texts.submit}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

interface Typed {
	readonly fingerprint: string;
	readonly pem: string;
	readonly serial: string;
}

/** To its last line in PEM, or as long as one is at least in base64. */
const wholeCertificate = /-----END CERTIFICATE-----|^[A-Za-z0-9+/=\s]{200,}$/;

/** What would be done, once enough has been typed to tell whom it concerns. */
function toPlanned(way: Way, { fingerprint, pem, serial }: Typed): PlannedChange | undefined {
	const toDigits = (text: string) => text.replaceAll(/[:\s]/g, '');
	if (way === 'fingerprint') {
		return /^[0-9a-f]{64}$/i.test(toDigits(fingerprint)) ? { change: 'denyFingerprint', fingerprint: fingerprint.trim() } : undefined;
	}
	if (way === 'certificate') return wholeCertificate.test(pem) ? { change: 'denyCertificate', certificate: pem } : undefined;
	return /^[0-9a-f]{1,80}$/i.test(toDigits(serial)) ? { change: 'denySerial', serial: toDigits(serial) } : undefined;
}
