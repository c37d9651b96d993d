import { Button, Checkbox, Group, Modal, PasswordInput, SimpleGrid, Stack, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import type { ApiSchema } from '../../api/client.ts';
import { texts as shared } from '../../texts.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { toFieldError } from '../form/device-draft.ts';
import { presentFields } from '../present-fields.ts';
import type { Line } from '../queries.ts';
import { lineTexts as texts } from './texts.ts';

export interface LineModalProps {
	/** `new` for one more; undefined: closed. */
	readonly line: Line | 'new' | undefined;
	readonly onClose: () => void;
	readonly onAdd: (line: ApiSchema<'LineInput'>) => Promise<unknown>;
	readonly onChange: (line: number, change: ApiSchema<'LineChange'>) => Promise<unknown>;
}

const fields = [
	'displayName',
	'extension',
	'label',
	'authUser',
	'userId',
	'externalUserId',
	'firstName',
	'lastName',
	'callingLineId',
	'e164',
	'department',
	'timeZone',
	'language',
] as const;
type Field = (typeof fields)[number];

/** A line, new or as it is. */
export function LineModal({ line, ...rest }: LineModalProps): ReactNode {
	return (
		<Modal
			opened={line !== undefined}
			onClose={rest.onClose}
			title={line === 'new' ? texts.add : texts.edit(line?.linePort ?? '')}
			size="lg"
			closeOnClickOutside={false}
			closeButtonProps={{ 'aria-label': shared.actions.close }}
		>
			{line === undefined ? null : <LineForm line={line === 'new' ? undefined : line} {...rest} />}
		</Modal>
	);
}

function LineForm({ line, onClose, onAdd, onChange }: Omit<LineModalProps, 'line'> & { readonly line: Line | undefined }): ReactNode {
	const [linePort, setLinePort] = useState(line?.linePort ?? '');
	const [values, setValues] = useState<Readonly<Partial<Record<Field, string>>>>(line ?? {});
	const [isPrimary, setPrimary] = useState(line?.isPrimary ?? false);
	const [password, setPassword] = useState('');
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);

	async function save(event: FormEvent): Promise<void> {
		event.preventDefault();
		setBusy(true);
		setFailure(undefined);
		const own = { linePort: linePort.trim(), isPrimary, ...(password === '' ? {} : { authPassword: password }) };
		try {
			if (line === undefined) await onAdd({ ...own, ...toPresent(values) });
			else await onChange(line.line, { ...own, ...toChanged(line, values) });
			onClose();
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	return (
		<form onSubmit={(event) => void save(event)}>
			<Stack>
				<TextInput
					label={texts.linePort}
					description={texts.linePortHint}
					value={linePort}
					onChange={(event) => setLinePort(event.currentTarget.value)}
					error={toFieldError(failure, 'linePort')}
					autoComplete="off"
					data-autofocus
					required
				/>
				<Checkbox label={texts.isPrimary} checked={isPrimary} onChange={(event) => setPrimary(event.currentTarget.checked)} />
				<SimpleGrid cols={{ base: 1, xs: 2 }}>
					{fields.map((field) => (
						<TextInput
							key={field}
							label={texts.fields[field]}
							value={values[field] ?? ''}
							onChange={(event) => setValues({ ...values, [field]: event.currentTarget.value })}
							error={toFieldError(failure, field)}
							autoComplete="off"
						/>
					))}
					<PasswordInput
						label={texts.password}
						description={line?.hasAuthPassword === true ? texts.passwordKept : undefined}
						inputWrapperOrder={['label', 'input', 'description', 'error']}
						value={password}
						onChange={(event) => setPassword(event.currentTarget.value)}
						error={toFieldError(failure, 'authPassword')}
						autoComplete="new-password"
					/>
				</SimpleGrid>
				<ProblemAlert error={failure} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" loading={isBusy}>
						{shared.actions.save}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}

function toPresent(values: Readonly<Partial<Record<Field, string>>>) {
	return presentFields(fields, (field) => values[field]?.trim() || undefined);
}

/** Only what is another than before; null clears. */
function toChanged(line: Line, values: Readonly<Partial<Record<Field, string>>>) {
	return presentFields(fields, (field) => {
		const value = values[field]?.trim() ?? '';
		return value === (line[field] ?? '') ? undefined : value || null;
	});
}
