import { z } from 'zod';
import { addInterface } from '../../app/administration/add-interface.ts';
import { changeInterface, deleteInterface } from '../../app/administration/change-interface.ts';
import { type InterfaceReference, pickInterface } from '../../app/administration/find-interface.ts';
import type { InterfaceAdministration } from '../../app/administration/interface-administration.ts';
import { type ListedInterface, listInterfaces } from '../../app/administration/list-interfaces.ts';
import { interfaceKinds } from '../../domain/interface.ts';
import { serverKeyTypes } from '../../domain/server-certificate.ts';
import { guardedAdministrationOf, systemAdministrationOf, toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import {
	address,
	type InterfaceParameters,
	interfaceParameters,
	interfacePath,
	kind,
	kindQuery,
	toInterfaceLocation,
	toReference,
} from './interface-path.ts';

const path = '/api/v1/interfaces';
const onePath = `${path}/${interfacePath}` as const;
const onePermission = 'dms.rest.interfaces.{kind}.{address}.{port}';
const facts = { tag: 'Interfaces', scope: 'system' } as const satisfies Partial<RouteFacts>;

const flags = {
	secure: z.boolean().describe('Whether it speaks TLS.'),
	clientAuthRequired: z.boolean().describe('Whether every client needs a certificate; on `CTI` always.'),
	legacyTls: z.boolean().describe('Lets TLS 1.0 and 1.1, SHA-1 and short keys in.'),
};

const newInterface = z
	.strictObject({
		kind,
		address,
		port: z.int().min(1).max(65_535),
		secure: flags.secure.default(true),
		clientAuthRequired: flags.clientAuthRequired.default(false),
		legacyTls: flags.legacyTls.default(false),
		force: z.boolean().default(false).describe('Accepts an address that this host does not have (yet).'),
	})
	.meta({ id: 'NewInterface' });

const interfaceChange = z
	.strictObject({
		secure: flags.secure.exactOptional(),
		clientAuthRequired: flags.clientAuthRequired.exactOptional(),
		legacyTls: flags.legacyTls.exactOptional(),
	})
	.meta({ id: 'InterfaceChange' });

const common = {
	kind: z.enum(interfaceKinds),
	address: z.string(),
	port: z.int(),
	...flags,
	isFixed: z.boolean().describe('Stands in the configuration and is changed there alone.'),
	keyTypes: z.array(z.enum(serverKeyTypes)).describe('Of the certificates that it shows.'),
	isSelfSigned: z.boolean().describe('Shows a certificate that the server has made itself; of a fixed one that is not known here.'),
};
const answer = z.object(common).meta({ id: 'Interface' });
const changedAnswer = z.object({ ...common, warnings: z.array(z.string()) }).meta({ id: 'ChangedInterface' });

/** Where the server listens for devices, and for clients of events. */
export function createInterfaceRoutes(): readonly AdminRoute[] {
	return [listRoute(), addRoute(), readRoute(), changeRoute(), deleteRoute()];
}

function listRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path, permission: 'dms.rest.interfaces.read', status: 200 },
			summary: 'Interfaces, those of the configuration among them',
		},
		{ parameters: noParameters, query: kindQuery, body: noBody, answer: z.object({ items: z.array(answer) }) },
		async ({ ports: { store, interfaces }, query }) => {
			const listed = await listInterfaces(store, interfaces.fixedInterfaces, query.kind);
			return { body: { items: listed.map(toAnswer) } };
		},
	);
}

function addRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'POST', path, permission: 'dms.rest.interfaces.create', status: 201 },
			summary: 'Listen on one more address; a secure interface gets self-signed certificates until they are replaced',
		},
		{ parameters: noParameters, query: noQuery, body: newInterface, answer: changedAnswer },
		async (call) => {
			const { force, ...wanted } = call.body;
			const { row, warnings } = await addInterface(
				systemAdministrationOf(call),
				{ ...wanted, serverCertificate: wanted.secure },
				{ force },
			);
			return { ...(await toChangedAnswer(call, row, warnings)), location: toInterfaceLocation(path, row) };
		},
	);
}

function readRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path: onePath, permission: `${onePermission}.read`, summary: 'An interface', status: 200 },
		{ parameters: interfaceParameters, query: noQuery, body: noBody, answer },
		async ({ ports: { store, interfaces }, parameters }) => {
			const body = toAnswer(await find({ store, ...interfaces }, toReference(parameters)));
			return { body, etag: toRepresentationTag(body) };
		},
	);
}

function changeRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'PATCH', path: onePath, permission: `${onePermission}.update`, ifMatch: 'required', status: 200 },
			summary: 'Change what an interface demands; takes effect at once',
		},
		{ parameters: interfaceParameters, query: noQuery, body: interfaceChange, answer: changedAnswer },
		async (call) => {
			const { secure } = call.body;
			const change = { ...call.body, ...(secure === undefined ? {} : { serverCertificate: secure }) };
			const { row, warnings } = await changeInterface(guarded(call, 'required'), toReference(call.parameters), change);
			return toChangedAnswer(call, row, warnings);
		},
	);
}

function deleteRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path: onePath, permission: `${onePermission}.delete`, ifMatch: 'optional', status: 204 },
			summary: 'Listen there no longer; its certificates, policy lists and web applications go as well',
		},
		{ parameters: interfaceParameters, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			await deleteInterface(guarded(call, 'optional'), toReference(call.parameters));
			return { body: undefined };
		},
	);
}

function guarded(call: Caller & { readonly parameters: InterfaceParameters }, need: 'required' | 'optional'): InterfaceAdministration {
	const { fixedInterfaces } = call.ports.interfaces;
	const reference = toReference(call.parameters);
	return guardedAdministrationOf(call, need, async (store) => toAnswer(await find({ store, fixedInterfaces }, reference)));
}

async function find(
	{ store, fixedInterfaces }: Pick<InterfaceAdministration, 'store' | 'fixedInterfaces'>,
	reference: InterfaceReference,
): Promise<ListedInterface> {
	return pickInterface(await listInterfaces(store, fixedInterfaces), reference);
}

async function toChangedAnswer({ ports: { store, interfaces } }: Caller, reference: InterfaceReference, warnings: readonly string[]) {
	const body = toAnswer(await find({ store, ...interfaces }, reference));
	return { body: { ...body, warnings: [...warnings] }, etag: toRepresentationTag(body) };
}

function toAnswer(row: ListedInterface): z.input<typeof answer> {
	const { kind: ofKind, address: at, port, secure, clientAuthRequired, legacyTls, isFixed, isSelfSigned } = row;
	return { kind: ofKind, address: at, port, secure, clientAuthRequired, legacyTls, isFixed, keyTypes: [...row.keyTypes], isSelfSigned };
}
