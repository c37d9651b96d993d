import { z } from 'zod';
import { updateTrust } from '../../app/administration/add-trust-anchor.ts';
import {
	changeTrustAnchor,
	findTrustAnchor,
	installRevocationList,
	type RequestedAnchorChange,
	removeTrustAnchor,
} from '../../app/administration/change-trust-anchor.ts';
import { findTrustAnchorRow, listTrustAnchors } from '../../app/administration/list-trust-anchors.ts';
import { presentFields } from '../../app/administration/present-fields.ts';
import { interfaceKinds } from '../../domain/interface.ts';
import { requireOui } from '../../domain/mac-address.ts';
import { defaultTrustPolicy, digestFloors, macSources, revocationPolicies, type TrustAnchorKey } from '../../domain/trust-anchor.ts';
import { maxRevocationListBytes } from '../../pki/revocation-list.ts';
import { collectOctets, octetBody } from '../octets.ts';
import { guardedAdministrationOf, systemAdministrationOf, toRepresentationTag } from '../representation-tags.ts';
import { type AdminRoute, type Caller, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';
import { encoded, readEncoded } from './encoded.ts';
import { kind, kindQuery } from './interface-path.ts';
import { removedTrustAnchorAnswer, toSettableAnchor, toTrustAnchorAnswer, toUseAnswer, trustAnchorAnswer } from './trust-anchor-answer.ts';

const path = '/api/v1/trust-anchors';
const onePath = `${path}/{kind}/{alias}` as const;
const listPath = `${onePath}/revocation-list` as const;
const permission = 'dms.rest.trust-anchors';
const onePermission = `${permission}.{kind}.{alias}` as const;
const facts = { tag: 'Trust anchors', scope: 'system' } as const satisfies Partial<RouteFacts>;
const parameters = z.strictObject({ kind, alias: text });

const ouis = z.array(text).max(10_000);
/** MAC rules in a body. */
export const macRules = z
	.array(z.strictObject({ source: z.enum(macSources), pattern: z.string().min(1).max(256).exactOptional() }))
	.max(32);
const policy = z
	.strictObject({
		digestFloor: z.enum(digestFloors).exactOptional(),
		minRsaBits: z.int().exactOptional(),
		minEcBits: z.int().exactOptional(),
		revocation: z.enum(revocationPolicies).exactOptional(),
		crlGraceSeconds: z.int().exactOptional(),
	})
	.meta({ id: 'TrustPolicyChange' });

const newAnchor = z
	.strictObject({
		kind,
		alias: text,
		certificate: encoded,
		split: z
			.boolean()
			.default(false)
			.describe('Installs the certificates of a file with several as `alias-1`, `alias-2` and so on, all or none.'),
		ouis: ouis.exactOptional(),
		macRules: macRules.exactOptional(),
		policy: policy.exactOptional(),
	})
	.meta({ id: 'NewTrustAnchor' });

const anchorChange = z
	.strictObject({
		enabled: z.boolean().exactOptional(),
		ouis: ouis.exactOptional(),
		macRules: macRules.exactOptional(),
		policy: policy.exactOptional(),
		crlUrl: text.nullable().exactOptional().describe('Where the server fetches the revocation list itself; null: nowhere.'),
	})
	.meta({ id: 'TrustAnchorChange' });

const addedAnswer = z.object({ items: z.array(trustAnchorAnswer), warnings: z.array(z.string()) });

/** The CAs that vouch for devices, and for clients of events. */
export function createTrustAnchorRoutes(): readonly AdminRoute[] {
	return [listRoute(), addRoute(), readRoute(), changeRoute(), deleteRoute(), putListRoute(), deleteListRoute()];
}

function listRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path, permission: `${permission}.read`, summary: 'Trust anchors, ordered by kind and alias', status: 200 },
		{ parameters: noParameters, query: kindQuery, body: noBody, answer: z.object({ items: z.array(trustAnchorAnswer) }) },
		async ({ ports: { store, clock }, query }) => {
			const kinds = query.kind === undefined ? interfaceKinds : [query.kind];
			const rows = await Promise.all(kinds.map((each) => listTrustAnchors(store, each, clock.now())));
			return { body: { items: rows.flat().map(toTrustAnchorAnswer) } };
		},
	);
}

function addRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'POST', path, permission: `${permission}.create`, summary: 'Install CA certificates', status: 201 },
		{ parameters: noParameters, query: noQuery, body: newAnchor, answer: addedAnswer },
		async (call) => {
			const { certificate, split, ouis: vouchedFor = [], macRules: rules = [], policy: asked, ...key } = call.body;
			const { anchors, warnings } = await updateTrust(systemAdministrationOf(call), {
				...{ ...key, split, macRules: rules },
				file: readEncoded('certificate', certificate),
				ouis: vouchedFor.map((oui) => requireOui(oui, 'ouis')),
				policy: { ...defaultTrustPolicy, ...asked },
			});
			const rows = await Promise.all(anchors.map((anchor) => findTrustAnchorRow(call.ports.store, anchor, call.ports.clock.now())));
			const [only] = rows.length === 1 ? rows : [];
			return {
				body: { items: rows.map(toTrustAnchorAnswer), warnings: [...warnings] },
				...(only === undefined ? {} : { location: toLocation(only.anchor), etag: toRepresentationTag(toSettableAnchor(only.anchor)) }),
			};
		},
	);
}

function readRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path: onePath, permission: `${onePermission}.read`, status: 200 },
			summary: 'A trust anchor, and who came in through it',
		},
		{ parameters, query: noQuery, body: noBody, answer: trustAnchorAnswer },
		(call) => toAnswer(call, call.parameters),
	);
}

function changeRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'PATCH', path: onePath, permission: `${onePermission}.update`, ifMatch: 'required', status: 200 },
			summary: 'Change what a trust anchor may vouch for, at once and also on open connections',
		},
		{ parameters, query: noQuery, body: anchorChange, answer: trustAnchorAnswer },
		async (call) => {
			const { ouis: vouchedFor, ...rest } = call.body;
			const change: RequestedAnchorChange = presentFields({ ...rest, ouis: vouchedFor?.map((oui) => requireOui(oui, 'ouis')) });
			await changeTrustAnchor(guarded(call, 'required'), call.parameters, change);
			return toAnswer(call, call.parameters);
		},
	);
}

function deleteRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path: onePath, permission: `${onePermission}.delete`, ifMatch: 'optional', status: 200 },
			summary: 'Remove a trust anchor at once; the answer says who came in through it, and which anchors are left without their root',
		},
		{ parameters, query: noQuery, body: noBody, answer: removedTrustAnchorAnswer },
		async (call) => {
			const { use, warnings } = await removeTrustAnchor(guarded(call, 'optional'), call.parameters);
			return { body: { use: toUseAnswer(use), warnings: [...warnings] } };
		},
	);
}

function putListRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'PUT', path: listPath, permission: `${onePermission}.revocation-list.update`, status: 200 },
			...{ ifMatch: 'optional', summary: 'Install a revocation list, PEM or DER, in place of the one that is there' },
		},
		{ parameters, query: noQuery, body: octetBody('application/pkix-crl', 'application/x-pem-file'), answer: trustAnchorAnswer },
		async (call) => {
			// PEM makes a list longer by a good third.
			const file = await collectOctets(call.body, maxRevocationListBytes * 2);
			await installRevocationList(guarded(call, 'optional'), call.parameters, file);
			return toAnswer(call, call.parameters);
		},
	);
}

function deleteListRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path: listPath, permission: `${onePermission}.revocation-list.delete`, status: 200 },
			...{ ifMatch: 'optional', summary: 'Take the revocation list of a trust anchor away' },
		},
		{ parameters, query: noQuery, body: noBody, answer: trustAnchorAnswer },
		async (call) => {
			await installRevocationList(guarded(call, 'optional'), call.parameters, undefined);
			return toAnswer(call, call.parameters);
		},
	);
}

function guarded(call: Caller & { readonly parameters: TrustAnchorKey }, need: 'required' | 'optional') {
	return guardedAdministrationOf(call, need, async (store) => toSettableAnchor(await findTrustAnchor(store, call.parameters)));
}

async function toAnswer({ ports: { store, clock } }: Caller, key: TrustAnchorKey) {
	const row = await findTrustAnchorRow(store, key, clock.now());
	return { body: toTrustAnchorAnswer(row), etag: toRepresentationTag(toSettableAnchor(row.anchor)) };
}

function toLocation({ kind: ofKind, alias }: TrustAnchorKey): string {
	return `${path}/${ofKind}/${encodeURIComponent(alias)}`;
}
