import { describe, expect, it } from 'vitest';
import { contextOf, type ShellPlace, toPathText } from '../../src/shell/shell-context.ts';
import { toCommandHelp, toContextHelp } from '../../src/shell/shell-help.ts';
import { createShellTree } from '../../src/shell/shell-tree.ts';
import { TestShell } from './test-shell.ts';

const tree = createShellTree();

function listPlaces(place: ShellPlace): readonly ShellPlace[] {
	return [place, ...contextOf(place).children.flatMap((child) => listPlaces([...place, child]))];
}

const places = listPlaces([tree.root]);

describe('help', () => {
	it('of a verb is prose, what each parameter means, and the grammar', async () => {
		const { answers } = await new TestShell().run(['XSP|ADP_CLI/Interface/CTI/CTIServer> help add']);
		expect(answers).toBe(
			[
				' Adds an interface. A secure one gets a self-signed certificate, which',
				' sslUpdate replaces. Needs the role OPERATOR.',
				'',
				'Parameters description:',
				'  interfaceIp   : An IP address of this host, or 0.0.0.0 or :: for all.',
				'  port          : The port to listen on.',
				'  secure        : Whether it speaks TLS.',
				'  serverCert    : Whether it shows a certificate; with TLS it must.',
				'  clientAuthReq : Whether every client needs a certificate.',
				'  legacyTls     : Whether it lets TLS 1.0 and 1.1, SHA-1 and short keys in.',
				'  -force        : Accepts an address that this host does not have.',
				'',
				'='.repeat(78),
				'add',
				'\t<interfaceIp>, IP address',
				'\t<port>, Integer {1 to 65535}',
				'\t<secure>, Choice = {false, true}',
				'\t<serverCert>, Choice = {false, true}',
				'\t<clientAuthReq>, Choice = {false, true}',
				'\t[<attribute>, Multiple Choice = {legacyTls}]',
				'\t\t<legacyTls>, Choice = {false, true}',
				'\t[-force]',
				'',
			].join('\n'),
		);
	});

	it.each(['h updateTrust', 'help updateTrust', 'HELP upd', '? updatetrust'])('is the same by %s', async (command) => {
		const { answers } = await new TestShell().run([`cd /Interface/CTI/SSLCommonSettings/ClientAuthentication/Trusts; ${command}`]);
		expect(answers).toContain(
			'updateTrust\n\t<alias>, String {1 to 64 characters}\n\t<certificateFile>, File path {1 to 1024 characters}\n\t[-split]\n',
		);
	});

	it('of a context names its contexts and verbs', async () => {
		const { answers } = await new TestShell().run(['Interface; CTI; help CTIServer']);
		expect(answers).toBe((await new TestShell().run(['Interface; CTI; CTIServer; help'])).answers);
		for (const name of ['SSLSettings', 'get', 'add', 'set', 'delete', 'restart', 'cd', 'help, h, ?', 'exit', 'quit']) {
			expect(answers).toMatch(new RegExp(`^  ${name.replace('?', String.raw`\?`)} +:`, 'm'));
		}
	});

	it('of a word that is nothing is refused', async () => {
		const { exitCode, errors } = await new TestShell().run(['help frobnicate']);
		expect({ exitCode, errors }).toEqual({ exitCode: 1, errors: expect.stringContaining('no context "frobnicate" in DMS_CLI') as string });
	});

	it.each(places.map((place) => [toPathText(place), place] as const))('of %s and of its verbs fits a terminal', (_name, place) => {
		const context = contextOf(place);
		const texts = [toContextHelp(context, tree.everywhere), ...context.commands.map(toCommandHelp)];
		for (const line of texts.flatMap((text) => text.split('\n'))) {
			// The grammar has lists of choices, which stay in one line as they do in BroadWorks.
			if (!line.startsWith('\t')) expect(line.length).toBeLessThanOrEqual(79);
			expect(line).toBe(line.trimEnd());
		}
	});
});

describe('the tree', () => {
	it('has the contexts of BroadWorks', () => {
		const common = (kind: string): string[] =>
			['', '/Ciphers', '/Protocols', '/ClientAuthentication', '/ClientAuthentication/Trusts', '/ClientAuthentication/WebApps'].map(
				(below) => `/Interface/${kind}/SSLCommonSettings${below}`,
			);
		const server = (path: string): string[] =>
			['', '/SSLSettings', '/SSLSettings/Ciphers', '/SSLSettings/Protocols', '/SSLSettings/Certificates'].map((below) => path + below);
		const lists = (path: string): string[] => ['', '/Ciphers', '/Protocols'].map((below) => path + below);
		const communication = [
			'',
			'/DefaultSettings',
			'/DefaultSettings/ExternalAuthentication',
			'/DefaultSettings/ExternalAuthentication/CertificateAuthentication',
		];
		const access = [
			'',
			'/Dms',
			'/Dms/AccessControl',
			'/Dms/AccessControl/Authentication',
			'/Dms/AccessControl/Authentication/Certificates',
			'/Dms/AccessControl/Authentication/Headers',
		];
		expect(places.map(toPathText).toSorted()).toEqual(
			[
				'',
				'/System',
				'/System/ClientIdentity',
				'/System/SSLCommonSettings',
				...lists('/System/SSLCommonSettings/JSSE'),
				...lists('/System/SSLCommonSettings/OpenSSL'),
				...communication.map((below) => `/System/CommunicationUtility${below}`),
				'/Interface',
				'/Interface/Http',
				'/Interface/CTI',
				...common('Http'),
				...common('CTI'),
				...server('/Interface/Http/HttpServer'),
				...server('/Interface/CTI/CTIServer'),
				...access.map((below) => `/Applications${below}`),
			]
				.map((path) => `DMS_CLI${path}`)
				.toSorted(),
		);
	});

	it.each(places.map((place) => [toPathText(place), contextOf(place)] as const))(
		'has no name twice in %s',
		(_name, { children, commands }) => {
			const names = [...children, ...commands, ...tree.everywhere]
				.flatMap(({ name, aliases = [] }) => [name, ...aliases])
				.map((name) => name.toLowerCase());
			expect(new Set(names).size).toBe(names.length);
		},
	);

	it('asks of every verb the role that it has everywhere', () => {
		const leastRoles = {
			get: 'VIEWER',
			sslExport: 'VIEWER',
			add: 'OPERATOR',
			set: 'OPERATOR',
			delete: 'OPERATOR',
			updateTrust: 'OPERATOR',
			sslUpdate: 'OPERATOR',
			sslGenerate: 'OPERATOR',
			rollBack: 'OPERATOR',
			restart: 'BWORKS',
		};
		const commands = [...places.flatMap((place) => contextOf(place).commands), ...tree.everywhere];
		expect(Object.fromEntries(commands.map(({ name, leastRole }) => [name, leastRole]))).toEqual(leastRoles);
		for (const { name, leastRole } of commands) expect(leastRole).toBe(new Map(Object.entries(leastRoles)).get(name));
	});

	it('has a get, for readers, in every context with verbs', () => {
		for (const { commands } of places.map(contextOf).filter((context) => context.commands.length > 0)) {
			expect(commands.find(({ name }) => name === 'get')?.leastRole).toBe('VIEWER');
		}
	});
});
