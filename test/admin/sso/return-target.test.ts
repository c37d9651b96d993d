import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseReturnTarget } from '../../../src/admin/sso/return-target.ts';

describe('where a browser may be sent after a sign-in', () => {
	it.each(['/', '/devices', '/devices?type=Sample%20IP-DECT&q=a%23b', '/a//b', '/devices/12?next=https://evil.example/', '/@evil.example'])(
		'ok/%s',
		(target) => expect(parseReturnTarget(target)).toBe(target),
	);
	it.each([
		['nothing', ''],
		['another host', 'https://evil.example/'],
		['another host of the same scheme', '//evil.example/'],
		['a backslash, which browsers take for a slash', '/\\evil.example/'],
		['a backslash anywhere', '/a\\b'],
		['a path that becomes another host once it is written shorter', '/.//evil.example'],
		['dots that lead there', '/a/..//evil.example'],
		['encoded dots', '/%2e//evil.example'],
		['a script', 'javascript:alert(1)'],
		['a fragment, where the outcome stands', '/devices#sso=other'],
		['no path from the root', 'devices'],
		['a tab, which browsers leave out', '/\t/evil.example'],
		['a line end', '/\r\nSet-Cookie: a=b'],
		['a space', '/ /evil.example'],
		['something else than ASCII', '/gerät'],
		['what a browser would encode', '/"<>'],
		['513 characters', `/${'a'.repeat(512)}`],
	])('reject/%s', (_name, target) => expect(parseReturnTarget(target)).toBeUndefined());

	it('never leads to another origin, whatever is asked for', () => {
		const pieces = fc.constantFrom('/', '\\', '.', '..', ':', '@', '?', '#', '%2f', '%5c', '\t', '\n', ' ', 'a', 'evil.example', 'https:');
		fc.assert(
			fc.property(fc.array(pieces, { maxLength: 8 }), (parts) => {
				const target = parseReturnTarget(`/${parts.join('')}`);
				if (target === undefined) return;
				const url = new URL(`${target}#sso=code`, 'https://dms.example/api/2.0/auth/oidc/callback?code=x');
				expect([url.origin, url.hash, url.pathname + url.search]).toEqual(['https://dms.example', '#sso=code', target]);
			}),
			{ numRuns: 2_000 },
		);
	});
});
