import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { serviceAccountTexts } from './service-account-texts.ts';

const texts = serviceAccountTexts.acls;

export interface AclFieldProps {
	/** One ACL in each line. */
	readonly value: string;
	readonly onChange: (value: string) => void;
	readonly isReadOnly?: boolean;
}

/** ACLs as text, with what they look like beside it. */
export function AclField({ value, onChange, isReadOnly = false }: AclFieldProps): ReactNode {
	return (
		<Stack gap="xs">
			<Textarea
				label={texts.label}
				description={texts.hint}
				placeholder={texts.placeholder}
				value={value}
				onChange={(event) => onChange(event.currentTarget.value)}
				readOnly={isReadOnly}
				required
				autosize
				minRows={3}
				maxRows={14}
				spellCheck={false}
				autoComplete="off"
				styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
			/>
			{isReadOnly ? null : (
				<Stack gap={2}>
					<Text size="xs" fw={600}>
						{texts.examplesTitle}
					</Text>
					{texts.examples.map(([acl, meaning]) => (
						<Group key={acl} gap={6}>
							<Button
								variant="subtle"
								size="compact-xs"
								leftSection={<IconPlus size={12} aria-hidden />}
								aria-label={texts.add(acl)}
								ff="monospace"
								disabled={toAcls(value).includes(acl)}
								onClick={() => onChange([...toAcls(value), acl].join('\n'))}
							>
								{acl}
							</Button>
							<Text size="xs" c="dimmed">
								{meaning}
							</Text>
						</Group>
					))}
				</Stack>
			)}
		</Stack>
	);
}

/** The lines that say something. */
export function toAcls(text: string): readonly string[] {
	return text
		.split(/[\s,]+/)
		.map((line) => line.trim())
		.filter((line) => line !== '');
}
