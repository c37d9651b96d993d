import { DmsError } from '../../domain/errors.ts';
import { type Acl, includesAcl } from '../../domain/permission.ts';
import { aclsOfRole, type Role } from '../../domain/role.ts';
import type { Administration } from './administration.ts';

/** Administers people and service accounts. */
export interface PeopleAdministration extends Administration {
	/** What the one who administers may do; nobody gives, or takes over, more than that. */
	readonly acls: readonly Acl[];
}

/** @throws DmsError `permission.denied`. */
export function requireGrant({ acls, actor }: PeopleAdministration, granted: readonly Acl[]): void {
	const beyond = granted.find((acl) => !includesAcl(acls, acl));
	if (beyond !== undefined) throw new DmsError('permission.denied', `${actor} cannot give ${beyond}, which goes beyond its own rights`);
}

/** Also for changing somebody who has the role: a new password would be a way to it. @throws DmsError `permission.denied`. */
export function requireRoleGrant(administration: PeopleAdministration, role: Role): void {
	requireGrant(administration, aclsOfRole[role]);
}
