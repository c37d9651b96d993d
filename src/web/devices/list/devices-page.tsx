import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconFileImport, IconPlus } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useRef } from 'react';
import { useSession } from '../../session/session-context.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { RouteLink } from '../../ui/route-link.tsx';
import type { DeviceFilter, DevicesSearch } from '../search.ts';
import { DeviceFilters } from './device-filters.tsx';
import { DevicesExport } from './devices-export.tsx';
import { DevicesList } from './devices-list.tsx';
import { SavedFilterChips } from './saved-filter-chips.tsx';
import { devicesTexts as texts } from './texts.ts';

const route = getRouteApi('/shell/devices');

export function DevicesPage(): ReactNode {
	const search = route.useSearch();
	const { after: _, sort, ...filter } = search;
	const navigate = route.useNavigate();
	const { can } = useSession();
	const searchRef = useRef<HTMLInputElement>(null);
	useHotkeys([['/', () => searchRef.current?.focus()]]);

	/** A filter begins with its first page, and so does an order. */
	function show(next: DevicesSearch): void {
		void navigate({ search: next, replace: true, resetScroll: false });
	}

	function setFilter(next: DeviceFilter): void {
		show({ ...next, sort });
	}

	return (
		<PageFrame
			title={texts.title}
			description={texts.description}
			actions={
				<>
					{can('dms.rest.devices.csv.read') ? <DevicesExport filter={filter} /> : null}
					{can('dms.rest.devices.import.create') ? (
						<Button
							variant="default"
							leftSection={<IconFileImport size={16} aria-hidden />}
							renderRoot={(props) => <RouteLink {...props} to="/devices/import" />}
						>
							{texts.import}
						</Button>
					) : null}
					{can('dms.rest.devices.create') ? (
						<Button leftSection={<IconPlus size={16} aria-hidden />} renderRoot={(props) => <RouteLink {...props} to="/devices/new" />}>
							{texts.add}
						</Button>
					) : null}
				</>
			}
		>
			<DeviceFilters filter={filter} onFilter={setFilter} searchRef={searchRef} />
			<SavedFilterChips filter={filter} onChoose={setFilter} />
			<DevicesList search={search} onSort={(next) => show({ ...filter, sort: next })} onClear={() => setFilter({})} />
		</PageFrame>
	);
}
