import { useQuery } from '@tanstack/react-query';
import { answerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import { useSession } from '../session/session-context.tsx';
import { deviceTypeKeys } from './queries.ts';
import { toVendors } from './trusted-vendors.ts';

/** So many devices tell who makes those of a type. */
const someDevices = 50;

/** Vendors whose certificates prove devices of a type; undefined where they are not known yet, or may not be read. */
export function useTrustedVendors(typeName: string): readonly string[] | undefined {
	const api = useApi();
	const { can, isBound } = useSession();
	const mayRead = can('dms.rest.trust-anchors.read') && can('dms.rest.devices.read') && !isBound;
	const { data: anchors } = useQuery({
		queryKey: ['trust-anchors', 'vendors'],
		queryFn: async ({ signal }) => (await answerOf(api.GET('/api/v1/trust-anchors', { signal }))).items,
		enabled: mayRead,
	});
	const { data: macAddresses } = useQuery({
		queryKey: [...deviceTypeKeys.one(typeName), 'mac-addresses'],
		queryFn: async ({ signal }) => {
			const query = { deviceType: typeName, limit: someDevices };
			const { items } = await answerOf(api.GET('/api/v1/devices', { signal, params: { query } }));
			return items.flatMap(({ macAddress }) => (macAddress === null ? [] : [macAddress]));
		},
		enabled: mayRead,
	});
	return anchors === undefined || macAddresses === undefined ? undefined : toVendors(anchors, macAddresses);
}
