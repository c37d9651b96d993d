import { z } from 'zod';
import { addDeviceType } from '../../app/administration/add-device-type.ts';
import { changeDeviceType } from '../../app/administration/change-device-type.ts';
import { deleteDeviceType } from '../../app/administration/delete-device-type.ts';
import { exportDtaf } from '../../app/administration/export-dtaf.ts';
import { findDeviceType } from '../../app/administration/find-device-type.ts';
import type { DeviceType } from '../../domain/device-type.ts';
import type { Store } from '../../domain/ports.ts';
import { administrationOf } from '../administration-of.ts';
import { guardedBy } from '../guarded-administration.ts';
import { toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';
import { toTypeAnswer, toTypeSummary, typeAnswer, typeSummary } from './device-type-answer.ts';
import { newType, toNewType, typeChange } from './device-type-input.ts';

const path = '/api/v1/device-types';
const onePath = `${path}/{name}` as const;
const reading = { tag: 'Device types', scope: 'none', method: 'GET', status: 200 } as const satisfies Partial<RouteFacts>;
const writing = { tag: 'Device types', scope: 'system' } as const satisfies Partial<RouteFacts>;
const parameters = z.strictObject({ name: text });

/** Device types: list, add, read, change, delete, export. */
export function createDeviceTypeRoutes(): readonly AdminRoute[] {
	return [listRoute(), addRoute(), readRoute(), changeRoute(), deleteRoute(), exportRoute()];
}

function listRoute(): AdminRoute {
	return defineRoute(
		{ ...reading, path, permission: 'dms.rest.device-types.read', summary: 'Device types, ordered by name' },
		{ parameters: noParameters, query: noQuery, body: noBody, answer: z.object({ items: z.array(typeSummary) }) },
		async ({ ports }) => ({ body: { items: (await ports.store.deviceTypes.list()).map(toTypeSummary) } }),
	);
}

function addRoute(): AdminRoute {
	return defineRoute(
		{
			...writing,
			method: 'POST',
			path,
			permission: 'dms.rest.device-types.create',
			summary: 'Add a device type without files',
			status: 201,
		},
		{ parameters: noParameters, query: noQuery, body: newType, answer: typeAnswer },
		async (call) => {
			const type = await addDeviceType(administrationOf(call), toNewType(call.body));
			return { ...toAnswer(type), location: `${path}/${encodeURIComponent(type.name)}` };
		},
	);
}

function readRoute(): AdminRoute {
	return defineRoute(
		{ ...reading, path: onePath, permission: 'dms.rest.device-types.{name}.read', summary: 'A device type with its files' },
		{ parameters, query: noQuery, body: noBody, answer: typeAnswer },
		async ({ ports, parameters: { name } }) => toAnswer(await findDeviceType(ports.store, name)),
	);
}

function changeRoute(): AdminRoute {
	return defineRoute(
		{
			...{
				...writing,
				method: 'PATCH',
				path: onePath,
				permission: 'dms.rest.device-types.{name}.update',
				ifMatch: 'required',
				status: 200,
			},
			summary: 'Change a device type: fields that are left out stay, null clears',
		},
		{ parameters, query: noQuery, body: typeChange, answer: typeAnswer },
		async (call) => {
			const { name } = call.parameters;
			const administration = guardedBy(call, 'required', (store) => loadTag(store, name));
			return toAnswer(await changeDeviceType(administration, name, call.body));
		},
	);
}

function deleteRoute(): AdminRoute {
	return defineRoute(
		{
			...{
				...writing,
				method: 'DELETE',
				path: onePath,
				permission: 'dms.rest.device-types.{name}.delete',
				ifMatch: 'optional',
				status: 204,
			},
			summary: 'Delete a device type that no device profile uses, with its files',
		},
		{ parameters, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			const { name } = call.parameters;
			await deleteDeviceType(
				guardedBy(call, 'optional', (store) => loadTag(store, name)),
				name,
			);
			return { body: undefined };
		},
	);
}

function exportRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...reading, path: `${onePath}/dtaf`, permission: 'dms.rest.device-types.{name}.dtaf.read', streams: ['application/zip'] },
			summary: 'The device type with its files and tag set as an archive (DTAF); it holds no password',
		},
		{ parameters, query: noQuery, body: noBody, answer: noBody },
		async ({ ports, parameters: { name } }) => {
			const { type, chunks } = await exportDtaf(ports.store, name);
			return { octets: { mediaType: 'application/zip', chunks, fileName: `${type.name}.zip` } };
		},
	);
}

function toAnswer(type: DeviceType) {
	const body = toTypeAnswer(type);
	return { body, etag: toRepresentationTag(body) };
}

async function loadTag(store: Store, name: string): Promise<string> {
	return toAnswer(await findDeviceType(store, name)).etag;
}
