import { toRecordText } from '../domain/access-record.ts';
import { limits } from '../domain/limits.ts';
import { ok, type Result, refused } from '../domain/result.ts';

/** What a request line asks for. */
export interface RequestTarget {
	/** Decoded once, without its leading slash and query. */
	readonly path: string;
	/** As it was sent, without its question mark; it plays no part in finding a file. */
	readonly query?: string;
}

/** `detail` says for the record which rule the target breaks. */
export interface TargetRefusal {
	readonly code: 'path.invalid';
	readonly detail: string;
}

const schemeAndAuthority = /^https?:\/\/[^/?#]*/i;
const userInformation = /^((?:[a-z][a-z0-9+.-]*:)?\/\/)?[^/?#]*@/i;
/** Anything but the visible characters of ASCII, and the backslash, which some file systems read as a slash. */
const forbiddenRaw = /[^\u0021-\u007e]|\\/;
/** A slash that hides from the split into segments, and its backslash twin. */
const encodedSlash = /%(?:2f|5c)/i;
const forbiddenDecoded = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
/** An empty segment anywhere but at the end, or a segment that walks the tree. */
const forbiddenSegment = /\/\/|\/\.{1,2}(?:\/|$)/;

const [, longestPath] = limits.requestUri;
const longestRecorded = 2048;

/**
 * Reads the target of a device's request line: origin form, or absolute form, whose scheme and host are dropped
 * (RFC 9112 3.2). At most 256 characters of path. Percent-encoding is decoded exactly once, before dot segments are
 * looked for, so that `%2e%2e` is one; nothing is normalised: a path with a forbidden form is refused.
 */
export function parseRequestTarget(raw: string): Result<RequestTarget, TargetRefusal> {
	const target = toOriginForm(raw);
	if (target.includes('#')) return invalid('the request target has a fragment');
	const question = target.indexOf('?');
	const rawPath = question < 0 ? target : target.slice(0, question);
	if (rawPath.length > longestPath) return invalid(`the path has ${rawPath.length} characters; the limit is ${longestPath}`);
	if (!rawPath.startsWith('/')) return invalid('the request target does not begin with a slash');
	if (forbiddenRaw.test(rawPath)) return invalid('the path contains a character that must be percent-encoded');
	if (encodedSlash.test(rawPath)) return invalid('the path contains an encoded slash or backslash');
	const path = decodePath(rawPath);
	if (path === undefined) return invalid('the percent-encoding of the path is not valid');
	if (forbiddenDecoded.test(path)) return invalid('the path contains a control character');
	if (forbiddenSegment.test(path)) return invalid('the path contains an empty segment or a dot segment');
	return ok(question < 0 ? { path: path.slice(1) } : { path: path.slice(1), query: target.slice(question + 1) });
}

/** Scheme, user information, host and port removed; a target that has none stays as it is. */
export function toOriginForm(raw: string): string {
	if (raw.startsWith('/')) return raw;
	const authority = schemeAndAuthority.exec(raw);
	if (authority === null) return raw;
	const rest = raw.slice(authority[0].length);
	return rest.startsWith('/') ? rest : `/${rest}`;
}

/**
 * The target for records: without user information, without a fragment, and of the query only the names that have a
 * value, since tokens and passwords stand there; cut and escaped as `toRecordText` does.
 */
export function redactTarget(raw: string): string {
	const target = toOriginForm(raw.slice(0, longestRecorded));
	const fragment = target.indexOf('#');
	const visible = (fragment < 0 ? target : target.slice(0, fragment)).replace(userInformation, '$1');
	const question = visible.indexOf('?');
	if (question < 0) return toRecordText(visible);
	const parameters = visible.slice(question + 1).split('&');
	// A parameter without a name may be the secret itself.
	const names = parameters.map((parameter) => parameter.slice(0, parameter.indexOf('=') + 1));
	return toRecordText(`${visible.slice(0, question)}?${names.filter((name) => name !== '').join('&')}`);
}

function decodePath(rawPath: string): string | undefined {
	if (!rawPath.includes('%')) return rawPath;
	try {
		return decodeURIComponent(rawPath);
	} catch {
		return undefined;
	}
}

function invalid(detail: string): { readonly ok: false; readonly reason: TargetRefusal } {
	return refused({ code: 'path.invalid', detail });
}
