import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CipherSuite, findCipherSuite } from '../../src/domain/cipher-suite.ts';
import { type TlsProtocol, tlsProtocols } from '../../src/domain/tls-protocol.ts';
import { toPem } from '../../src/pki/certificate.ts';
import { probeAddress } from '../../src/tls/probe-address.ts';
import { mintServer, toKeyPem } from '../app/administration/interface-samples.ts';
import { daysFromNow, mintClientCa } from '../events/event-service.ts';
import { InterfaceServer, until } from '../helpers/interface-server.ts';
import { isInstalled } from '../helpers/is-installed.ts';
import { type KeyKind, keyFor } from '../helpers/mint-certificate.ts';
import { runDms } from '../helpers/server-process.ts';
import { negotiable } from '../tls/policy-fixture.ts';

const address = '127.0.0.1';
const flags = { TLSv1: '-tls1', 'TLSv1.1': '-tls1_1', 'TLSv1.2': '-tls1_2', 'TLSv1.3': '-tls1_3' } as const;
const modern = negotiable.filter(({ protocols }) => protocols.includes('TLSv1.3')).map(({ name }) => name);

/** The suites that BroadWorks comes with; the last four are none that OpenSSL still has, those with DSS need a key that no server has. */
const suitesOfGuide = [
	'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
	'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
	'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256',
	'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256',
	'TLS_DHE_DSS_WITH_AES_128_GCM_SHA256',
	'TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
	'TLS_DHE_RSA_WITH_AES_128_CBC_SHA256',
	'TLS_DHE_DSS_WITH_AES_128_CBC_SHA256',
	'TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256',
	'TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256',
	'TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256',
	'TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256',
] as const;

/** What is asked for at every policy, besides what it offers: one of each sort. */
const others = [
	...modern,
	...suitesOfGuide,
	'TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384',
	'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
	'TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256',
	'TLS_RSA_WITH_AES_128_GCM_SHA256',
	'TLS_RSA_WITH_AES_256_CBC_SHA',
	'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
	'TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8',
];

/** One handshake of `openssl s_client` that takes this suite alone, or any. @returns the IANA name of the suite; undefined where it fails. */
function talk(port: number, protocol: TlsProtocol, suite?: CipherSuite): Promise<string | undefined> {
	const ciphers =
		protocol === 'TLSv1.3'
			? ['-ciphersuites', suite?.name ?? modern.join(':')]
			: ['-cipher', `${suite?.opensslName ?? 'ALL:COMPLEMENTOFALL'}:@SECLEVEL=0`];
	return new Promise((resolve) => {
		const child = execFile('openssl', ['s_client', '-connect', `${address}:${port}`, flags[protocol], ...ciphers], (_error, stdout) => {
			const [, name = '(NONE)'] = /Cipher is (\S+)/.exec(stdout) ?? [];
			resolve(negotiable.find(({ opensslName }) => opensslName === name)?.name);
		});
		// One that was refused at once has gone before.
		child.stdin?.on('error', () => undefined).end();
	});
}

interface Offer {
	readonly protocols: readonly string[];
	readonly suites: readonly string[];
}

/** What a client can get out of an interface; each suite is asked for by itself. */
async function observe(port: number, asked: readonly string[]): Promise<Offer> {
	const protocols: TlsProtocol[] = [];
	for (const protocol of tlsProtocols) if ((await talk(port, protocol)) !== undefined) protocols.push(protocol);
	const suites: string[] = [];
	const take = async (suite: CipherSuite): Promise<void> => {
		const answers = await Promise.all(suite.protocols.map((protocol) => talk(port, protocol, suite)));
		// A suite may be for several protocols; one that is there must be there in each of them that is.
		const served = suite.protocols.filter((_, index) => answers[index] === suite.name);
		const isWhole = isDeepStrictEqual(
			served,
			suite.protocols.filter((protocol) => protocols.includes(protocol)),
		);
		if (served.length > 0) suites.push(isWhole ? suite.name : `${suite.name} in ${served.join()} alone`);
	};
	const known = [...new Set(asked)].flatMap((name) => findCipherSuite(name) ?? []).filter(({ opensslName }) => opensslName !== undefined);
	for (let first = 0; first < known.length; first += 4) await Promise.all(known.slice(first, first + 4).map(take));
	return { protocols: protocols.toSorted(), suites: suites.toSorted() };
}

