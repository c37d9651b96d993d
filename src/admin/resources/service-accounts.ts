import { z } from 'zod';
import { addServiceAccount, changeServiceAccount, deleteServiceAccount } from '../../app/administration/change-service-account.ts';
import { addServiceToken, revokeTokens } from '../../app/administration/change-tokens.ts';
import { findServiceAccount } from '../../app/administration/find-service-account.ts';
import type { ServiceAccount } from '../../domain/service-account.ts';
import { secondsLeft } from '../../domain/token.ts';
import { administrationOf } from '../administration-of.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { text } from '../schemas.ts';
import { readExpectedVersion, toVersionTag } from '../versions.ts';
import { revokedAnswer, tokenAnswer, tokenListAnswer, toTokenAnswer } from './token-answer.ts';

const path = '/api/v1/service-accounts';
const onePath = `${path}/{name}` as const;
const tokensPath = `${onePath}/tokens` as const;
const facts = { tag: 'Service accounts', scope: 'system' } as const satisfies Partial<RouteFacts>;
const parameters = z.strictObject({ name: text });
const acls = z.array(text).max(100).describe('`*` stands for one segment, `#` for one or more, e.g. `dms.rest.devices.*.read`.');

const newAccount = z.strictObject({ name: text, acls, enabled: z.boolean().default(true) }).meta({ id: 'NewServiceAccount' });
const accountChange = z
	.strictObject({ acls: acls.exactOptional(), enabled: z.boolean().exactOptional() })
	.meta({ id: 'ServiceAccountChange' });

const accountAnswer = z
	.object({
		name: z.string(),
		acls: z.array(z.string()),
		enabled: z.boolean(),
		version: z.int(),
		createdAt: z.string(),
		updatedAt: z.string(),
	})
	.meta({ id: 'ServiceAccount' });

const issuedAnswer = z
	.object({ ...tokenAnswer.shape, token: z.string().describe('Shown this once.'), TTL: z.int() })
	.meta({ id: 'IssuedToken' });

/** Systems that use the API, and their tokens. */
export function createServiceAccountRoutes(): readonly AdminRoute[] {
	return [listRoute(), addRoute(), readRoute(), changeRoute(), deleteRoute(), listTokensRoute(), addTokenRoute(), revokeTokensRoute()];
}

function listRoute(): AdminRoute {
	return defineRoute(
		{
			...facts,
			method: 'GET',
			path,
			permission: 'dms.rest.service-accounts.read',
			summary: 'Service accounts, ordered by name',
			status: 200,
		},
		{ parameters: noParameters, query: noQuery, body: noBody, answer: z.object({ items: z.array(accountAnswer) }) },
		async ({ ports }) => ({ body: { items: (await ports.store.serviceAccounts.list()).map(toAnswer) } }),
	);
}

function addRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'POST', path, permission: 'dms.rest.service-accounts.create', summary: 'Add a service account', status: 201 },
		{ parameters: noParameters, query: noQuery, body: newAccount, answer: accountAnswer },
		async (call) => {
			const account = await addServiceAccount(administrationOf(call), call.body);
			return { body: toAnswer(account), etag: toVersionTag(account), location: `${path}/${account.name}` };
		},
	);
}

function readRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path: onePath, permission: 'dms.rest.service-accounts.{name}.read', status: 200 },
			summary: 'A service account',
		},
		{ parameters, query: noQuery, body: noBody, answer: accountAnswer },
		async ({ ports, parameters: { name } }) => {
			const account = await findServiceAccount(ports.store, name);
			return { body: toAnswer(account), etag: toVersionTag(account) };
		},
	);
}

function changeRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'PATCH', path: onePath, permission: 'dms.rest.service-accounts.{name}.update', status: 200 },
			...{ ifMatch: 'required', summary: 'Change a service account; one that is disabled loses its tokens' },
		},
		{ parameters, query: noQuery, body: accountChange, answer: accountAnswer },
		async (call) => {
			const existing = await findServiceAccount(call.ports.store, call.parameters.name);
			const version = readExpectedVersion(call, existing, 'required');
			const account = await changeServiceAccount(administrationOf(call), existing.name, call.body, version);
			return { body: toAnswer(account), etag: toVersionTag(account) };
		},
	);
}

function deleteRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path: onePath, permission: 'dms.rest.service-accounts.{name}.delete', status: 204 },
			...{ ifMatch: 'optional', summary: 'Delete a service account with all tokens' },
		},
		{ parameters, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			const existing = await findServiceAccount(call.ports.store, call.parameters.name);
			await deleteServiceAccount(administrationOf(call), existing.name, readExpectedVersion(call, existing, 'optional'));
			return { body: undefined };
		},
	);
}

function listTokensRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path: tokensPath, permission: 'dms.rest.service-accounts.{name}.tokens.read', status: 200 },
			summary: 'Tokens of a service account, without the tokens themselves',
		},
		{ parameters, query: noQuery, body: noBody, answer: tokenListAnswer },
		async ({ ports, parameters: { name } }) => {
			const { id } = await findServiceAccount(ports.store, name);
			return { body: { items: (await ports.store.tokens.listOf({ kind: 'service', id })).map(toTokenAnswer) } };
		},
	);
}

function addTokenRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'POST', path: tokensPath, permission: 'dms.rest.service-accounts.{name}.tokens.create', status: 201 },
			answersSecret: true,
			summary: 'Give a service account a token',
		},
		{ parameters, query: noQuery, body: noBody, answer: issuedAnswer },
		async (call) => {
			const { secret, token } = await addServiceToken(administrationOf(call), call.ports.authentication, call.parameters.name);
			return { body: { ...toTokenAnswer(token), token: secret, TTL: secondsLeft(token.expiresAt, call.ports.clock.now()) } };
		},
	);
}

function revokeTokensRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path: tokensPath, permission: 'dms.rest.service-accounts.{name}.tokens.delete', status: 200 },
			summary: 'Revoke all tokens of a service account',
		},
		{ parameters, query: noQuery, body: noBody, answer: revokedAnswer },
		async (call) => ({
			body: { revoked: await revokeTokens(administrationOf(call), { kind: 'service', name: call.parameters.name }) },
		}),
	);
}

function toAnswer(account: ServiceAccount): z.input<typeof accountAnswer> {
	return { ...account, acls: [...account.acls], createdAt: account.createdAt.toISOString(), updatedAt: account.updatedAt.toISOString() };
}
