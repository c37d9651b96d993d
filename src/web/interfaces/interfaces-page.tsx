import { Button } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useSession } from '../session/session-context.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { PageFrame } from '../ui/page-frame.tsx';
import { ProblemAlert } from '../ui/problem-alert.tsx';
import { TableSkeleton } from '../ui/table-skeleton.tsx';
import { AddInterfaceModal } from './add-interface-modal.tsx';
import { InterfaceTable } from './interface-table.tsx';
import { interfaceTexts as texts } from './interface-texts.ts';
import { useInterfaces } from './queries.ts';
import { interfacesTexts } from './texts.ts';

/** Where the server listens. */
export function InterfacesPage(): ReactNode {
	const { data, error, refetch } = useInterfaces();
	const { can } = useSession();
	const [isAdding, setAdding] = useState(false);
	const addButton = can('dms.rest.interfaces.create') ? (
		<Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
			{texts.add}
		</Button>
	) : undefined;

	function renderList(): ReactNode {
		if (error !== null) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
		if (data === undefined) return <TableSkeleton rows={4} />;
		return data.length === 0 ? <EmptyState icon={IconPlugConnected} {...texts.empty} /> : <InterfaceTable interfaces={data} />;
	}

	return (
		<PageFrame title={interfacesTexts.interfaces.title} description={texts.description} actions={addButton}>
			{renderList()}
			<AddInterfaceModal opened={isAdding} onClose={() => setAdding(false)} />
		</PageFrame>
	);
}
