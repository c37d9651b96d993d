import { Modal, SegmentedControl, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { texts as shared } from '../../texts.ts';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { ComparisonView } from './comparison-view.tsx';
import type { HistorySource } from './history-source.ts';
import { historyTexts as texts } from './texts.ts';

interface RevisionModalProps {
	readonly source: HistorySource;
	/** Undefined: the dialog is closed. */
	readonly revision: number | undefined;
	readonly liveRevision: number;
	readonly onClose: () => void;
}

/** What a revision changed, and how it differs from what is live. */
export function RevisionModal({ revision, onClose, ...rest }: RevisionModalProps): ReactNode {
	return (
		<Modal
			opened={revision !== undefined}
			onClose={onClose}
			title={texts.title(revision ?? 0)}
			size="xl"
			closeButtonProps={{ 'aria-label': shared.actions.close }}
		>
			{revision === undefined ? null : <RevisionComparison key={revision} revision={revision} {...rest} />}
		</Modal>
	);
}

type Against = 'previous' | 'live';

function RevisionComparison({
	source,
	revision,
	liveRevision,
}: Omit<RevisionModalProps, 'onClose' | 'revision'> & { readonly revision: number }): ReactNode {
	const hasPrevious = revision > 1;
	const isLive = revision === liveRevision;
	const [against, setAgainst] = useState<Against>(hasPrevious ? 'previous' : 'live');
	const { data, error, isPending } = useQuery({
		queryKey: [...source.queryKey, 'history', 'comparison', revision, against, liveRevision],
		queryFn: () => (against === 'previous' ? source.compare(revision - 1, revision) : source.compare(revision, 'live')),
	});
	return (
		<Stack gap="md">
			{hasPrevious && !isLive ? (
				<SegmentedControl
					value={against}
					onChange={(value) => setAgainst(value === 'live' ? 'live' : 'previous')}
					data={[
						{ value: 'previous', label: texts.changed },
						{ value: 'live', label: texts.againstLive },
					]}
				/>
			) : null}
			{isPending ? <TableSkeleton /> : null}
			<ProblemAlert error={error} />
			{data === undefined ? null : <ComparisonView comparison={data} />}
		</Stack>
	);
}
