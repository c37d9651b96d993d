import { Paper, Stack, Text } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useCallback } from 'react';
import { EmptyState } from '../ui/empty-state.tsx';
import { LoadMore } from '../ui/load-more.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import classes from './audit.module.css';
import { AuditFilters } from './audit-filters.tsx';
import { AuditRow } from './audit-row.tsx';
import type { AuditSearch } from './audit-search.ts';
import { pageTexts as texts } from './page-texts.ts';
import { useAuditEntries } from './queries.ts';
import { auditTexts } from './texts.ts';

const route = getRouteApi('/shell/audit');

/** Who changed what, back in time. */
export function AuditPage(): ReactNode {
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const change = useCallback((changed: AuditSearch) => void navigate({ search: changed, replace: true }), [navigate]);
	return (
		<PageFrame title={auditTexts.audit.title} description={texts.description}>
			<AuditFilters search={search} onChange={change} />
			<Entries search={search} />
		</PageFrame>
	);
}

function Entries({ search }: { readonly search: AuditSearch }): ReactNode {
	const entries = useAuditEntries(search);
	const { data, error, isPending } = entries;
	if (isPending) return <TableSkeleton rows={10} />;
	if (data === undefined) return <ProblemAlert error={error} onRetry={() => void entries.refetch()} />;
	if (data.length === 0) {
		const isFiltered = Object.keys(search).length > 0;
		return (
			<EmptyState
				icon={IconHistory}
				title={isFiltered ? texts.empty.filtered : texts.empty.title}
				text={isFiltered ? texts.empty.filteredText : texts.empty.text}
			/>
		);
	}
	return (
		<Stack>
			<Paper withBorder style={{ overflow: 'hidden' }}>
				<ul className={classes['list']} aria-label={texts.list}>
					{data.map((entry) => (
						<AuditRow key={entry.id} entry={entry} />
					))}
				</ul>
			</Paper>
			<ProblemAlert error={error} />
			<LoadMore {...entries} />
			{entries.hasNextPage ? null : (
				<Text size="sm" c="dimmed" ta="center">
					{texts.allLoaded}
				</Text>
			)}
		</Stack>
	);
}
