import { Alert, Button, Group, List, Stack, Text } from '@mantine/core';
import { IconCheck, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Section } from '../../ui/section.tsx';
import { toSentence } from '../../ui/sentence.ts';
import { toCounts } from './counts.ts';
import { FieldDifferences } from './field-differences.tsx';
import { PlanRefusal } from './plan-refusal.tsx';
import { PlannedFiles } from './planned-files.tsx';
import { importTexts as texts } from './texts.ts';
import type { ImportOptions, ImportPlan } from './use-archive-import.ts';

interface PlanViewProps {
	readonly plan: ImportPlan;
	readonly isBusy: boolean;
	readonly onImport: () => void;
	/** Other options, by which a refusal may be got over. */
	readonly onChange: (options: Partial<ImportOptions>) => void;
}

/** What an import would do, field by field. */
export function PlanView({ plan, isBusy, onImport, onChange }: PlanViewProps): ReactNode {
	const isUpdate = plan.outcome === 'files-updated';
	const isRefused = plan.refusal !== null;
	// The comparison is of use only once the files are to be updated.
	if (plan.outcome === 'refused-exists') return <PlanRefusal plan={plan} onChange={onChange} />;
	return (
		<Section title={texts.plan} description={texts.planned(toCounts(plan))}>
			<Stack gap="md">
				<PlanRefusal plan={plan} onChange={onChange} />
				{isRefused || plan.differenceFound ? null : (
					<Alert color="teal" variant="light" icon={<IconCheck aria-hidden />}>
						{texts.same}
					</Alert>
				)}
				<PlannedFiles plan={plan} />
				{plan.typeDifferences.length === 0 ? null : (
					<Stack gap="xs">
						<Text fw={500} size="sm">
							{texts.typeDifferences}
						</Text>
						<Text size="sm" c="dimmed">
							{texts.typeDifferencesText}
						</Text>
						<FieldDifferences label={texts.typeDifferences} differences={plan.typeDifferences} />
					</Stack>
				)}
				{plan.tagSetsAdded.length === 0 ? null : (
					<Text size="sm">
						{`${texts.tagSetsAdded}: `}
						<b>{plan.tagSetsAdded.join(', ')}</b>
					</Text>
				)}
				<Messages messages={plan.messages} />
				{isRefused ? null : (
					<Group>
						<Button loading={isBusy} disabled={isUpdate && !plan.differenceFound} onClick={onImport}>
							{isUpdate ? texts.importUpdate : texts.importAdd}
						</Button>
					</Group>
				)}
			</Stack>
		</Section>
	);
}

function Messages({ messages }: { readonly messages: readonly string[] }): ReactNode {
	if (messages.length === 0) return null;
	return (
		<Alert color="gray" variant="light" icon={<IconInfoCircle aria-hidden />} title={texts.messages}>
			<List size="sm" spacing={4}>
				{messages.map((message) => (
					<List.Item key={message} style={{ overflowWrap: 'anywhere' }}>
						{toSentence(message)}
					</List.Item>
				))}
			</List>
		</Alert>
	);
}
