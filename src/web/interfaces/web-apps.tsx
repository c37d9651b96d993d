import { ActionIcon, Button, Group, Select, Stack, Table, Text, TextInput, Tooltip } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { toSegment } from '../session/acl.ts';
import { useSession } from '../session/session-context.tsx';
import { ConfirmModal } from '../ui/confirm-modal.tsx';
import { DeviceImpact } from '../ui/device-impact.tsx';
import { notifyDone } from '../ui/notify.ts';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { TableFrame } from '../ui/table-frame.tsx';
import { useInterfaceChanges } from './changes.ts';
import { type Interface, isSameInterface, toInterfaceText, useWebApps, type WebApp } from './queries.ts';
import { webAppTexts as texts } from './web-app-texts.ts';

type Demand = keyof typeof texts.demands;

const demands: readonly Demand[] = ['required', 'optional'];

/** What is to become of a path; without a demand it demands what the interface does. */
interface PathChange {
	readonly application: string;
	readonly demand?: Demand;
}

/** Paths of an interface that demand something else than it. */
export function WebApps({ row }: { readonly row: Interface }): ReactNode {
	const { data, error, refetch } = useWebApps();
	const { can } = useSession();
	const changes = useInterfaceChanges();
	const [asked, setAsked] = useState<PathChange>();
	const [failure, setFailure] = useState<unknown>();
	const apps = data?.filter((app) => isSameInterface(app, row)) ?? [];
	const mayChange = can(`dms.rest.web-apps.${row.kind}.${toSegment(row.address)}.${row.port}.dms.update`);

	async function make({ application, demand }: PathChange): Promise<void> {
		if (demand === undefined) await changes.removePath(row, application);
		else await changes.setPath(row, application, demand === 'required');
		notifyDone(demand === undefined ? texts.removed(application) : texts.changed(application));
	}

	/** At once, unless from then on a certificate is needed that was not needed before. */
	function begin(change: PathChange): void {
		setFailure(undefined);
		const before = apps.find(({ application }) => application === change.application)?.clientAuthRequired ?? row.clientAuthRequired;
		const after = change.demand === undefined ? row.clientAuthRequired : change.demand === 'required';
		if (row.kind === 'Http' && after && !before) setAsked(change);
		else void make(change).catch(setFailure);
	}

	return (
		<Section title={texts.title} description={texts.description}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{apps.length === 0 ? (
				<Text size="sm" c="dimmed">
					{texts.empty}
				</Text>
			) : (
				<PathTable apps={apps} onRemove={mayChange ? (application) => begin({ application }) : undefined} />
			)}
			<ProblemAlert error={failure} />
			{mayChange ? <PathForm onSet={begin} /> : null}
			<ConfirmModal
				opened={asked !== undefined}
				onClose={() => setAsked(undefined)}
				title={texts.askTitle(asked?.application ?? '')}
				confirmLabel={texts.askConfirm}
				onConfirm={async () => {
					if (asked !== undefined) await make(asked);
				}}
			>
				<Stack gap="sm">
					<Text size="sm">{texts.askText}</Text>
					<DeviceImpact change={{ change: 'requireCertificate', interface: toInterfaceText(row), application: asked?.application ?? '' }} />
				</Stack>
			</ConfirmModal>
		</Section>
	);
}

interface PathTableProps {
	readonly apps: readonly WebApp[];
	readonly onRemove: ((application: string) => void) | undefined;
}

function PathTable({ apps, onRemove }: PathTableProps): ReactNode {
	return (
		<TableFrame label={texts.label} minWidth={300}>
			<Table.Thead>
				<Table.Tr>
					<Table.Th>{texts.path}</Table.Th>
					<Table.Th>{texts.demand}</Table.Th>
					<Table.Th w={60} aria-label={texts.remove} />
				</Table.Tr>
			</Table.Thead>
			<Table.Tbody>
				{apps.map(({ application, clientAuthRequired }) => (
					<Table.Tr key={application}>
						<Table.Td ff="monospace">/{application}</Table.Td>
						<Table.Td>{clientAuthRequired ? texts.demands.required : texts.demands.optional}</Table.Td>
						<Table.Td>
							{onRemove === undefined ? null : (
								<Tooltip label={texts.removeLabel(application)}>
									<ActionIcon
										variant="subtle"
										color="gray"
										aria-label={texts.removeLabel(application)}
										onClick={() => onRemove(application)}
									>
										<IconTrash size={17} stroke={1.6} />
									</ActionIcon>
								</Tooltip>
							)}
						</Table.Td>
					</Table.Tr>
				))}
			</Table.Tbody>
		</TableFrame>
	);
}

function PathForm({ onSet }: { readonly onSet: (change: PathChange) => void }): ReactNode {
	const [application, setApplication] = useState('');
	const [demand, setDemand] = useState<Demand>('required');

	function handleSubmit(event: FormEvent): void {
		event.preventDefault();
		onSet({ application: application.trim().replace(/^\//, ''), demand });
		setApplication('');
	}

	return (
		<form onSubmit={handleSubmit} aria-label={texts.add}>
			<Group align="flex-end" gap="sm">
				<TextInput
					label={texts.application}
					placeholder="dms"
					value={application}
					onChange={(event) => setApplication(event.currentTarget.value)}
					required
					withAsterisk={false}
					flex="1 1 12rem"
					maw={280}
					spellCheck={false}
					autoComplete="off"
				/>
				<Select
					label={texts.demand}
					data={demands.map((value) => ({ value, label: texts.demands[value] }))}
					value={demand}
					onChange={(value) => setDemand(value ?? demand)}
					allowDeselect={false}
					w={170}
				/>
				<Button type="submit" variant="default">
					{texts.submit}
				</Button>
			</Group>
		</form>
	);
}
