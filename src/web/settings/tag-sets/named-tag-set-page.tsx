import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { TagSetPage } from './tag-set-page.tsx';

const route = getRouteApi('/shell/tag-sets/$name');

/** A named set. */
export function NamedTagSetPage(): ReactNode {
	const { name } = route.useParams();
	const { tab } = route.useSearch();
	const navigate = route.useNavigate();
	return <TagSetPage key={name} name={name} tab={tab} onTab={(chosen) => void navigate({ search: { tab: chosen }, replace: true })} />;
}
