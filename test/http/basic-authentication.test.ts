import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { maxAuthorizationLength } from '../../src/http/authorization-header.ts';
import { parseBasicAuthorization, toBasicChallenge } from '../../src/http/basic-authentication.ts';

const basic = (text: string | Buffer) => `Basic ${Buffer.from(text as string).toString('base64')}`;

describe('parseBasicAuthorization', () => {
	it.each([
		['ok/RFC 7617 example', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Aladdin', 'open sesame'],
		['ok/RFC 7617 UTF-8 example', 'Basic dGVzdDoxMjPCow==', 'test', '123£'],
		['ok/scheme in any case', 'bASIC QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Aladdin', 'open sesame'],
		['ok/without padding', 'Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ', 'Aladdin', 'open sesame'],
		['ok/several spaces', 'Basic   QWxhZGRpbjpvcGVuIHNlc2FtZQ==  ', 'Aladdin', 'open sesame'],
		['ok/colons in the password', basic('user:a:b:'), 'user', 'a:b:'],
		['ok/empty password', basic('user:'), 'user', ''],
		['ok/empty user name', basic(':secret'), '', 'secret'],
	])('%s', (_name, header, userName, password) => {
		expect(parseBasicAuthorization(header)).toEqual({ ok: true, value: { userName, password } });
	});

	it.each([
		['reject/another scheme', 'Bearer abc', 'other-scheme'],
		['reject/scheme that begins alike', 'Basics QTpi', 'other-scheme'],
		['reject/empty', '', 'other-scheme'],
		['reject/scheme alone', 'Basic', 'malformed'],
		['reject/no colon', basic('user'), 'malformed'],
		['reject/not base64', 'Basic a:b', 'malformed'],
		['reject/base64url', 'Basic _-8=', 'malformed'],
		['reject/padding inside', 'Basic QT==pi', 'malformed'],
		['reject/three paddings', 'Basic QTpi===', 'malformed'],
		['reject/one digit too many', 'Basic QTpiQ', 'malformed'],
		['reject/two values', 'Basic QTpi QTpi', 'malformed'],
		['reject/NUL in the password', basic('user:a\u0000b'), 'malformed'],
		['reject/line feed in the user name', basic('us\ner:a'), 'malformed'],
		['reject/C1 control', basic('us\u0085er:a'), 'malformed'],
		['reject/not UTF-8', basic(Buffer.from([0x61, 0x3a, 0xfc])), 'malformed'],
		['reject/too long', basic('a:'.padEnd(maxAuthorizationLength)), 'malformed'],
	])('%s', (_name, header, reason) => {
		expect(parseBasicAuthorization(header)).toEqual({ ok: false, reason });
	});

	it('reads back every user name and password without control characters', () => {
		const text = fc.string({ unit: 'grapheme', maxLength: 60 }).filter((value) => value.isWellFormed() && !/\p{Cc}/u.test(value));
		fc.assert(
			fc.property(
				text.filter((value) => !value.includes(':')),
				text,
				(userName, password) => {
					const header = basic(`${userName}:${password}`);
					fc.pre(header.length <= maxAuthorizationLength);
					expect(parseBasicAuthorization(header)).toEqual({ ok: true, value: { userName, password } });
				},
			),
		);
	});

	it('never throws', () => {
		fc.assert(
			fc.property(fc.string(), fc.string({ unit: 'binary' }), (ascii, binary) => {
				parseBasicAuthorization(ascii);
				parseBasicAuthorization(`Basic ${binary}`);
				parseBasicAuthorization(basic(binary));
			}),
		);
	});
});

describe('toBasicChallenge', () => {
	it('quotes the realm, so that it cannot end early or begin a header', () => {
		expect(toBasicChallenge('Device Management')).toBe('Basic realm="Device Management", charset="UTF-8"');
		expect(toBasicChallenge('a"b\\c\r\nd')).toBe('Basic realm="a\\"b\\\\c  d", charset="UTF-8"');
	});

	it('writes a realm beyond Latin-1 as the bytes of UTF-8', () => {
		const realm = /realm="(.*?)"/.exec(toBasicChallenge('Geräte Ω'))?.[1] ?? '';
		expect(Buffer.from(realm, 'latin1').toString('utf8')).toBe('Geräte Ω');
	});
});
