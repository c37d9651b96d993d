import { z } from 'zod';
import { addClientIdentity, deleteClientIdentity } from '../../app/administration/change-client-identity.ts';
import { type ClientIdentity, parseClientIdentityName } from '../../domain/client-identity.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';
import { guardedAdministrationOf, systemAdministrationOf, toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';

const path = '/api/v1/client-identities';
const onePath = `${path}/{name}` as const;
const facts = { tag: 'Client identities', scope: 'system' } as const satisfies Partial<RouteFacts>;
const parameters = z.strictObject({ name: text });

const newIdentity = z
	.strictObject({
		name: text.describe('The name in the certificate of the client, e.g. its common name.'),
		fingerprint: text.exactOptional().describe('SHA-256 of the one certificate that may bear the name.'),
		deviceTypes: z.array(text).max(1000).default([]).describe('Whose events it may see; empty: all.'),
	})
	.meta({ id: 'NewClientIdentity' });

const common = {
	name: z.string(),
	fingerprint: z.string().nullable(),
	deviceTypes: z.array(z.string()),
	createdAt: z.string(),
};
const answer = z.object(common).meta({ id: 'ClientIdentity' });
const addedAnswer = z.object({ ...common, warnings: z.array(z.string()) }).meta({ id: 'AddedClientIdentity' });

/** Clients that may come in at the event interfaces. */
export function createClientIdentityRoutes(): readonly AdminRoute[] {
	return [listRoute(), addRoute(), readRoute(), deleteRoute()];
}

function listRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path, permission: 'dms.rest.client-identities.read', status: 200 },
			summary: 'Clients that may come in, ordered by name',
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: z.object({ items: z.array(answer) }) },
		async ({ ports }) => ({ body: { items: (await ports.store.clientIdentities.list()).map(toAnswer) } }),
	);
}

function addRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'POST', path, permission: 'dms.rest.client-identities.create', status: 201 },
			summary: 'Let a client in whose certificate has the name and chains to a trust anchor of `CTI`',
		},
		{ parameters: noParameters, query: noQuery, body: newIdentity, answer: addedAnswer },
		async (call) => {
			const { identity, warnings } = await addClientIdentity(systemAdministrationOf(call), call.body);
			const body = toAnswer(identity);
			return {
				body: { ...body, warnings: [...warnings] },
				etag: toRepresentationTag(body),
				location: `${path}/${encodeURIComponent(identity.name)}`,
			};
		},
	);
}

function readRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path: onePath, permission: 'dms.rest.client-identities.{name}.read', status: 200 },
			summary: 'A client that may come in',
		},
		{ parameters, query: noQuery, body: noBody, answer },
		async ({ ports, parameters: { name } }) => {
			const body = await find(ports.store, name);
			return { body, etag: toRepresentationTag(body) };
		},
	);
}

function deleteRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path: onePath, permission: 'dms.rest.client-identities.{name}.delete', status: 204 },
			...{ ifMatch: 'optional', summary: 'Lock a client out; what it has open is closed' },
		},
		{ parameters, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			const { name } = call.parameters;
			await deleteClientIdentity(
				guardedAdministrationOf(call, 'optional', (store) => find(store, name)),
				name,
			);
			return { body: undefined };
		},
	);
}

async function find({ clientIdentities }: Store, name: string) {
	const wanted = parseClientIdentityName(name);
	const found = (await clientIdentities.list()).find((each) => each.name === wanted);
	if (found === undefined) throw new DmsError('client-identity.not-found', `no client identity ${quote(name)}`, { field: 'name' });
	return toAnswer(found);
}

function toAnswer({ name, fingerprint, deviceTypes, createdAt }: ClientIdentity): z.input<typeof answer> {
	return { name, fingerprint: fingerprint ?? null, deviceTypes: [...deviceTypes], createdAt: createdAt.toISOString() };
}
