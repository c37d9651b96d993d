import { z } from 'zod';
import { addDeviceTypeFile, deleteDeviceTypeFile } from '../../app/administration/add-device-type-file.ts';
import { changeDeviceTypeFile } from '../../app/administration/change-device-type-file.ts';
import { findDeviceType, findTypeFile } from '../../app/administration/find-device-type.ts';
import type { DeviceTypeFile } from '../../domain/device-type-file.ts';
import { typeFileSources } from '../../domain/device-type-file.ts';
import type { Store } from '../../domain/ports.ts';
import { administrationOf } from '../administration-of.ts';
import { guardedBy, toDigestTag } from '../guarded-administration.ts';
import { octetBody } from '../octets.ts';
import { toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, defineRoute, noBody, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';
import { contentMediaType, storeContent, toContentAnswer } from './content.ts';
import { toTypeFileAnswer, typeFileAnswer } from './device-type-answer.ts';
import { newTypeFile, toNewTypeFile, typeFileChange } from './device-type-input.ts';

const path = '/api/v1/device-types/{name}/files';
const onePath = `${path}/{fileFormat}` as const;
const contentPath = `${onePath}/content` as const;
const reading = { tag: 'Device type files', scope: 'none', method: 'GET', status: 200 } as const satisfies Partial<RouteFacts>;
const writing = { tag: 'Device type files', scope: 'system' } as const satisfies Partial<RouteFacts>;
const typeParameters = z.strictObject({ name: text });
const parameters = z.strictObject({ name: text, fileFormat: text });
type Parameters = z.output<typeof parameters>;

/** Files of a device type and their contents. */
export function createDeviceTypeFileRoutes(): readonly AdminRoute[] {
	return [listRoute(), addRoute(), readRoute(), changeRoute(), deleteRoute(), readContentRoute(), replaceContentRoute()];
}

function listRoute(): AdminRoute {
	return defineRoute(
		{ ...reading, path, permission: 'dms.rest.device-types.{name}.files.read', summary: 'Files of a device type' },
		{ parameters: typeParameters, query: noQuery, body: noBody, answer: z.object({ items: z.array(typeFileAnswer) }) },
		async ({ ports, parameters: { name } }) => {
			const { files } = await findDeviceType(ports.store, name);
			return { body: { items: files.map(toTypeFileAnswer) } };
		},
	);
}

function addRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...writing, method: 'POST', path, permission: 'dms.rest.device-types.{name}.files.create', status: 201 },
			summary: 'Add a file without content to a device type',
		},
		{ parameters: typeParameters, query: noQuery, body: newTypeFile, answer: typeFileAnswer },
		async (call) => {
			const { name } = call.parameters;
			const file = await addDeviceTypeFile(administrationOf(call), name, toNewTypeFile(call.body));
			const location = `/api/v1/device-types/${encodeURIComponent(name)}/files/${encodeURIComponent(file.fileFormat)}`;
			return { ...toAnswer(file), location };
		},
	);
}

function readRoute(): AdminRoute {
	return defineRoute(
		{ ...reading, path: onePath, permission: 'dms.rest.device-types.{name}.files.{fileFormat}.read', summary: 'A file of a device type' },
		{ parameters, query: noQuery, body: noBody, answer: typeFileAnswer },
		async ({ ports, parameters: place }) => toAnswer(await findFile(ports.store, place)),
	);
}

function changeRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...writing, method: 'PATCH', path: onePath, permission: 'dms.rest.device-types.{name}.files.{fileFormat}.update', status: 200 },
			...{ ifMatch: 'required', summary: 'Change the options of a file: fields that are left out stay' },
		},
		{ parameters, query: noQuery, body: typeFileChange, answer: typeFileAnswer },
		async (call) => {
			const { name, fileFormat } = call.parameters;
			const administration = guardedBy(call, 'required', (store) => loadTag(store, call.parameters));
			return toAnswer(await changeDeviceTypeFile(administration, name, fileFormat, call.body));
		},
	);
}

function deleteRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...writing, method: 'DELETE', path: onePath, permission: 'dms.rest.device-types.{name}.files.{fileFormat}.delete', status: 204 },
			...{ ifMatch: 'optional', summary: 'Delete a file with what devices and groups have put in its place' },
		},
		{ parameters, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			const { name, fileFormat } = call.parameters;
			const administration = guardedBy(call, 'optional', (store) => loadTag(store, call.parameters));
			await deleteDeviceTypeFile(administration, name, fileFormat);
			return { body: undefined };
		},
	);
}

function readContentRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...reading, path: contentPath, permission: 'dms.rest.device-types.{name}.files.{fileFormat}.content.read' },
			...{ streams: [contentMediaType], summary: 'The content of a file as it is stored, templates with their tags' },
		},
		{ parameters, query: noQuery, body: noBody, answer: noBody },
		async ({ ports, parameters: place }) => {
			const { content, fileFormat } = await findFile(ports.store, place);
			return toContentAnswer(ports.store, content, fileFormat);
		},
	);
}

function replaceContentRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...writing, method: 'PUT', path: contentPath, permission: 'dms.rest.device-types.{name}.files.{fileFormat}.content.update' },
			...{ ifMatch: 'required', status: 200, summary: 'Put another content in place; If-Match names the SHA-256 of the one that is there' },
		},
		{
			parameters,
			query: z.strictObject({ fileSource: z.enum(typeFileSources).exactOptional().describe('`Manual`: as it is. `Custom`: a template.') }),
			body: octetBody(contentMediaType),
			answer: typeFileAnswer,
		},
		async (call) => {
			const { name, fileFormat } = call.parameters;
			const administration = guardedBy(call, 'required', (store) => loadDigest(store, call.parameters));
			const content = await storeContent(call, administration);
			const file = await changeDeviceTypeFile(administration, name, fileFormat, { content, ...call.query });
			return { body: toTypeFileAnswer(file), etag: toDigestTag(content) };
		},
	);
}

async function findFile(store: Store, { name, fileFormat }: Parameters): Promise<DeviceTypeFile> {
	return findTypeFile(await findDeviceType(store, name), fileFormat);
}

function toAnswer(file: DeviceTypeFile) {
	const body = toTypeFileAnswer(file);
	return { body, etag: toRepresentationTag(body) };
}

async function loadTag(store: Store, place: Parameters): Promise<string> {
	return toAnswer(await findFile(store, place)).etag;
}

async function loadDigest(store: Store, place: Parameters): Promise<string | undefined> {
	const { content } = await findFile(store, place);
	return content === undefined ? undefined : toDigestTag(content);
}
