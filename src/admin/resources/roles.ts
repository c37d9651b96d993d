import { z } from 'zod';
import { aclsOfRole, roles } from '../../domain/role.ts';
import { type AdminRoute, defineRoute, noBody, noParameters, noQuery } from '../route.ts';

const answer = z.object({
	items: z.array(z.object({ role: z.enum(roles), acls: z.array(z.string()) }).meta({ id: 'RoleAcls' })),
});

/** What each role may do; it is no secret. */
export function createRoleRoutes(): readonly AdminRoute[] {
	return [
		defineRoute(
			{
				...{ method: 'GET', path: '/api/v1/roles', permission: 'authenticated', scope: 'none', tag: 'People', status: 200 },
				summary: 'The roles, from reading to everything, with the ACLs of each',
			},
			{ parameters: noParameters, query: noQuery, body: noBody, answer },
			() => Promise.resolve({ body: { items: roles.map((role) => ({ role, acls: [...aclsOfRole[role]] })) } }),
		),
	];
}
