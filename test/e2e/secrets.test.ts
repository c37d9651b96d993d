import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openArchive } from '../../src/dtaf/read-archive.ts';
import { toPem } from '../../src/pki/certificate.ts';
import { openStore } from '../../src/store/open-store.ts';
import { probeAddress } from '../../src/tls/probe-address.ts';
import { mintServer, serverIssuing, toKeyPem } from '../app/administration/interface-samples.ts';
import { openStream } from '../events/event-client.ts';
import { admitClients, mintClient } from '../events/event-service.ts';
import { type ClientRequest, type ClientResponse, fetchPlain, fetchSecure } from '../helpers/https-client.ts';
import { keyFor } from '../helpers/mint-certificate.ts';
import { DmsProcess, runDms } from '../helpers/server-process.ts';

/** Told apart from everything else that a run writes, and no word of it. */
const makeSecret = (name: string) => `${name}-${randomBytes(15).toString('base64url').replaceAll(/[-_]/g, 'x')}`;

const secrets = {
	person: makeSecret('person'),
	newPerson: makeSecret('newperson'),
	wrong: makeSecret('wrong'),
	sharedToken: randomBytes(32).toString('hex'),
	device: makeSecret('device'),
	newDevice: makeSecret('newdevice'),
	type: makeSecret('type'),
	line: makeSecret('line'),
	tag: makeSecret('tag'),
	passphrase: makeSecret('passphrase'),
	wrongPassphrase: makeSecret('wrongpass'),
	queryToken: makeSecret('querytoken'),
	headerToken: makeSecret('headertoken'),
	cookie: makeSecret('cookie'),
};

const type = 'Sample IP-DECT 2000';
const devicePath = '/dms/sample-ip-dect/0013d10000aa-config.xml';
const serverKey = keyFor('secrets-server', 'p256').privateKey;
const reader = mintClient(['secrets-reader']);

/** What has come out of the product, by where. */
class Outlets {
	readonly #texts: (readonly [string, string])[] = [];

	add(place: string, content: string | Uint8Array): void {
		this.#texts.push([place, Buffer.from(content).toString('latin1')]);
	}

	get count(): number {
		return this.#texts.length;
	}

	/** Where a text stands, also in the forms in which it travels. */
	find(secret: string): readonly string[] {
		const forms = [secret, encodeURIComponent(secret), Buffer.from(secret).toString('hex')];
		// In base64 it has three forms, by what stands before it.
		for (const before of ['', 'x', 'xx'])
			forms.push(
				Buffer.from(before + secret)
					.toString('base64')
					.slice(4, -4),
			);
		return this.#texts.filter(([, text]) => forms.some((form) => text.includes(form))).map(([place]) => place);
	}
}

