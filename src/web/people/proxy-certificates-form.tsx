import { Button, Group, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { type FormEvent, type ReactNode, useState } from 'react';
import { DeviceImpact } from '../ui/device-impact.tsx';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { useAccessControlChanges } from './access-control-changes.ts';
import type { AccessControlPartProps } from './access-control-part.ts';
import { accessControlTexts } from './access-control-texts.ts';
import type { AccessControl } from './queries.ts';

const texts = accessControlTexts.proxies;

type Form = AccessControl['proxyCertificates']['form'];
const forms: readonly Form[] = ['rfc9440', 'escaped-pem'];

/** Whether, from whom and how certificates are taken from headers. */
export function ProxyCertificatesForm({ control: { value, etag }, isReadOnly, onSaved }: AccessControlPartProps): ReactNode {
	const changes = useAccessControlChanges();
	const [fields, setFields] = useState(value.proxyCertificates);
	const [failure, setFailure] = useState<unknown>();
	const [isBusy, setBusy] = useState(false);

	async function save(): Promise<void> {
		setBusy(true);
		setFailure(undefined);
		try {
			const { warnings } = await changes.proxyCertificates(etag, fields);
			notifyDone(accessControlTexts.saved);
			onSaved(warnings);
		} catch (cause) {
			setFailure(cause);
		} finally {
			setBusy(false);
		}
	}

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		void save();
	}

	const before = value.proxyCertificates;
	const losesProxies = before.enabled && (!fields.enabled || before.proxies.some((proxy) => !fields.proxies.includes(proxy)));
	const isChanged = JSON.stringify(fields) !== JSON.stringify(before);
	return (
		<Section title={texts.title} description={texts.description}>
			<form onSubmit={handleSubmit}>
				<Stack>
					<Switch
						label={texts.switch}
						checked={fields.enabled}
						disabled={isReadOnly}
						onChange={(event) => setFields({ ...fields, enabled: event.currentTarget.checked })}
					/>
					<TagsInput
						label={texts.proxies}
						description={texts.proxiesHint}
						placeholder={fields.proxies.length === 0 && !isReadOnly ? texts.proxiesPlaceholder : ''}
						value={fields.proxies}
						onChange={(proxies) => setFields({ ...fields, proxies })}
						splitChars={[',', ' ', ';']}
						acceptValueOnBlur
						readOnly={isReadOnly}
					/>
					<Group align="flex-start" grow>
						<Select
							label={texts.form}
							data={forms.map((form) => ({ value: form, label: texts.forms[form] }))}
							value={fields.form}
							onChange={(form) => setFields({ ...fields, form: form ?? fields.form })}
							allowDeselect={false}
							readOnly={isReadOnly}
						/>
						{fields.form === 'escaped-pem' ? (
							<TextInput
								label={texts.header}
								value={fields.header}
								onChange={(event) => setFields({ ...fields, header: event.currentTarget.value })}
								readOnly={isReadOnly}
								spellCheck={false}
							/>
						) : null}
					</Group>
					{losesProxies ? <DeviceImpact change={{ change: 'believeProxies', proxies: fields.enabled ? fields.proxies : [] }} /> : null}
					<ProblemAlert error={failure} />
					{isReadOnly ? null : (
						<Group justify="flex-end">
							<Button type="submit" loading={isBusy} disabled={!isChanged}>
								{accessControlTexts.save}
							</Button>
						</Group>
					)}
				</Stack>
			</form>
		</Section>
	);
}
