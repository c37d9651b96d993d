import { Badge, Button, Tabs } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { useSession } from '../session/session-context.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { AddAnchorsModal } from './add-anchors-modal.tsx';
import { AnchorList } from './anchor-list.tsx';
import { DenyList } from './deny-list.tsx';
import { type InterfaceKind, useDenyList, useTrustAnchors } from './queries.ts';
import { trustTexts as texts } from './texts.ts';

const route = getRouteApi('/shell/trust');
const kinds: readonly InterfaceKind[] = ['Http', 'CTI'];

/** Whom devices and clients of events are vouched for by, and which certificates are refused all the same. */
export function TrustPage(): ReactNode {
	const { tab = 'Http' } = route.useSearch();
	const navigate = route.useNavigate();
	const { can } = useSession();
	const anchors = useTrustAnchors();
	const denied = useDenyList();
	const [isAdding, setAdding] = useState(false);
	const kind = tab === 'deny' ? undefined : tab;

	return (
		<PageFrame
			title={texts.trust.title}
			description={texts.trust.description}
			actions={
				kind !== undefined && can('dms.rest.trust-anchors.create') ? (
					<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
						{texts.trust.add}
					</Button>
				) : undefined
			}
		>
			<Tabs
				value={tab}
				onChange={(next) => void navigate({ search: next === 'CTI' || next === 'deny' ? { tab: next } : {} })}
				keepMounted={false}
			>
				<Tabs.List mb="md">
					{kinds.map((each) => (
						<Tabs.Tab
							key={each}
							value={each}
							rightSection={<Count value={anchors.data?.filter((anchor) => anchor.kind === each).length} />}
						>
							{texts.kinds[each]}
						</Tabs.Tab>
					))}
					<Tabs.Tab value="deny" rightSection={<Count value={denied.data?.length} />}>
						{texts.deny.tab}
					</Tabs.Tab>
				</Tabs.List>
				{kinds.map((each) => (
					<Tabs.Panel key={each} value={each}>
						<AnchorList kind={each} onAdd={() => setAdding(true)} />
					</Tabs.Panel>
				))}
				<Tabs.Panel value="deny">
					<DenyList />
				</Tabs.Panel>
			</Tabs>
			<AddAnchorsModal kind={kind ?? 'Http'} opened={isAdding} onClose={() => setAdding(false)} />
		</PageFrame>
	);
}

function Count({ value }: { readonly value: number | undefined }): ReactNode {
	if (value === undefined) return null;
	return (
		<Badge size="sm" variant="light" color="gray" circle={value < 10}>
			{value}
		</Badge>
	);
}
