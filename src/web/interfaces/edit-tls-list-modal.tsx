import { Button, Checkbox, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Tagged } from '../api/answer.ts';
import { texts as shared } from '../texts.ts';
import { Notice } from '../ui/notice.tsx';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { OrderedValues } from './ordered-values.tsx';
import { useSetTlsList } from './tls-changes.ts';
import { TlsImpact } from './tls-impact.tsx';
import { toInherited } from './tls-inheritance.ts';
import { toPlaceLabel } from './tls-places.ts';
import { type CipherSuite, type TlsPlace, type TlsPolicyList, type TlsSetting, useCipherSuites, useTlsPolicy } from './tls-queries.ts';
import { tlsTexts } from './tls-texts.ts';

const texts = tlsTexts.editing;
const protocols = ['TLSv1.3', 'TLSv1.2', 'TLSv1.1', 'TLSv1'];

export interface EditTlsListModalProps {
	readonly place: TlsPlace;
	readonly setting: TlsSetting;
	readonly list: Tagged<TlsPolicyList>;
	readonly opened: boolean;
	readonly onClose: () => void;
	readonly onSaved: (warnings: readonly string[]) => void;
}

/** Changes a list as a whole. */
export function EditTlsListModal({ opened, onClose, ...rest }: EditTlsListModalProps): ReactNode {
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			title={tlsTexts.list.title(tlsTexts.settings[rest.setting], toPlaceLabel(rest.place))}
			size="lg"
			closeButtonProps={{ 'aria-label': shared.actions.close }}
		>
			<EditTlsList {...rest} onClose={onClose} />
		</Modal>
	);
}

function EditTlsList({ place, setting, list: { value: list, etag }, onClose, onSaved }: Omit<EditTlsListModalProps, 'opened'>): ReactNode {
	const setList = useSetTlsList();
	const suites = useCipherSuites().data ?? [];
	const before = list.entries.map(({ value }) => value);
	const policy = useTlsPolicy().data;
	const inherited = policy === undefined ? [] : toInherited(place, setting, policy);
	const [values, setValues] = useState<readonly string[]>(before);
	const [isForced, setForced] = useState(false);
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);
	const weak =
		setting === 'ciphers'
			? suites.filter(({ name, weakness }) => weakness !== null && values.includes(name) && !before.includes(name))
			: [];
	const isChanged = values.length !== before.length || values.some((value, index) => value !== before[index]);

	async function save(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			const { warnings } = await setList(place, setting, etag, { values: [...values], force: weak.length > 0 && isForced });
			notifyDone(texts.saved);
			onSaved(warnings);
			onClose();
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	return (
		<Stack>
			{values.length === 0 ? (
				<Group justify="space-between">
					<Text size="sm" c="dimmed">
						{texts.emptyHint}
					</Text>
					<Button size="compact-sm" variant="subtle" onClick={() => setValues(inherited)}>
						{texts.startFrom}
					</Button>
				</Group>
			) : (
				<OrderedValues values={values} onChange={setValues} />
			)}
			<Select
				label={texts.add[setting]}
				placeholder={texts.placeholder}
				data={setting === 'protocols' ? protocols.filter((name) => !values.includes(name)) : toGroups(suites, values)}
				value={null}
				onChange={(value) => {
					if (value !== null) setValues([...values, value]);
				}}
				searchable={setting === 'ciphers'}
				nothingFoundMessage={texts.nothing}
				maxDropdownHeight={260}
			/>
			{weak.length === 0 ? null : (
				<Notice tone="danger" title={texts.weakTitle} isLive>
					<Stack gap="xs">
						{weak.map(({ name, weakness }) => (
							<Text key={name} size="sm" style={{ overflowWrap: 'anywhere' }}>
								{name}: {weakness}
							</Text>
						))}
						<Text size="sm">{texts.weakText}</Text>
						<Checkbox label={texts.force} checked={isForced} onChange={(event) => setForced(event.currentTarget.checked)} />
					</Stack>
				</Notice>
			)}
			{isChanged ? <TlsImpact place={place} setting={setting} values={values} /> : null}
			<ProblemAlert error={failure} />
			<Group justify="space-between">
				<Button variant="subtle" color="gray" disabled={values.length === 0} onClick={() => setValues([])}>
					{texts.clear}
				</Button>
				<Group>
					<Button variant="default" onClick={onClose}>
						{shared.actions.cancel}
					</Button>
					<Button loading={isBusy} disabled={!isChanged || (weak.length > 0 && !isForced)} onClick={() => void save()}>
						{texts.save}
					</Button>
				</Group>
			</Group>
		</Stack>
	);
}

function toGroups(suites: readonly CipherSuite[], taken: readonly string[]) {
	const free = suites.filter(({ name }) => !taken.includes(name));
	return [
		{ group: texts.groups.good, items: free.filter(({ weakness }) => weakness === null).map(({ name }) => name) },
		{ group: texts.groups.weak, items: free.filter(({ weakness }) => weakness !== null).map(({ name }) => name) },
	];
}
