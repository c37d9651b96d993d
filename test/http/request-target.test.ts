import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { parseRequestTarget, redactTarget } from '../../src/http/request-target.ts';

const [, longest] = limits.requestUri;

describe('parseRequestTarget', () => {
	it.each([
		['ok/file', '/dms/type/0013d1aabbcc-config.xml', 'dms/type/0013d1aabbcc-config.xml'],
		['ok/root', '/', ''],
		['ok/directory', '/dms/type/', 'dms/type/'],
		['ok/encoded space', '/dms/a%20b.xml', 'dms/a b.xml'],
		['ok/encoded percent is decoded once', '/dms/%2541', 'dms/%41'],
		['ok/encoded question mark', '/dms/a%3Fb', 'dms/a?b'],
		['ok/UTF-8', '/dms/%C3%BC', 'dms/ü'],
		['ok/plus stays', '/dms/a+b', 'dms/a+b'],
		['ok/dots inside a name', '/dms/..a/b../...', 'dms/..a/b../...'],
		['ok/absolute form', 'HTTPS://dms.example.net:443/dms/a', 'dms/a'],
		['ok/absolute form without a path', 'http://dms.example.net', ''],
		['ok/as long as allowed', `/${'a'.repeat(longest - 1)}`, 'a'.repeat(longest - 1)],
	])('%s', (_name, raw, path) => {
		expect(parseRequestTarget(raw)).toEqual({ ok: true, value: { path } });
	});

	it.each([
		['reject/too long', `/${'a'.repeat(longest)}`, 'limit'],
		['reject/parent', '/dms/../etc/passwd', 'dot segment'],
		['reject/parent at the end', '/dms/..', 'dot segment'],
		['reject/encoded parent', '/dms/%2e%2E/x', 'dot segment'],
		['reject/half encoded parent', '/dms/.%2e', 'dot segment'],
		['reject/here', '/dms/./x', 'dot segment'],
		['reject/empty segment', '/dms//x', 'empty segment'],
		['reject/empty first segment', '//dms/x', 'empty segment'],
		['reject/NUL', '/dms/a%00.xml', 'control character'],
		['reject/line feed', '/dms/a%0ab', 'control character'],
		['reject/delete', '/dms/%7f', 'control character'],
		['reject/C1 control', '/dms/%C2%85', 'control character'],
		['reject/line separator', '/dms/%E2%80%A8', 'control character'],
		['reject/encoded slash', '/dms%2fx', 'encoded slash'],
		['reject/encoded backslash', '/dms%5Cx', 'backslash'],
		['reject/backslash', '/dms\\x', 'percent-encoded'],
		['reject/raw non-ASCII', '/dms/\u00fc', 'percent-encoded'],
		['reject/raw space', '/dms/a b', 'percent-encoded'],
		['reject/cut escape', '/dms/%4', 'percent-encoding'],
		['reject/no escape', '/dms/%zz', 'percent-encoding'],
		['reject/lone percent', '/dms/100%', 'percent-encoding'],
		['reject/overlong UTF-8', '/dms/%C0%AE%C0%AE/x', 'percent-encoding'],
		['reject/surrogate', '/dms/%ED%A0%80', 'percent-encoding'],
		['reject/Latin-1', '/dms/%FC', 'percent-encoding'],
		['reject/fragment', '/dms/a#b', 'fragment'],
		['reject/fragment behind a query', '/dms/a?b#c', 'fragment'],
		['reject/asterisk', '*', 'slash'],
		['reject/authority', 'dms.example.net:443', 'slash'],
		['reject/other scheme', 'ftp://dms.example.net/a', 'slash'],
		['reject/empty', '', 'slash'],
	])('%s', (_name, raw, detail) => {
		expect(parseRequestTarget(raw)).toMatchObject({ ok: false, reason: { code: 'path.invalid', detail: expect.stringContaining(detail) } });
	});

	it('keeps the query apart and as it was sent', () => {
		expect(parseRequestTarget('/a?b=%2e%2e/&c')).toEqual({ ok: true, value: { path: 'a', query: 'b=%2e%2e/&c' } });
		expect(parseRequestTarget('/a?')).toEqual({ ok: true, value: { path: 'a', query: '' } });
	});

	it('reads back every path that was encoded segment by segment', () => {
		const segment = fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme' }).filter((text) => {
			return text.isWellFormed() && !/[/\\\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text) && text !== '.' && text !== '..';
		});
		fc.assert(
			fc.property(fc.array(segment, { minLength: 1, maxLength: 4 }), (segments) => {
				const raw = `/${segments.map(encodeURIComponent).join('/')}`;
				fc.pre(raw.length <= longest);
				expect(parseRequestTarget(raw)).toEqual({ ok: true, value: { path: segments.join('/') } });
			}),
		);
	});

	it('never throws, and what it lets through has no forbidden form', () => {
		const piece = fc.constantFrom('/', '.', '..', '%2e', '%2f', '%5c', '\\', '%00', '%', 'a', '?', '#', '//', '%25', '%c3', '%bc');
		fc.assert(
			fc.property(
				fc.oneof(
					fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`),
					fc.string(),
				),
				(raw) => {
					const parsed = parseRequestTarget(raw);
					if (!parsed.ok) return;
					const segments = parsed.value.path.split('/');
					expect(segments).not.toContain('..');
					expect(segments).not.toContain('.');
					expect(segments.slice(0, -1)).not.toContain('');
					expect(parsed.value.path).not.toMatch(/[\\\u0000-\u001f\u007f]/);
				},
			),
			{ numRuns: 2000 },
		);
	});

	it('refuses what a real server hands over when a client sends it', async () => {
		const seen: string[] = [];
		const server = createServer((request, response) => {
			seen.push(request.url ?? '');
			response.end();
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
		const targets = ['/dms/../x', '//x', '/a%00', 'http://h.example/dms/a?token=s3cret'];
		for (const target of targets) {
			await new Promise<void>((resolve) => {
				const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
				socket.end(`GET ${target} HTTP/1.1\r\nHost: h.example\r\nConnection: close\r\n\r\n`);
				socket.resume().on('close', () => resolve());
			});
		}
		await new Promise((resolve) => server.close(resolve));
		expect(seen).toEqual(targets);
		expect(seen.map((target) => parseRequestTarget(target).ok)).toEqual([false, false, false, true]);
	});
});

describe('redactTarget', () => {
	it.each([
		['a value', '/a?token=s3cret', '/a?token='],
		['several values', '/a?x=1&token=s3cret=&y', '/a?x=&token='],
		['a parameter without a name', '/a?s3cret', '/a?'],
		['a fragment', '/a#s3cret', '/a'],
		['user information', 'https://user:s3cret@dms.example.net/a', '/a'],
		['user information of another scheme', 'ftp://user:s3cret@dms.example.net/a', 'ftp://dms.example.net/a'],
		['user information without a scheme', 'user:s3cret@dms.example.net:443', 'dms.example.net:443'],
		['user information in a network path', '//user:s3cret@dms.example.net/a', '//dms.example.net/a'],
		['nothing', '/a/b.xml', '/a/b.xml'],
		['an at sign in a name', '/a@b', '/a@b'],
	])('removes %s', (_name, raw, redacted) => {
		expect(redactTarget(raw)).toBe(redacted);
	});

	it('cuts and escapes', () => {
		expect(redactTarget(`/${'a'.repeat(10_000)}`)).toHaveLength(256);
		expect(redactTarget('/a\nb\u001b[31m')).toBe('/a\\x0ab\\x1b[31m');
	});

	it('never shows a value of a query', () => {
		const noise = fc.stringMatching(/^[a-z0-9=&?]{0,30}$/);
		fc.assert(
			fc.property(noise, noise, (before, after) => {
				expect(redactTarget(`/a?${before}&token=S3CRET${after}`)).not.toContain('S3CRET');
			}),
		);
	});

	it('takes no longer than the length of a hostile target asks for', () => {
		const hostile = [`/${'%'.repeat(100_000)}`, `${'a'.repeat(100_000)}@`, `http://${'a:'.repeat(50_000)}`, `/?${'&='.repeat(50_000)}`];
		const start = performance.now();
		for (const raw of hostile) {
			redactTarget(raw);
			parseRequestTarget(raw);
		}
		expect(performance.now() - start).toBeLessThan(200);
	});
});
