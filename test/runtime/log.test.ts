import { describe, expect, it } from 'vitest';
import { DmsError } from '../../src/domain/errors.ts';
import { createLog, type Log, type LogLevel, logError } from '../../src/runtime/log.ts';

interface Entry {
	readonly level: string;
	readonly msg: string;
	readonly time: string;
	readonly [field: string]: unknown;
}

/** What one use of a log writes: its lines, and their text. */
function written(use: (log: Log) => void, level: LogLevel = 'info'): { readonly entries: Entry[]; readonly text: string } {
	const lines: string[] = [];
	use(createLog({ level, worker: 3, destination: { write: (line) => void lines.push(line) } }));
	return { entries: lines.map((line) => JSON.parse(line) as Entry), text: lines.join('') };
}

describe('a URL in a log line', () => {
	it.each([
		[
			'https://sso.example/cas/validate?service=https://x/&ticket=ST-1-secret failed',
			'https://sso.example/cas/validate?service=https://x/&ticket=[masked] failed',
		],
		['/callback?code=secret&state=secret#x', '/callback?code=[masked]&state=[masked]#x'],
		['GET "/check?token=secret"', 'GET "/check?token=[masked]"'],
		['decode=1&barcode=7', 'decode=1&barcode=7'],
		['https://u:secret@x/?a=b&id_token=secret', 'https://u:[masked]@x/?a=b&id_token=[masked]'],
	])('%s', (text, shown) => {
		const { entries } = written((log) => log.info({ text, err: new Error(text) }, 'x'));
		expect(entries[0]).toMatchObject({ text: shown, err: { message: shown } });
	});
});

describe('a log line', () => {
	it('is one JSON object with level, time, process and worker', () => {
		const { entries, text } = written((log) => log.info({ port: 8443 }, 'two\nlines'));
		expect(text.trimEnd()).not.toContain('\n');
		expect(entries).toEqual([{ level: 'info', time: expect.any(String), pid: process.pid, worker: 3, port: 8443, msg: 'two\nlines' }]);
		expect(new Date(entries[0]?.time ?? '').toISOString()).toBe(entries[0]?.time);
	});

	it('is not written below the level', () => {
		const { entries } = written((log) => {
			log.debug('a');
			log.info('b');
			log.warn('c');
			log.error('d');
		}, 'warn');
		expect(entries.map((entry) => entry.msg)).toEqual(['c', 'd']);
	});

	it('tells code, findings and causes of an error', () => {
		const cause = Object.assign(new Error('connection refused'), { code: 'ECONNREFUSED' });
		const error = new DmsError('configuration.invalid', 'two faults', { field: 'workers', findings: ['one', 'two'], cause });
		const { entries } = written((log) => log.error({ err: error }, 'no start'));
		expect(entries[0]?.['err']).toMatchObject({
			type: 'DmsError',
			code: 'configuration.invalid',
			message: 'two faults',
			field: 'workers',
			findings: ['one', 'two'],
			cause: { type: 'Error', code: 'ECONNREFUSED', message: 'connection refused' },
		});
	});

	it.each([
		['what somebody must act on', new DmsError('store.unavailable', 'a'), true],
		['what is no error of ours', new TypeError('a'), true],
		['a refusal', new DmsError('login.busy', 'a'), false],
		['what heals itself', new DmsError('store.busy', 'a'), false],
	])('has the stack of %s: %s', (_name, error, hasStack) => {
		const { entries } = written((log) => log.error({ err: error }, 'x'));
		expect(JSON.stringify(entries).includes('log.test.ts')).toBe(hasStack);
		const [caused] = written((log) => log.info({ err: new DmsError('store.busy', 'a', { cause: new Error('b') }) }, 'x')).entries;
		expect(caused?.['err']).toMatchObject({ cause: { stack: expect.stringContaining('log.test.ts') } });
	});

	it.each([
		[new DmsError('store.busy', 'a'), 'warn'],
		[new DmsError('device.exists', 'a'), 'info'],
		[new DmsError('store.unavailable', 'a'), 'error'],
		[new TypeError('a'), 'error'],
		['a', 'error'],
	])('has the level of its error: %s', (error, level) => {
		expect(written((log) => logError(log, error, 'x'), 'debug').entries[0]?.level).toBe(level);
	});
});

describe('a secret does not reach the log', () => {
	const secret = 'geheim-4711';
	const basic = `Basic ${Buffer.from(`user:${secret}`).toString('base64')}`;
	const withConfig = Object.assign(new Error('failed'), { config: { password: secret }, connectionString: secret });
	const circular: Record<string, unknown> = { password: secret };
	circular['self'] = circular;

	const uses: readonly [string, (log: Log) => void][] = [
		['as a header of a request', (log) => log.info({ req: { headers: { Authorization: secret, 'Proxy-Authorization': secret } } }, 'x')],
		['as a cookie', (log) => log.info({ headers: { cookie: secret, 'set-cookie': [secret] } }, 'x')],
		['as a token', (log) => log.info({ 'X-Auth-Token': secret, token: secret, access_token: secret }, 'x')],
		['as a password, deep inside', (log) => log.info({ devices: [{ lines: [{ authPassword: secret, password: secret }] }] }, 'x')],
		['as credentials', (log) => log.info({ device: { credentials: { userName: 'u', password: secret } } }, 'x')],
		['in a field of a child log', (log) => log.child({ password: secret, authorization: secret, token: secret }).info('x')],
		['on an error of a library', (log) => log.error({ err: withConfig }, 'x')],
		['on the cause of an error', (log) => log.error({ err: new DmsError('store.unavailable', 'x', { cause: withConfig }) }, 'x')],
		['in the URL of an error', (log) => log.error({ err: new Error(`cannot reach postgres://dms:${secret}@localhost/dms`) }, 'x')],
		['in a URL', (log) => log.info({ url: `https://user:${secret}@localhost:8443/dms/` }, 'x')],
		['as a private key', (log) => log.info({ pem: `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----` }, 'x')],
		['as bytes', (log) => log.info({ bytes: Buffer.from(secret), array: new Uint8Array(Buffer.from(secret)) }, 'x')],
		['in a circle', (log) => log.info({ circular }, 'x')],
	];

	it.each(uses)('reject/%s', (_name, use) => {
		const { entries, text } = written(use);
		expect(entries).toHaveLength(1);
		expect(text).not.toContain(secret);
		expect(text).not.toContain(Buffer.from(secret).toString('base64'));
		expect(text).not.toContain(basic);
		expect(text).not.toContain([...Buffer.from(secret)].slice(0, 4).join(','));
	});

	it('while everything else does', () => {
		const { entries } = written((log) =>
			log.info({ url: 'https://localhost:8443/dms/a@b', user: 'u', host: 'h', at: new Date(0), n: null }, 'x'),
		);
		expect(entries[0]).toMatchObject({
			url: 'https://localhost:8443/dms/a@b',
			user: 'u',
			host: 'h',
			at: '1970-01-01T00:00:00.000Z',
			n: null,
		});
	});
});
