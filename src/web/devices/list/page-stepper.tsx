import { Button, Group, Kbd, Text, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { listTexts as texts } from './texts.ts';
import type { PageSteps } from './use-page-steps.ts';

export interface PageStepperProps {
	readonly steps: PageSteps;
	/** Rows on this page. */
	readonly rows: number;
	/** Rows on all pages, where it is known. */
	readonly total: number | null | undefined;
	readonly rowsOnPage: number;
}

/** Goes to the page before and to the next one; `[` and `]` do so too. */
export function PageStepper({ steps, rows, total, rowsOnPage }: PageStepperProps): ReactNode {
	const { back, next, pagesBefore } = steps;
	useHotkeys([
		['[', () => back?.()],
		[']', () => next?.()],
	]);
	const first = pagesBefore === undefined ? undefined : pagesBefore * rowsOnPage + 1;
	const isAll = back === undefined && next === undefined;
	return (
		<Group justify="space-between" gap="sm">
			<Text size="sm" c="dimmed" aria-live="polite">
				{rows === 0 || first === undefined || isAll ? texts.rows(rows) : texts.range(first, first + rows - 1, total)}
			</Text>
			<Group gap="xs">
				<Tooltip label={<Hint text={texts.previous} button="[" />}>
					<Button
						variant="default"
						size="xs"
						leftSection={<IconChevronLeft size={14} aria-hidden />}
						disabled={back === undefined}
						onClick={() => back?.()}
					>
						{pagesBefore === undefined ? texts.firstPage : texts.previous}
					</Button>
				</Tooltip>
				<Tooltip label={<Hint text={texts.next} button="]" />}>
					<Button
						variant="default"
						size="xs"
						rightSection={<IconChevronRight size={14} aria-hidden />}
						disabled={next === undefined}
						onClick={() => next?.()}
					>
						{texts.next}
					</Button>
				</Tooltip>
			</Group>
		</Group>
	);
}

function Hint({ text, button }: { readonly text: string; readonly button: string }): ReactNode {
	return (
		<Group gap={6}>
			{text} <Kbd size="xs">{button}</Kbd>
		</Group>
	);
}
