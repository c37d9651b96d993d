import { Button, Group, Stack, TagsInput, Text, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answerOf, taggedAnswerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { ApiSchema } from '../../api/client.ts';
import { useSession } from '../../session/session-context.tsx';
import { texts as shared } from '../../texts.ts';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { Section } from '../../ui/section.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { systemTexts as texts } from './texts.ts';

const queryKey = ['settings'] as const;

/** How devices are asked who they are. */
export function SettingsSection(): ReactNode {
	const api = useApi();
	const { data, error, isPending, refetch } = useQuery({
		queryKey,
		queryFn: ({ signal }) => taggedAnswerOf(api.GET('/api/v1/settings', { signal })),
	});
	return (
		<Section title={texts.devices}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{isPending ? <TableSkeleton rows={3} /> : null}
			{data === undefined ? null : <SettingsForm key={data.etag} settings={data.value} etag={data.etag} />}
		</Section>
	);
}

function SettingsForm({ settings, etag }: { readonly settings: ApiSchema<'Settings'>; readonly etag: string }): ReactNode {
	const api = useApi();
	const client = useQueryClient();
	const readOnly = !useSession().can('dms.rest.settings.update');
	const form = useForm({ initialValues: settings });
	const { mutate, isPending, error } = useMutation({
		mutationFn: (body: ApiSchema<'SettingsChange'>) =>
			answerOf(api.PATCH('/api/v1/settings', { params: { header: { 'If-Match': etag } }, body })),
		onSuccess: () => {
			notifyDone(texts.saved);
			return client.invalidateQueries({ queryKey });
		},
	});
	return (
		<form onSubmit={form.onSubmit((values) => mutate(values))}>
			<Stack gap="md">
				<TextInput label={texts.realm} description={texts.realmText} readOnly={readOnly} required {...form.getInputProps('realm')} />
				<TagsInput
					label={texts.headers}
					description={texts.headersText}
					readOnly={readOnly}
					maxTags={16}
					splitChars={[',', ' ', ';']}
					acceptValueOnBlur
					{...form.getInputProps('macHeaders')}
				/>
				<ProblemAlert error={error} />
				{readOnly ? (
					<Text size="sm" c="dimmed">
						{texts.readOnly}
					</Text>
				) : (
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
