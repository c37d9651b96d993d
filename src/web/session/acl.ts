/**
 * Whether one of the ACLs allows the permission: segments separated by dots, `*` for exactly one segment, `#` for one or more. The server
 * asks again; this only hides what would be refused.
 */
export function isAllowed(acls: readonly string[], permission: string): boolean {
	const segments = permission.split('.');
	return acls.some((acl) => matches(acl.split('.'), segments));
}

function matches(pattern: readonly string[], segments: readonly string[]): boolean {
	const [part, ...rest] = pattern;
	const [segment, ...further] = segments;
	if (part === undefined) return segments.length === 0;
	if (segment === undefined) return false;
	if (part === '#') return matches(rest, further) || matches(pattern, further);
	return (part === '*' || part === segment) && matches(rest, further);
}

/** A value as one segment of a permission, e.g. the `{name}` of `dms.rest.device-types.{name}.update`. */
export function toSegment(value: string): string {
	return encodeURIComponent(value).replaceAll(/[^A-Za-z0-9_%-]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}
