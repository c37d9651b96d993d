import { Button, Checkbox, Group, Paper, Stack, Text } from '@mantine/core';
import { IconActivity, IconEraser, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useSession } from '../session/session-context.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { LiveList } from './live-list.tsx';
import { LiveStateBadge } from './live-state-badge.tsx';
import { toZone } from './moment.ts';
import { pageTexts as texts } from './page-texts.ts';
import { RecordFilters } from './record-filters.tsx';
import { toRecordQuery } from './record-query.ts';
import { countFilters, type RecordSearch } from './record-search.ts';
import { type AccessRecord, mostEntries } from './tail.ts';
import { useTail } from './use-tail.ts';

export interface LiveTailProps {
	readonly search: RecordSearch;
	readonly onChange: (search: RecordSearch) => void;
	readonly onOpen: (record: AccessRecord) => void;
}

/** Requests and events of all devices as they come. */
export function LiveTail({ search, onChange, onOpen }: LiveTailProps): ReactNode {
	const { can, isBound } = useSession();
	const mayEvents = can('dms.rest.events.stream.read') && !isBound;
	const [wantsEvents, setWantsEvents] = useState(true);
	const { deviceType: _type, ...others } = search;
	// A filter of requests finds no event.
	const withEvents = mayEvents && wantsEvents && countFilters(others) === 0;
	const { tail, entries, isPaused, waiting, stream, problem, isReady } = useTail(toRecordQuery(search), withEvents);
	return (
		<Stack>
			<RecordFilters search={search} onChange={onChange} />
			<ProblemAlert error={problem} />
			<Paper withBorder style={{ overflow: 'hidden' }}>
				<Group justify="space-between" p="sm" gap="sm">
					<Group gap="md">
						<LiveStateBadge stream={stream} isPaused={isPaused} isRefused={problem !== undefined} />
						<Text size="sm" c="dimmed">
							{texts.list.shown(entries.length, mostEntries, toZone(new Date()))}
						</Text>
					</Group>
					<Group gap="xs">
						{mayEvents ? (
							<Checkbox
								label={texts.list.events}
								checked={withEvents}
								disabled={countFilters(others) > 0}
								{...(countFilters(others) > 0 ? { title: texts.list.eventsFiltered } : {})}
								onChange={(event) => setWantsEvents(event.currentTarget.checked)}
							/>
						) : null}
						<Button
							size="xs"
							variant="default"
							leftSection={<IconEraser size={14} aria-hidden />}
							aria-label={texts.list.clearLabel}
							onClick={tail.clear}
						>
							{texts.list.clear}
						</Button>
						{isPaused ? (
							<Button size="xs" leftSection={<IconPlayerPlay size={14} aria-hidden />} onClick={tail.resume}>
								{waiting === 0 ? texts.list.resume : texts.list.resumeWith(waiting)}
							</Button>
						) : (
							<Button size="xs" variant="default" leftSection={<IconPlayerPause size={14} aria-hidden />} onClick={tail.pause}>
								{texts.list.pause}
							</Button>
						)}
					</Group>
				</Group>
				<Content isReady={isReady} isEmpty={entries.length === 0} isFiltered={countFilters(search) > 0}>
					<LiveList entries={entries} onOpen={onOpen} />
				</Content>
			</Paper>
		</Stack>
	);
}

interface ContentProps {
	readonly isReady: boolean;
	readonly isEmpty: boolean;
	readonly isFiltered: boolean;
	readonly children: ReactNode;
}

function Content({ isReady, isEmpty, isFiltered, children }: ContentProps): ReactNode {
	if (!isEmpty) return children;
	if (!isReady)
		return (
			<Stack p="md">
				<TableSkeleton rows={10} />
			</Stack>
		);
	const { empty } = texts;
	return (
		<EmptyState
			icon={IconActivity}
			title={isFiltered ? empty.liveFiltered : empty.live}
			text={isFiltered ? empty.liveFilteredText : empty.liveText}
		/>
	);
}
