import { z } from 'zod';
import { presentFields } from '../../app/administration/present-fields.ts';
import {
	type ChangedServerCertificate,
	exportServerCertificate,
	generateServerCertificate,
	listServerCertificates,
	rollBackServerCertificate,
	type ServerCertificateRow,
	updateServerCertificate,
} from '../../app/administration/update-server-certificate.ts';
import { interfaceKinds } from '../../domain/interface.ts';
import type { Store } from '../../domain/ports.ts';
import { serverKeyTypes } from '../../domain/server-certificate.ts';
import { guardedAdministrationOf, toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { encoded, readEncoded } from './encoded.ts';
import { type InterfaceParameters, interfaceParameters, interfacePath, kindQuery, toReference } from './interface-path.ts';

const path = '/api/v1/server-certificates';
const onePath = `${path}/${interfacePath}` as const;
const onePermission = 'dms.rest.server-certificates.{kind}.{address}.{port}';
const facts = { tag: 'Server certificates', scope: 'system' } as const satisfies Partial<RouteFacts>;
const pemType = 'application/pem-certificate-chain';

const generation = z
	.object({
		kind: z.enum(interfaceKinds),
		address: z.string(),
		port: z.int(),
		generation: z.int(),
		isActive: z.boolean(),
		selfSigned: z.boolean(),
		certificates: z.array(
			z.object({
				keyType: z.enum(serverKeyTypes),
				subject: z.string(),
				issuer: z.string(),
				fingerprint: z.string(),
				notBefore: z.string(),
				notAfter: z.string(),
				daysLeft: z.int(),
			}),
		),
		createdAt: z.string(),
	})
	.meta({ id: 'ServerCertificateGeneration' });

const listAnswer = z.object({ items: z.array(generation) });
const changedAnswer = z.object({ ...generation.shape, warnings: z.array(z.string()) }).meta({ id: 'ChangedServerCertificate' });

const replacement = z
	.strictObject({
		privateKey: encoded.max(128 * 1024),
		passphrase: z.string().max(1023).exactOptional().describe('Of an encrypted key.'),
		certificate: encoded.describe('PEM, or DER in base64; its issuers may follow.'),
		chain: encoded.exactOptional().describe('Its issuers, in any order; the root may be left out.'),
	})
	.meta({ id: 'NewServerCertificate' });

const rollBack = z
	.strictObject({ generation: z.int().min(1).exactOptional().describe('Default: the one before the active one.') })
	.meta({ id: 'NewRollBack' });

/** What secure interfaces show of themselves; a key comes in and never leaves. */
export function createServerCertificateRoutes(): readonly AdminRoute[] {
	return [listRoute(), readRoute(), exportRoute(), replaceRoute(), generateRoute(), rollBackRoute()];
}

function listRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path, permission: 'dms.rest.server-certificates.read', status: 200 },
			summary: 'The certificates that interfaces of the store show',
		},
		{ parameters: noParameters, query: kindQuery, body: noBody, answer: listAnswer },
		async ({ ports: { store, clock, interfaces }, query }) => {
			const rows = await listServerCertificates({ store, ...interfaces });
			const wanted = rows.filter(({ kind }) => query.kind === undefined || kind === query.kind);
			return { body: { items: wanted.map((row) => toAnswer(row, clock.now())) } };
		},
	);
}

function readRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path: onePath, permission: `${onePermission}.read`, status: 200 },
			summary: 'What an interface shows, and the generations that can come back; the newest first',
		},
		{ parameters: interfaceParameters, query: noQuery, body: noBody, answer: listAnswer },
		async ({ ports: { store, clock, interfaces }, parameters }) => {
			const rows = await listServerCertificates({ store, ...interfaces }, toReference(parameters));
			return { body: { items: rows.map((row) => toAnswer(row, clock.now())) }, etag: toRepresentationTag(toSettable(rows)) };
		},
	);
}

function exportRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path: `${onePath}/pem`, permission: `${onePermission}.pem.read`, status: 200 },
			...{ streams: [pemType], summary: 'What an interface shows, with its issuers; never a key' },
		},
		{ parameters: interfaceParameters, query: noQuery, body: noBody, answer: noBody },
		async ({ ports: { store, interfaces }, parameters }) => {
			const pem = Buffer.from(await exportServerCertificate({ store, ...interfaces }, toReference(parameters)));
			const fileName = `${parameters.kind}-${parameters.address.replaceAll(':', '_')}-${parameters.port}.pem`;
			return { octets: { mediaType: pemType, size: pem.length, fileName, chunks: toChunks(pem) } };
		},
	);
}

function replaceRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'PUT', path: onePath, permission: `${onePermission}.update`, ifMatch: 'required', status: 200 },
			summary: 'Put a certificate with its key in place of all that an interface shows, at once; the state before is kept',
		},
		{ parameters: interfaceParameters, query: noQuery, body: replacement, answer: changedAnswer },
		async (call) => {
			const { privateKey, certificate, chain, passphrase } = call.body;
			const files = {
				key: readEncoded('privateKey', privateKey),
				certificate: readEncoded('certificate', certificate),
				...presentFields({ passphrase, chain: chain === undefined ? undefined : readEncoded('chain', chain) }),
			};
			const administration = guarded(call, 'required');
			return toChange(call, await updateServerCertificate(administration, toReference(call.parameters), files));
		},
	);
}

function generateRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'POST', path: `${onePath}/generate`, permission: `${onePermission}.generate.create`, status: 201 },
			...{ ifMatch: 'optional', summary: 'Make new self-signed certificates for an interface' },
		},
		{ parameters: interfaceParameters, query: noQuery, body: noBody, answer: changedAnswer },
		async (call) => toChange(call, await generateServerCertificate(guarded(call, 'optional'), toReference(call.parameters))),
	);
}

function rollBackRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'POST', path: `${onePath}/roll-back`, permission: `${onePermission}.roll-back.create`, status: 200 },
			...{ ifMatch: 'optional', summary: 'Put certificates back that an interface showed before' },
		},
		{ parameters: interfaceParameters, query: noQuery, body: rollBack, answer: changedAnswer },
		async (call) => {
			const { parameters, body } = call;
			return toChange(call, await rollBackServerCertificate(guarded(call, 'optional'), toReference(parameters), body.generation));
		},
	);
}

function guarded(call: Caller & { readonly parameters: InterfaceParameters }, need: 'required' | 'optional') {
	const { fixedInterfaces } = call.ports.interfaces;
	const reference = toReference(call.parameters);
	return guardedAdministrationOf(call, need, async (store: Store) =>
		toSettable(await listServerCertificates({ store, fixedInterfaces }, reference)),
	);
}

async function toChange(
	call: Caller & { readonly parameters: InterfaceParameters },
	{ generation: row, warnings }: ChangedServerCertificate,
) {
	const { store, clock, interfaces } = call.ports;
	const rows = await listServerCertificates({ store, ...interfaces }, toReference(call.parameters));
	return { body: { ...toAnswer(row, clock.now()), warnings: [...warnings] }, etag: toRepresentationTag(toSettable(rows)) };
}

function toSettable(rows: readonly ServerCertificateRow[]) {
	return rows.map(({ generation: number, isActive, certificates }) => [number, isActive, certificates.map((each) => each.fingerprint)]);
}

const dayMs = 86_400_000;

function toAnswer({ certificates, ...row }: ServerCertificateRow, now: Date): z.input<typeof generation> {
	return {
		...row,
		createdAt: row.createdAt.toISOString(),
		certificates: certificates.map(({ certificate: _pem, notBefore, notAfter, ...each }) => ({
			...each,
			notBefore: notBefore.toISOString(),
			notAfter: notAfter.toISOString(),
			daysLeft: Math.floor((notAfter.getTime() - now.getTime()) / dayMs),
		})),
	};
}

async function* toChunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
	yield bytes;
}
