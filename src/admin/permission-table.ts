import { isAllowed, toPermission } from '../domain/permission.ts';
import { aclsOfRole, type Role, roles } from '../domain/role.ts';
import type { AdminRoute } from './route.ts';

/** Whether a role may call a route, as far as permissions go. */
export function isAllowedToRole(route: Pick<AdminRoute, 'permission'>, role: Role): boolean {
	const { permission } = route;
	return permission === 'public' || permission === 'authenticated' || isAllowed(aclsOfRole[role], toPermission(permission, {}));
}

/** A row for each route: method, path, permission, then each role, then what a person sees who is bound to a service provider or group. */
export function toPermissionRows(routes: readonly AdminRoute[]): readonly (readonly string[])[] {
	const scopes = { none: 'everything', device: 'own devices', system: 'nothing' } as const;
	return routes.map((route) => [
		`\`${route.method}\``,
		`\`${route.path}\``,
		route.permission === 'public' || route.permission === 'authenticated' ? route.permission : `\`${route.permission}\``,
		...roles.map((role) => (isAllowedToRole(route, role) ? 'yes' : '')),
		scopes[route.scope],
	]);
}
