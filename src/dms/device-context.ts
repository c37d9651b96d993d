import type { ParameterizedContext } from 'koa';
import type { Decision, DeviceRequest } from '../app/device-request/device-request.ts';
import type { RequestTarget } from '../http/request-target.ts';
import type { DeviceConnection } from './device-plane-ports.ts';
import type { RecordDraft } from './record-draft.ts';

/** What the steps of a device request hand on to each other, in the order in which they fill it. */
export interface DeviceState {
	draft: RecordDraft;
	connection?: DeviceConnection;
	target?: RequestTarget;
	request?: DeviceRequest;
	decision?: Decision;
}

export type DeviceContext = ParameterizedContext<DeviceState>;
export type Step = (context: DeviceContext, next: () => Promise<unknown>) => Promise<void>;

/** A step that comes too early is a mistake in the route table. */
export function required<Value>(value: Value | undefined, name: string): Value {
	if (value === undefined) throw new Error(`the step that provides ${name} has not run`);
	return value;
}
