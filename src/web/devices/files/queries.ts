import { useQuery } from '@tanstack/react-query';
import { answerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { ApiSchema } from '../../api/client.ts';
import { deviceKeys } from '../queries.ts';

export type FilePreview = ApiSchema<'FilePreview'>;
export type FileStanding = ApiSchema<'FileStanding'>;

/** Files of the type, and what stands in their place for this device alone. */
export function useDeviceFiles(deviceId: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceKeys.one(deviceId), 'files'],
		queryFn: async ({ signal }) =>
			(await answerOf(api.GET('/api/v1/devices/{deviceId}/files', { signal, params: { path: { deviceId } } }))).items,
	});
}

/** A file as the device would get it now, passwords masked. */
export function useFilePreview(deviceId: string, fileFormat: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceKeys.one(deviceId), 'preview', fileFormat],
		queryFn: ({ signal }) =>
			answerOf(api.GET('/api/v1/devices/{deviceId}/files/{fileFormat}/preview', { signal, params: { path: { deviceId, fileFormat } } })),
	});
}

/** How the file differs from the one that another device would get. */
export function useDeviceDifference(deviceId: string, fileFormat: string, otherDeviceId: string | undefined) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceKeys.one(deviceId), 'difference', fileFormat, otherDeviceId ?? ''],
		queryFn: ({ signal }) =>
			answerOf(
				api.GET('/api/v1/devices/{deviceId}/files/{fileFormat}/differences', {
					signal,
					params: { path: { deviceId, fileFormat }, query: { otherDeviceId: otherDeviceId ?? '' } },
				}),
			),
		enabled: otherDeviceId !== undefined,
	});
}

/** How the file differs from what the device has fetched last. */
export function useFetchedDifference(deviceId: string, fileFormat: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceKeys.one(deviceId), 'fetched-difference', fileFormat],
		queryFn: ({ signal }) =>
			answerOf(
				api.GET('/api/v1/devices/{deviceId}/files/{fileFormat}/fetched-differences', {
					signal,
					params: { path: { deviceId, fileFormat } },
				}),
			),
	});
}

/** Devices of the same type, found by a part of their name. */
export function useSimilarDevices(deviceType: string, name: string) {
	const api = useApi();
	return useQuery({
		queryKey: [...deviceKeys.all, 'similar', deviceType, name],
		queryFn: async ({ signal }) => {
			const query = { deviceType, limit: 20, ...(name === '' ? {} : { nameContains: name }) };
			return (await answerOf(api.GET('/api/v1/devices', { signal, params: { query } }))).items;
		},
		placeholderData: (before) => before,
	});
}
