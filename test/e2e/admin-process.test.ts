import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { fetchPlain, fetchSecure } from '../helpers/https-client.ts';
import { isInstalled } from '../helpers/is-installed.ts';
import { openidClient, startOpenidProvider } from '../helpers/openid-provider.ts';
import { type CommandOutcome, DmsProcess, runDms } from '../helpers/server-process.ts';

const run = promisify(execFile);
const password = 'correct horse battery staple';
const sharedToken = randomBytes(32).toString('hex');

async function startAdminServer(directory: string, admin: string, environment: Readonly<Record<string, string>> = {}) {
	const server = new DmsProcess(['serve', '--data', directory, '--device', '127.0.0.1:0', '--admin', admin], {
		DMS_WORKERS: '1',
		DMS_LOG_LEVEL: 'debug',
		...environment,
	});
	await server.waitFor(/^ready$/m);
	const [, origin = '', port = ''] = await server.waitFor(/^administrators: (https?:\/\/\S+:(\d+))$/m);
	return { server, origin, port: Number(port) };
}

async function stop(server: DmsProcess): Promise<CommandOutcome> {
	server.signal('SIGTERM');
	return server.finished;
}

describe('the administration plane of a server process', () => {
	const directories: string[] = [];
	const servers: DmsProcess[] = [];

	async function makeDirectory(): Promise<string> {
		const directory = await mkdtemp(join(tmpdir(), 'opendms-admin-'));
		directories.push(directory);
		return directory;
	}

	afterEach(async () => {
		for (const server of servers.splice(0)) await server.killGroup();
		for (const directory of directories.splice(0)) await rm(directory, { recursive: true, force: true });
	});

	it.runIf(isInstalled('curl'))('is used with curl, and no secret of it is ever written', async () => {
		const directory = await makeDirectory();
		const passwordFile = join(directory, 'alice.password');
		await writeFile(passwordFile, password, { mode: 0o600 });
		const added = await runDms(['user', 'add', 'alice', '--role', 'BWSUPERADMIN', '--password-file', passwordFile, '--data', directory]);
		expect(added.exitCode).toBe(0);
		await rm(passwordFile);
		const { server, origin } = await startAdminServer(directory, '127.0.0.1:0', { PLAY_AUTH_TOKEN: sharedToken });
		servers.push(server);
		const curl = async (...args: readonly string[]) => (await run('curl', ['-sS', ...args])).stdout;
		const json = ['-H', 'Content-Type: application/json'];

		const { token } = JSON.parse(
			await curl(...json, '-d', JSON.stringify({ login: 'alice', password }), `${origin}/xuc/api/2.0/auth/login`),
		) as { token: string };
		const bearer = ['-H', `Authorization: Bearer ${token}`];
		expect(await curl('-H', `X-Auth-Token: ${token}`, `${origin}/xuc/api/2.0/auth/check`)).toContain(token);
		expect(await curl(`${origin}/xuc/api/2.0/auth/check?token=${token}`)).toContain(token);
		const wrong = await curl(
			...json,
			'-d',
			JSON.stringify({ login: 'alice', password: 'a-wrong-password' }),
			`${origin}/api/2.0/auth/login`,
		);
		expect(JSON.parse(wrong)).toMatchObject({ error: 'InvalidCredentials' });

		const answers = [
			await curl('-i', ...bearer, `${origin}/api/v1/self`),
			await curl('-i', '-H', `X-Auth-Token: ${sharedToken}`, `${origin}/api/v1/self`),
			await curl('-i', `${origin}/api/v1/devices?token=${token}`),
			await curl(
				'-i',
				...bearer,
				...json,
				'-d',
				JSON.stringify({ login: 'bob', role: 'VIEWER', password: `${password} of bob` }),
				`${origin}/api/v1/people`,
			),
			await curl('-i', ...bearer, `${origin}/api/v1/audit-entries`),
			await curl('-i', ...bearer, `${origin}/api/v1/people`),
			await curl('-i', `${origin}/readyz`),
		];
		expect(answers.map((answer) => /^HTTP\/1\.1 (\d+)/.exec(answer)?.[1])).toEqual(['200', '200', '400', '201', '200', '200', '200']);
		const { exitCode, stdout, stderr } = await stop(server);
		expect(exitCode).toBe(0);
		expect(stderr).toContain('/api/v1/self');
		for (const secret of [token, sharedToken, password, 'a-wrong-password', '$argon2id$']) {
			for (const text of [stdout, stderr, ...answers]) expect(text).not.toContain(secret);
			const found = await run('grep', ['-rlF', '--', secret, directory]).catch(() => ({ stdout: '' }));
			// The hash is in the store, and there alone.
			expect(
				found.stdout
					.trim()
					.split('\n')
					.every((file) => secret === '$argon2id$' || file === ''),
				secret,
			).toBe(true);
		}
	});

	it('trades tokens of an OpenID provider that the configuration names', async () => {
		const directory = await makeDirectory();
		await runDms(['user', 'add', 'alice', '--role', 'VIEWER', '--login-enabled', 'false', '--data', directory]);
		const provider = await startOpenidProvider();
		try {
			const { server, port } = await startAdminServer(directory, '127.0.0.1:0', {
				DMS_ADMIN_SSO_PLAIN_LOOPBACK: 'allow',
				DMS_ADMIN_SSO_OIDC_ISSUERS: JSON.stringify([{ issuer: provider.issuer, clientId: openidClient.id }]),
			});
			servers.push(server);
			const now = Math.floor(Date.now() / 1_000);
			const claims = { iss: provider.issuer, aud: openidClient.id, sub: 'alice', preferred_username: 'alice', iat: now, exp: now + 60 };
			const trade = async (token: string) => {
				const request = {
					method: 'POST',
					path: '/api/2.0/auth/oidc',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify({ token }),
				};
				const { status, body } = await fetchPlain(port, request);
				return {
					status,
					answer: JSON.parse(body.toString()) as { readonly login?: string; readonly token?: string; readonly error?: string },
				};
			};
			const [right, wrong] = [await provider.sign(claims), await provider.sign({ ...claims, aud: 'somebody-else' })];
			const [traded, refused] = [await trade(right), await trade(wrong)];
			expect(traded).toMatchObject({ status: 200, answer: { login: 'alice' } });
			expect(refused).toMatchObject({ status: 401, answer: { error: 'OidcAuthenticationFailed' } });
			const { stderr } = await stop(server);
			expect(stderr).toContain('the token is not accepted');
			for (const secret of [right, wrong, traded.answer.token ?? '-']) expect(stderr).not.toContain(secret);
		} finally {
			await provider.stop();
		}
	});

	it('is encrypted on every address but those of the loopback interface', async () => {
		const directory = await makeDirectory();
		const { server, origin, port } = await startAdminServer(directory, '0.0.0.0:0');
		servers.push(server);
		expect(origin).toMatch(/^https:\/\/0\.0\.0\.0:/);
		const ca = await readFile(join(directory, 'tls', 'server.pem'), 'utf8');
		const answer = await fetchSecure(port, { path: '/healthz', ca });
		expect([answer.status, answer.headers['strict-transport-security']]).toEqual([200, 'max-age=31536000']);
		await expect(fetchPlain(port, { path: '/healthz' })).rejects.toThrow();
	});

	it.each([
		['a shared token that can be guessed', { PLAY_AUTH_TOKEN: 'a-secret-that-is-weak' }, /PLAY_AUTH_TOKEN: has 21 characters/],
		[
			'two sources of shared tokens',
			{ PLAY_AUTH_TOKEN: sharedToken, PLAY_AUTH_TOKEN_FILE: '/some/file' },
			/only one of the two may be given/,
		],
		['a file of shared tokens that is not there', { PLAY_AUTH_TOKEN_FILE: '/nowhere/token' }, /\/nowhere\/token cannot be read/],
		['a life of tokens that is no number', { AUTH_CTI_EXPIRES: 'soon' }, /AUTH_CTI_EXPIRES: admin.personTokenSeconds/],
	])('reject/a start with %s', async (_name, environment, message) => {
		const directory = await makeDirectory();
		const outcome = await runDms(['serve', '--data', directory, '--device', '127.0.0.1:0', '--admin', '127.0.0.1:0'], environment);
		expect(outcome.exitCode).not.toBe(0);
		expect(outcome.stderr).toMatch(message);
		expect(outcome.stdout).not.toContain('ready');
		for (const secret of ['a-secret-that-is-weak', sharedToken]) expect(outcome.stderr).not.toContain(secret);
	});

	it('does not listen unless it is asked for', async () => {
		const directory = await makeDirectory();
		const server = new DmsProcess(['serve', '--data', directory, '--device', '127.0.0.1:0'], { DMS_WORKERS: '1' });
		servers.push(server);
		await server.waitFor(/^ready$/m);
		expect(server.stdout).not.toContain('administrators');
	});
});

