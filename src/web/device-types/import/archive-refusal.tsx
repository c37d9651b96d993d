import { Code, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiProblem } from '../../api/problem.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { importTexts as texts } from './texts.ts';

/** Why an archive was not taken, with the code under which docs/errors.md has more. */
export function ArchiveRefusal({ error }: { readonly error: unknown }): ReactNode {
	const code = error instanceof ApiProblem && error.status !== 0 ? error.code : undefined;
	return (
		<Stack gap={6}>
			<ProblemAlert error={error} />
			{code === undefined ? null : (
				<Group gap={6}>
					<Text size="xs" c="dimmed">
						{texts.code}
					</Text>
					<Code>{code}</Code>
				</Group>
			)}
		</Stack>
	);
}
