import { Button, Grid, Group, List, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { toSegment } from '../../session/acl.ts';
import { useSession } from '../../session/session-context.tsx';
import { ConfirmModal } from '../../ui/confirm-modal.tsx';
import { notifyDone } from '../../ui/notify.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { findLosses, findRuleWarnings } from '../proof-warnings.ts';
import { type DeviceTypeFile, deviceTypeKeys } from '../queries.ts';
import { useTrustedVendors } from '../use-trusted-vendors.ts';
import { type EditableFile, toFileChange } from './file-rules.ts';
import { ContentFields, ProofFields, TransportFields } from './file-rules-fields.tsx';
import { RulesInWords } from './rules-in-words.tsx';
import { fileTexts as texts } from './texts.ts';

interface FileRulesFormProps {
	readonly name: string;
	readonly file: DeviceTypeFile;
	readonly etag: string;
	readonly typeHasPassword: boolean;
}

/** Who gets a file, with the words beside it that change as one chooses. */
export function FileRulesForm({ name, file, etag, typeHasPassword }: FileRulesFormProps): ReactNode {
	const { can, isBound } = useSession();
	const mayChange = can(`dms.rest.device-types.${toSegment(name)}.files.${toSegment(file.fileFormat)}.update`) && !isBound;
	const [edited, setEdited] = useState<EditableFile>(file);
	const [isAsking, setAsking] = useState(false);
	const { mutateAsync, isPending, error } = useSaveRules(name, file.fileFormat, etag);
	const change = toFileChange(file, edited);
	const isDirty = Object.keys(change).length > 0;
	const vendors = useTrustedVendors(name);
	const warnings = findRuleWarnings(edited, { typeHasPassword, vendors });
	const losses = findLosses(file, edited);
	const before = new Set(findRuleWarnings(file, { typeHasPassword, vendors }).map(({ id }) => id));
	const grave = [...losses, ...warnings.filter(({ id, tone }) => tone === 'bad' && !before.has(id))];
	const fields = { file: edited, readOnly: !mayChange, onChange: (part: Partial<EditableFile>) => setEdited({ ...edited, ...part }) };

	function save(): void {
		if (grave.length > 0) setAsking(true);
		else void mutateAsync(change).catch(() => undefined);
	}

	return (
		<Grid gap="md">
			<Grid.Col span={{ base: 12, md: 5 }} order={{ base: 1, md: 2 }}>
				<RulesInWords file={edited} vendors={vendors} warnings={[...losses, ...warnings]} />
			</Grid.Col>
			<Grid.Col span={{ base: 12, md: 7 }} order={{ base: 2, md: 1 }}>
				<Stack gap="md">
					{mayChange ? null : (
						<Text size="sm" c="dimmed">
							{texts.readOnly}
						</Text>
					)}
					<ProofFields {...fields} />
					<TransportFields {...fields} />
					<ContentFields {...fields} />
					<ProblemAlert error={isAsking ? undefined : error} />
					{mayChange ? (
						<Group>
							<Button disabled={!isDirty || warnings.some(({ tone }) => tone === 'stop')} loading={isPending} onClick={save}>
								{texts.save}
							</Button>
							<Button variant="default" disabled={!isDirty} onClick={() => setEdited(file)}>
								{texts.reset}
							</Button>
						</Group>
					) : null}
				</Stack>
			</Grid.Col>
			<ConfirmModal
				opened={isAsking}
				onClose={() => setAsking(false)}
				title={texts.confirmTitle}
				confirmLabel={texts.confirm}
				onConfirm={() => mutateAsync(change)}
			>
				{texts.confirmText}
				<List size="sm" mt="xs" spacing={4}>
					{grave.map(({ id, text }) => (
						<List.Item key={id}>{text}</List.Item>
					))}
				</List>
			</ConfirmModal>
		</Grid>
	);
}

function useSaveRules(name: string, fileFormat: string, etag: string) {
	const api = useApi();
	const client = useQueryClient();
	return useMutation({
		mutationFn: (body: ReturnType<typeof toFileChange>) =>
			answerOf(
				api.PATCH('/api/v1/device-types/{name}/files/{fileFormat}', {
					params: { path: { name, fileFormat }, header: { 'If-Match': etag } },
					body,
				}),
			),
		onSuccess: () => {
			notifyDone(texts.saved);
			return client.invalidateQueries({ queryKey: deviceTypeKeys.all });
		},
	});
}
