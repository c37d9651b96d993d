import { z } from 'zod';
import { addDevice } from '../../app/administration/add-device.ts';
import { changeDevice } from '../../app/administration/change-device.ts';
import { deleteDevice } from '../../app/administration/delete-device.ts';
import { findDeviceType } from '../../app/administration/find-device-type.ts';
import { presentFields } from '../../app/administration/present-fields.ts';
import { scopeOf } from '../../app/authentication/principal.ts';
import type { DeviceProfile } from '../../domain/device-profile.ts';
import { DmsError } from '../../domain/errors.ts';
import { requireMacAddress } from '../../domain/mac-address.ts';
import type { DeviceFilter } from '../../domain/ports.ts';
import { administrationOf } from '../administration-of.ts';
import { loadOwn, requireOwnPlace } from '../own-device.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { flagInQuery, text, wholeInQuery } from '../schemas.ts';
import { toScopedFilter } from '../scoping.ts';
import { readExpectedVersion, toVersionTag } from '../versions.ts';
import { deviceAnswer, deviceListAnswer, toDeviceAnswer, toDeviceListItem } from './device-answer.ts';
import { deviceChange, newDevice, pointingAt, toRequestedChange, toRequestedDevice } from './device-input.ts';
import { deviceParameters, devicePath } from './device-path.ts';

const path = '/api/v1/devices';
const onePath = devicePath;
const facts = { tag: 'Devices', scope: 'device' } as const satisfies Partial<RouteFacts>;
const parameters = deviceParameters;

const listQuery = z.strictObject({
	deviceType: text.exactOptional(),
	serviceProviderId: text.exactOptional(),
	groupId: text.exactOptional(),
	macAddress: text.exactOptional(),
	nameContains: text.exactOptional(),
	limit: wholeInQuery(1, 100, 1000),
	cursor: z
		.string()
		.regex(/^\d{1,15}$/)
		.exactOptional()
		.describe('`nextCursor` of the page before.'),
	withCount: flagInQuery.exactOptional().describe('Whether to count all that the filter finds, which takes time where there are many.'),
});

/** Device profiles: list, add, read, change, delete. */
export function createDeviceRoutes(): readonly AdminRoute[] {
	return [listRoute(), addRoute(), readRoute(), changeRoute(), deleteRoute()];
}

/** What one page may look at: some ten milliseconds, during which an embedded store lets nobody else run. */
const mostLookedAt = 50_000;

function listRoute(): AdminRoute {
	const summary = 'Device profiles, ordered by id; a page may be short, even empty, and have a `nextCursor` all the same';
	return defineRoute(
		{ ...facts, method: 'GET', path, permission: 'dms.rest.devices.read', summary, status: 200 },
		{ parameters: noParameters, query: listQuery, body: noBody, answer: deviceListAnswer },
		async ({ ports, principal, query: { limit, cursor, withCount, ...query } }) => {
			const filter = toScopedFilter(await toFilter(ports, query), scopeOf(principal));
			const { typesById } = await ports.catalog.current();
			const page = { limit, mostLookedAt, ...(cursor === undefined ? {} : { afterId: cursor }) };
			const { devices, nextAfterId } = await ports.store.devices.search(filter, page);
			return {
				body: {
					items: devices.map((device) => toDeviceListItem(device, typesById.get(device.typeId)?.type.name ?? '')),
					nextCursor: nextAfterId ?? null,
					...(withCount === true ? { count: await ports.store.devices.count(filter) } : {}),
				},
			};
		},
	);
}

async function toFilter(
	{ store }: Caller['ports'],
	{ deviceType, macAddress, ...query }: Omit<z.output<typeof listQuery>, 'limit' | 'cursor' | 'withCount'>,
): Promise<DeviceFilter> {
	return presentFields({
		...query,
		typeId: deviceType === undefined ? undefined : (await findDeviceType(store, deviceType)).id,
		mac: macAddress === undefined ? undefined : requireMacAddress(macAddress),
	});
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
