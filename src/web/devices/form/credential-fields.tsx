import { PasswordInput, SimpleGrid, Stack, Switch, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { type DeviceDraft, toFieldError } from './device-draft.ts';
import { formTexts as texts } from './texts.ts';

export interface FieldsProps {
	readonly value: DeviceDraft;
	readonly onChange: (value: DeviceDraft) => void;
	readonly failure: unknown;
}

export interface CredentialFieldsProps extends FieldsProps {
	/** There is a password already, which stays where none is typed. */
	readonly hasPassword: boolean;
}

/** Whether a device signs in as itself, and how. */
export function CredentialFields({ value, onChange, failure, hasPassword }: CredentialFieldsProps): ReactNode {
	return (
		<Stack gap="sm">
			<Switch
				label={texts.own}
				description={texts.ownHint}
				checked={value.useCustomUserNamePassword}
				onChange={(event) => onChange({ ...value, useCustomUserNamePassword: event.currentTarget.checked })}
			/>
			{value.useCustomUserNamePassword ? (
				<SimpleGrid cols={{ base: 1, sm: 2 }}>
					<TextInput
						label={texts.userName}
						value={value.userName}
						onChange={(event) => onChange({ ...value, userName: event.currentTarget.value })}
						error={toFieldError(failure, 'credentials/userName')}
						autoComplete="off"
						required
					/>
					<PasswordInput
						label={texts.password}
						description={hasPassword ? texts.passwordKept : undefined}
						inputWrapperOrder={['label', 'input', 'description', 'error']}
						value={value.password}
						onChange={(event) => onChange({ ...value, password: event.currentTarget.value })}
						error={toFieldError(failure, 'credentials/password')}
						autoComplete="new-password"
						required={!hasPassword}
					/>
				</SimpleGrid>
			) : null}
		</Stack>
	);
}
