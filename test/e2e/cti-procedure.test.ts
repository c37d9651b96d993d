import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { toPem } from '../../src/pki/certificate.ts';
import { probeAddress } from '../../src/tls/probe-address.ts';
import { mintServer, toKeyPem } from '../app/administration/interface-samples.ts';
import { daysFromNow, mintClient, mintClientCa } from '../events/event-service.ts';
import { fetchSecure } from '../helpers/https-client.ts';
import { InterfaceServer, mintIdentity, pathOf, until } from '../helpers/interface-server.ts';
import { isInstalled } from '../helpers/is-installed.ts';
import { type CommandOutcome, runDms } from '../helpers/server-process.ts';
import { mint } from '../tls/client-certificates.ts';

/** Every command line of the guide for CTI over mutual TLS, as it stands on its page and in its order. */
const page = [
	'AS_CLI/System/ClientIdentity> add bwcticlient.webex.com',
	'XSP|ADP_CLI/System/SSLCommonSettings/JSSE/Ciphers>',
	'XSP|ADP_CLI/System/SSLCommonSettings/JSSE/Protocols>',
	'XSP|ADP_CLI/System/SSLCommonSettings/OpenSSL/Ciphers>',
	'XSP|ADP_CLI/System/SSLCommonSettings/OpenSSL/Protocols>',
	'XSP|ADP_CLI/Interface/CTI/SSLCommonSettings/Ciphers>',
	'XSP|ADP_CLI/Interface/CTI/SSLCommonSettings/Protocols>',
	'XSP|ADP_CLI/Interface/CTI/CTIServer/SSLSettings/Ciphers>',
	// The slash that is missing here is missing there.
	'XSP|ADP_CLI/Interface/CTI/CTIServerSSLSettings/Protocols>',
	'XSP|ADP_CLI/Interface/CTI/CTIServer>',
	'get',
	'XSP|ADP_CLI/Interface/CTI/CTIServer> get Interface IP Port Secure Server Certificate Client Auth Req ================================================================= 10.155.6.175 8012 true true true',
	'XSP|ADP_CLI/Interface/CTI/CTIServer/SSLSettings/Protocols>',
	'get <interfaceIp>',
	'add <interfaceIp> TLSv1.2',
	'XSP|ADP_CLI/Interface/CTI/CTIServer/SSLSettings/Ciphers>',
	'get',
	'add <interfaceIp> <cipherName>',
	'XSP|ADP_CLI/Interface/CTI/CTIServer/SSLSettings/Ciphers> add 192.0.2.7 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
	'/XSP|ADP_CLI/Interface/CTI/SSLCommonSettings/ClientAuthentication/Trusts>',
	'help updateTrust',
	'XSP|ADP_CLI/Interface/CTI/SSLCommonSettings/ClientAuthentication/Trusts> updateTrust webexclientroot2023 /var/broadworks/tmp/root2023.txt',
	'XSP|ADP_CLI/Interface/CTI/SSLCommonSettings/ClientAuthentication/Trusts> updateTrust webexclientissuing2023 /var/broadworks/tmp/issuing2023.txt',
	'XSP|ADP_CLI/Interface/CTI/SSLCommonSettings/ClientAuthentication/Trusts> get',
	'XSP|ADP_CLI/System/CommunicationUtility/DefaultSettings/ExternalAuthentication/CertificateAuthentication> set allowClientApp true',
	'XSP|ADP_CLI/Interface/CTI/CTIServer> add <Interface IP> 8012 true true true',
	'XSP|ADP_CLI/Interface/CTI/CTIServer> get',
	'XSP|ADP_CLI/Interface/CTI/CTIServer/SSLSettings/Certificates> sslUpdate <interface IP> keyFile</path/to/certificate key file> certificateFile </path/to/server certificate> chainFile</path/to/chain file>',
	'restart',
] as const;

/** Of the interface that the page finds already there; it is one of the configuration here. */
const oldAddress = '127.0.0.1';
/** Of the interface that the page adds. */
const newAddress = '127.0.0.2';
const suite = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';

/** All is valid today: curl has no other clock. */
const validity = { notBefore: daysFromNow(-1), notAfter: daysFromNow(30) };
const root = mintClientCa('Internal Private Root');
const issuing = mintClientCa('Internal Private TLS SubCA', { parent: root });
const client = mintClient(['bwcticlient.webex.com'], { ca: issuing });
const serverRoot = mintClientCa('Server Root');
const serverIssuing = mintClientCa('Server Issuing', { parent: serverRoot });
const shown = mintServer({ parent: serverIssuing, ...validity }, { ips: [newAddress] });
const vendor = mint({ name: 'Vendor CA', isCa: true });
const mac = requireMacAddress('0013d1000801');

