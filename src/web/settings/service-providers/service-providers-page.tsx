import { Button, Text, TextInput } from '@mantine/core';
import { IconBuildingCommunity, IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { useSession } from '../../session/session-context.tsx';
import { texts as shared } from '../../texts.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { TableSkeleton } from '../../ui/table-skeleton.tsx';
import { settingsTexts } from '../texts.ts';
import { ProvidersTable, type ScopeRow } from './providers-table.tsx';
import { providerTexts as texts } from './texts.ts';

const route = getRouteApi('/shell/service-providers');

/** Service providers and groups, and what they have. */
export function ServiceProvidersPage(): ReactNode {
	const api = useApi();
	const { data, error, isPending, refetch } = useQuery({
		queryKey: ['service-providers'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/service-providers', { signal })),
	});
	return (
		<PageFrame title={settingsTexts.serviceProviders.title} description={texts.description}>
			<ProblemAlert error={error} onRetry={() => void refetch()} />
			{isPending ? <TableSkeleton /> : null}
			{data === undefined ? null : <FoundProviders rows={data.items} />}
			{data === undefined || data.isComplete ? null : (
				<Text size="sm" c="dimmed">
					{texts.incomplete(data.items.length)}
				</Text>
			)}
		</PageFrame>
	);
}

function FoundProviders({ rows }: { readonly rows: readonly ScopeRow[] }): ReactNode {
	const { provider = '' } = route.useSearch();
	const navigate = route.useNavigate();
	const { can } = useSession();
	const setFilter = (text: string): void => void navigate({ search: { provider: text === '' ? undefined : text }, replace: true });
	if (rows.length === 0) {
		return (
			<EmptyState
				icon={IconBuildingCommunity}
				title={texts.emptyTitle}
				text={texts.emptyText}
				action={
					can('dms.rest.devices.create') ? (
						<Button renderRoot={(props) => <Link {...props} to="/devices/new" />}>{texts.addDevice}</Button>
					) : undefined
				}
			/>
		);
	}
	const wanted = provider.trim().toLowerCase();
	const found = rows.filter((row) => `${row.serviceProviderId}\n${row.groupId ?? ''}`.toLowerCase().includes(wanted));
	return (
		<>
			<TextInput
				aria-label={texts.filter}
				placeholder={texts.filter}
				leftSection={<IconSearch size={16} aria-hidden />}
				value={provider}
				onChange={(event) => setFilter(event.currentTarget.value)}
				maw={320}
			/>
			{found.length === 0 ? (
				<EmptyState
					title={shared.empty.filtered}
					action={
						<Button variant="default" onClick={() => setFilter('')}>
							{shared.empty.clearFilter}
						</Button>
					}
				/>
			) : (
				<ProvidersTable rows={found} />
			)}
		</>
	);
}
