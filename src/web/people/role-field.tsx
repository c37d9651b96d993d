import { Group, Radio, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { peoplePageTexts as texts } from './people-texts.ts';
import { type Role, roles } from './queries.ts';

export interface RoleFieldProps {
	readonly value: Role;
	readonly onChange: (role: Role) => void;
}

/** The roles with what each of them may do. */
export function RoleField({ value, onChange }: RoleFieldProps): ReactNode {
	return (
		<Radio.Group label={texts.form.role} value={value} onChange={onChange}>
			<Stack gap={6} mt={6}>
				{roles.map((role) => (
					<Radio
						key={role}
						value={role}
						label={
							<Group gap="xs">
								<Text span size="sm" fw={600}>
									{role}
								</Text>
								<Text span size="sm" c="dimmed">
									{texts.roles[role]}
								</Text>
							</Group>
						}
					/>
				))}
			</Stack>
		</Radio.Group>
	);
}
