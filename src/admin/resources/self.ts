import { z } from 'zod';
import { changeOwnPassword } from '../../app/authentication/change-own-password.ts';
import { aclsOf, type Principal, scopeOf, toActor } from '../../app/authentication/principal.ts';
import { revokeToken } from '../../app/authentication/revoke-token.ts';
import { DmsError } from '../../domain/errors.ts';
import { roles } from '../../domain/role.ts';
import { administrationOf } from '../administration-of.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery, type RouteFacts } from '../route.ts';
import { scopeAnswer, text, toScopeAnswer } from '../schemas.ts';
import { requireOwner } from './session.ts';
import { tokenAnswer, toTokenAnswer } from './token-answer.ts';

const facts = { tag: 'Self', scope: 'none', permission: 'authenticated' } as const satisfies Partial<RouteFacts>;

const selfAnswer = z
	.object({
		actor: z.string().describe('As the audit names the caller.'),
		kind: z.enum(['person', 'service', 'shared-token', 'anonymous']),
		role: z.enum(roles).nullable(),
		acls: z.array(z.string()),
		scope: scopeAnswer,
		expiresAt: z.string().nullable().describe('When the token expires.'),
	})
	.meta({ id: 'Self' });

const passwordChange = z.strictObject({ current: text, password: text }).meta({ id: 'OwnPasswordChange' });

const ownTokens = z
	.object({ items: z.array(z.object({ ...tokenAnswer.shape, isCurrent: z.boolean().describe('Whether the request was made with it.') })) })
	.meta({ id: 'OwnTokens' });

/** What is the caller's own. */
export function createSelfRoutes(): readonly AdminRoute[] {
	return [...accountRoutes(), ...ownTokenRoutes()];
}

function accountRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{ ...facts, method: 'GET', path: '/api/v1/self', summary: 'Who the caller is, and may do', status: 200 },
			{ parameters: noParameters, query: noQuery, body: noBody, answer: selfAnswer },
			({ principal }) => Promise.resolve({ body: toAnswer(principal) }),
		),
		defineRoute(
			{
				...{ ...facts, method: 'PUT', path: '/api/v1/self/password', status: 204 },
				summary: 'Change the own password; it revokes all tokens, this one too',
			},
			{ parameters: noParameters, query: noQuery, body: passwordChange, answer: noBody },
			async (call) => {
				await changeOwnPassword(call.ports.authentication, administrationOf(call), call.principal, {
					...call.body,
					remoteAddress: call.remoteAddress,
				});
				return { body: undefined };
			},
		),
	];
}

function ownTokenRoutes(): readonly AdminRoute[] {
	const path = '/api/v1/self/tokens';
	return [
		defineRoute(
			{ ...facts, method: 'GET', path, summary: 'The own tokens, without the tokens themselves: where one is logged in', status: 200 },
			{ parameters: noParameters, query: noQuery, body: noBody, answer: ownTokens },
			async ({ ports, principal }) => {
				const { token } = requireOwner(principal);
				const tokens = await ports.store.tokens.listOf(token.owner);
				return { body: { items: tokens.map((each) => ({ ...toTokenAnswer(each), isCurrent: each.id === token.id })) } };
			},
		),
		defineRoute(
			{ ...facts, method: 'DELETE', path: `${path}/{tokenId}`, summary: 'Revoke an own token', status: 204 },
			{ parameters: z.strictObject({ tokenId: z.string().regex(/^\d{1,15}$/) }), query: noQuery, body: noBody, answer: noBody },
			async (call) => {
				const { name, token } = requireOwner(call.principal);
				const { tokenId } = call.parameters;
				const own = (await call.ports.store.tokens.listOf(token.owner)).find(({ id }) => id === tokenId);
				if (own === undefined) throw new DmsError('request.not-found', `there is no own token with the id ${tokenId}`);
				await revokeToken(administrationOf(call), name, own);
				return { body: undefined };
			},
		),
	];
}

function toAnswer(principal: Principal): z.input<typeof selfAnswer> {
	return {
		actor: toActor(principal),
		kind: principal.kind,
		role: principal.kind === 'person' ? principal.person.role : null,
		acls: [...aclsOf(principal)],
		scope: toScopeAnswer(scopeOf(principal)),
		expiresAt: 'token' in principal ? principal.token.expiresAt.toISOString() : null,
	};
}