describe.runIf(isInstalled('openssl'))('TLS as openssl s_client sees it', () => {
	let server: InterfaceServer;
	/** A row of the devices, one of the event clients, one for old devices. */
	let rows: Readonly<Record<'http' | 'cti' | 'legacy', number>>;
	const freePort = () => probeAddress(address, 0);
	beforeAll(async () => {
		server = await InterfaceServer.prepare();
		await server.start(2);
		rows = { http: await freePort(), cti: await freePort(), legacy: await freePort() };
		await must(
			`cd /Interface/Http/HttpServer; add ${address} ${rows.http} true true false`,
			`cd /Interface/CTI/CTIServer; add ${address} ${rows.cti} true true true`,
		);
		// A port that another process has taken for a moment is tried again, and again later.
		const opened = () => server.logLines('an interface is open').length;
		await until(() => opened() === 2 * 2, 20_000);
	}, 40_000);
	afterAll(() => server.stop());

	const shell = (...lines: readonly string[]) => runDms(['shell', '--data', server.directory], {}, `${lines.join('\n')}\n`);
	async function must(...lines: readonly string[]): Promise<string> {
		const { exitCode, stdout, stderr } = await shell(...lines);
		expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
		return stdout;
	}

	interface Row {
		readonly protocol?: string;
		readonly cipher?: string;
		readonly level: string;
		readonly note: string | null;
	}

	interface Policy extends Offer {
		/** Where protocols and suites come from. */
		readonly levels: readonly string[];
		/** Where those of the address of the configuration come from. */
		readonly levelsOfDevices: readonly string[];
		/** What the commands before had to say, in one text. */
		readonly notices: string;
	}

	/** What `get -effective` says of an interface after these commands. */
	async function readPolicy(kind: 'Http' | 'CTI', port: number, changes: readonly string[] = []): Promise<Policy> {
		const gets = [[kind, port] as const, ['Http', server.port] as const].flatMap(([each, number]) =>
			['Protocols', 'Ciphers'].map(
				(setting) => `cd /Interface/${each}/${each}Server/SSLSettings/${setting}; get ${address} ${number} -effective`,
			),
		);
		const input = `${[...changes, ...gets].join('\n')}\n`;
		const { exitCode, stdout, stderr } = await runDms(['shell', '--json', '--data', server.directory], {}, input);
		expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
		const answers = stdout.trim().split('\n');
		const [protocols = [], ciphers = [], ...ofDevices] = answers.slice(-gets.length).map((line) => JSON.parse(line) as Row[]);
		const done = answers.slice(0, -gets.length).map((line) => JSON.parse(line) as { readonly warnings: readonly string[] });
		const offered = (listed: readonly Row[]) => listed.filter(({ note }) => note === null);
		const toLevel = (listed: readonly Row[]) => [...new Set(listed.map(({ level }) => level))].join();
		return {
			protocols: offered(protocols)
				.map(({ protocol = '' }) => protocol)
				.toSorted(),
			suites: offered(ciphers)
				.map(({ cipher = '' }) => cipher)
				.toSorted(),
			levels: [protocols, ciphers].map(toLevel),
			levelsOfDevices: ofDevices.map(toLevel),
			notices: done.flatMap(({ warnings }) => warnings).join('\n'),
		};
	}

	/** A policy is in use when every worker has taken it over. */
	async function expectSeen(port: number, { protocols, suites }: Policy): Promise<void> {
		const told: Offer = { protocols, suites };
		let seen: Offer = { protocols: [], suites: [] };
		const isSo = async () => isDeepStrictEqual((seen = await observe(port, [...suites, ...others])), told);
		await until(isSo, 10_000).catch(() => undefined);
		expect(seen).toEqual(told);
	}

	describe('at four levels, each more specific than the one before', () => {
		const seen: string[] = [];
		it.each([
			['built-in: nothing is set', [], ['built-in', 'built-in'], 'built-in', /^$/],
			[
				'system: the suites of BroadWorks, without any of TLS 1.3',
				['cd /System/SSLCommonSettings/JSSE/Ciphers', ...suitesOfGuide.map((name) => `add ${name} -force`)],
				['built-in', 'system'],
				'system',
				/TLSv1\.3 is off: the list of cipher suites \(system\) has none for it[^]*never offered, unavailable, static Diffie-Hellman is gone/,
			],
			[
				'transport: protocols and suites',
				[
					'cd /System/SSLCommonSettings/OpenSSL/Ciphers',
					'add TLS_AES_256_GCM_SHA384',
					'add TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384',
					'add TLS_RSA_WITH_AES_128_GCM_SHA256 -force',
					'cd ../Protocols; add TLSv1.2; add TLSv1.3',
				],
				['transport', 'transport'],
				'transport',
				/weak, no forward secrecy: TLS_RSA_WITH_AES_128_GCM_SHA256/,
			],
			[
				'all interfaces of the kind: suites alone',
				['cd /Interface/Http/SSLCommonSettings/Ciphers', 'add TLS_CHACHA20_POLY1305_SHA256', 'add TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305'],
				['transport', 'Http'],
				'Http',
				/the list was empty; from now on it stands in place of the one of: transport/,
			],
			[
				'one interface: one protocol, and suites of both keys',
				[
					'cd /Interface/Http/HttpServer/SSLSettings/Protocols; add 127.0.0.1 PORT TLSv1.2',
					'cd ../Ciphers; add 127.0.0.1 PORT TLS_DHE_RSA_WITH_AES_128_GCM_SHA256',
					'add 127.0.0.1 PORT TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256; add 127.0.0.1 PORT TLS_AES_128_GCM_SHA256',
					'add 127.0.0.1 PORT TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA -force',
				],
				['Http 127.0.0.1:PORT', 'Http 127.0.0.1:PORT'],
				'Http',
				/never offered, only for TLSv1\.3: TLS_AES_128_GCM_SHA256/,
			],
			[
				'what is empty again inherits again',
				[
					'cd /Interface/Http/HttpServer/SSLSettings/Protocols; delete 127.0.0.1 PORT TLSv1.2',
					'cd /Interface/Http/SSLCommonSettings/Ciphers; delete TLS_CHACHA20_POLY1305_SHA256; delete TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305',
				],
				['transport', 'Http 127.0.0.1:PORT'],
				'transport',
				/the list is empty; from now on the one of: transport holds/,
			],
		] as const)('%s', { timeout: 60_000 }, async (_, commands, levels, levelOfDevices, notices) => {
			const named = (text: string) => text.replaceAll('PORT', String(rows.http));
			const policy = await readPolicy('Http', rows.http, commands.map(named));
			expect(policy.levels).toEqual(levels.map(named));
			expect(policy.notices).toMatch(notices);
			await expectSeen(rows.http, policy);
			seen.push(JSON.stringify([policy.protocols, policy.suites]));
			// The address of the configuration is named by the port that the running server has chosen, and has no list of its own.
			expect(policy.levelsOfDevices[1]).toBe(levelOfDevices);
		});

		it('were six policies that differ', () => {
			expect(new Set(seen).size).toBe(6);
		});
	});

	describe('of an interface for events, whose kind nothing is set for', () => {
		/** An own certificate with one kind of key, as most have it. */
		async function showOnly(kind: KeyKind): Promise<string> {
			const issuer = mintClientCa('Server Root');
			const validity = { notBefore: daysFromNow(-1), notAfter: daysFromNow(30) };
			const { der, keys } = mintServer({ parent: issuer, keys: keyFor('policy server', kind), ...validity }, { ips: [address] });
			const write = async (name: string, content: string) => {
				await writeFile(join(server.directory, name), content, { mode: 0o600 });
				return join(server.directory, name);
			};
			const files = [
				await write('own.key', toKeyPem(keys.privateKey)),
				await write('own.pem', toPem(der)),
				await write('chain.pem', toPem(issuer.der)),
			];
			return `cd /Interface/CTI/CTIServer/SSLSettings/Certificates; sslUpdate ${address} keyFile ${files[0]} certificateFile ${files[1]} chainFile ${files[2]}`;
		}
		const protocols = '/Interface/CTI/CTIServer/SSLSettings/Protocols';
		const suites = '/Interface/CTI/SSLCommonSettings/Ciphers';

		it.each([
			[
				'TLS 1.2 alone, and then suites that need another key',
				[`cd ${suites}; add TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`, `cd ${protocols}; add ${address} TLSv1.2`],
				// The list that remains has this suite alone, and no certificate with a key for it.
				[`cd ${suites}; add TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256`, `delete TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`],
				/needs a server certificate with an EC key: TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256/,
			],
			[
				'TLS 1.2 alone, and then suites of TLS 1.3 alone',
				[`cd ${suites}; add TLS_AES_128_GCM_SHA256; delete TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256`],
				[`cd ${suites}; delete TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`],
				/only for TLSv1\.3: TLS_AES_128_GCM_SHA256/,
			],
			[
				'suites of TLS 1.3 alone, and then TLS 1.2 alone',
				[`cd ${protocols}; delete ${address} TLSv1.2`, `cd ${suites}; delete TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256`],
				[`cd ${protocols}; add ${address} TLSv1.2`],
				/only for TLSv1\.3: TLS_AES_128_GCM_SHA256/,
			],
		])('refuses the outage when it is configured, not when clients call: %s', { timeout: 60_000 }, async (_, before, outage, reason) => {
			const last = outage.at(-1) ?? '';
			const stood = await readPolicy('CTI', rows.cti, [await showOnly('rsa2048'), ...before, ...outage.slice(0, -1)]);
			const { exitCode, stderr } = await shell(last.startsWith('cd ') ? last : `cd ${suites}; ${last}`);
			expect(exitCode).toBe(1);
			expect(stderr).toMatch(/^[^\n]+\n$/);
			expect(stderr).toContain(`CTI interface ${address}:${rows.cti}: no client could connect`);
			expect(stderr).toContain('(tls-policy.contradiction)');
			expect(stderr).toMatch(reason);
			expect({ ...(await readPolicy('CTI', rows.cti)), notices: stood.notices }).toEqual(stood);
			await expectSeen(rows.cti, stood);
		});
	});

	describe('for old devices', () => {
		const at = () => `${address} ${rows.legacy}`;

		it('refuses TLS 1.1 where it was not asked for, at every level', async () => {
			for (const [context, key] of [
				['/Interface/Http/HttpServer/SSLSettings/Protocols', `${address} ${rows.http} `],
				['/Interface/Http/SSLCommonSettings/Protocols', ''],
				['/System/SSLCommonSettings/OpenSSL/Protocols', ''],
			]) {
				const { exitCode, stderr } = await shell(`cd ${context}; add ${key}TLSv1.1`);
				expect(exitCode).toBe(1);
				expect(stderr).toMatch(/^dms: [^\n]*TLSv1\.1[^\n]*legacyTls[^\n]*\(tls-protocol\.not-allowed\)/);
			}
		});

		it('speaks TLS 1.1 on an interface with legacyTls, loudly, and nowhere else', { timeout: 60_000 }, async () => {
			const added = await must(`cd /Interface/Http/HttpServer; add ${at()} true true false legacyTls true`);
			expect(added).toMatch(/\*\*\* Warning: legacyTls lets TLS 1\.0 and 1\.1, SHA-1 and short keys in: /);
			const set = await must(
				`cd /Interface/Http/HttpServer/SSLSettings/Ciphers; add ${at()} TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA -force`,
				`add ${at()} TLS_RSA_WITH_AES_256_CBC_SHA -force; add ${at()} TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 -force`,
				`cd ../Protocols; add ${at()} TLSv1.2; add ${at()} TLSv1.1`,
			);
			expect(set).toMatch(new RegExp(`Warning: Http interface ${address}:${rows.legacy}: weak, [^\n]*TLS_RSA_WITH_AES_256_CBC_SHA`));
			const policy = await readPolicy('Http', rows.legacy);
			expect(policy.protocols).toEqual(['TLSv1.1', 'TLSv1.2']);
			expect(policy.levels).toEqual(Array(2).fill(`Http ${address}:${rows.legacy}`));
			await expectSeen(rows.legacy, policy);
			expect(await talk(rows.http, 'TLSv1.1')).toBeUndefined();
		});
	});
});
