import { Button, Checkbox, Group, Modal, NumberInput, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, type ReactNode, useState } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { texts as shared } from '../texts.ts';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { SegmentedField } from '../ui/segmented-field.tsx';
import { WarningsAlert } from '../ui/warnings-alert.tsx';
import { useInterfaceChanges } from './changes.ts';
import { InterfaceFields, type InterfaceFlags } from './interface-fields.tsx';
import { interfaceTexts } from './interface-texts.ts';
import { type InterfaceKey, type InterfaceKind, toInterfaceText } from './queries.ts';

const texts = interfaceTexts.form;

export interface AddInterfaceModalProps {
	readonly opened: boolean;
	readonly onClose: () => void;
}

/** Listens on one more address. */
export function AddInterfaceModal({ opened, onClose }: AddInterfaceModalProps): ReactNode {
	return (
		<Modal opened={opened} onClose={onClose} title={texts.addTitle} size="lg" closeButtonProps={{ 'aria-label': shared.actions.close }}>
			<AddInterface onClose={onClose} />
		</Modal>
	);
}

const standard: Readonly<Record<InterfaceKind, InterfaceFlags>> = {
	Http: { secure: true, clientAuthRequired: false, legacyTls: false },
	CTI: { secure: true, clientAuthRequired: true, legacyTls: false },
};

function AddInterface({ onClose }: Pick<AddInterfaceModalProps, 'onClose'>): ReactNode {
	const changes = useInterfaceChanges();
	const [kind, setKind] = useState<InterfaceKind>('Http');
	const [address, setAddress] = useState('');
	const [port, setPort] = useState<number | string>(8443);
	const [flags, setFlags] = useState(standard.Http);
	const [force, setForce] = useState(false);
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);
	const [warnings, setWarnings] = useState<readonly string[]>([]);
	const key = { kind, address: address.trim(), port: Number(port) };
	const isForeign = failure instanceof ApiProblem && failure.code === 'interface.address-not-local';

	function choose(next: InterfaceKind): void {
		setKind(next);
		setFlags(standard[next]);
		if (port === (kind === 'Http' ? 8443 : 8012)) setPort(next === 'Http' ? 8443 : 8012);
	}

	async function add(): Promise<void> {
		setBusy(true);
		try {
			const added = await changes.add({ ...key, ...flags, force });
			setFailure(undefined);
			notifyDone(texts.added(toInterfaceText(key)));
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
		void add();
	}

	if (warnings.length > 0) return <Added added={key} warnings={warnings} onClose={onClose} />;
	return (
		<form onSubmit={handleSubmit}>
			<Stack>
				<SegmentedField label={texts.kind} value={kind} onChange={choose} choices={interfaceTexts.kinds} />
				<Group align="flex-start" wrap="nowrap">
					<TextInput
						label={texts.address}
						description={texts.addressHint}
						inputWrapperOrder={['label', 'input', 'description', 'error']}
						value={address}
						onChange={(event) => setAddress(event.currentTarget.value)}
						required
						autoComplete="off"
						spellCheck={false}
						flex={1}
					/>
					<NumberInput
						label={texts.port}
						value={port}
						onChange={setPort}
						min={1}
						max={65_535}
						allowDecimal={false}
						hideControls
						required
						w={100}
					/>
				</Group>
				<InterfaceFields kind={kind} flags={flags} onChange={setFlags} />
				<ProblemAlert error={failure} />
				{isForeign || force ? (
					<Checkbox
						label={texts.force}
						description={texts.forceHint}
						checked={force}
						onChange={(event) => setForce(event.currentTarget.checked)}
					/>
				) : null}
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" loading={isBusy}>
						{texts.submitAdd}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

interface AddedProps {
	readonly added: InterfaceKey;
	readonly warnings: readonly string[];
	readonly onClose: () => void;
}

/** What is left to do for an interface that is there now. */
function Added({ added, warnings, onClose }: AddedProps): ReactNode {
	const navigate = useNavigate();
	return (
		<Stack>
			<WarningsAlert title={texts.addedTitle} warnings={warnings} />
			<Group justify="flex-end">
				<Button variant="default" onClick={onClose}>
					{shared.actions.close}
				</Button>
				<Button onClick={() => void navigate({ to: '/interfaces/$kind/$address/$port', params: added })}>{texts.show}</Button>
			</Group>
		</Stack>
	);
}
