import { getRouteApi } from '@tanstack/react-router';
import { type ReactNode, useCallback, useState } from 'react';
import { toMacDigits } from '../ui/mac-address.ts';
import { PageFrame } from '../ui/page-frame.tsx';
import { Bench } from './bench.tsx';
import { LiveTail } from './live-tail.tsx';
import { pageTexts } from './page-texts.ts';
import { RecordDrawer } from './record-drawer.tsx';
import type { RecordSearch } from './record-search.ts';
import { SectionTabs } from './section-tabs.tsx';
import type { AccessRecord } from './tail.ts';
import { liveTexts } from './texts.ts';

const route = getRouteApi('/shell/live');

/** What devices do at this moment: all of them, or one on the bench. */
export function LivePage(): ReactNode {
	const search = route.useSearch();
	const navigate = route.useNavigate();
	const [open, setOpen] = useState<AccessRecord>();
	const change = useCallback((changed: RecordSearch) => void navigate({ search: changed, replace: true }), [navigate]);
	const mac = search.mac === undefined ? undefined : toMacDigits(search.mac);
	const drawer = <RecordDrawer record={open} onClose={() => setOpen(undefined)} />;
	if (mac !== undefined) {
		return (
			<>
				<Bench key={mac} mac={mac} onOpen={setOpen} />
				{drawer}
			</>
		);
	}
	return (
		<PageFrame title={liveTexts.live.title} description={pageTexts.live} actions={<SectionTabs value="live" search={search} />}>
			<LiveTail search={search} onChange={change} onOpen={setOpen} />
			{drawer}
		</PageFrame>
	);
}
