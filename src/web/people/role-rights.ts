import type { Operation } from './operations.ts';
import type { Role } from './queries.ts';
import { toReach } from './reach.ts';

/** `does`: there is nothing to see, such as an import. */
export type Right = 'nothing' | 'sees' | 'some' | 'changes' | 'does';

interface RoleAcls {
	readonly role: Role;
	readonly acls: readonly string[];
}

export interface ResourceRights {
	/** The first part of its path below `/api/v1`. */
	readonly resource: string;
	/** In the order of the roles. */
	readonly rights: readonly Right[];
}

/** What each role may do with each resource. */
export function toRights(operations: readonly Operation[], roles: readonly RoleAcls[]): readonly ResourceRights[] {
	const byResource = Map.groupBy(operations, ({ permission }) => permission.split('.')[2] ?? '');
	return [...byResource].map(([resource, own]) => ({ resource, rights: roles.map(({ acls }) => toRight(own, acls)) }));
}

function toRight(operations: readonly Operation[], acls: readonly string[]): Right {
	const allowed = operations.filter(({ permission }) => toReach(acls, permission) === 'all');
	if (allowed.length === 0) return 'nothing';
	if (!operations.some(isReading)) return 'does';
	const changing = operations.filter((operation) => !isReading(operation));
	const changes = allowed.filter((operation) => !isReading(operation));
	if (changes.length === 0) return 'sees';
	return changes.length === changing.length ? 'changes' : 'some';
}

function isReading({ permission }: Operation): boolean {
	return permission.endsWith('.read');
}
