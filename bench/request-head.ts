import { createHash } from 'node:crypto';
import type { LoadClient } from './load-plan.ts';

/** What a server said about Digest, and how often its nonce was used. */
export interface DigestSession {
	readonly realm: string;
	readonly nonce: string;
	readonly opaque: string;
	count: number;
}

/** A request as one text. */
export function toRequestHead(path: string, headers: readonly string[]): string {
	return [`GET ${path} HTTP/1.1`, 'Host: localhost', 'User-Agent: opendms-bench', ...headers, '', ''].join('\r\n');
}

export function toBasicHeader({ name, password }: NonNullable<LoadClient['user']>): string {
	return `Authorization: Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

/** The MD5 challenge of an answer: what telephones speak. @throws Error where there is none. */
export function readDigestChallenge(head: string): DigestSession {
	const challenge = head.split('\r\n').find((line) => /^www-authenticate: digest/i.test(line) && !/algorithm="?SHA/i.test(line));
	const field = (name: string) => new RegExp(`${name}="([^"]*)"`, 'i').exec(challenge ?? '')?.[1];
	const [realm, nonce] = [field('realm'), field('nonce')];
	if (realm === undefined || nonce === undefined) throw new Error('the answer holds no Digest challenge with MD5');
	return { realm, nonce, opaque: field('opaque') ?? '', count: 0 };
}

/** RFC 7616 3.4.1 with MD5 and `auth`. */
export function toDigestHeader(session: DigestSession, { name, password }: NonNullable<LoadClient['user']>, path: string): string {
	session.count += 1;
	const count = session.count.toString(16).padStart(8, '0');
	const cnonce = '0123456789abcdef';
	const secret = md5(`${name}:${session.realm}:${password}`);
	const response = md5(`${secret}:${session.nonce}:${count}:${cnonce}:auth:${md5(`GET:${path}`)}`);
	return (
		`Authorization: Digest username="${name}", realm="${session.realm}", nonce="${session.nonce}", uri="${path}", algorithm=MD5, ` +
		`qop=auth, nc=${count}, cnonce="${cnonce}", response="${response}", opaque="${session.opaque}"`
	);
}

function md5(text: string): string {
	return createHash('md5').update(text).digest('hex');
}
