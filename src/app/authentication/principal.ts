import type { Scope } from '../../domain/device-profile.ts';
import { DmsError } from '../../domain/errors.ts';
import { type Acl, isAllowed } from '../../domain/permission.ts';
import type { Person } from '../../domain/person.ts';
import { aclsOfRole, everything } from '../../domain/role.ts';
import type { ServiceAccount } from '../../domain/service-account.ts';
import type { AccessToken } from '../../domain/token.ts';

/** Who asks, as of now: rights are read again for each request. */
export type Principal =
	| { readonly kind: 'anonymous' }
	| { readonly kind: 'shared-token' }
	| { readonly kind: 'person'; readonly person: Person; readonly token: AccessToken }
	| { readonly kind: 'service'; readonly account: ServiceAccount; readonly token: AccessToken };

export function aclsOf(principal: Principal): readonly Acl[] {
	switch (principal.kind) {
		case 'anonymous':
			return [];
		case 'shared-token':
			return everything;
		case 'person':
			return aclsOfRole[principal.person.role];
		case 'service':
			return principal.account.acls;
	}
}

/** Whom the audit names. */
export function toActor(principal: Principal): string {
	switch (principal.kind) {
		case 'anonymous':
		case 'shared-token':
			return principal.kind;
		case 'person':
			return `person:${principal.person.login}`;
		case 'service':
			return `service:${principal.account.name}`;
	}
}

/** The only part of the tree whose devices the principal sees; undefined: all. */
export function scopeOf(principal: Principal): Scope | undefined {
	return principal.kind === 'person' ? principal.person.scope : undefined;
}

/** @throws DmsError `permission.denied`, naming what would be needed. */
export function requirePermission(principal: Principal, permission: string): void {
	if (!isAllowed(aclsOf(principal), permission)) {
		throw new DmsError('permission.denied', `${toActor(principal)} has no right to ${permission}`);
	}
}
