import { Button, List, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { Section } from '../ui/section.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { WarningsAlert } from '../ui/warnings-alert.tsx';
import { EditTlsListModal } from './edit-tls-list-modal.tsx';
import { toPlaceLabel, toSourceLabel } from './tls-places.ts';
import { type TlsPlace, type TlsPolicyList, type TlsSetting, useCipherSuites, useTlsList } from './tls-queries.ts';
import { tlsTexts } from './tls-texts.ts';

const texts = tlsTexts.list;

export interface TlsListCardProps {
	readonly place: TlsPlace;
	readonly setting: TlsSetting;
	readonly isReadOnly: boolean;
}

/** One list of one level: its own values, or those that it inherits. */
export function TlsListCard({ place, setting, isReadOnly }: TlsListCardProps): ReactNode {
	const { data, error, refetch } = useTlsList(place, setting);
	const [isEditing, setEditing] = useState(false);
	const [warnings, setWarnings] = useState<readonly string[]>([]);
	const level = toPlaceLabel(place);
	return (
		<Section
			title={texts.title(tlsTexts.settings[setting], level)}
			description={
				data === undefined
					? undefined
					: data.value.entries.length > 0
						? texts.own
						: texts.inherits(toSourceLabel(data.value.effective.source))
			}
			actions={
				isReadOnly || data === undefined ? undefined : (
					<Button
						size="xs"
						variant="default"
						aria-label={`${texts.change}: ${texts.title(tlsTexts.settings[setting], level)}`}
						onClick={() => setEditing(true)}
					>
						{texts.change}
					</Button>
				)
			}
		>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			<WarningsAlert title={tlsTexts.editing.warningsTitle} warnings={warnings} onClose={() => setWarnings([])} />
			{data === undefined ? error === null ? <TableSkeleton rows={3} /> : null : <Values list={data.value} setting={setting} />}
			{data === undefined ? null : (
				<EditTlsListModal
					place={place}
					setting={setting}
					list={data}
					opened={isEditing}
					onClose={() => setEditing(false)}
					onSaved={setWarnings}
				/>
			)}
		</Section>
	);
}

function Values({ list, setting }: { readonly list: TlsPolicyList; readonly setting: TlsSetting }): ReactNode {
	const isOwn = list.entries.length > 0;
	const suites = useCipherSuites();
	const weaknesses = new Map(suites.data?.map(({ name, weakness }) => [name, weakness]));
	return (
		<List
			type="ordered"
			size="sm"
			spacing={6}
			c={isOwn ? undefined : 'dimmed'}
			aria-label={texts.label(tlsTexts.settings[setting])}
			styles={{ itemWrapper: { display: 'inline' } }}
		>
			{(isOwn ? list.entries : list.effective.entries).map(({ value, note }) => {
				const weakness = weaknesses.get(value) ?? null;
				return (
					<List.Item key={value}>
						<Stack gap={2} display="inline-flex" style={{ verticalAlign: 'top' }}>
							<Text span size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>
								{value} {weakness === null ? null : <StatusBadge tone="warning">{texts.weak(weakness)}</StatusBadge>}
							</Text>
							{note === null ? null : (
								<Text span size="xs" c="dimmed">
									{note}
								</Text>
							)}
						</Stack>
					</List.Item>
				);
			})}
		</List>
	);
}