describe('no secret of a run of the whole product', () => {
	const outlets = new Outlets();
	/** Secrets that the product has made itself. */
	const made: Record<string, string> = {};
	let directory: string;
	let server: DmsProcess;
	let ports: { device: number; admin: number; events: number };

	const inDirectory = (...path: readonly string[]) => join(directory, ...path);

	async function command(...args: readonly string[]): Promise<void> {
		const { exitCode, stdout, stderr } = await runDms([...args, '--data', directory], { DMS_LOG_LEVEL: 'debug' });
		outlets.add(`dms ${args.join(' ')}`, stdout + stderr);
		expect(exitCode, `${args.join(' ')}: ${stderr}`).toBe(0);
	}

	async function api(request: ClientRequest, token: string = secrets.sharedToken, isSecret = false): Promise<ClientResponse> {
		const response = await fetchPlain(ports.admin, { ...request, headers: { authorization: `Bearer ${token}`, ...request.headers } });
		outlets.add(`${request.method ?? 'GET'} ${request.path}: headers`, JSON.stringify(response.headers));
		if (!isSecret) outlets.add(`${request.method ?? 'GET'} ${request.path}`, response.body);
		return response;
	}

	const send = (method: string, path: string, json: unknown, status: number, options: { token?: string; isSecret?: boolean } = {}) =>
		api(
			{ method, path, body: JSON.stringify(json), headers: { 'content-type': 'application/json', 'if-match': '*' } },
			options.token,
			options.isSecret,
		).then((response) => {
			expect(response.status, `${method} ${path}: ${response.body.toString()}`).toBe(status);
			return response;
		});

	const logIn = (password: string, status: number) =>
		api(
			{
				method: 'POST',
				path: '/api/2.0/auth/login',
				body: JSON.stringify({ login: 'alice', password }),
				headers: { 'content-type': 'application/json' },
			},
			secrets.headerToken,
			status === 200,
		).then((response) => {
			expect(response.status).toBe(status);
			return response.body.toString();
		});

	beforeAll(async () => {
		directory = await mkdtemp(join(tmpdir(), 'opendms-secrets-'));
		const events = await probeAddress('127.0.0.1', 0);
		const args = ['start', '--data', directory, '--device', '127.0.0.1:0', '--admin', '127.0.0.1:0', '--events', `127.0.0.1:${events}`];
		server = new DmsProcess(args, { DMS_WORKERS: '2', DMS_LOG_LEVEL: 'debug', PLAY_AUTH_TOKEN: secrets.sharedToken });
		await server.waitFor(/^ready$/m);
		const [, device] = await server.waitFor(/serves devices at https:\/\/[\w.]+:(\d+)/);
		const [, admin] = await server.waitFor(/administer: .*\nhttp:\/\/127\.0\.0\.1:(\d+)/);
		const store = await openStore({ dataDirectory: directory, migrate: false });
		await admitClients(store, ['secrets-reader']);
		await store.close();
		ports = { device: Number(device), admin: Number(admin), events };
		for (const name of ['person', 'device', 'type', 'line', 'passphrase'] as const) await writeFile(inDirectory(name), secrets[name]);
		await writeFile(inDirectory('lines.csv'), `linePort,authUser,authPassword\n2001@sip.example.net,2001,${secrets.line}\n`);
		await writeFile(
			inDirectory('key.pem'),
			serverKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: secrets.passphrase }),
		);
		await writeFile(
			inDirectory('certificate.pem'),
			toPem(mintServer({ parent: serverIssuing, keys: keyFor('secrets-server', 'p256') }).der),
		);
	}, 60_000);
	afterAll(async () => {
		await server.killGroup();
		await rm(directory, { recursive: true, force: true });
	});

	it('is missing while everything that takes one is used', async () => {
		// On the command line.
		await command('user', 'add', 'alice', '--role', 'BWSUPERADMIN', '--password-file', inDirectory('person'));
		await command(
			'device',
			'add',
			'--type',
			type,
			'--name',
			'secretive',
			'--mac',
			'0013d10000aa',
			'--user',
			'secretive',
			'--password-file',
			inDirectory('device'),
		);
		await command('device', 'lines', '/secretive', '--file', inDirectory('lines.csv'));
		await command('type', 'set', type, '--user-name', 'shared-user', '--password-file', inDirectory('type'));
		await command('tag', 'set', 'ADMIN_PASSWORD', secrets.tag, '--device', '/secretive');

		// Over the API: people, their tokens, those of systems.
		made['session'] = (JSON.parse(await logIn(secrets.person, 200)) as { token: string }).token;
		await logIn(secrets.wrong, 401);
		await send('POST', '/api/v1/service-accounts', { name: 'crm', acls: ['dms.rest.devices.#'] }, 201);
		const issued = await api({ method: 'POST', path: '/api/v1/service-accounts/crm/tokens' }, made['session'], true);
		made['service'] = (JSON.parse(issued.body.toString()) as { token: string }).token;
		await api({ path: '/api/v1/self' }, made['service']);
		await api({ path: `/api/2.0/auth/check?token=${secrets.queryToken}`, headers: { authorization: '' } });
		await api({ path: `/api/v1/devices?token=${secrets.queryToken}&password=${secrets.wrong}` });
		await api({
			path: `/nothing?token=${secrets.queryToken}`,
			headers: { 'x-auth-token': secrets.headerToken, cookie: `session=${secrets.cookie}` },
		});
		await send('POST', '/api/v1/people', { login: 'bob', role: 'VIEWER', password: secrets.newPerson }, 201);
		await send('PATCH', '/api/v1/people/bob', { password: `${secrets.newPerson}-2` }, 200);
		await send('POST', '/api/v1/people', { login: 'bob', role: 'VIEWER', password: secrets.newPerson }, 409);
		await send('POST', '/api/v1/people', { login: 'carol', role: secrets.wrong, password: secrets.newPerson }, 422);
		await api({
			method: 'POST',
			path: '/api/v1/people',
			body: `{"login":"x","password":"${secrets.newPerson}"`,
			headers: { 'content-type': 'application/json' },
		});

		// A device, its files and its certificates.
		const found = JSON.parse((await api({ path: '/api/v1/devices?nameContains=secretive' })).body.toString()) as {
			items: { id: string }[];
		};
		const { id = '' } = found.items[0] ?? {};
		await send('PATCH', `/api/v1/devices/${id}`, { credentials: { password: secrets.newDevice } }, 200);
		for (const password of [secrets.newDevice, secrets.wrong]) {
			const { status, headers } = await fetchSecure(ports.device, { path: devicePath, basic: `secretive:${password}` });
			outlets.add('headers for a device', JSON.stringify([status, headers]));
		}
		await fetchSecure(ports.device, {
			path: `${devicePath}?password=${secrets.wrong}&token=${secrets.queryToken}`,
			headers: { 'user-agent': 'phone' },
		});

		// An interface with a certificate of its own, over the API and in the shell.
		await send('POST', '/api/v1/interfaces', { kind: 'Http', address: '127.0.0.1', port: 1, force: true }, 201);
		const certificatePath = '/api/v1/server-certificates/Http/127.0.0.1/1';
		const files = {
			privateKey: await readFile(inDirectory('key.pem'), 'utf8'),
			certificate: await readFile(inDirectory('certificate.pem'), 'utf8'),
		};
		await send('PUT', certificatePath, { ...files, passphrase: secrets.passphrase }, 200);
		await send('PUT', certificatePath, { ...files, passphrase: secrets.wrongPassphrase }, 422);
		await api({ path: `${certificatePath}/pem` });
		const words = [
			`keyFile ${inDirectory('key.pem')}`,
			`certificateFile ${inDirectory('certificate.pem')}`,
			`passphraseFile ${inDirectory('passphrase')}`,
		];
		await command('shell', '-c', `Interface; Http; HttpServer; SSLSettings; Certificates; sslUpdate 127.0.0.1 1 ${words.join(' ')}`);
		expect(Object.keys(made)).toEqual(['session', 'service']);
	}, 60_000);

	it('comes out where things are read', async () => {
		const description = JSON.parse((await api({ path: '/api/v1/openapi.json' })).body.toString()) as { paths: Record<string, object> };
		const known: Readonly<Record<string, readonly string[]>> = {
			...{ login: ['alice', 'bob', 'admin'], name: [type, 'crm', 'secretive'], kind: ['Http'], address: ['127.0.0.1'], port: ['1'] },
			...{ setting: ['ciphers'], alias: ['test-root'], fileFormat: ['%BWMACADDRESS%-config.xml'] },
			deviceId: ['1', '2', '3', '4', '5', '6', '7', '8'],
		};
		let read = 0;
		for (const [path, methods] of Object.entries(description.paths)) {
			// What a device gets may hold its passwords; so may what is shown in its place.
			if (!('get' in methods) || /rendered|preview|auth\/|\/content/.test(path)) continue;
			const [parameter = ''] = path.match(/(?<=\{)(?:login|name|deviceId)(?=\})/) ?? [];
			for (const value of known[parameter] ?? ['']) {
				const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
					encodeURIComponent(name === parameter ? value : (known[name]?.[0] ?? '1')),
				);
				// What is told as it happens would never end.
				const { status } = await api({ path: path.endsWith('/stream') ? `${filled}?after=0&seconds=1` : filled });
				expect(status, filled).toBeLessThan(500);
				if (status === 200) read++;
			}
		}
		expect(read).toBeGreaterThan(30);
		await command('access', 'list', '--json');
		await command('audit', 'list', '--json', '--limit', '1000');
		await command('device', 'show', '/secretive', '--json');
		await command('device', 'lines', '/secretive', '--json');
		await command('type', 'show', type, '--json');
		await command('user', 'list', '--json');
		await command('tag', 'list', '--device', '/secretive', '--json');
		await command('dtaf', 'export', type, '--output', inDirectory('export.zip'));
		const archive = await openArchive(await readFile(inDirectory('export.zip')));
		outlets.add('the descriptor of an export', JSON.stringify(archive.descriptor));
		outlets.add('an export', await readFile(inDirectory('export.zip')));
	}, 60_000);

	it('comes out where events are told', async () => {
		const store = await openStore({ dataDirectory: directory, migrate: false });
		await store.settle();
		const events = await store.events.after(0, 1_000);
		outlets.add('events in the store', JSON.stringify(events));
		outlets.add('the audit in the store', JSON.stringify(await store.audit.list(1_000)));
		await store.close();
		expect(events.length).toBeGreaterThan(10);
		const stream = await openStream(ports.events, { identity: reader, lastEventId: '0' });
		await stream.waitFor(() => stream.events.length > 10);
		stream.close();
		outlets.add('a stream of events', stream.text);
	});

	it('stands in the log, in the metrics, or in any file but sealed', async () => {
		await delay(1_200);
		outlets.add('metrics', (await fetchPlain(ports.admin, { path: '/metrics' })).body);
		server.signal('SIGTERM');
		const { stderr } = await server.finished;
		outlets.add('the log', stderr);
		expect(stderr).toContain('an administration request');
		expect(stderr.split('\n').length).toBeGreaterThan(50);
		const files = (await readdir(directory, { recursive: true, withFileTypes: true }))
			.filter((entry) => entry.isFile())
			.map((entry) => join(entry.parentPath, entry.name))
			// Those that the test has written, the key of the secrets, and what the demo is for.
			.filter(
				(path) => !/\/(person|device|type|line|passphrase|lines\.csv|key\.pem|secret\.key|export\.zip)$|\/(demo|test-ca)\//.test(path),
			);
		expect(files.some((path) => path.endsWith('store.sqlite'))).toBe(true);
		for (const path of files) outlets.add(`file ${path.slice(directory.length)}`, await readFile(path));

		const keyBody = toKeyPem(serverKey).split('\n').slice(1, -2);
		const all = { ...secrets, ...made, ...Object.fromEntries(keyBody.map((line, index) => [`key ${index}`, line])) };
		expect(outlets.count).toBeGreaterThan(80);
		expect(Object.keys(all).length).toBeGreaterThan(16);
		const leaks = Object.entries(all).flatMap(([name, secret]) => outlets.find(secret).map((place) => `${name}: ${place}`));
		expect(leaks).toEqual([]);
	}, 30_000);

	it('would go unnoticed: what is looked for is found where it stands', () => {
		const probe = new Outlets();
		const secret = makeSecret('probe');
		for (const text of [
			secret,
			`x=${encodeURIComponent(secret)}`,
			Buffer.from(`user:${secret}`).toString('base64'),
			Buffer.from(secret).toString('hex'),
		])
			probe.add('here', `...${text}...`);
		expect(probe.find(secret)).toHaveLength(4);
		expect(probe.find(makeSecret('other'))).toEqual([]);
	});
});
