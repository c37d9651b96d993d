import { Button, Grid, Skeleton, Stack } from '@mantine/core';
import { IconZoomQuestion } from '@tabler/icons-react';
import { getRouteApi, Link } from '@tanstack/react-router';
import { type ReactNode, useRef, useState } from 'react';
import type { ApiSchema } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import { useSession } from '../session/session-context.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { type Decided, fromExplanation, fromRecord } from './decided.ts';
import { DecisionTreeView } from './decision-tree-view.tsx';
import { type Question, useExplain, useRecord } from './queries.ts';
import { QuestionForm } from './question-form.tsx';
import type { GivenCertificate } from './read-certificates.ts';
import { RecordCard } from './record-card.tsx';
import { RemedyCard } from './remedy-card.tsx';
import { whyTexts as texts } from './texts.ts';
import { VerdictCard } from './verdict-card.tsx';

const route = getRouteApi('/shell/why');

/** Asks about a request, or looks at one that was made. */
export function WhyPage(): ReactNode {
	const { record: recordId, ...search } = route.useSearch();
	const { can, isBound } = useSession();
	const record = useRecord(recordId);
	const explain = useExplain();
	const [issuers, setIssuers] = useState<readonly GivenCertificate[]>([]);
	const answer = useRef<HTMLDivElement>(null);
	const hasAnswer = recordId !== undefined || explain.data !== undefined;
	const canAsk = can('dms.rest.explain.create') && !isBound;

	function ask(question: Question, given: readonly GivenCertificate[]): void {
		setIssuers(given);
		explain.mutate(question, { onSuccess: () => answer.current?.scrollIntoView({ block: 'nearest' }) });
	}

	const initial = record.data === undefined ? search : { url: toUrl(record.data), method: record.data.method };
	return (
		<PageFrame title={texts.why.title} description={texts.why.description}>
			<Grid gap="lg" align="flex-start">
				<Grid.Col span={{ base: 12, lg: 4 }} order={{ base: hasAnswer ? 2 : 1, lg: 1 }}>
					<Stack gap="lg">
						{record.data === undefined ? null : <RecordCard record={record.data} />}
						{canAsk && !record.isLoading ? (
							<QuestionForm
								key={record.data?.id ?? ''}
								initial={initial}
								isBusy={explain.isPending}
								onAsk={ask}
								{...(record.data === undefined ? {} : { title: texts.form.again })}
							/>
						) : null}
					</Stack>
				</Grid.Col>
				<Grid.Col ref={answer} span={{ base: 12, lg: 8 }} order={{ base: hasAnswer ? 1 : 2, lg: 2 }}>
					<Stack gap="lg">
						<ProblemAlert error={explain.error} />
						{recordId === undefined || explain.data !== undefined ? null : <RecordAnswer query={record} />}
						{explain.data === undefined ? null : (
							<Answer decided={fromExplanation(explain.data)} challenge={explain.data.challenge} issuers={issuers} />
						)}
						{recordId === undefined && explain.data === undefined && explain.error === null ? <NothingAsked canAsk={canAsk} /> : null}
					</Stack>
				</Grid.Col>
			</Grid>
		</PageFrame>
	);
}

interface AnswerProps {
	readonly decided: Decided;
	readonly challenge?: string | null;
	readonly issuers?: readonly GivenCertificate[];
}

function Answer({ decided, challenge, issuers = [] }: AnswerProps): ReactNode {
	return (
		<>
			<VerdictCard decided={decided} challenge={challenge} />
			<RemedyCard decided={decided} issuers={issuers} />
			<DecisionTreeView decided={decided} />
		</>
	);
}

function RecordAnswer({ query: { data, error, refetch } }: { readonly query: ReturnType<typeof useRecord> }): ReactNode {
	if (data !== undefined) return <Answer decided={fromRecord(data)} />;
	if (error instanceof ApiProblem && error.status === 404) {
		return (
			<EmptyState
				icon={IconZoomQuestion}
				title={texts.record.missing}
				text={texts.record.missingText}
				action={<Button renderRoot={(props) => <Link {...props} to="/live/records" search={{}} />}>{texts.record.other}</Button>}
			/>
		);
	}
	if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
	return <Skeleton height={180} radius="md" />;
}

function NothingAsked({ canAsk }: { readonly canAsk: boolean }): ReactNode {
	return (
		<EmptyState
			icon={IconZoomQuestion}
			title={canAsk ? texts.empty.title : texts.empty.choose}
			text={canAsk ? texts.empty.text : texts.empty.chooseText}
			action={
				<Button variant="default" renderRoot={(props) => <Link {...props} to="/live/records" search={{ denied: true }} />}>
					{texts.empty.records}
				</Button>
			}
		/>
	);
}

/** The host is not recorded and does not matter: any may ask for the path. */
function toUrl({ path, tlsVersion, proxy }: ApiSchema<'AccessRecord'>): string {
	const scheme = tlsVersion === undefined && proxy === undefined ? 'http' : 'https';
	return `${scheme}://${globalThis.location.hostname}/${path.replace(/^\//, '')}`;
}
