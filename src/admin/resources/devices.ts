import { addDevice } from '../../app/administration/add-device.ts';
import { changeDevice } from '../../app/administration/change-device.ts';
import { deleteDevice } from '../../app/administration/delete-device.ts';
import type { DeviceProfile } from '../../domain/device-profile.ts';
import { DmsError } from '../../domain/errors.ts';
import { administrationOf } from '../administration-of.ts';
import { loadOwn, requireOwnPlace } from '../own-device.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { readExpectedVersion, toVersionTag } from '../versions.ts';
import { deviceAnswer, toDeviceAnswer } from './device-answer.ts';
import { deviceChange, newDevice, pointingAt, toRequestedChange, toRequestedDevice } from './device-input.ts';
import { createDeviceListRoute } from './device-list.ts';
import { deviceParameters, devicePath } from './device-path.ts';

const path = '/api/v1/devices';
const onePath = devicePath;
const facts = { tag: 'Devices', scope: 'device' } as const satisfies Partial<RouteFacts>;
const parameters = deviceParameters;

/** Device profiles: list, add, read, change, delete. */
export function createDeviceRoutes(): readonly AdminRoute[] {
	return [createDeviceListRoute(), addRoute(), readRoute(), changeRoute(), deleteRoute()];
}

function addRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'POST', path, permission: 'dms.rest.devices.create', summary: 'Add a device profile', status: 201 },
		{ parameters: noParameters, query: noQuery, body: newDevice, answer: deviceAnswer },
		async (call) => {
			const requested = toRequestedDevice(call.body);
			requireOwnPlace(call, requested.device);
			const { device, warnings } = await pointed(addDevice(administrationOf(call), requested.typeName, requested.device));
			const answer = await toAnswer(call, device, warnings);
			return { ...answer, location: `${path}/${device.id}` };
		},
	);
}

function readRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path: onePath, permission: 'dms.rest.devices.{deviceId}.read', summary: 'A device profile', status: 200 },
		{ parameters, query: noQuery, body: noBody, answer: deviceAnswer },
		async (call) => toAnswer(call, await loadOwn(call, call.parameters.deviceId)),
	);
}

function changeRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'PATCH', path: onePath, permission: 'dms.rest.devices.{deviceId}.update', ifMatch: 'required', status: 200 },
			summary: 'Change a device profile: fields that are left out stay, null clears',
		},
		{ parameters, query: noQuery, body: deviceChange, answer: deviceAnswer },
		async (call) => {
			const existing = await loadOwn(call, call.parameters.deviceId);
			const version = readExpectedVersion(call, existing, 'required');
			const change = toRequestedChange(call.body);
			const { device, warnings } = await pointed(changeDevice(administrationOf(call), { key: existing }, change, 'device set', version));
			return toAnswer(call, device, warnings);
		},
	);
}

function deleteRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path: onePath, permission: 'dms.rest.devices.{deviceId}.delete', ifMatch: 'optional', status: 204 },
			summary: 'Delete a device profile',
		},
		{ parameters, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			const existing = await loadOwn(call, call.parameters.deviceId);
			await deleteDevice(administrationOf(call), { key: existing }, readExpectedVersion(call, existing, 'optional'));
			return { body: undefined };
		},
	);
}

/** A refusal points into the body. */
function pointed<Value>(change: Promise<Value>): Promise<Value> {
	return change.catch((cause: unknown) => {
		throw cause instanceof DmsError ? pointingAt(cause) : cause;
	});
}

async function toAnswer({ ports }: Caller, device: DeviceProfile, warnings: readonly string[] = []) {
	const { typesById } = await ports.catalog.current();
	return { body: toDeviceAnswer(device, typesById.get(device.typeId)?.type, warnings), etag: toVersionTag(device) };
}
