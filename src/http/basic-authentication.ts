import { isUtf8 } from 'node:buffer';
import { ok, type Result, refused } from '../domain/result.ts';
import { hasControlCharacter, parseAuthorization, toQuotedString } from './authorization-header.ts';

export interface BasicCredentials {
	readonly userName: string;
	readonly password: string;
}

export type AuthorizationRefusal = 'other-scheme' | 'malformed';

/**
 * User name and password of `Authorization: Basic` (RFC 7617): UTF-8, split at the first colon. Missing padding is
 * taken, since devices leave it out; anything outside the base64 alphabet, and control characters, are refused.
 */
export function parseBasicAuthorization(header: string): Result<BasicCredentials, AuthorizationRefusal> {
	const authorization = parseAuthorization(header);
	if (authorization === undefined) return refused('malformed');
	const { scheme, rest } = authorization;
	if (scheme !== 'basic') return refused('other-scheme');
	if (!isBase64(rest)) return refused('malformed');
	const bytes = Buffer.from(rest, 'base64');
	const text = isUtf8(bytes) ? bytes.toString('utf8') : '';
	const colon = text.indexOf(':');
	if (colon < 0 || hasControlCharacter(text)) return refused('malformed');
	return ok({ userName: text.slice(0, colon), password: text.slice(colon + 1) });
}

function isBase64(text: string): boolean {
	const digits = /^([A-Za-z0-9+/]+)={0,2}$/.exec(text)?.[1];
	return digits !== undefined && digits.length % 4 !== 1;
}

/** Value of WWW-Authenticate that asks for Basic. */
export function toBasicChallenge(realm: string): string {
	return `Basic realm=${toQuotedString(realm)}, charset="UTF-8"`;
}
