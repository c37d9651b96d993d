import { z } from 'zod';
import { allowCertificate, type DeniedCertificate, denyCertificate } from '../../app/administration/deny-certificate.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';
import type { DenyListEntry } from '../../domain/trust-anchor.ts';
import { guardedAdministrationOf, systemAdministrationOf, toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';
import { encoded, readEncoded } from './encoded.ts';

const path = '/api/v1/deny-list';
const onePath = `${path}/{id}` as const;
const facts = { tag: 'Deny list', scope: 'system' } as const satisfies Partial<RouteFacts>;
const parameters = z.strictObject({ id: text });

const note = z.string().max(256).default('');
const newEntry = z
	.union([
		z.strictObject({ fingerprint: text.describe('SHA-256, hexadecimal, with or without colons.'), note }),
		z.strictObject({ certificate: encoded, note }),
		z.strictObject({ issuer: encoded.describe('Certificate of the CA that issued it.'), serial: text.describe('Hexadecimal.'), note }),
	])
	.meta({ id: 'NewDenyListEntry' });
type NewEntry = z.output<typeof newEntry>;

const entry = z
	.object({
		id: z.string(),
		kind: z.enum(['fingerprint', 'serial']),
		fingerprint: z.string().nullable(),
		issuer: z.string().nullable().describe('DER of its name, hexadecimal.'),
		serial: z.string().nullable(),
		note: z.string(),
		createdAt: z.string(),
	})
	.meta({ id: 'DenyListEntry' });

/** Certificates that are refused whatever their paths say. */
export function createDenyListRoutes(): readonly AdminRoute[] {
	return [listRoute(), addRoute(), readRoute(), deleteRoute()];
}

function listRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path, permission: 'dms.rest.deny-list.read', summary: 'Certificates that are refused', status: 200 },
		{ parameters: noParameters, query: noQuery, body: noBody, answer: z.object({ items: z.array(entry) }) },
		async ({ ports }) => ({ body: { items: (await ports.store.trust.listDenied()).map(toAnswer) } }),
	);
}

function addRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'POST', path, permission: 'dms.rest.deny-list.create', summary: 'Refuse a certificate from now on', status: 201 },
		{ parameters: noParameters, query: noQuery, body: newEntry, answer: entry },
		async (call) => {
			const added = await denyCertificate(systemAdministrationOf(call), toDenied(call.body), call.body.note);
			return { body: toAnswer(added), etag: toRepresentationTag(toAnswer(added)), location: `${path}/${added.id}` };
		},
	);
}

function readRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path: onePath, permission: 'dms.rest.deny-list.{id}.read', summary: 'An entry of the list', status: 200 },
		{ parameters, query: noQuery, body: noBody, answer: entry },
		async ({ ports, parameters: { id } }) => {
			const body = await find(ports.store, id);
			return { body, etag: toRepresentationTag(body) };
		},
	);
}

function deleteRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path: onePath, permission: 'dms.rest.deny-list.{id}.delete', ifMatch: 'optional', status: 204 },
			summary: 'Take a certificate off the list',
		},
		{ parameters, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			const { id } = call.parameters;
			await find(call.ports.store, id);
			await allowCertificate(
				guardedAdministrationOf(call, 'optional', (store) => find(store, id)),
				id,
			);
			return { body: undefined };
		},
	);
}

async function find({ trust }: Store, id: string) {
	const found = (await trust.listDenied()).find((each) => each.id === id);
	if (found === undefined) throw new DmsError('request.not-found', `no entry ${quote(id)} on the deny list`);
	return toAnswer(found);
}

function toDenied(body: NewEntry): DeniedCertificate {
	if ('fingerprint' in body) return { fingerprint: body.fingerprint };
	if ('certificate' in body) return { certificate: readEncoded('certificate', body.certificate) };
	return { issuer: readEncoded('issuer', body.issuer), serial: body.serial };
}

function toAnswer(denied: DenyListEntry): z.input<typeof entry> {
	const { id, kind } = denied;
	return {
		...{ id, kind, note: denied.note, createdAt: denied.createdAt.toISOString() },
		fingerprint: denied.kind === 'fingerprint' ? denied.fingerprint : null,
		issuer: denied.kind === 'serial' ? denied.issuer : null,
		serial: denied.kind === 'serial' ? denied.serial : null,
	};
}
