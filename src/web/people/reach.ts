/** How much of an operation ACLs allow: `some` where they name single things, such as one device. */
export type Reach = 'all' | 'some' | 'none';

const order: readonly Reach[] = ['none', 'some', 'all'];

/** The most that one of the ACLs allows. @param permission with parameters in braces, which stand for any value. */
export function toReach(acls: readonly string[], permission: string): Reach {
	const segments = permission.split('.');
	return acls.map((acl) => match(acl.trim().split('.'), segments)).reduce(better, 'none');
}

/** The first of the ACLs that allows all of it. */
export function findAllowing(acls: readonly string[], permission: string): string | undefined {
	return acls.find((acl) => toReach([acl], permission) === 'all');
}

function better(one: Reach, other: Reach): Reach {
	return order.indexOf(other) > order.indexOf(one) ? other : one;
}

function match(pattern: readonly string[], segments: readonly string[]): Reach {
	const [part, ...rest] = pattern;
	const [segment, ...further] = segments;
	if (part === undefined) return segments.length === 0 ? 'all' : 'none';
	if (segment === undefined) return 'none';
	if (part === '#') return better(match(rest, further), match(pattern, further));
	if (part === '*' || part === segment) return match(rest, further);
	const isParameter = segment.startsWith('{');
	return isParameter && match(rest, further) !== 'none' ? 'some' : 'none';
}
