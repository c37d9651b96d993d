import { Button, Code, Group, Stack } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { texts } from '../texts.ts';
import { EmptyState } from '../ui/empty-state.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';

export interface FailurePageProps {
	readonly error: unknown;
	readonly reset?: () => void;
}

/** In the place of a page that failed while it was shown. */
export function FailurePage({ error, reset }: FailurePageProps): ReactNode {
	if (error instanceof ApiProblem) return <ProblemAlert error={error} {...(reset === undefined ? {} : { onRetry: reset })} />;
	return (
		<Stack>
			<EmptyState
				icon={IconAlertTriangle}
				title={texts.failure.title}
				text={texts.failure.text}
				action={
					<Group>
						<Button onClick={() => globalThis.location.reload()}>{texts.actions.reload}</Button>
					</Group>
				}
			/>
			<Code block>{error instanceof Error ? `${error.name}: ${error.message}` : String(error)}</Code>
		</Stack>
	);
}
