import { useQuery } from '@tanstack/react-query';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { ApiSchema } from '../../api/client.ts';
import { useSession } from '../../session/session-context.tsx';
import { type Device, deviceKeys } from '../queries.ts';

export type DeviceIdentity = ApiSchema<'DeviceIdentity'>;
export type Lockout = ApiSchema<'Lockout'>;

/** When the device was seen, and the certificate that proved it. */
export function useDeviceIdentity(deviceId: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceKeys.one(deviceId), 'identity'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/devices/{deviceId}/identity', { signal, params: { path: { deviceId } } })),
	});
}

/** The locks of the user name by which the device signs in; undefined where the person may not see them. */
export function useDeviceLockouts({ id, deviceType, userName }: Device) {
	const api = useApi();
	const { can, isBound } = useSession();
	const isAllowed = can('dms.rest.lockouts.read') && !isBound;
	const query = useQuery({
		queryKey: [...deviceKeys.one(id), 'lockouts'],
		queryFn: async ({ signal }) => {
			const { items } = await answerOf(api.GET('/api/v1/lockouts', { signal }));
			return items.filter((each) => each.deviceType === deviceType && each.userName === userName);
		},
		enabled: isAllowed && userName !== null,
	});
	return isAllowed ? query : undefined;
}

/** What the device has sent, the newest first. */
export function useUploads(deviceId: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceKeys.one(deviceId), 'uploads'],
		queryFn: async ({ signal }) =>
			(await answerOf(api.GET('/api/v1/devices/{deviceId}/uploads', { signal, params: { path: { deviceId } } }))).items,
	});
}
