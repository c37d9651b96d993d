import { useQueryClient } from '@tanstack/react-query';
import { answerOf, type Tagged } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { ApiSchema } from '../../api/client.ts';
import { type Device, deviceKeys, type Line } from '../queries.ts';

type LineInput = ApiSchema<'LineInput'>;

/** Changes of the lines of a device as it was seen. */
export function useLines({ value: { id: deviceId }, etag }: Tagged<Device>) {
	const api = useApi();
	const queryClient = useQueryClient();
	const header = { 'If-Match': etag };

	async function settle(call: Promise<unknown>): Promise<void> {
		try {
			await call;
		} finally {
			await queryClient.invalidateQueries({ queryKey: deviceKeys.one(deviceId) });
		}
	}

	return {
		add: (body: LineInput) =>
			settle(answerOf(api.POST('/api/v1/devices/{deviceId}/lines', { params: { path: { deviceId }, header }, body }))),
		change: (line: number, body: ApiSchema<'LineChange'>) =>
			settle(answerOf(api.PATCH('/api/v1/devices/{deviceId}/lines/{line}', { params: { path: { deviceId, line }, header }, body }))),
		remove: (line: number) =>
			settle(answerOf(api.DELETE('/api/v1/devices/{deviceId}/lines/{line}', { params: { path: { deviceId, line }, header } }))),
		/** Passwords stay with their lines. */
		move: (order: readonly Line[]) => {
			const body = { lines: order.map(toInput) };
			return settle(answerOf(api.PUT('/api/v1/devices/{deviceId}/lines', { params: { path: { deviceId }, header }, body })));
		},
	};
}

/** The list with one of its members at another place. */
export function moved<Member>(list: readonly Member[], from: number, to: number): readonly Member[] {
	const rest = list.filter((_, index) => index !== from);
	const member = list[from];
	return member === undefined ? list : [...rest.slice(0, to), member, ...rest.slice(to)];
}

function toInput({ line: _line, hasAuthPassword: _has, ...input }: Line): LineInput {
	return input;
}
