import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { TagSetPage } from './tag-set-page.tsx';

const route = getRouteApi('/shell/system-tag-set');

/** The set that holds for all devices; its name is empty. */
export function SystemTagSetPage(): ReactNode {
	const { tab } = route.useSearch();
	const navigate = route.useNavigate();
	return <TagSetPage name="" tab={tab} onTab={(chosen) => void navigate({ search: { tab: chosen }, replace: true })} />;
}
