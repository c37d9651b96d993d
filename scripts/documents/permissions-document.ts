import { toPermissionRows } from '../../src/admin/permission-table.ts';
import { createRoutes } from '../../src/admin/route-table.ts';
import { aclsOfRole, roles } from '../../src/domain/role.ts';
import { type GeneratedDocument, toDocument, toTable } from './document.ts';

/** Who may call which route, from the table of routes. */
export const permissionsDocument: GeneratedDocument = {
	path: 'docs/permissions.md',
	generate: () =>
		toDocument('Permissions', [
			'Every route of the administration API asks for a permission; a route that is not here does not exist. `public`: nobody has to say who they are. `authenticated`: whoever has a token, for what is their own. The last column says what is seen by a person who is bound to a service provider or to a group of one.',
			toTable(['method', 'path', 'permission', ...roles, 'bound to a scope'], toPermissionRows(createRoutes())),
			'## Roles',
			'A role is a name for ACLs, and each one includes those before it. A service account has ACLs of its own. In an ACL `*` stands for exactly one segment and `#` for one or more; a parameter of the path is one segment, percent-encoded but for letters, digits, `_` and `-`. The shared token may do everything.',
			toTable(
				['role', 'ACLs'],
				roles.map((role) => [`\`${role}\``, aclsOfRole[role].map((acl) => `\`${acl}\``).join(', ')]),
			),
		]),
};
