import { type Acl, parseAcl } from './permission.ts';

/** From reading to everything, as the users of the BroadWorks command line have them. */
export const roles = ['VIEWER', 'OPERATOR', 'BWORKS', 'BWSUPERADMIN'] as const;
export type Role = (typeof roles)[number];

/** `read`: the list of its things, and each of them. `write`: that, and to create, change and delete them. */
export type Right = 'read' | 'write';

interface LeastRoles {
	readonly read: Role;
	readonly write: Role;
}

const forOperators: LeastRoles = { read: 'VIEWER', write: 'OPERATOR' };

/**
 * From which role on a resource may be read, and written, over the API and in the shell alike; what is not here is BWSUPERADMIN's. VIEWER
 * reads, OPERATOR runs the service day by day, BWORKS also restarts it and sees who changed what.
 */
const leastRoles = {
	'device-types': { read: 'VIEWER', write: 'BWSUPERADMIN' },
	devices: forOperators,
	'service-providers': forOperators,
	'tag-sets': forOperators,
	'system-tag-set': forOperators,
	explain: forOperators,
	impact: forOperators,
	drafts: { read: 'VIEWER', write: 'BWSUPERADMIN' },
	behind: { read: 'VIEWER', write: 'BWSUPERADMIN' },
	overview: { read: 'VIEWER', write: 'BWSUPERADMIN' },
	events: { read: 'VIEWER', write: 'BWSUPERADMIN' },
	'unknown-devices': { read: 'VIEWER', write: 'BWSUPERADMIN' },
	'last-requests': { read: 'VIEWER', write: 'BWSUPERADMIN' },
	'access-records': { read: 'VIEWER', write: 'BWSUPERADMIN' },
	'trust-anchors': forOperators,
	'deny-list': forOperators,
	interfaces: forOperators,
	'server-certificates': forOperators,
	'tls-policy': forOperators,
	'client-identities': forOperators,
	'access-control': forOperators,
	'web-apps': forOperators,
	lockouts: forOperators,
	'lockout-policy': forOperators,
	settings: forOperators,
	metrics: { read: 'VIEWER', write: 'BWSUPERADMIN' },
	'revealed-files': { read: 'BWORKS', write: 'BWORKS' },
	restart: { read: 'VIEWER', write: 'BWORKS' },
	'audit-entries': { read: 'BWORKS', write: 'BWSUPERADMIN' },
} as const satisfies Readonly<Record<string, LeastRoles>>;

/** First segment of a path below `/api/v1`. */
export type Resource = keyof typeof leastRoles;

/** The role from which on a right is given. */
export function leastRoleOf(resource: Resource, right: Right): Role {
	return leastRoles[resource][right];
}

/** Whether a role may do what needs at least the other one. */
export function includesRole(role: Role, least: Role): boolean {
	return roles.indexOf(role) >= roles.indexOf(least);
}

/** The right to everything. */
export const everything: readonly Acl[] = [parseAcl('dms.rest.#')];

/** A role is a name for a bundle of ACLs, and each one includes those before it. */
export const aclsOfRole: Readonly<Record<Role, readonly Acl[]>> = {
	VIEWER: toAcls('VIEWER'),
	OPERATOR: toAcls('OPERATOR'),
	BWORKS: toAcls('BWORKS'),
	BWSUPERADMIN: everything,
};

function toAcls(role: Role): readonly Acl[] {
	return Object.entries<LeastRoles>(leastRoles).flatMap(([resource, { read, write }]) => {
		if (includesRole(role, write)) return [parseAcl(`dms.rest.${resource}.#`)];
		return includesRole(role, read) ? [parseAcl(`dms.rest.${resource}.read`), parseAcl(`dms.rest.${resource}.#.read`)] : [];
	});
}
