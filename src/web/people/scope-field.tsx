import { Group, Stack, Switch, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { ApiSchema } from '../api/client.ts';
import { peoplePageTexts } from './people-texts.ts';

const texts = peoplePageTexts.form;

/** A scope while it is edited. */
export interface ScopeInput {
	readonly isScoped: boolean;
	readonly serviceProviderId: string;
	readonly groupId: string;
}

export interface ScopeFieldProps {
	readonly scope: ScopeInput;
	readonly onChange: (scope: ScopeInput) => void;
}

/** Whose devices a person sees. */
export function ScopeField({ scope, onChange }: ScopeFieldProps): ReactNode {
	return (
		<Stack gap="sm">
			<Switch
				label={texts.scoped}
				description={texts.scopedHint}
				checked={scope.isScoped}
				onChange={(event) => onChange({ ...scope, isScoped: event.currentTarget.checked })}
			/>
			{scope.isScoped ? (
				<Group grow align="flex-start">
					<TextInput
						label={texts.serviceProvider}
						value={scope.serviceProviderId}
						onChange={(event) => onChange({ ...scope, serviceProviderId: event.currentTarget.value })}
						required
						autoComplete="off"
					/>
					<TextInput
						label={texts.group}
						placeholder={texts.groupHint}
						value={scope.groupId}
						onChange={(event) => onChange({ ...scope, groupId: event.currentTarget.value })}
						autoComplete="off"
					/>
				</Group>
			) : null}
		</Stack>
	);
}

/** As the API takes it; null: everything. */
export function toScope({ isScoped, serviceProviderId, groupId }: ScopeInput): ApiSchema<'Scope'> | null {
	if (!isScoped) return null;
	return { serviceProviderId: serviceProviderId.trim(), ...(groupId.trim() === '' ? {} : { groupId: groupId.trim() }) };
}
