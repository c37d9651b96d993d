import { Alert, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconBan } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { toSentence } from '../../ui/sentence.ts';
import { importTexts as texts } from './texts.ts';
import type { ImportOptions, ImportPlan } from './use-archive-import.ts';

interface PlanRefusalProps {
	readonly plan: ImportPlan;
	readonly onChange: (options: Partial<ImportOptions>) => void;
}

/** Why an import would be refused, and the ways around it. */
export function PlanRefusal({ plan, onChange }: PlanRefusalProps): ReactNode {
	if (plan.refusal === null) return null;
	const { code, detail, hint } = plan.refusal;
	return (
		<Alert color="red" variant="light" icon={<IconBan aria-hidden />} title={texts.refused} role="alert">
			<Stack gap="xs" align="flex-start">
				<Text size="sm">{toSentence(detail)}</Text>
				{hint === undefined ? null : <Text size="sm">{toSentence(hint)}</Text>}
				<WaysOut plan={plan} onChange={onChange} />
				<Group gap={6}>
					<Text size="xs" c="dimmed">
						{texts.code}
					</Text>
					<Code>{code}</Code>
				</Group>
			</Stack>
		</Alert>
	);
}

function WaysOut({ plan, onChange }: PlanRefusalProps): ReactNode {
	if (plan.outcome === 'refused-exists') {
		return (
			<Group gap="xs">
				<Button size="xs" onClick={() => onChange({ mode: 'update' })}>
					{texts.actions.update}
				</Button>
				<Button size="xs" variant="default" onClick={() => document.getElementById('import-name')?.focus()}>
					{texts.actions.rename}
				</Button>
			</Group>
		);
	}
	if (plan.outcome === 'refused-missing') {
		return (
			<Button size="xs" onClick={() => onChange({ mode: 'add' })}>
				{texts.actions.add}
			</Button>
		);
	}
	return null;
}
