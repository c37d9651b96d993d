import { describe, expect, it } from 'vitest';
import { createRoutes } from '../../src/admin/route-table.ts';
import { actions, isAllowed } from '../../src/domain/permission.ts';
import { aclsOfRole, includesRole, leastRoleOf, type Resource, type Role, roles } from '../../src/domain/role.ts';

const resources: readonly Resource[] = [
	'devices',
	'trust-anchors',
	'interfaces',
	'tls-policy',
	'access-control',
	'restart',
	'metrics',
	'audit-entries',
];

describe('the table of roles', () => {
	it.each(resources.flatMap((resource) => roles.map((role) => [resource, role] as const)))(
		'%s: %s has the rights from its least role on',
		(resource, role) => {
			for (const action of actions) {
				const least = leastRoleOf(resource, action === 'read' ? 'read' : 'write');
				for (const permission of [
					`dms.rest.${resource}.${action}`,
					`dms.rest.${resource}.one.${action}`,
					`dms.rest.${resource}.one.part.two.${action}`,
				]) {
					expect(isAllowed(aclsOfRole[role], permission), permission).toBe(includesRole(role, least));
				}
			}
		},
	);

	it.each<[Role, string, boolean]>([
		['VIEWER', 'dms.rest.trust-anchors.Http.vendor.read', true],
		['VIEWER', 'dms.rest.trust-anchors.Http.vendor.update', false],
		['VIEWER', 'dms.rest.audit-entries.read', false],
		['OPERATOR', 'dms.rest.server-certificates.Http.10%2E0%2E0%2E1.443.update', true],
		['OPERATOR', 'dms.rest.restart.create', false],
		['OPERATOR', 'dms.rest.people.read', false],
		['BWORKS', 'dms.rest.restart.create', true],
		['BWORKS', 'dms.rest.people.alice.update', false],
		['BWSUPERADMIN', 'dms.rest.people.alice.update', true],
	])('%s: %s: %s', (role, permission, isGiven) => {
		expect(isAllowed(aclsOfRole[role], permission)).toBe(isGiven);
	});

	it('each role has what those before it have', () => {
		for (const { permission } of createRoutes()) {
			const allowed = roles.map((role) => (isAllowed(aclsOfRole[role], permission) ? 1 : 0));
			expect(allowed).toEqual(allowed.toSorted((one, other) => one - other));
		}
	});
});
