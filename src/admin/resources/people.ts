import { z } from 'zod';
import { addPerson } from '../../app/administration/add-person.ts';
import { changePerson } from '../../app/administration/change-person.ts';
import { revokeTokens } from '../../app/administration/change-tokens.ts';
import { deletePerson } from '../../app/administration/delete-person.ts';
import { findPerson } from '../../app/administration/find-person.ts';
import type { Person } from '../../domain/person.ts';
import { roles } from '../../domain/role.ts';
import { administrationOf, withHashing } from '../administration-of.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { scopeAnswer, scopeSchema, text, toScopeAnswer } from '../schemas.ts';
import { readExpectedVersion, toVersionTag } from '../versions.ts';
import { revokedAnswer, tokenListAnswer, toTokenAnswer } from './token-answer.ts';

const path = '/api/v1/people';
const onePath = `${path}/{login}` as const;
const facts = { tag: 'People', scope: 'system' } as const satisfies Partial<RouteFacts>;
const parameters = z.strictObject({ login: text });

const newPerson = z
	.strictObject({
		login: text,
		role: z.enum(roles),
		fullName: text.exactOptional(),
		profile: text.exactOptional().describe('Any name; who has none cannot log in.'),
		enabled: z.boolean().default(true),
		loginEnabled: z.boolean().default(true),
		scope: scopeSchema.exactOptional(),
		password: text.exactOptional(),
	})
	.meta({ id: 'NewPerson' });

const personChange = z
	.strictObject({
		role: z.enum(roles).exactOptional(),
		fullName: text.nullable().exactOptional(),
		profile: text.nullable().exactOptional(),
		enabled: z.boolean().exactOptional(),
		loginEnabled: z.boolean().exactOptional(),
		scope: scopeSchema.nullable().exactOptional(),
		password: text.nullable().exactOptional(),
	})
	.meta({ id: 'PersonChange' });

const personAnswer = z
	.object({
		login: z.string(),
		fullName: z.string().nullable(),
		role: z.enum(roles),
		profile: z.string().nullable(),
		enabled: z.boolean(),
		loginEnabled: z.boolean(),
		hasPassword: z.boolean(),
		scope: scopeAnswer,
		version: z.int(),
		createdAt: z.string(),
		updatedAt: z.string(),
	})
	.meta({ id: 'Person' });

/** Those who administer, and their tokens. */
export function createPeopleRoutes(): readonly AdminRoute[] {
	return [listRoute(), addRoute(), readRoute(), changeRoute(), deleteRoute(), listTokensRoute(), revokeTokensRoute()];
}

function listRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path, permission: 'dms.rest.people.read', summary: 'People, ordered by login', status: 200 },
		{ parameters: noParameters, query: noQuery, body: noBody, answer: z.object({ items: z.array(personAnswer) }) },
		async ({ ports }) => ({ body: { items: (await ports.store.people.list()).map(toAnswer) } }),
	);
}

function addRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'POST', path, permission: 'dms.rest.people.create', summary: 'Add a person', status: 201 },
		{ parameters: noParameters, query: noQuery, body: newPerson, answer: personAnswer },
		async (call) => {
			const person = await withHashing(call, call.body.password !== undefined, () => addPerson(administrationOf(call), call.body));
			return { body: toAnswer(person), etag: toVersionTag(person), location: `${path}/${encodeURIComponent(person.login)}` };
		},
	);
}

function readRoute(): AdminRoute {
	return defineRoute(
		{ ...facts, method: 'GET', path: onePath, permission: 'dms.rest.people.{login}.read', summary: 'A person', status: 200 },
		{ parameters, query: noQuery, body: noBody, answer: personAnswer },
		async ({ ports, parameters: { login } }) => {
			const person = await findPerson(ports.store, login);
			return { body: toAnswer(person), etag: toVersionTag(person) };
		},
	);
}

function changeRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'PATCH', path: onePath, permission: 'dms.rest.people.{login}.update', ifMatch: 'required', status: 200 },
			summary: 'Change a person; a new password, and a login that is taken away, revoke all tokens',
		},
		{ parameters, query: noQuery, body: personChange, answer: personAnswer },
		async (call) => {
			const existing = await findPerson(call.ports.store, call.parameters.login);
			const version = readExpectedVersion(call, existing, 'required');
			const hashes = typeof call.body.password === 'string';
			const person = await withHashing(call, hashes, () => changePerson(administrationOf(call), existing.login, call.body, version));
			return { body: toAnswer(person), etag: toVersionTag(person) };
		},
	);
}

function deleteRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path: onePath, permission: 'dms.rest.people.{login}.delete', ifMatch: 'optional', status: 204 },
			summary: 'Delete a person with all tokens',
		},
		{ parameters, query: noQuery, body: noBody, answer: noBody },
		async (call) => {
			const existing = await findPerson(call.ports.store, call.parameters.login);
			await deletePerson(administrationOf(call), existing.login, readExpectedVersion(call, existing, 'optional'));
			return { body: undefined };
		},
	);
}

function listTokensRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'GET', path: `${onePath}/tokens`, permission: 'dms.rest.people.{login}.tokens.read', status: 200 },
			summary: 'Tokens of a person, without the tokens themselves',
		},
		{ parameters, query: noQuery, body: noBody, answer: tokenListAnswer },
		async ({ ports, parameters: { login } }) => {
			const { id } = await findPerson(ports.store, login);
			return { body: { items: (await ports.store.tokens.listOf({ kind: 'person', id })).map(toTokenAnswer) } };
		},
	);
}

function revokeTokensRoute(): AdminRoute {
	return defineRoute(
		{
			...{ ...facts, method: 'DELETE', path: `${onePath}/tokens`, permission: 'dms.rest.people.{login}.tokens.delete', status: 200 },
			summary: 'Revoke all tokens of a person',
		},
		{ parameters, query: noQuery, body: noBody, answer: revokedAnswer },
		async (call) => ({
			body: { revoked: await revokeTokens(administrationOf(call), { kind: 'person', name: call.parameters.login }) },
		}),
	);
}

function toAnswer(person: Person): z.input<typeof personAnswer> {
	return {
		...person,
		fullName: person.fullName ?? null,
		profile: person.profile ?? null,
		scope: toScopeAnswer(person.scope),
		createdAt: person.createdAt.toISOString(),
		updatedAt: person.updatedAt.toISOString(),
	};
}
