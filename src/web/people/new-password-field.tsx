import { Button, Group, PasswordInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { generatePassword } from './generate-password.ts';
import { peoplePageTexts } from './people-texts.ts';

const texts = peoplePageTexts.form;

export interface NewPasswordFieldProps {
	readonly value: string;
	readonly onChange: (value: string) => void;
	readonly description: string;
	readonly required?: boolean;
}

/** A password for somebody else, typed or generated. */
export function NewPasswordField({ value, onChange, description, required = false }: NewPasswordFieldProps): ReactNode {
	return (
		<Group align="flex-end" gap="xs" wrap="nowrap">
			<PasswordInput
				label={texts.password}
				description={description}
				inputWrapperOrder={['label', 'description', 'input', 'error']}
				value={value}
				onChange={(event) => onChange(event.currentTarget.value)}
				required={required}
				autoComplete="new-password"
				flex={1}
			/>
			<Button variant="default" onClick={() => onChange(generatePassword())}>
				{texts.generate}
			</Button>
		</Group>
	);
}
