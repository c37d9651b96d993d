import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf, taggedAnswerOf } from '../api/answer.ts';
import { useApi } from '../api/api-context.tsx';
import type { ApiSchema } from '../api/client.ts';

export type Device = ApiSchema<'Device'>;
export type DeviceSummary = ApiSchema<'DeviceSummary'>;
export type DeviceChange = ApiSchema<'DeviceChange'>;
export type Line = ApiSchema<'Line'>;

/** Keys of everything that is known of devices; what begins with `one` is of one device. */
export const deviceKeys = {
	all: ['devices'] as const,
	pages: ['devices', 'pages'] as const,
	one: (deviceId: string) => ['devices', 'one', deviceId] as const,
};

/** A device and the version that it is. */
export function useDevice(deviceId: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceKeys.one(deviceId), 'profile'],
		queryFn: ({ signal }) => taggedAnswerOf(api.GET('/api/v1/devices/{deviceId}', { signal, params: { path: { deviceId } } })),
	});
}

/** Of each file: what the device should have, and what it fetched last. */
export function useDeviceStanding(deviceId: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceKeys.one(deviceId), 'standing'],
		queryFn: ({ signal }) => answerOf(api.GET('/api/v1/devices/{deviceId}/standing', { signal, params: { path: { deviceId } } })),
		placeholderData: keepPreviousData,
	});
}
