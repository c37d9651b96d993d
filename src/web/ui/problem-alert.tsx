import { Alert, Button, List, Stack, Text } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/problem.ts';
import { texts } from '../texts.ts';

export interface ProblemAlertProps {
	/** What was thrown; nothing is shown for undefined and null. */
	readonly error: unknown;
	/** In place of what the problem says of itself. */
	readonly title?: string;
	readonly text?: string;
	/** Offers to try or to load again. */
	readonly onRetry?: () => void;
}

/** What went wrong, what to do about it, and the number by which the operator finds it in the log. */
export function ProblemAlert({ error, title, text, onRetry }: ProblemAlertProps): ReactNode {
	if (error === undefined || error === null) return null;
	const shown = toShown(error);
	return (
		<Alert color="red" variant="light" icon={<IconAlertCircle aria-hidden />} title={title ?? shown.title} role="alert">
			<Stack gap="xs" align="flex-start">
				<Text size="sm">{text ?? shown.text}</Text>
				{shown.hint === undefined || text !== undefined ? null : <Text size="sm">{shown.hint}</Text>}
				{shown.findings.length === 0 ? null : (
					<List size="sm">
						{shown.findings.map((finding) => (
							<List.Item key={finding}>{finding}</List.Item>
						))}
					</List>
				)}
				{onRetry === undefined || !shown.canRetry ? null : (
					<Button size="xs" variant="default" onClick={onRetry}>
						{shown.isStale ? texts.actions.reload : texts.actions.retry}
					</Button>
				)}
				{shown.requestId === '' || text !== undefined ? null : (
					<Text size="xs" c="dimmed">
						{texts.problem.request} {shown.requestId}
					</Text>
				)}
			</Stack>
		</Alert>
	);
}

interface Shown {
	readonly title: string;
	readonly text: string;
	readonly hint?: string | undefined;
	readonly findings: readonly string[];
	readonly requestId: string;
	readonly isStale: boolean;
	/** What is forbidden stays so. */
	readonly canRetry: boolean;
}

function toShown(error: unknown): Shown {
	const rest = { findings: [], requestId: '', isStale: false, canRetry: true };
	if (!(error instanceof ApiProblem))
		return { ...rest, title: texts.failure.title, text: error instanceof Error ? error.message : String(error) };
	const { problem, isStale } = error;
	const own = { findings: problem.findings ?? [], requestId: problem.requestId, isStale, canRetry: problem.status !== 403 };
	if (problem.status === 0) return { ...own, title: texts.problem.offlineTitle, text: texts.problem.offlineText };
	if (isStale) return { ...own, title: texts.problem.changedTitle, text: texts.problem.changedText };
	if (problem.status === 403) return { ...own, title: texts.problem.forbiddenTitle, text: problem.detail ?? texts.problem.forbiddenText };
	return { ...own, title: problem.title, text: problem.detail ?? '', hint: problem.hint };
}
