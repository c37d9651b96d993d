import { rootRouteId, useRouteContext } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type SignedIn, useSession } from '../session/session-context.tsx';
import type { NavigationEntry } from './area.ts';

/** The entries that the person may see, in the order of the areas. */
export function useVisibleNavigation(): readonly NavigationEntry[] {
	const session = useSession();
	const { navigation } = useRouteContext({ from: rootRouteId });
	return useMemo(() => navigation.filter((entry) => isVisible(entry, session)), [navigation, session]);
}

function isVisible({ permissions, isSystemWide = false }: NavigationEntry, { can, isBound }: SignedIn): boolean {
	if (isSystemWide && isBound) return false;
	return permissions.length === 0 || permissions.some(can);
}
