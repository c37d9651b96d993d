import { SimpleGrid, Stack, Switch, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { FieldsProps } from './credential-fields.tsx';
import { type DeviceDraft, toFieldError } from './device-draft.ts';
import { formTexts as texts } from './texts.ts';

type DetailField = { readonly [Field in keyof DeviceDraft]: DeviceDraft[Field] extends string ? Field : never }[keyof DeviceDraft];

const fields: readonly (readonly [DetailField, string, string?])[] = [
	['description', texts.description],
	['physicalLocation', texts.location],
	['serialNumber', texts.serial],
	['netAddress', texts.netAddress],
	['country', texts.country, texts.countryHint],
	['tagSet', texts.tagSet, texts.tagSetHint],
];

/** What a person wants to know of a device, and what chooses its tags. */
export function DetailFields({ value, onChange, failure }: FieldsProps): ReactNode {
	return (
		<Stack>
			<SimpleGrid cols={{ base: 1, sm: 2 }}>
				{fields.map(([field, label, hint]) => (
					<TextInput
						key={field}
						label={label}
						description={hint}
						inputWrapperOrder={['label', 'input', 'description', 'error']}
						value={value[field]}
						autoComplete="off"
						onChange={(event) => onChange({ ...value, [field]: event.currentTarget.value })}
						error={toFieldError(failure, field)}
					/>
				))}
			</SimpleGrid>
			<Switch
				label={texts.enabled}
				description={texts.enabledHint}
				checked={value.enabled}
				onChange={(event) => onChange({ ...value, enabled: event.currentTarget.checked })}
			/>
		</Stack>
	);
}
