import { answerOf } from '../../api/answer.ts';
import type { Api } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { DeviceSummary } from '../queries.ts';

/** What is to be done with several devices. */
export type BulkAction =
	| { readonly kind: 'enable' | 'disable' | 'delete' }
	| { readonly kind: 'tag'; readonly name: string; readonly value: string };

/** How it went for one device. */
export interface BulkResult {
	readonly device: DeviceSummary;
	/** Absent: it was done. */
	readonly failure?: string;
}

/** A piece is one transaction of the server. */
const pieceSize = 50;

/**
 * Does it device by device as far as one can see: the server does a piece wholly or not at all, so that the one that it refuses is taken out and the
 * rest is sent again.
 * @param onResult how it went for some devices, as soon as it is known
 */
export async function runBulk(
	api: Api,
	action: BulkAction,
	devices: readonly DeviceSummary[],
	onResult: (results: readonly BulkResult[]) => void,
): Promise<void> {
	for (let start = 0; start < devices.length; start += pieceSize) {
		const piece = devices.slice(start, start + pieceSize);
		if (action.kind === 'tag') await setTag(api, action, piece, onResult);
		else await changePiece(api, action.kind, piece, onResult);
	}
}

type DeviceAction = Exclude<BulkAction['kind'], 'tag'>;

async function changePiece(
	api: Api,
	kind: DeviceAction,
	devices: readonly DeviceSummary[],
	onResult: (results: readonly BulkResult[]) => void,
): Promise<void> {
	let rest = devices;
	while (rest.length > 0) {
		try {
			await answerOf(api.POST('/api/v1/devices/bulk', { body: { operations: rest.map(({ id }) => toOperation(kind, id)) } }));
			onResult(rest.map((device) => ({ device })));
			return;
		} catch (cause) {
			const refused = rest[findRefused(cause)];
			if (refused === undefined) {
				onResult(rest.map((device) => ({ device, failure: toFailure(cause) })));
				return;
			}
			onResult([{ device: refused, failure: toFailure(cause) }]);
			rest = rest.filter((device) => device !== refused);
		}
	}
}

function toOperation(kind: DeviceAction, deviceId: string) {
	if (kind === 'delete') return { operation: 'delete' as const, deviceId };
	return { operation: 'change' as const, deviceId, change: { enabled: kind === 'enable' } };
}

/** Which operation the server points at; -1 where it means none of them. */
function findRefused(cause: unknown): number {
	const pointer = cause instanceof ApiProblem ? cause.problem.pointer : undefined;
	const [, index] = /^#?\/operations\/(\d+)/.exec(pointer ?? '') ?? [];
	return index === undefined ? -1 : Number(index);
}

function toFailure(cause: unknown): string {
	return cause instanceof Error ? cause.message : String(cause);
}

async function setTag(
	api: Api,
	{ name, value }: { readonly name: string; readonly value: string },
	devices: readonly DeviceSummary[],
	onResult: (results: readonly BulkResult[]) => void,
): Promise<void> {
	for (const device of devices) {
		try {
			const params = { path: { deviceId: device.id } };
			await answerOf(api.PATCH('/api/v1/devices/{deviceId}/tags', { params, body: { set: [{ name, value }] } }));
			onResult([{ device }]);
		} catch (cause) {
			onResult([{ device, failure: toFailure(cause) }]);
		}
	}
}
