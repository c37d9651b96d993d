import { checkLength } from './limits.ts';
import { invalid, quote } from './text-rules.ts';

export const actions = ['read', 'create', 'update', 'delete'] as const;
export type Action = (typeof actions)[number];

/** What a route asks for, e.g. `dms.rest.devices.{deviceId}.read`: a resource, perhaps with parameters of the path, and an action. */
export type Permission = `dms.rest.${string}.${Action}`;

/**
 * What somebody may do, in XiVO's form: segments separated by dots, `*` for exactly one segment, `#` for one or more, e.g.
 * `dms.rest.devices.*.read`, `dms.rest.#`.
 */
export type Acl = string & { readonly __brand: 'Acl' };

const mostSegments = 16;
const segmentForm = /^(?:\*|#|[A-Za-z0-9_%-]+)$/;

/** @throws DmsError `value.*`: more than 256 characters or 16 segments, an empty segment, a wildcard inside a segment. */
export function parseAcl(text: string): Acl {
	const field = 'acls';
	checkLength(field, text, 'acl');
	const segments = text.split('.');
	if (segments.length > mostSegments) throw invalid(field, `${quote(text)} has more than ${mostSegments} segments`);
	const wrong = segments.find((segment) => !segmentForm.test(segment));
	if (wrong !== undefined) throw invalid(field, `${quote(text)} has the segment ${quote(wrong)}; it may be a word, * or #`);
	return text as Acl;
}

/** The permission with the parameters of the path filled in. */
export function toPermission(template: Permission, parameters: Readonly<Record<string, string>>): string {
	return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => toSegment(parameters[name] ?? ''));
}

/** A value as one segment: what has a meaning in an ACL is percent-encoded, so that no name becomes a second segment or a wildcard. */
export function toSegment(value: string): string {
	return encodeURIComponent(value).replaceAll(/[^A-Za-z0-9_%-]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

/** Whether one of the ACLs allows the permission; nothing is allowed without one. */
export function isAllowed(acls: readonly Acl[], permission: string): boolean {
	const segments = permission.split('.');
	return acls.some((acl) => matches(acl.split('.'), segments, isSegmentAllowed));
}

/**
 * Whether whoever has these ACLs has at least the right that `granted` gives: one of them alone must allow everything that `granted` does.
 * It may say no where several together would do.
 */
export function includesAcl(acls: readonly Acl[], granted: Acl): boolean {
	const segments = granted.split('.');
	return acls.some((acl) => matches(acl.split('.'), segments, isPatternIncluded));
}

type SegmentRule = (pattern: string, segment: string) => boolean;

const isSegmentAllowed: SegmentRule = (pattern, segment) => pattern === '*' || pattern === segment;

/** A `#` stands for any number of segments, so that only another `#` includes it. */
const isPatternIncluded: SegmentRule = (pattern, segment) => segment !== '#' && (pattern === '*' || pattern === segment);

/** One row of the table of a regular expression at a time: no pattern is dearer than pattern times segments. */
function matches(pattern: readonly string[], segments: readonly string[], rule: SegmentRule): boolean {
	/** `reached[n]`: the pattern so far matches the first n segments. */
	let reached = [true, ...segments.map(() => false)];
	for (const part of pattern) {
		const next = reached.map(() => false);
		for (let count = 1; count <= segments.length; count++) {
			const before = reached[count - 1] === true;
			next[count] = part === '#' ? before || next[count - 1] === true : before && rule(part, segments[count - 1] ?? '');
		}
		reached = next;
	}
	return reached.at(-1) === true;
}
