import { Checkbox, Group, Input, NumberInput, PasswordInput, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { useSession } from '../../session/session-context.tsx';
import { Section } from '../../ui/section.tsx';
import type { DeviceType } from '../queries.ts';
import { deviceTypesTexts } from '../texts.ts';
import type { SettingsValues } from './settings-values.ts';
import { useTagSetNames } from './tag-set-names.ts';

const texts = deviceTypesTexts.settings;
const protocols: readonly DeviceType['deviceAccessProtocol'][] = ['Https', 'Http', 'FTP', 'FTPS', 'SFTP', 'TFTP'];
const tagModes: readonly DeviceType['tagMode'][] = ['None', 'System', 'System And Custom'];

export interface SettingsFieldsProps {
	readonly form: UseFormReturnType<SettingsValues>;
	readonly type: DeviceType;
	readonly readOnly: boolean;
}

export function AccessFields({ form, type, readOnly }: SettingsFieldsProps): ReactNode {
	return (
		<Section title={texts.access} description={texts.accessText}>
			<SimpleGrid cols={{ base: 1, sm: 2 }}>
				<Select
					label={texts.protocol}
					data={protocols.map((value) => ({ value, label: value.toUpperCase() }))}
					allowDeselect={false}
					disabled={readOnly}
					{...form.getInputProps('deviceAccessProtocol')}
				/>
				<TextInput
					label={texts.address}
					description={texts.addressText}
					inputWrapperOrder={['label', 'input', 'description', 'error']}
					disabled={readOnly}
					{...form.getInputProps('deviceAccessNetAddress')}
				/>
				<NumberInput
					label={texts.port}
					min={1}
					max={65_535}
					allowDecimal={false}
					placeholder={type.deviceAccessProtocol === 'Http' ? '80' : '443'}
					disabled={readOnly}
					{...form.getInputProps('deviceAccessPort')}
				/>
				<TextInput label={texts.path} value={`/${type.path}/`} readOnly variant="filled" />
			</SimpleGrid>
		</Section>
	);
}

export function CredentialFields({ form, type, readOnly }: SettingsFieldsProps): ReactNode {
	return (
		<Section title={texts.credentials} description={texts.credentialsText}>
			<SimpleGrid cols={{ base: 1, sm: 2 }}>
				<TextInput label={texts.userName} autoComplete="off" disabled={readOnly} {...form.getInputProps('userName')} />
				<PasswordInput
					label={texts.password}
					autoComplete="new-password"
					description={toPasswordText(form.values.userName, type)}
					inputWrapperOrder={['label', 'input', 'description', 'error']}
					disabled={readOnly || form.values.userName === ''}
					{...form.getInputProps('password')}
				/>
			</SimpleGrid>
		</Section>
	);
}

export function TagFields({ form, readOnly }: SettingsFieldsProps): ReactNode {
	const { can, isBound } = useSession();
	const { data: names = [] } = useTagSetNames(can('dms.rest.tag-sets.read') && !isBound);
	const takesSet = form.values.tagMode === 'System And Custom';
	const own = form.values.tagSet;
	return (
		<Section title={texts.tags} description={texts.tagsText}>
			<Stack gap="md">
				<Select
					label={texts.tagMode}
					data={tagModes.map((value) => ({ value, label: texts.tagModes[value] }))}
					allowDeselect={false}
					disabled={readOnly}
					{...form.getInputProps('tagMode')}
				/>
				<Select
					label={texts.tagSet}
					data={[...new Set([...names, ...(own === null ? [] : [own])])]}
					placeholder={texts.noTagSet}
					clearable
					disabled={readOnly || !takesSet}
					{...form.getInputProps('tagSet')}
				/>
				<Input.Wrapper label={texts.allow} labelElement="div">
					<Group mt="xs">
						<Checkbox
							label={texts.allowDevice}
							disabled={readOnly}
							{...form.getInputProps('allowDeviceProfileCustomTagSet', { type: 'checkbox' })}
						/>
						<Checkbox
							label={texts.allowGroup}
							disabled={readOnly}
							{...form.getInputProps('allowGroupCustomTagSet', { type: 'checkbox' })}
						/>
						<Checkbox
							label={texts.allowProvider}
							disabled={readOnly}
							{...form.getInputProps('allowSpCustomTagSet', { type: 'checkbox' })}
						/>
					</Group>
				</Input.Wrapper>
			</Stack>
		</Section>
	);
}

export function OtherFields({ form, readOnly }: SettingsFieldsProps): ReactNode {
	return (
		<Section title={texts.other}>
			<SimpleGrid cols={{ base: 1, sm: 2 }}>
				<TextInput
					label={texts.encoding}
					description={texts.encodingText}
					inputWrapperOrder={['label', 'input', 'description', 'error']}
					disabled={readOnly}
					{...form.getInputProps('defaultDeviceEncoding')}
				/>
				<TextInput label={texts.language} disabled={readOnly} {...form.getInputProps('defaultDeviceLanguage')} />
			</SimpleGrid>
			<Switch label={texts.obsolete} disabled={readOnly} {...form.getInputProps('isObsolete', { type: 'checkbox' })} />
		</Section>
	);
}

function toPasswordText(userName: string, { hasPassword }: DeviceType): string {
	if (userName === '') return texts.passwordNone;
	return hasPassword ? texts.passwordSet : texts.passwordMissing;
}
