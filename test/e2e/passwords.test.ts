import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeDeviceType } from '../../src/app/administration/change-device-type.ts';
import { clearLockouts } from '../../src/app/administration/clear-lockouts.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { openStore } from '../../src/store/open-store.ts';
import { type TestDeviceService, useDeviceService } from '../helpers/device-service.ts';
import { fetchSecure } from '../helpers/https-client.ts';
import { isInstalled } from '../helpers/is-installed.ts';
import { type DmsProcess, runDms, startServer } from '../helpers/server-process.ts';

const run = promisify(execFile);
const mac = requireMacAddress('00:13:d1:00:02:01');
const path = `/dms/sample-ip-dect/${mac}-config.xml`;

async function prepare(service: TestDeviceService): Promise<void> {
	await service.addDevice('Sample IP-DECT 2000', {
		name: 'dect',
		mac,
		useCustomUserNamePassword: true,
		credentials: { userName: 'dect-user', password: 'right, "quoted" and ünïcode' },
	});
	await service.addDevice('Sample IP-DECT 2000', { name: 'shared', mac: requireMacAddress('00:13:d1:00:02:02') });
	await changeDeviceType(service.administration, 'Sample IP-DECT 2000', {
		accessDeviceCredentials: { userName: 'all', password: 'shared' },
	});
}

describe('Digest authentication', () => {
	const current = useDeviceService(['Sample-IP-DECT-2000'], prepare);
	const password = 'right, "quoted" and ünïcode';

	/** What a client answers; every field can be replaced, as sloppy clients do. */
	function toAuthorization(asked: string, fields: Readonly<Record<string, string>> = {}, secret = password): string {
		const nonce = /nonce="([^"]+)"/.exec(asked)?.[1] ?? '';
		const realm = /realm="([^"]+)"/.exec(asked)?.[1] ?? '';
		const algorithm = /algorithm=([\w-]+)/.exec(asked)?.[1] ?? '';
		const hash = (text: string) =>
			createHash(algorithm === 'MD5' ? 'md5' : 'sha256')
				.update(text)
				.digest('hex');
		const { nc = '00000001', cnonce = 'c0ffee', uri = path } = fields;
		const ha2 = hash(`GET:${uri}`);
		const response = hash(`${hash(`dect-user:${realm}:${secret}`)}:${nonce}:${nc}:${cnonce}:auth:${ha2}`);
		const quoted = fields['quoted'] === undefined ? ['', ''] : ['"', '"'];
		return `Digest username="dect-user", realm="${realm}", nonce="${nonce}", uri="${uri}", algorithm=${algorithm}, response="${response}", qop=${quoted.join('auth')}, nc=${quoted.join(nc)}, cnonce="${cnonce}"`;
	}

	async function challenge(algorithm: 'SHA-256' | 'MD5'): Promise<string> {
		const refused = await fetchSecure(current().service.port, { path });
		expect(refused.status).toBe(401);
		const challenges = refused.headers['www-authenticate']?.split(/, (?=Digest )/) ?? [];
		return challenges.find((text) => text.includes(`algorithm=${algorithm}`)) ?? expect.fail(`no challenge for ${algorithm}`);
	}

	const answer = (authorization: string) => fetchSecure(current().service.port, { path, headers: { authorization } });

	it.each(['SHA-256', 'MD5'] as const)('serves a device that answers with %s, over another connection', async (algorithm) => {
		expect((await answer(toAuthorization(await challenge(algorithm)))).status).toBe(200);
		expect(await current().lastRecord()).toMatchObject({ proof: 'digest', reason: 'granted', deviceName: 'dect' });
	});

	it('serves the sloppy client: one digit of nonce count, no client nonce, quotes where none belong', async () => {
		expect((await answer(toAuthorization(await challenge('MD5'), { nc: '1', cnonce: '', quoted: 'yes' }))).status).toBe(200);
	});

	it('takes an answer once, and says that the nonce is stale when it comes again', async () => {
		const authorization = toAuthorization(await challenge('SHA-256'));
		expect((await answer(authorization)).status).toBe(200);
		const replayed = await answer(authorization);
		expect(replayed.status).toBe(401);
		expect(await current().lastRecord()).toMatchObject({ reason: 'password.digest-replayed' });
		expect(replayed.headers['www-authenticate']).toContain('stale=true');
	});

	it('calls a nonce stale after five minutes, and a wrong password wrong', async () => {
		const old = await challenge('SHA-256');
		current().clock.shiftMs = 301_000;
		expect((await answer(toAuthorization(old))).headers['www-authenticate']).toContain('stale=true');
		expect(await current().lastRecord()).toMatchObject({ reason: 'password.digest-stale' });
		current().clock.shiftMs = 0;
		const wrong = await answer(toAuthorization(await challenge('SHA-256'), {}, 'wrong'));
		expect(wrong.headers['www-authenticate']).not.toContain('stale=true');
		expect(await current().lastRecord()).toMatchObject({ reason: 'password.wrong' });
	});

	it('takes no Basic for a file that asks for Digest, nor an answer for another path', async () => {
		expect((await fetchSecure(current().service.port, { path, basic: `dect-user:${password}` })).status).toBe(401);
		expect(await current().lastRecord()).toMatchObject({ reason: 'password.digest-required' });
		expect((await answer(toAuthorization(await challenge('MD5'), { uri: '/dms/sample-ip-dect/other.xml' }))).status).toBe(401);
		expect(await current().lastRecord()).toMatchObject({ reason: 'password.malformed' });
	});

	it('locks out a user name from one network after wrong passwords, until cleared', async () => {
		const { administration, store, clock } = current();
		for (let time = 0; time < 5; time++) await answer(toAuthorization(await challenge('MD5'), {}, 'wrong'));
		expect((await answer(toAuthorization(await challenge('MD5')))).status).toBe(401);
		expect(await current().lastRecord()).toMatchObject({ reason: 'lockout.temporary' });
		expect(await store.lockouts.listLocked(clock.now())).toMatchObject([{ userName: 'dect-user', network: '127.0.0.0/24' }]);
		await clearLockouts(administration);
		expect((await answer(toAuthorization(await challenge('MD5')))).status).toBe(200);
	});

	it('does not lock out a device with a certificate, nor another user name', async () => {
		for (let time = 0; time < 6; time++) await answer(toAuthorization(await challenge('MD5'), {}, 'wrong'));
		const { store } = current();
		const [locked] = await store.lockouts.listLocked(current().clock.now());
		expect(locked?.userName).toBe('dect-user');
		const type = await store.deviceTypes.findByName('Sample IP-DECT 2000');
		expect(await store.lockouts.find({ typeId: type?.id ?? '', userName: 'all', network: '127.0.0.0/24' })).toBeUndefined();
		await clearLockouts(current().administration);
	});
});

