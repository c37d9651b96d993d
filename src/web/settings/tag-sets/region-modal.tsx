import { Button, Group, Modal, Stack, TagsInput, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { texts as shared } from '../../texts.ts';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import type { TagSet } from './queries.ts';
import { tagSetTexts as texts } from './texts.ts';

type Region = TagSet['regions'][number];

interface RegionModalProps {
	/** Undefined: the dialog is closed. */
	readonly region: Region | 'new' | undefined;
	readonly onClose: () => void;
	readonly onSave: (name: string, countries: string[]) => Promise<unknown>;
}

/** A region and the countries in it. */
export function RegionModal({ region, ...rest }: RegionModalProps): ReactNode {
	const title = region === undefined || region === 'new' ? texts.addRegion : texts.countriesOf(region.name);
	return (
		<Modal
			opened={region !== undefined}
			onClose={rest.onClose}
			title={title}
			centered
			closeButtonProps={{ 'aria-label': shared.actions.close }}
		>
			{region === undefined ? null : <RegionForm region={region === 'new' ? undefined : region} {...rest} />}
		</Modal>
	);
}

interface RegionFormProps extends Omit<RegionModalProps, 'region'> {
	readonly region: Region | undefined;
}

function RegionForm({ region, onClose, onSave }: RegionFormProps): ReactNode {
	const [name, setName] = useState(region?.name ?? '');
	const [countries, setCountries] = useState(region?.countries ?? []);
	const [isBusy, setBusy] = useState(false);
	const [failure, setFailure] = useState<unknown>();

	async function save(event: FormEvent): Promise<void> {
		event.preventDefault();
		setBusy(true);
		setFailure(undefined);
		try {
			await onSave(name.trim(), countries);
			notifyDone(texts.regionSaved(name.trim()));
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
				{region === undefined ? (
					<TextInput label={texts.region} value={name} onChange={(event) => setName(event.currentTarget.value)} required data-autofocus />
				) : null}
				<TagsInput
					label={texts.countries}
					description={texts.countriesText}
					value={countries}
					onChange={(values) => setCountries([...new Set(values.map((value) => value.trim().toUpperCase()))])}
					splitChars={[',', ' ', ';']}
					acceptValueOnBlur
				/>
				<ProblemAlert error={failure} />
				<Group justify="flex-end">
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button type="submit" loading={isBusy} disabled={name.trim() === '' || countries.length === 0}>
						{shared.actions.save}
					</Button>
				</Group>
			</Stack>
		</form>
	);
}
