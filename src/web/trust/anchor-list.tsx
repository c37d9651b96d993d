import { Button, List, Stack } from '@mantine/core';
import { IconCertificate } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSession } from '../session/session-context.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { AnchorTable } from './anchor-table.tsx';
import { type InterfaceKind, type TrustAnchor, useTrustAnchors } from './queries.ts';
import { trustTexts as texts } from './texts.ts';

export interface AnchorListProps {
	readonly kind: InterfaceKind;
	readonly onAdd: () => void;
}

/** The anchors of one kind, and above them what does not work yet. */
export function AnchorList({ kind, onAdd }: AnchorListProps): ReactNode {
	const { data, error, refetch } = useTrustAnchors();
	const { can } = useSession();
	if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
	if (data === undefined) return <TableSkeleton />;
	const anchors = data.filter((anchor) => anchor.kind === kind);
	if (anchors.length === 0) {
		return (
			<EmptyState
				icon={IconCertificate}
				{...texts.empty[kind]}
				action={can('dms.rest.trust-anchors.create') ? <Button onClick={onAdd}>{texts.trust.add}</Button> : undefined}
			/>
		);
	}
	return (
		<Stack gap="md">
			<Incomplete anchors={anchors} />
			<AnchorTable anchors={anchors} kind={kind} />
		</Stack>
	);
}

function Incomplete({ anchors }: { readonly anchors: readonly TrustAnchor[] }): ReactNode {
	const incomplete = anchors.flatMap(({ alias, missingIssuer }) => (missingIssuer === null ? [] : [{ alias, missingIssuer }]));
	if (incomplete.length === 0) return null;
	return (
		<Notice tone="warning" title={texts.incomplete(incomplete.length)}>
			<List size="sm">
				{incomplete.map(({ alias, missingIssuer }) => (
					<List.Item key={alias}>{texts.incompleteText(alias, missingIssuer)}</List.Item>
				))}
			</List>
		</Notice>
	);
}
