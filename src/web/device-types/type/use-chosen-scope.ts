import { getRouteApi } from '@tanstack/react-router';
import { useSession } from '../../session/session-context.tsx';

export interface ChosenScope {
	readonly serviceProviderId: string;
	readonly groupId?: string;
}

const route = getRouteApi('/shell/device-types/$name');

/** The service provider or group that the address names; for who is bound to one, never another. */
export function useChosenScope(): ChosenScope | undefined {
	const { provider, group } = route.useSearch();
	const { scope } = useSession().self;
	const serviceProviderId = scope?.serviceProviderId ?? provider;
	const groupId = scope?.groupId ?? group;
	if (serviceProviderId === undefined) return undefined;
	return { serviceProviderId, ...(groupId === undefined ? {} : { groupId }) };
}
