import { Button, Group, Modal, Stack, Switch, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { texts as shared } from '../texts.ts';
import { ProblemAlert } from './problem-alert.tsx';

export interface TagValue {
	/** With its percent signs. */
	readonly name: string;
	/** A password is masked. */
	readonly value: string;
	/** Of a tag set: whether a level below may have another value. */
	readonly overridable?: boolean | undefined;
}

export interface TagValueModalProps {
	/** `new` for one that is not there yet; undefined: the dialog is closed. */
	readonly tag: TagValue | 'new' | undefined;
	readonly hasOverridable: boolean;
	readonly onClose: () => void;
	/** Closes after it has resolved. */
	readonly onSave: (tag: TagValue) => Promise<unknown>;
}

const texts = {
	add: 'Add a tag',
	edit: 'Edit a tag',
	name: 'Name',
	nameText: 'For example NTP_SERVER; the percent signs are added. Names that begin with BW are built in.',
	value: 'Value',
	valueText: 'Up to 256 characters; other tags may stand in it.',
	secretText: 'The value is a password and is not shown. Enter a new one to change it.',
	overridable: 'A level below may have another value',
};

const mask = '********';

/** A tag with its value, new or as it is. */
export function TagValueModal({ tag, ...rest }: TagValueModalProps): ReactNode {
	return (
		<Modal
			opened={tag !== undefined}
			onClose={rest.onClose}
			title={tag === 'new' ? texts.add : texts.edit}
			centered
			closeButtonProps={{ 'aria-label': shared.actions.close }}
		>
			{tag === undefined ? null : <TagForm tag={tag === 'new' ? undefined : tag} {...rest} />}
		</Modal>
	);
}

interface TagFormProps extends Omit<TagValueModalProps, 'tag'> {
	readonly tag: TagValue | undefined;
}

function TagForm({ tag, hasOverridable, onClose, onSave }: TagFormProps): ReactNode {
	const isSecret = tag?.value === mask;
	const [name, setName] = useState(tag?.name ?? '');
	const [value, setValue] = useState(tag?.value ?? '');
	const [overridable, setOverridable] = useState(tag?.overridable ?? true);
	const [isBusy, setBusy] = useState(false);
	const [failure, setFailure] = useState<unknown>();

	async function save(event: FormEvent): Promise<void> {
		event.preventDefault();
		setBusy(true);
		setFailure(undefined);
		try {
			await onSave({ name: toTagName(name), value, ...(hasOverridable ? { overridable } : {}) });
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
					label={texts.name}
					description={tag === undefined ? texts.nameText : undefined}
					value={name}
					onChange={(event) => setName(event.currentTarget.value)}
					ff="monospace"
					readOnly={tag !== undefined}
					variant={tag === undefined ? 'default' : 'filled'}
					required
					data-autofocus={tag === undefined}
				/>
				<TextInput
					label={texts.value}
					description={isSecret ? texts.secretText : texts.valueText}
					value={value}
					onChange={(event) => setValue(event.currentTarget.value)}
					maxLength={256}
					autoComplete="off"
					data-autofocus={tag !== undefined}
				/>
				{hasOverridable ? (
					<Switch label={texts.overridable} checked={overridable} onChange={(event) => setOverridable(event.currentTarget.checked)} />
				) : null}
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

function toTagName(text: string): string {
	const name = text.trim();
	return `${name.startsWith('%') ? '' : '%'}${name}${name.length > 1 && name.endsWith('%') ? '' : '%'}`;
}