describe.runIf(isInstalled('curl'))('real clients with a password, before several workers', () => {
	let directory: string;
	let server: DmsProcess;
	let lines: readonly string[];
	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-clients-'));
		({ server } = await startServer(directory, 'start', { DMS_WORKERS: '2' }));
		lines = server.stdout.split('\n').filter((line) => line.startsWith('curl '));
	});
	afterAll(async () => {
		server.signal('SIGTERM');
		await server.finished;
		await rm(directory, { recursive: true, force: true });
	});

	const sh = async (command: string) => (await run('bash', ['-c', command])).stdout;
	const digestLine = () => lines.find((line) => line.startsWith('curl --digest')) ?? expect.fail('no Digest line');

	it.each(['--digest', '--anyauth'])('serves curl %s over new connections every time', async (option) => {
		const command = digestLine().replace('--digest', `${option} -H 'Connection: close' -sS -o /dev/null -w '%{http_code} '`);
		expect(await sh(Array.from({ length: 12 }, () => command).join('\n'))).toBe('200 '.repeat(12));
	});

	it('serves curl with Basic from the URL', async () => {
		const basic = lines.find((line) => line.includes('sample-mixed-mac') && line.includes('@')) ?? expect.fail('no Basic line');
		expect(await sh(`${basic} -sS -o /dev/null -w '%{http_code}'`)).toBe('200');
	});

	it('tells once of a lockout, however many wrong passwords come at once', async () => {
		const basic = lines.find((line) => line.includes('sample-mixed-mac') && line.includes('@')) ?? expect.fail('no Basic line');
		const [, userName = '', origin = '', file = ''] = /https:\/\/([^:]+):[^@]+@([^/]+)(\/\S+)/.exec(basic) ?? [];
		const store = await openStore({ dataDirectory: directory, migrate: false });
		try {
			const newest = await store.events.newestId();
			const port = Number(origin.split(':').at(-1));
			const answers = await Promise.all(Array.from({ length: 12 }, () => fetchSecure(port, { path: file, basic: `${userName}:wrong` })));
			expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
			const [locked] = await store.lockouts.listLocked(new Date());
			expect(locked).toMatchObject({ userName, network: '127.0.0.0/24', lockouts: 1, permanent: false });
			const events = (await store.events.after(newest, 1_000)).filter(({ type }) => type === 'dms.lockout.started');
			expect(events).toMatchObject([
				{
					subject: /[0-9a-f]{12}/.exec(file)?.[0],
					deviceType: 'Sample Mixed MAC',
					data: { userName, network: '127.0.0.0/24', remoteAddress: '127.0.0.1', until: locked?.expiresAt?.toISOString() },
				},
			]);
			expect(JSON.stringify(events)).not.toContain('wrong');
		} finally {
			await store.lockouts.clear();
			await store.close();
		}
		expect(await sh(`${basic} -sS -o /dev/null -w '%{http_code}'`)).toBe('200');
	});

	it('leaves no password in the log, the records or the store', async () => {
		const passwords = Object.values(
			JSON.parse(await readFile(join(directory, 'demo', 'passwords.json'), 'utf8')) as Record<string, string>,
		);
		server.signal('SIGTERM');
		const { stderr } = await server.finished;
		const files = await Promise.all(['records.sqlite', 'store.sqlite'].map((file) => readFile(join(directory, file), 'latin1')));
		const { stdout } = await runDms(['access', 'list', '--json', '--data', directory]);
		expect(stdout).toContain('password.absent');
		expect(passwords).toHaveLength(2);
		for (const password of passwords) expect([stderr, stdout, ...files].filter((text) => text.includes(password))).toEqual([]);
	});
});
