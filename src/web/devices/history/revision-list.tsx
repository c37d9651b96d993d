import { Stack } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { EmptyState } from '../../ui/empty-state.tsx';
import { LoadMore } from '../../ui/load-more.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { type Subject, useRevisions } from './queries.ts';
import { RevisionCard } from './revision-card.tsx';
import { historyTexts as texts } from './texts.ts';

/** Who changed something when; each change can be looked at and taken back. */
export function RevisionList({ subject }: { readonly subject: Subject }): ReactNode {
	const revisions = useRevisions(subject);
	if (revisions.error !== null) return <ProblemAlert error={revisions.error} onRetry={() => void revisions.refetch()} />;
	if (revisions.data === undefined) return <TableSkeleton rows={4} />;
	const items = revisions.data.pages.flat();
	const [live] = items;
	if (live === undefined) return <EmptyState icon={IconHistory} title={texts.emptyTitle} text={texts.emptyText} />;
	return (
		<Stack gap="sm">
			{items.map((revision, index) => (
				<RevisionCard
					key={revision.revision}
					subject={subject}
					revision={revision}
					before={items[index + 1]?.revision}
					liveRevision={live.revision}
				/>
			))}
			<LoadMore {...revisions} />
		</Stack>
	);
}