describe('the administration plane of the demo', () => {
	let directory: string;
	let server: DmsProcess;

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-admin-'));
		server = new DmsProcess(['start', '--data', directory, '--device', '127.0.0.1:0', '--admin', '127.0.0.1:0'], { DMS_WORKERS: '2' });
		await server.waitFor(/^ready$/m);
	});
	afterAll(async () => {
		await server.killGroup();
		await rm(directory, { recursive: true, force: true });
	});

	it.runIf(isInstalled('curl'))('is shown by a line that works when pasted', async () => {
		const line = server.stdout.split('\n').find((text) => text.startsWith('token=')) ?? '';
		const { stdout } = await run('bash', ['-c', line]);
		expect((JSON.parse(stdout) as { items: { deviceName: string }[] }).items[0]?.deviceName).toBe('dect-1');
	});

	it('a flood of logins leaves the devices their server', async () => {
		const [, devicePort = ''] = await server.waitFor(/https:\/\/[\w.]+:(\d+)/);
		const [, adminPort = ''] = await server.waitFor(/http:\/\/127\.0\.0\.1:(\d+)/);
		const cert = await readFile(join(directory, 'demo', '0013d1000001', 'chain.pem'), 'utf8');
		const key = await readFile(join(directory, 'demo', '0013d1000001', 'key.pem'), 'utf8');
		const path = '/dms/sample-ip-dect-mac/0013d1000001-config.xml';
		const medianOfFetches = async (forMs: number) => {
			const times: number[] = [];
			for (const begun = performance.now(); performance.now() - begun < forMs; ) {
				const started = performance.now();
				expect((await fetchSecure(Number(devicePort), { path, identity: { cert, key } })).status).toBe(200);
				times.push(performance.now() - started);
			}
			return times.toSorted((left, right) => left - right)[Math.floor(times.length / 2)] ?? 0;
		};
		const calm = await medianOfFetches(500);
		let isFlooding = true;
		const outcomes = new Map<number, number>();
		const flood = async (login: string) => {
			while (isFlooding) {
				const body = JSON.stringify({ login, password: 'a wrong password' });
				const headers = { 'content-type': 'application/json' };
				const { status } = await fetchPlain(Number(adminPort), { method: 'POST', path: '/api/2.0/auth/login', headers, body });
				outcomes.set(status, (outcomes.get(status) ?? 0) + 1);
			}
		};
		const flooding = Promise.all(Array.from({ length: 8 }, (_, index) => flood(`guess-${index}`)));
		const flooded = await medianOfFetches(2_500);
		// Passwords are checked at low priority: on a busy machine it takes a while until all of them are locked.
		await expect.poll(() => outcomes.get(429) ?? 0, { timeout: 20_000 }).toBeGreaterThan(20);
		isFlooding = false;
		await flooding;
		// The client that floods and the one that fetches share this process and the machine with the server: a wide margin.
		expect(flooded).toBeLessThan(10 * calm + 100);
		expect([...outcomes.keys()].every((status) => [401, 429, 503].includes(status))).toBe(true);
		expect(outcomes.get(401) ?? 0).toBeLessThanOrEqual(40);
	});
});
