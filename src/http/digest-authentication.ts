import { hash, timingSafeEqual } from 'node:crypto';
import { ok, type Result, refused } from '../domain/result.ts';
import { hasControlCharacter, parseAuthorization, parseParameters, toQuotedString } from './authorization-header.ts';
import type { AuthorizationRefusal } from './basic-authentication.ts';
import { toOriginForm } from './request-target.ts';

/** The `-sess` forms are taken but never asked for. MD5 is for devices that know nothing better. */
export const digestAlgorithms = ['SHA-256', 'MD5', 'SHA-256-sess', 'MD5-sess'] as const;
export type DigestAlgorithm = (typeof digestAlgorithms)[number];

/** The answer of a client to a Digest challenge. */
export interface DigestAnswer {
	readonly userName: string;
	readonly realm: string;
	readonly nonce: string;
	/** As it was sent. */
	readonly uri: string;
	/** Lower-case hexadecimal, of the algorithm's length. */
	readonly response: string;
	readonly algorithm: DigestAlgorithm;
	/** Absent: the form of RFC 2069, without a nonce count. */
	readonly protection?: DigestProtection;
}

/** `qop`, `nc` and `cnonce` are the characters that were sent, since the client hashed those. */
export interface DigestProtection {
	readonly qop: string;
	readonly nc: string;
	readonly cnonce: string;
	/** `nc` as a number. */
	readonly count: number;
}

export interface DigestChallengeOptions {
	readonly realm: string;
	readonly nonce: string;
	readonly opaque: string;
	/** The client may answer again without asking a person. */
	readonly stale?: boolean;
	/** In order of preference; SHA-256, then MD5. */
	readonly algorithms?: readonly DigestAlgorithm[];
}

/** Values of WWW-Authenticate, one for each algorithm (RFC 7616 3.7). */
export function toDigestChallenges(options: DigestChallengeOptions): string[] {
	const { realm, nonce, opaque, stale = false, algorithms = ['SHA-256', 'MD5'] } = options;
	return algorithms.map(
		(algorithm) =>
			`Digest realm=${toQuotedString(realm)}, qop="auth", algorithm=${algorithm}, nonce=${toQuotedString(nonce)}, ` +
			`opaque=${toQuotedString(opaque)}, charset=UTF-8${stale ? ', stale=true' : ''}`,
	);
}

/**
 * Reads `Authorization: Digest` (RFC 7616 3.4). Devices send `nc=1` in place of eight digits, an empty or no cnonce, and
 * quotes around nc, qop and algorithm: all of that is taken as it stands, for the hash decides. `auth-int` is refused.
 */
export function parseDigestAuthorization(header: string): Result<DigestAnswer, AuthorizationRefusal> {
	const authorization = parseAuthorization(header);
	if (authorization === undefined) return refused('malformed');
	if (authorization.scheme !== 'digest') return refused('other-scheme');
	const parameters = parseParameters(authorization.rest);
	if (parameters === undefined) return refused('malformed');
	const algorithm = parseAlgorithm(parameters.get('algorithm') ?? 'MD5');
	const userName = parseUserName(parameters);
	const [realm, nonce, uri, response] = ['realm', 'nonce', 'uri', 'response'].map((name) => parameters.get(name));
	if (userName === undefined || realm === undefined || nonce === undefined || uri === undefined || response === undefined) {
		return refused('malformed');
	}
	if (algorithm === undefined || !isDigestOf(algorithm, response)) return refused('malformed');
	const answer = { userName, realm, nonce, uri, response: response.toLowerCase(), algorithm };
	const qop = parameters.get('qop');
	if (qop === undefined) return ok(answer);
	const protection = parseProtection(qop, parameters.get('nc'), parameters.get('cnonce') ?? '');
	return protection === undefined ? refused('malformed') : ok({ ...answer, protection });
}

/** What of an answer does not belong to this request, whatever the password; undefined: all of it does. */
export function findDigestMismatch(
	answer: DigestAnswer,
	request: { readonly realm: string; readonly requestTarget: string },
): 'realm' | 'uri' | undefined {
	if (answer.realm !== request.realm) return 'realm';
	const sameTarget = answer.uri === request.requestTarget || toOriginForm(answer.uri) === toOriginForm(request.requestTarget);
	return sameTarget ? undefined : 'uri';
}

/**
 * Whether the answer was computed from this password for this request, realm and raw request target (RFC 7616 3.4.1).
 * Compares in constant time. Says nothing of the nonce: see `DigestNonces`.
 */
export function verifyDigest(options: {
	readonly answer: DigestAnswer;
	readonly method: string;
	readonly requestTarget: string;
	readonly password: string;
	readonly realm: string;
}): boolean {
	const { answer, method, requestTarget, password, realm } = options;
	const expected = Buffer.from(toDigestResponse(answer, method, password), 'latin1');
	const matches = timingSafeEqual(expected, Buffer.from(answer.response, 'latin1'));
	return findDigestMismatch(answer, { realm, requestTarget }) === undefined && matches;
}

/** The response that a client with this password must send (RFC 7616 3.4.1 to 3.4.3; without protection, RFC 2069 2.1.2). */
export function toDigestResponse(answer: Omit<DigestAnswer, 'response'>, method: string, password: string): string {
	const digest = (text: string): string => hash(answer.algorithm.startsWith('MD5') ? 'md5' : 'sha256', text);
	const { nonce, protection } = answer;
	const secret = digest(`${answer.userName}:${answer.realm}:${password}`);
	const ha1 = answer.algorithm.endsWith('-sess') ? digest(`${secret}:${nonce}:${protection?.cnonce ?? ''}`) : secret;
	const ha2 = digest(`${method}:${answer.uri}`);
	if (protection === undefined) return digest(`${ha1}:${nonce}:${ha2}`);
	return digest(`${ha1}:${nonce}:${protection.nc}:${protection.cnonce}:${protection.qop}:${ha2}`);
}

function parseAlgorithm(text: string): DigestAlgorithm | undefined {
	return digestAlgorithms.find((algorithm) => algorithm.toLowerCase() === text.toLowerCase());
}

function isDigestOf(algorithm: DigestAlgorithm, response: string): boolean {
	return response.length === (algorithm.startsWith('MD5') ? 32 : 64) && /^[0-9a-f]+$/i.test(response);
}

/** `username`, or `username*` in the form of RFC 8187 with UTF-8; not both (RFC 7616 3.4). */
function parseUserName(parameters: ReadonlyMap<string, string>): string | undefined {
	const plain = parameters.get('username');
	const extended = parameters.get('username*');
	if (plain !== undefined && extended !== undefined) return undefined;
	const userName = extended === undefined ? plain : decodeExtended(extended);
	return userName === undefined || hasControlCharacter(userName) ? undefined : userName;
}

function decodeExtended(value: string): string | undefined {
	const encoded = /^utf-8'[A-Za-z0-9-]*'(.*)$/i.exec(value)?.[1];
	if (encoded === undefined) return undefined;
	try {
		return decodeURIComponent(encoded);
	} catch {
		return undefined;
	}
}

function parseProtection(qop: string, nc: string | undefined, cnonce: string): DigestProtection | undefined {
	if (qop.toLowerCase() !== 'auth' || nc === undefined || !/^[0-9a-f]{1,8}$/i.test(nc)) return undefined;
	return { qop, nc, cnonce, count: Number.parseInt(nc, 16) };
}
