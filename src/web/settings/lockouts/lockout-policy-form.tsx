import { Button, Group, NumberInput, Select, SimpleGrid, Stack } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { useSession } from '../../session/session-context.tsx';
import { texts as shared } from '../../texts.ts';
import { Notice } from '../../ui/notice.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { type LockoutPolicy, lockoutKeys } from './queries.ts';
import { lockoutTexts as texts } from './texts.ts';

interface LockoutPolicyFormProps {
	readonly policy: LockoutPolicy;
	readonly etag: string;
}

const types = ['None', 'Temporary', 'Temporary Then Permanent'] as const;
const waits = ['Double', 'Fixed'] as const;
const minutes = ['5', '10', '20', '40', '60'] as const;

export function LockoutPolicyForm({ policy, etag }: LockoutPolicyFormProps): ReactNode {
	const api = useApi();
	const client = useQueryClient();
	const readOnly = !useSession().can('dms.rest.lockout-policy.update');
	const form = useForm({ initialValues: { ...policy, fixedWaitMinutes: String(policy.fixedWaitMinutes) } });
	const { mutate, isPending, error } = useMutation({
		mutationFn: ({ fixedWaitMinutes, ...rest }: typeof form.values) => {
			const body = { ...rest, fixedWaitMinutes: Number(fixedWaitMinutes) as LockoutPolicy['fixedWaitMinutes'] };
			return answerOf(api.PUT('/api/v1/lockout-policy', { params: { header: { 'If-Match': etag } }, body }));
		},
		onSuccess: () => {
			notifyDone(texts.saved);
			return client.invalidateQueries({ queryKey: lockoutKeys.policy });
		},
	});
	const { type, waitAlgorithm } = form.values;
	const isOff = readOnly || type === 'None';
	const whole = { min: 1, allowDecimal: false, allowNegative: false };
	return (
		<form onSubmit={form.onSubmit((values) => mutate(values))}>
			<Stack gap="md" maw={760}>
				<SimpleGrid cols={{ base: 1, sm: 2 }}>
					<Select
						label={texts.policyType}
						data={types.map((value) => ({ value, label: texts.types[value] }))}
						allowDeselect={false}
						disabled={readOnly}
						{...form.getInputProps('type')}
					/>
					<NumberInput label={texts.threshold} {...whole} disabled={isOff} {...form.getInputProps('temporaryThreshold')} />
					<Select
						label={texts.wait}
						data={waits.map((value) => ({ value, label: texts.waits[value] }))}
						allowDeselect={false}
						disabled={isOff}
						{...form.getInputProps('waitAlgorithm')}
					/>
					<Select
						label={texts.minutes}
						data={[...minutes]}
						allowDeselect={false}
						disabled={isOff || waitAlgorithm === 'Double'}
						{...form.getInputProps('fixedWaitMinutes')}
					/>
					<NumberInput
						label={texts.permanentThreshold}
						{...whole}
						disabled={readOnly || type !== 'Temporary Then Permanent'}
						{...form.getInputProps('permanentThreshold')}
					/>
					<NumberInput label={texts.resetAfter} {...whole} disabled={isOff} {...form.getInputProps('resetAfterDays')} />
				</SimpleGrid>
				{type === 'None' ? <Notice tone="warning" title={texts.none} /> : null}
				<ProblemAlert error={error} />
				{readOnly ? null : (
					<Group>
						<Button type="submit" loading={isPending} disabled={!form.isDirty()}>
							{shared.actions.save}
						</Button>
					</Group>
				)}
			</Stack>
		</form>
	);
}