async function writeFiles(directory: string): Promise<void> {
	const write = (name: string, content: string) => writeFile(join(directory, name), content, { mode: 0o600 });
	await write('combinedcertchain2023.txt', toPem(root.der) + toPem(issuing.der));
	// The first block is cut out into a file of its own, the rest is the other one.
	const combined = await readFile(join(directory, 'combinedcertchain2023.txt'), 'utf8');
	const end = combined.indexOf('-----END CERTIFICATE-----') + '-----END CERTIFICATE-----\n'.length;
	await write('root2023.txt', combined.slice(0, end));
	await write('issuing2023.txt', combined.slice(end));
	await write('certificate key file', toKeyPem(shown.keys.privateKey));
	await write('server certificate', toPem(shown.der));
	await write('chain file', toPem(serverIssuing.der) + toPem(serverRoot.der));
	await write('client.pem', client.cert + toPem(issuing.der));
	await write('client.key', client.key);
	await write('server-root.pem', toPem(serverRoot.der));
}

/** Paths of the guide are files of the test. */
function withFiles(line: string, directory: string): string {
	return line.replaceAll('/var/broadworks/tmp/', `${directory}/`).replaceAll('/path/to/', `${directory}/`);
}

/** The port of the guide, unless somebody else has it. */
async function findPort(address: string): Promise<number> {
	return probeAddress(address, 8012).catch(() => probeAddress(address, 0));
}

/** Tables with one space for each gap, as the page shows them. */
const squeeze = (text: string) => text.replaceAll(/\s+/g, ' ');

/** `curl` with a stream that does not end by itself. */
class Curl {
	readonly #child: ChildProcessByStdio<null, Readable, Readable>;
	output = '';
	readonly ended: Promise<unknown>;

