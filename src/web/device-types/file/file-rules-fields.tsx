import { Checkbox, Group, Radio, Select, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Section } from '../../ui/section.tsx';
import type { Authentication } from '../proof-words.ts';
import { type EditableFile, type MacPlace, toMacPlace, withMacPlace } from './file-rules.ts';
import { fileTexts as texts } from './texts.ts';

export interface FileFieldsProps {
	readonly file: EditableFile;
	readonly readOnly: boolean;
	readonly onChange: (part: Partial<EditableFile>) => void;
}

const places: readonly MacPlace[] = ['none', 'certificate', 'header', 'path'];
const customizations = ['Disallow', 'Administrator', 'Administrator and User'] as const;
const escapes = ['xml', 'none', 'url', 'ini'] as const;

export function ProofFields({ file, readOnly, onChange }: FileFieldsProps): ReactNode {
	const { authentication } = file;
	const place = toMacPlace(authentication);
	const change = (part: Partial<Authentication>): void => onChange({ authentication: { ...authentication, ...part } });
	const hasPassword = authentication.userNamePasswordFileAuthentication;
	return (
		<Section title={texts.proof} description={texts.proofText}>
			<Stack gap="md">
				<Radio.Group
					label={texts.mac}
					value={place}
					onChange={(value) => onChange({ authentication: withMacPlace(authentication, places.find((each) => each === value) ?? 'none') })}
				>
					<Stack gap="xs" mt="xs">
						{places.map((each) => (
							<Radio key={each} value={each} label={texts.macChoices[each]} disabled={readOnly} />
						))}
					</Stack>
				</Radio.Group>
				{place === 'header' ? (
					<TextInput
						label={texts.pattern}
						description={texts.patternText}
						ff="monospace"
						value={authentication.macFormatInNonRequestUri ?? ''}
						onChange={(event) => change({ macFormatInNonRequestUri: event.currentTarget.value })}
						maxLength={256}
						disabled={readOnly}
						required
					/>
				) : null}
				<Switch
					label={texts.password}
					description={texts.passwordText}
					checked={hasPassword}
					onChange={(event) => change({ userNamePasswordFileAuthentication: event.currentTarget.checked })}
					disabled={readOnly}
				/>
				{hasPassword ? (
					<Choice
						label={texts.scheme}
						value={authentication.useHttpDigestAuthentication ? 'Digest' : 'Basic'}
						choices={texts.schemes}
						readOnly={readOnly}
						onChange={(scheme) => change({ useHttpDigestAuthentication: scheme === 'Digest' })}
					/>
				) : null}
				{hasPassword && place !== 'none' ? (
					<Choice
						label={texts.combine}
						value={authentication.combine}
						choices={texts.combineChoices}
						readOnly={readOnly}
						onChange={(combine) => change({ combine: combine === 'All' ? 'All' : 'Any' })}
					/>
				) : null}
			</Stack>
		</Section>
	);
}

interface ChoiceProps {
	readonly label: string;
	readonly value: string;
	readonly choices: Readonly<Record<string, string>>;
	readonly readOnly: boolean;
	readonly onChange: (value: string) => void;
}

function Choice({ label, value, choices, readOnly, onChange }: ChoiceProps): ReactNode {
	return (
		<Radio.Group label={label} value={value} onChange={onChange}>
			<Group mt="xs">
				{Object.entries(choices).map(([each, text]) => (
					<Radio key={each} value={each} label={text} disabled={readOnly} />
				))}
			</Group>
		</Radio.Group>
	);
}

export function TransportFields({ file, readOnly, onChange }: FileFieldsProps): ReactNode {
	return (
		<Section title={texts.transport}>
			<SimpleGrid cols={{ base: 1, sm: 2 }}>
				<Checkbox
					label={texts.https}
					description={texts.httpsText}
					checked={file.allowHttps}
					onChange={(event) => onChange({ allowHttps: event.currentTarget.checked })}
					disabled={readOnly}
				/>
				<Checkbox
					label={texts.http}
					description={texts.httpText}
					checked={file.allowHttp}
					onChange={(event) => onChange({ allowHttp: event.currentTarget.checked })}
					disabled={readOnly}
				/>
			</SimpleGrid>
		</Section>
	);
}

export function ContentFields({ file, readOnly, onChange }: FileFieldsProps): ReactNode {
	return (
		<Section title={texts.content}>
			<Stack gap="md">
				<SimpleGrid cols={{ base: 1, sm: 2 }}>
					<Select
						label={texts.source}
						data={Object.entries(texts.sources).map(([value, label]) => ({ value, label }))}
						value={file.fileSource}
						onChange={(value) => onChange({ fileSource: value === 'Manual' ? 'Manual' : 'Custom' })}
						allowDeselect={false}
						disabled={readOnly}
					/>
					<Select
						label={texts.escape}
						data={escapes.map((value) => ({ value, label: texts.escapes[value] }))}
						value={file.escape ?? null}
						placeholder={texts.escapes.auto}
						onChange={(value) => onChange({ escape: escapes.find((each) => each === value) })}
						disabled={readOnly || file.fileSource === 'Manual'}
					/>
				</SimpleGrid>
				<Select
					label={texts.customization}
					data={customizations.map((value) => ({ value, label: texts.customizations[value] }))}
					value={file.fileCustomization}
					onChange={(value) => onChange({ fileCustomization: customizations.find((each) => each === value) ?? 'Disallow' })}
					allowDeselect={false}
					disabled={readOnly}
				/>
				<Switch
					label={texts.upload}
					description={texts.uploadText}
					checked={file.allowUploadFromDevice}
					onChange={(event) => onChange({ allowUploadFromDevice: event.currentTarget.checked })}
					disabled={readOnly || file.fileCategory === 'Template Only'}
				/>
				<Switch
					label={texts.caching}
					checked={file.enableCaching}
					onChange={(event) => onChange({ enableCaching: event.currentTarget.checked })}
					disabled={readOnly}
				/>
			</Stack>
		</Section>
	);
}
