import { useQueryClient } from '@tanstack/react-query';
import { answerOf, type Tagged } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import { type Device, type DeviceChange, deviceKeys } from '../queries.ts';

/** Changes a device as it was seen: somebody else's change meanwhile is refused. */
export function useDeviceChange({ value: { id }, etag }: Tagged<Device>) {
	const api = useApi();
	const queryClient = useQueryClient();
	return async (change: DeviceChange): Promise<Device> => {
		const params = { path: { deviceId: id }, header: { 'If-Match': etag } };
		const device = await answerOf(api.PATCH('/api/v1/devices/{deviceId}', { params, body: change }));
		await queryClient.invalidateQueries({ queryKey: deviceKeys.all });
		return device;
	};
}