	constructor(args: readonly string[]) {
		this.#child = spawn('curl', args, { stdio: ['ignore', 'pipe', 'pipe'] });
		this.#child.stdout.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
		this.#child.stderr.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
		this.ended = once(this.#child, 'close');
	}

	kill(): void {
		this.#child.kill();
	}
}

describe.runIf(isInstalled('curl'))('the procedure of the guide, line by line, beside a running server', () => {
	let server: InterfaceServer;
	let files: string;
	let oldPort: number;
	let newPort: number;
	let outcome: CommandOutcome;
	let lines: readonly string[];
	beforeAll(async () => {
		files = await mkdtemp(join(tmpdir(), 'opendms-procedure-'));
		await writeFiles(files);
		server = await InterfaceServer.prepare();
		await server.addDevice(mac);
		await server.addAnchor('vendor', vendor);
		[oldPort, newPort] = [await findPort(oldAddress), await findPort(newAddress)];
		await server.start(2, ['--events', `${oldAddress}:${oldPort}`]);
		lines = page.map((line) =>
			withFiles(line, files)
				.replace(/<interfaceIp>|192\.0\.2\.7/, oldAddress)
				.replace('<cipherName>', suite)
				.replace(/<interface IP>/i, newAddress)
				.replace(' 8012 true true true', (text) => (line.includes('> add') ? text.replace('8012', String(newPort)) : text)),
		);
		outcome = await shell(lines);
	});
	afterAll(async () => {
		await server.stop();
		await rm(files, { recursive: true, force: true });
	});

	/** Fed to the standard input of a process of its own. */
	const shell = (input: readonly string[], ...options: readonly string[]) =>
		runDms(['shell', '--data', server.directory, ...options], {}, `${input.join('\n')}\n`);
	const curl = (...args: readonly string[]) => {
		const [cert, key, ca] = ['client.pem', 'client.key', 'server-root.pem'].map((name) => join(files, name));
		return new Curl(['-sS', '-N', '--cert', cert ?? '', '--key', key ?? '', '--cacert', ca ?? '', ...args]);
	};
	const eventsUrl = () => `https://${newAddress}:${newPort}/events`;
	const statusOf = async () => {
		const asked = curl('--head', '-o', '/dev/null', '-w', '%{http_code}', eventsUrl());
		await asked.ended;
		return asked.output;
	};

	it('does every line', () => {
		expect({ exitCode: outcome.exitCode, stderr: outcome.stderr }).toEqual({ exitCode: 0, stderr: '' });
		const changes = page.filter((line) => /(?:^|> )(?:add|set|updateTrust|sslUpdate|restart)\b/.test(line));
		expect(outcome.stdout.match(/^\.\.\.Done$/gm)).toHaveLength(changes.length);
	});

	it('prints the interfaces as on the page: the one of the running server at first, then the added one too', () => {
		const head = 'Interface IP Port Secure Server Certificate Client Auth Req';
		const rule = '='.repeat(61 + Math.max(4, String(oldPort).length));
		const before = `${head} ${rule} ${oldAddress} ${oldPort} true true true 1 entry found.`;
		expect(squeeze(outcome.stdout).split(before)).toHaveLength(3);
		expect(squeeze(outcome.stdout)).toContain(
			`${oldAddress} ${oldPort} true true true ${newAddress} ${newPort} true true true 2 entries found.`,
		);
	});

	it('prints the trust anchors as on the page', () => {
		expect(squeeze(outcome.stdout)).toMatch(
			/ Alias Owner Issuer =+ webexclientissuing2023 Internal Private TLS SubCA Internal Private Root webexclientroot2023 Internal Private Root Internal Private Root\[self-signed\] 2 entries found\./,
		);
		expect(outcome.stdout).toContain('updateTrust\n\t<alias>, String {');
	});

	it('says what follows from a line: a list stands in place of another one, and a certificate is to be replaced', () => {
		const warnings = outcome.stdout.split('\n').filter((line) => line.startsWith('*** Warning: '));
		expect(warnings.join('\n')).toMatch(/the list was empty; from now on it stands in place of the one of: built-in/);
		expect(warnings.join('\n')).toMatch(/the server certificate is self-signed/);
	});

	it('restarts the workers, and the allow-listed client hears of a device that fetches its file, until its identity is deleted', async () => {
		await until(() => server.logLines('the workers are restarted').length === 1, 20_000);
		const stream = curl(eventsUrl());
		await until(() => stream.output.includes('id: '));
		const fetched = await fetchSecure(server.port, { path: pathOf(mac), identity: mintIdentity(mac, vendor) });
		expect(fetched.status).toBe(200);
		await until(() => stream.output.includes('event: dms.file.served'));
		const data = /event: dms\.file\.served\ndata: (.*)\n/.exec(stream.output)?.[1] ?? '';
		expect(JSON.parse(data)).toMatchObject({
			specversion: '1.0',
			subject: mac,
			data: { file: `${mac}-config.xml`, status: 200, anchor: 'vendor', bytes: fetched.body.length },
		});
		const deleted = await shell(['AS_CLI/System/ClientIdentity> delete bwcticlient.webex.com']);
		const deletedAt = performance.now();
		expect(deleted).toMatchObject({ exitCode: 0, stdout: '...Done\n' });
		await stream.ended;
		expect(performance.now() - deletedAt).toBeLessThan(1_000);
		// The stream and this request may be with two workers; both must know within the second.
		expect(await until(async () => (await statusOf()) === '403')).toBeLessThan(1_000);
		await shell(['AS_CLI/System/ClientIdentity> add bwcticlient.webex.com']);
		await until(async () => (await statusOf()) === '200');
		await shell([(page.find((line) => line.includes('allowClientApp')) ?? '').replace('true', 'false')]);
		await until(async () => (await statusOf()) === '403');
	});

	it('leaves an audit entry for each change, and no key in the audit, the log or the answers', async () => {
		const entries = (await server.store.audit.list(1_000)).filter(({ context }) => context !== undefined);
		const commands = entries.map(({ context, command }) => `${context}> ${command}`);
		expect(commands).toContain('DMS_CLI/System/ClientIdentity> add bwcticlient.webex.com');
		expect(commands).toContain(`DMS_CLI/Interface/CTI/CTIServer> add ${newAddress} ${newPort} true true true`);
		expect(commands).toContain(
			`DMS_CLI/Interface/CTI/CTIServer/SSLSettings/Ciphers> add ${oldAddress} TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305`,
		);
		const key = toKeyPem(shown.keys.privateKey).split('\n')[1] ?? '';
		expect(JSON.stringify(entries) + outcome.stdout + server.process.stderr).not.toContain(key);
	});
});

describe('the addresses that stand on the page', () => {
	let server: InterfaceServer;
	let files: string;
	beforeAll(async () => {
		files = await mkdtemp(join(tmpdir(), 'opendms-procedure-'));
		await writeFiles(files);
		server = await InterfaceServer.prepare();
		await server.start(2);
	});
	afterAll(async () => {
		await server.stop();
		await rm(files, { recursive: true, force: true });
	});

	it('belong to no interface: each of these lines is refused in one line and changes nothing, and the others are done', async () => {
		const lines = page.map((line) =>
			withFiles(line, files)
				.replace(/<interfaceIp>|<interface IP>/i, '192.0.2.7')
				.replace('<cipherName>', suite),
		);
		const { exitCode, stdout, stderr } = await runDms(['shell', '--keep-going', '--data', server.directory], {}, `${lines.join('\n')}\n`);
		expect(exitCode).toBe(1);
		const missing = 'dms: Entry not found: no CTI interface 192.0.2.7 (interface.not-found)';
		expect(
			stderr
				.trim()
				.split('\n')
				.map((line) => line.replace(/^line \d+: /, '')),
		).toEqual([
			// Protocols: get, add. Ciphers: add, add. Then the interface itself, and its certificate.
			missing,
			missing,
			missing,
			expect.stringMatching(/^dms: 192\.0\.2\.7 is not an address of this host \(interface\.address-not-local\)\. .*force/),
			missing,
		]);
		expect(stdout.match(/^\.\.\.Done$/gm)).toHaveLength(5);
		expect(await server.store.interfaces.list()).toEqual([]);
		expect(await server.store.tlsPolicy.list()).toEqual([]);
		expect((await server.store.trust.listAnchors('CTI')).map(({ alias }) => alias)).toEqual([
			'webexclientissuing2023',
			'webexclientroot2023',
		]);
		await until(() => server.logLines('the workers are restarted').length === 1, 20_000);
	});
});
