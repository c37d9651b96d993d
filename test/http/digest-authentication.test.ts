import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxAuthorizationLength } from '../../src/http/authorization-header.ts';
import {
	type DigestAlgorithm,
	digestAlgorithms,
	findDigestMismatch,
	parseDigestAuthorization,
	toDigestChallenges,
	verifyDigest,
} from '../../src/http/digest-authentication.ts';
import { DigestNonces } from '../../src/http/digest-nonces.ts';
import { MemoryNonceUses } from '../helpers/memory-nonce-uses.ts';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

/** RFC 7616 3.9.1. */
const published = {
	realm: 'http-auth@example.org',
	uri: '/dir/index.html',
	password: 'Circle of Life',
	header: (algorithm: string, response: string) =>
		`Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=${algorithm}, ` +
		'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, ' +
		`cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ", qop=auth, response="${response}", ` +
		'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"',
};

function verify(header: string, options: { password: string; realm: string; requestTarget: string; method?: string }): boolean | string {
	const parsed = parseDigestAuthorization(header);
	return parsed.ok ? verifyDigest({ answer: parsed.value, method: 'GET', ...options }) : parsed.reason;
}

const request = { realm: published.realm, requestTarget: published.uri, password: published.password };

describe('verifyDigest', () => {
	it.each([
		['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
		['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1'],
	])('accepts the example that RFC 7616 prints for %s', (algorithm, response) => {
		const header = published.header(algorithm, response);
		expect(verify(header, request)).toBe(true);
		expect(verify(published.header(algorithm, response.toUpperCase()), request)).toBe(true);
		expect(verify(header, { ...request, password: 'Circle Of Life' })).toBe(false);
		expect(verify(header, { ...request, method: 'PUT' })).toBe(false);
		expect(verify(header, { ...request, requestTarget: '/dir/other.html' })).toBe(false);
		expect(verify(header, { ...request, realm: 'other' })).toBe(false);
	});

	const sloppy = (parameters: string, middle: string) => {
		const response = md5(`${md5('dev:Realm:secret')}:abc:${middle}${md5('GET:/dms/a.xml')}`);
		return `Digest username="dev",realm="Realm",nonce="abc",uri="/dms/a.xml",response="${response}"${parameters}`;
	};
	it.each([
		['nc of one digit, quoted, with an empty cnonce', ',nc="1",cnonce="",qop="auth",algorithm="MD5"', '1::auth:'],
		['an empty cnonce without quotes', ', nc=1, cnonce=, qop=auth', '1::auth:'],
		['no cnonce at all', ', nc=1, qop=auth', '1::auth:'],
		['nc in capitals and qop in capitals', ', nc=0000000A, cnonce="x", qop=AUTH', '0000000A:x:AUTH:'],
		['no qop, as in RFC 2069', '', ''],
		['empty list elements and unknown parameters', ', ,foo=bar,nc=00000001,cnonce="x,y=\\"z\\"",qop=auth,', '00000001:x,y="z":auth:'],
	])('takes the characters that a sloppy client hashed: %s', (_name, parameters, middle) => {
		expect(verify(sloppy(parameters, middle), { realm: 'Realm', requestTarget: '/dms/a.xml', password: 'secret' })).toBe(true);
		expect(verify(sloppy(parameters, middle), { realm: 'Realm', requestTarget: '/dms/a.xml', password: 'Secret' })).toBe(false);
	});

	it('knows that nc=1 and nc=00000001 are different characters', () => {
		const header = sloppy(',nc=00000001,cnonce="",qop=auth', '1::auth:');
		expect(verify(header, { realm: 'Realm', requestTarget: '/dms/a.xml', password: 'secret' })).toBe(false);
	});

	it.each([
		['ok/absolute uri for an origin target', 'https://h.example:8443/dms/a.xml?v=1', '/dms/a.xml?v=1', true],
		['ok/origin uri for an absolute target', '/dms/a.xml', 'http://h.example/dms/a.xml', true],
		['reject/other query', '/dms/a.xml?v=1', '/dms/a.xml?v=2', false],
		['reject/without the query', '/dms/a.xml', '/dms/a.xml?v=1', false],
		['reject/other case', '/dms/A.xml', '/dms/a.xml', false],
		['reject/another encoding of the same path', '/dms/%61.xml', '/dms/a.xml', false],
	])('compares the uri with the request target: %s', (_name, uri, requestTarget, holds) => {
		const response = md5(`${md5('dev:Realm:secret')}:abc:${md5(`GET:${uri}`)}`);
		const header = `Digest username="dev", realm="Realm", nonce="abc", uri="${uri}", response="${response}"`;
		expect(verify(header, { realm: 'Realm', requestTarget, password: 'secret' })).toBe(holds);
		const parsed = parseDigestAuthorization(header);
		expect(parsed.ok && findDigestMismatch(parsed.value, { realm: 'Realm', requestTarget })).toBe(holds ? undefined : 'uri');
		expect(parsed.ok && findDigestMismatch(parsed.value, { realm: 'New', requestTarget })).toBe('realm');
	});

	it.each([
		['MD5-sess', md5],
		['SHA-256-sess', sha256],
	])('verifies %s', (algorithm, digest) => {
		const ha1 = digest(`${digest('dev:Realm:secret')}:abc:x`);
		const response = digest(`${ha1}:abc:00000001:x:auth:${digest('GET:/a')}`);
		const header = `Digest username="dev", realm="Realm", nonce="abc", uri="/a", algorithm=${algorithm}, qop=auth, nc=00000001, cnonce="x", response="${response}"`;
		expect(verify(header, { realm: 'Realm', requestTarget: '/a', password: 'secret' })).toBe(true);
		expect(verify(header.replace('cnonce="x"', 'cnonce="y"'), { realm: 'Realm', requestTarget: '/a', password: 'secret' })).toBe(false);
	});

	it.each([
		['UTF-8 in quotes', `username="${Buffer.from('Jürgen').toString('latin1')}"`],
		['the extended form', "username*=UTF-8''J%C3%BCrgen"],
	])('reads a user name beyond ASCII: %s', (_name, parameter) => {
		const response = md5(`${md5('Jürgen:Realm:pä')}:abc:${md5('GET:/a')}`);
		const header = `Digest ${parameter}, realm="Realm", nonce="abc", uri="/a", response="${response}"`;
		expect(parseDigestAuthorization(header)).toMatchObject({ ok: true, value: { userName: 'Jürgen' } });
		expect(verify(header, { realm: 'Realm', requestTarget: '/a', password: 'pä' })).toBe(true);
	});
});

describe('parseDigestAuthorization', () => {
	const parts: Record<string, string> = {
		username: '"u"',
		realm: '"r"',
		nonce: '"n"',
		uri: '"/a"',
		response: `"${'0'.repeat(32)}"`,
		qop: 'auth',
		nc: '00000001',
		cnonce: '"c"',
	};
	const header = (changed: Record<string, string | undefined>) =>
		`Digest ${Object.entries({ ...parts, ...changed })
			.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]))
			.join(', ')}`;

	it('accepts the header that the rows below break', () => {
		expect(parseDigestAuthorization(header({}))).toMatchObject({ ok: true, value: { algorithm: 'MD5', protection: { count: 1 } } });
		expect(parseDigestAuthorization(header({ nc: 'ffffffff' }))).toMatchObject({ value: { protection: { count: 0xffff_ffff } } });
	});

	it.each([
		['reject/no user name', header({ username: undefined })],
		['reject/no realm', header({ realm: undefined })],
		['reject/no nonce', header({ nonce: undefined })],
		['reject/no uri', header({ uri: undefined })],
		['reject/no response', header({ response: undefined })],
		['reject/response too short', header({ response: '"00"' })],
		['reject/response of another algorithm', header({ algorithm: 'SHA-256' })],
		['reject/response not hexadecimal', header({ response: `"${'g'.repeat(32)}"` })],
		['reject/unknown algorithm', header({ algorithm: 'SHA-1' })],
		['reject/auth-int', header({ qop: 'auth-int' })],
		['reject/two qops', header({ qop: '"auth,auth-int"' })],
		['reject/qop without nc', header({ nc: undefined })],
		['reject/nc not hexadecimal', header({ nc: 'x' })],
		['reject/nc of nine digits', header({ nc: '000000001' })],
		['reject/empty nc', header({ nc: '""' })],
		['reject/both forms of the user name', header({ 'username*': "UTF-8''u" })],
		['reject/extended form in another charset', header({ username: undefined, 'username*': "ISO-8859-1''u" })],
		['reject/extended form cut off', header({ username: undefined, 'username*': "UTF-8''%C3" })],
		['reject/line feed in the extended form', header({ username: undefined, 'username*': "UTF-8''a%0Ab" })],
		['reject/a parameter twice', `${header({})}, REALM="x"`],
		['reject/no comma', `${header({})} opaque="x"`],
		['reject/open quote', `${header({})}, opaque="x`],
		['reject/open escape', `${header({})}, opaque="x\\`],
		['reject/no value', `${header({})}, opaque`],
		['reject/no name', `${header({})}, ="x"`],
		['reject/too many parameters', `${header({})}${Array.from({ length: 32 }, (_, index) => `, p${index}=1`).join('')}`],
		['reject/too long', header({ opaque: `"${'x'.repeat(maxAuthorizationLength)}"` })],
		['reject/not UTF-8', header({ username: '"\u00fc"' })],
		['reject/nothing', 'Digest'],
	])('%s', (_name, text) => {
		expect(parseDigestAuthorization(text)).toEqual({ ok: false, reason: 'malformed' });
	});

	it('leaves other schemes to others', () => {
		expect(parseDigestAuthorization('Basic QTpi')).toEqual({ ok: false, reason: 'other-scheme' });
	});

	it('never throws, and every answer that it reads can be verified', () => {
		const piece = fc.constantFrom(
			'username',
			'realm',
			'nonce',
			'=',
			'"',
			',',
			' ',
			'\\',
			'uri',
			'/a',
			'qop=auth',
			'nc=1',
			"UTF-8''%41",
			'*',
		);
		fc.assert(
			fc.property(
				fc.oneof(
					fc.array(piece).map((pieces) => pieces.join('')),
					fc.string({ unit: 'binary' }),
				),
				(text) => {
					parseDigestAuthorization(`Digest ${text}`);
					parseDigestAuthorization(text);
				},
			),
			{ numRuns: 1000 },
		);
		const quoted = fc.string({ maxLength: 20 }).map((text) => JSON.stringify(text.replace(/[^ -~]/g, '')));
		fc.assert(
			fc.property(quoted, quoted, quoted, fc.constantFrom(...digestAlgorithms), (username, nonce, cnonce, algorithm) => {
				const response = '0'.repeat(algorithm.startsWith('MD5') ? 32 : 64);
				expect(verify(header({ username, nonce, cnonce, algorithm, response }), { realm: 'r', requestTarget: '/a', password: 'p' })).toBe(
					false,
				);
			}),
		);
	});

	it('takes time in proportion to the header, however it is made', () => {
		const hostile = ['"', '\\', ',', '=', 'a=', 'a="', ' ', '\t,'].map((text) =>
			`Digest ${text.repeat(2000)}`.slice(0, maxAuthorizationLength),
		);
		const start = performance.now();
		for (const text of hostile) for (let round = 0; round < 20; round++) parseDigestAuthorization(text);
		expect(performance.now() - start).toBeLessThan(500);
	});
});

describe('toDigestChallenges', () => {
	it('asks for SHA-256 first, then MD5, each with qop', () => {
		const challenges = toDigestChallenges({ realm: 'A "realm"', nonce: 'n', opaque: 'o' });
		expect(challenges.map((challenge) => /algorithm=([^,]*)/.exec(challenge)?.[1])).toEqual(['SHA-256', 'MD5']);
		for (const challenge of challenges) {
			expect(challenge).toContain('realm="A \\"realm\\"", qop="auth"');
			expect(challenge).not.toContain('stale');
		}
		expect(toDigestChallenges({ realm: 'r', nonce: 'n', opaque: 'o', stale: true, algorithms: ['MD5'] })).toEqual([
			expect.stringMatching(/^Digest .*algorithm=MD5.*, stale=true$/),
		]);
	});
});

const hasCurl = await promisify(execFile)('curl', ['--version']).then(
	() => true,
	() => false,
);

describe.runIf(hasCurl)('against curl', () => {
	const realm = 'Geräte "A"';
	const password = 'pass:wörd"\\';
	let algorithms: readonly DigestAlgorithm[] = [];
	let server: Server;

	beforeAll(async () => {
		const nonces = new DigestNonces({ secret: randomBytes(32), uses: new MemoryNonceUses() });
		server = createServer((incoming, response) => {
			const parsed = parseDigestAuthorization(incoming.headers.authorization ?? '');
			const now = new Date();
			const held =
				parsed.ok &&
				verifyDigest({ answer: parsed.value, method: incoming.method ?? '', requestTarget: incoming.url ?? '', password, realm });
			void (async () => {
				if (held && (await nonces.check(parsed.value.nonce, parsed.value.protection?.count, realm, now)) === 'fresh') {
					response.end(`${parsed.value.userName} ${parsed.value.algorithm}`);
					return;
				}
				response.setHeader(
					'WWW-Authenticate',
					toDigestChallenges({ realm, nonce: nonces.issue(realm, now), opaque: nonces.opaque, algorithms }),
				);
				response.writeHead(401).end();
			})();
		});
		await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	});
	afterAll(() => server.close());

	const fetchWithCurl = async (user: string) => {
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/dms/a%20b.xml?v=1`;
		const { stdout } = await promisify(execFile)('curl', ['-sS', '-w', ' %{http_code}', '--digest', '-u', user, url, url]);
		return stdout;
	};

	it.each([['SHA-256'], ['MD5']] as const)('serves a client that answers with %s, twice with one nonce', async (algorithm) => {
		algorithms = [algorithm];
		expect(await fetchWithCurl(`düser:${password}`)).toBe(`düser ${algorithm} 200`.repeat(2));
		expect(await fetchWithCurl('düser:wrong')).toBe(' 401 401');
	});

	it('serves a client that is asked for both', async () => {
		algorithms = ['SHA-256', 'MD5'];
		expect(await fetchWithCurl(`dev:${password}`)).toMatch(/^(dev (SHA-256|MD5) 200){2}$/);
	});
});
