import { Paper, Stack, Text } from '@mantine/core';
import { IconListSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import classes from './live.module.css';
import { pageTexts as texts } from './page-texts.ts';
import { useRecords } from './queries.ts';
import { RecordDrawer } from './record-drawer.tsx';
import { RecordFilters } from './record-filters.tsx';
import { RecordRow } from './record-row.tsx';
import { countFilters, type RecordSearch } from './record-search.ts';
import { SectionTabs } from './section-tabs.tsx';
import type { AccessRecord } from './tail.ts';
import { liveTexts } from './texts.ts';

const route = getRouteApi('/shell/live/records');

/** What devices did, back in time. */
export function RecordsPage(): ReactNode {
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const [open, setOpen] = useState<AccessRecord>();
	return (
		<PageFrame
			title={liveTexts.records.title}
			description={liveTexts.records.description}
			actions={<SectionTabs value="records" search={search} />}
		>
			<RecordFilters search={search} onChange={(changed) => void navigate({ search: changed, replace: true })} hasTimes />
			<RecordList search={search} onOpen={setOpen} />
			<RecordDrawer record={open} onClose={() => setOpen(undefined)} />
		</PageFrame>
	);
}

interface RecordListProps {
	readonly search: RecordSearch;
	readonly onOpen: (record: AccessRecord) => void;
}

function RecordList({ search, onOpen }: RecordListProps): ReactNode {
	const records = useRecords(search);
	const { data, error, isPending, hasNextPage } = records;
	if (isPending) return <TableSkeleton rows={10} />;
	if (data === undefined) return <ProblemAlert error={error} onRetry={() => void records.refetch()} />;
	if (data.length === 0 && !hasNextPage) {
		const { empty } = texts;
		return countFilters(search) === 0 ? (
			<EmptyState icon={IconListSearch} title={empty.records} text={empty.recordsText} />
		) : (
			<EmptyState icon={IconListSearch} title={empty.filtered} text={empty.filteredText} />
		);
	}
	return (
		<Stack>
			{data.length === 0 ? null : (
				<Paper withBorder style={{ overflow: 'hidden' }}>
					<ul className={classes['list']} aria-label={texts.list.records}>
						{data.map((record) => (
							<li key={record.id} className={classes['item']}>
								<RecordRow record={record} onOpen={onOpen} isDated />
							</li>
						))}
					</ul>
				</Paper>
			)}
			<ProblemAlert error={error} />
			<LoadMore {...records} />
			{hasNextPage ? null : (
				<Text size="sm" c="dimmed" ta="center">
					{texts.empty.allLoaded}
				</Text>
			)}
		</Stack>
	);
}
