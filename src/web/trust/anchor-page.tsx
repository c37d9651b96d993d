import { Button, Grid, Group, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import type { Tagged } from '../api/answer.ts';
import { toSegment } from '../session/acl.ts';
import { useSession } from '../session/session-context.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { AnchorDialogs, type AnchorQuestion } from './anchor-dialogs.tsx';
import { AnchorFacts } from './anchor-facts.tsx';
import { AnchorLimits } from './anchor-limits.tsx';
import { AnchorRevocation } from './anchor-revocation.tsx';
import { AnchorUse } from './anchor-use.tsx';
import { type TrustAnchor, useTrustAnchor } from './queries.ts';
import { trustTexts as texts } from './texts.ts';

const route = getRouteApi('/shell/trust/$kind/$alias');

/** One trust anchor: what it is, who comes in through it, what it may vouch for. */
export function AnchorPage(): ReactNode {
	const key = route.useParams();
	const { data, error, refetch } = useTrustAnchor(key);
	const frame = { title: key.alias, parents: [{ label: texts.trust.title, to: key.kind === 'CTI' ? '/trust?tab=CTI' : '/trust' }] };
	if (data === undefined) {
		return (
			<PageFrame {...frame}>{error === null ? <TableSkeleton /> : <ProblemAlert error={error} onRetry={() => void refetch()} />}</PageFrame>
		);
	}
	return <Loaded frame={frame} anchor={data} />;
}

interface LoadedProps {
	readonly frame: { readonly title: string; readonly parents: readonly { readonly label: string; readonly to: string }[] };
	readonly anchor: Tagged<TrustAnchor>;
}

function Loaded({ frame, anchor: tagged }: LoadedProps): ReactNode {
	const { value: anchor, etag } = tagged;
	const { can } = useSession();
	const [question, setQuestion] = useState<AnchorQuestion>();
	const permission = `dms.rest.trust-anchors.${anchor.kind}.${toSegment(anchor.alias)}`;
	const mayChange = can(`${permission}.update`);
	return (
		<PageFrame
			{...frame}
			description={anchor.owner}
			actions={
				<Group gap="xs">
					{mayChange ? (
						<Button variant="default" onClick={() => setQuestion(anchor.enabled ? 'disable' : 'enable')}>
							{anchor.enabled ? texts.anchor.disable : texts.anchor.enable}
						</Button>
					) : null}
					{can(`${permission}.delete`) ? (
						<Button variant="light" color="red" onClick={() => setQuestion('delete')}>
							{texts.anchor.delete}
						</Button>
					) : null}
				</Group>
			}
		>
			<Grid gap="md">
				<Grid.Col span={{ base: 12, lg: 7 }}>
					<Stack gap="md">
						<AnchorLimits key={`limits ${etag}`} anchor={tagged} isReadOnly={!mayChange} />
						<AnchorRevocation key={`revocation ${etag}`} anchor={tagged} isReadOnly={!mayChange} />
					</Stack>
				</Grid.Col>
				<Grid.Col span={{ base: 12, lg: 5 }} order={{ base: -1, lg: 0 }}>
					<Stack gap="md">
						<AnchorFacts anchor={anchor} />
						<AnchorUse anchor={anchor} />
					</Stack>
				</Grid.Col>
			</Grid>
			<AnchorDialogs anchor={tagged} question={question} onClose={() => setQuestion(undefined)} />
		</PageFrame>
	);
}
