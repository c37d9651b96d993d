import { describe, expect, it } from 'vitest';
import { toPem } from '../../src/pki/certificate.ts';
import { mintServer, serverIssuing, serverRoot, snapshot, toKeyPem } from '../app/administration/interface-samples.ts';
import { type TestCommandLine, useCommandLine } from '../cli/command-line.ts';
import { mintCa, today } from '../helpers/mint-certificate.ts';

const root = mintCa({ name: 'Internal Private Root' });
const issuing = mintCa({ name: 'Internal Private TLS SubCA', parent: root });
const trusts = 'Interface/CTI/SSLCommonSettings/ClientAuthentication/Trusts';
const address = '127.0.0.1';

/** The steps of the guide for CTI over mutual TLS, as they stand on its page, with the address and the files of this test. */
function toTranscript(files: Readonly<Record<'root' | 'issuing' | 'key' | 'server' | 'chain', string>>): readonly string[] {
	return [
		'AS_CLI/System/ClientIdentity> add bwcticlient.webex.com',
		'XSP|ADP_CLI/Interface/CTI/CTIServer>',
		`XSP|ADP_CLI/Interface/CTI/CTIServer> add ${address} 8012 true true true`,
		'XSP|ADP_CLI/Interface/CTI/CTIServer> get Interface IP Port Secure Server Certificate Client Auth Req ================================================================= 10.155.6.175 8012 true true true',
		'XSP|ADP_CLI/Interface/CTI/CTIServer/SSLSettings/Protocols>',
		`get ${address}`,
		`add ${address} TLSv1.2`,
		'XSP|ADP_CLI/Interface/CTI/CTIServerSSLSettings/Protocols>',
		`get ${address}`,
		'XSP|ADP_CLI/Interface/CTI/CTIServer/SSLSettings/Ciphers>',
		'get',
		`XSP|ADP_CLI/Interface/CTI/CTIServer/SSLSettings/Ciphers> add ${address} TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305`,
		`/XSP|ADP_CLI/${trusts}>`,
		'help updateTrust',
		`XSP|ADP_CLI/${trusts}> updateTrust webexclientroot2023 ${files.root}`,
		`XSP|ADP_CLI/${trusts}> updateTrust webexclientissuing2023 ${files.issuing}`,
		`XSP|ADP_CLI/${trusts}> get`,
		'XSP|ADP_CLI/System/CommunicationUtility/DefaultSettings/ExternalAuthentication/CertificateAuthentication> set allowClientApp true',
		`XSP|ADP_CLI/Interface/CTI/CTIServer/SSLSettings/Certificates> sslUpdate ${address} keyFile<${files.key}> certificateFile <${files.server}> chainFile<${files.chain}>`,
		'restart',
	];
}

async function writeFiles(line: TestCommandLine) {
	// The time of the certificates.
	line.clock.shiftMs = today.getTime() - Date.now();
	const server = mintServer({ parent: serverIssuing }, { ips: [address] });
	return {
		root: await line.write('root 2023.txt', toPem(root.der)),
		issuing: await line.write('issuing2023.txt', toPem(issuing.der)),
		key: await line.write('certificate key file', toKeyPem(server.keys.privateKey)),
		server: await line.write('server certificate', toPem(server.der)),
		chain: await line.write('chain file', toPem(serverIssuing.der) + toPem(serverRoot.der)),
	};
}

describe('the procedure of the guide', () => {
	const open = useCommandLine();

	it('runs as it stands there', async () => {
		const line = await open();
		const files = await writeFiles(line);
		const transcript = toTranscript({ ...files, root: `"${files.root}"` });
		const { exitCode, stdout, stderr } = await line.run(['shell'], `${transcript.join('\n')}\n`);
		expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
		expect(stdout.match(/^\.\.\.Done$/gm)).toHaveLength(9);
		expect(stdout).toContain(
			[
				'  Interface IP  Port  Secure  Server Certificate  Client Auth Req',
				'='.repeat(65),
				'  127.0.0.1     8012  true    true                true',
				'',
				'1 entry found.',
			].join('\n'),
		);
		expect(stdout).toContain(
			[
				'  Alias                   Owner                       Issuer',
				'='.repeat(88),
				'  webexclientissuing2023  Internal Private TLS SubCA  Internal Private Root',
				'  webexclientroot2023     Internal Private Root       Internal Private Root[self-signed]',
				'',
				'2 entries found.',
			].join('\n'),
		);
		await line.withStore(async (store) => {
			expect(await store.interfaces.list()).toMatchObject([{ kind: 'CTI', address, port: 8012, secure: true, clientAuthRequired: true }]);
			expect((await store.clientIdentities.list()).map(({ name }) => name)).toEqual(['bwcticlient.webex.com']);
			expect((await store.trust.listAnchors('CTI')).map(({ alias }) => alias)).toEqual(['webexclientissuing2023', 'webexclientroot2023']);
			expect(await store.trust.listAnchors('Http')).toEqual([]);
			expect((await store.tlsPolicy.list()).map(({ setting, values }) => [setting, values])).toEqual(
				expect.arrayContaining([
					['protocols', ['TLSv1.2']],
					['ciphers', ['TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256']],
				]),
			);
			const [active] = await store.interfaces.listActiveCertificates();
			expect(active).toMatchObject({ generation: 2, selfSigned: false, certificates: [{ subject: 'CN=Test Server' }] });
			expect(await store.settings.load()).toMatchObject({ allowClientApp: true, restartRequestedAt: expect.any(Number) as number });
		});
	});

	it('leaves an audit entry for every change, with where and how it was typed, what stood there and what stands there now', async () => {
		const line = await open();
		const files = await writeFiles(line);
		await line.run(['shell'], `${toTranscript({ ...files, root: `"${files.root}"` }).join('\n')}\n`);
		const entries = await line.withStore((store) => store.audit.list(100));
		expect(entries.map(({ actor, context, command }) => [actor, context, command])).toEqual(
			[
				['System/ClientIdentity', 'add bwcticlient.webex.com'],
				['Interface/CTI/CTIServer', `add ${address} 8012 true true true`],
				['Interface/CTI/CTIServer/SSLSettings/Protocols', `add ${address} TLSv1.2`],
				['Interface/CTI/CTIServer/SSLSettings/Ciphers', `add ${address} TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305`],
				[trusts, `updateTrust webexclientroot2023 "${files.root}"`],
				[trusts, `updateTrust webexclientissuing2023 ${files.issuing}`],
				['System/CommunicationUtility/DefaultSettings/ExternalAuthentication/CertificateAuthentication', 'set allowClientApp true'],
				[
					'Interface/CTI/CTIServer/SSLSettings/Certificates',
					`sslUpdate ${address} keyFile "${files.key}" certificateFile "${files.server}" chainFile "${files.chain}"`,
				],
				['Interface/CTI/CTIServer/SSLSettings/Certificates', 'restart'],
			].map(([context = '', command]) => ['cli:tester', `DMS_CLI/${context}`, command]),
		);
		const protocols = entries.find(({ context }) => context?.endsWith('Protocols'));
		expect([protocols?.before, protocols?.after]).toEqual(['[]', '["TLSv1.2"]']);
		expect(JSON.stringify(entries)).not.toContain('PRIVATE KEY');
	});

	it('goes back to the certificate that was replaced', async () => {
		const line = await open();
		const files = await writeFiles(line);
		await line.run(['shell'], `${toTranscript({ ...files, root: `"${files.root}"` }).join('\n')}\n`);
		await line.must('shell', '-c', `Interface; CTI; CTIServer; SSLSettings; Certificates; rollBack ${address}`);
		const { stdout } = await line.must('shell', '-c', 'cd /Interface/CTI/CTIServer/SSLSettings/Certificates; get', '--json');
		expect(JSON.parse(stdout)).toEqual([
			expect.objectContaining({ interfaceIp: address, key: 'EC', generation: 1 }),
			expect.objectContaining({ interfaceIp: address, key: 'RSA', generation: 1 }),
		]);
	});
});

describe('a command that is refused', () => {
	const open = useCommandLine();

	it.each([
		[
			'reject/the second of two',
			'System; ClientIdentity; add a',
			'System; ClientIdentity; add a',
			'entry is already present in list',
			'client-identity.exists',
		],
		['reject/what is not there', '', 'System; ClientIdentity; delete a', 'Entry not found', 'client-identity.not-found'],
		[
			'reject/a contradiction',
			'',
			`Interface; CTI; CTIServer; add ${address} 8012 false true true`,
			'secure is false',
			'value.contradiction',
		],
		[
			'reject/an address of another host',
			'',
			'Interface; CTI; CTIServer; add 192.0.2.7 8012 true true true',
			'192.0.2.7',
			'interface.address-not-local',
		],
		[
			'reject/a name of OpenSSL',
			'',
			'System; SSL; JSSE; Ciphers; add ECDHE-RSA-AES128-GCM-SHA256',
			'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
			'cipher-suite.unknown',
		],
		['reject/a weak suite', '', 'System; SSL; JSSE; Ciphers; add TLS_RSA_WITH_AES_128_CBC_SHA', 'weak', 'cipher-suite.weak'],
		[
			'reject/a file that is not there',
			'',
			`cd ${trusts}; updateTrust a /does/not/exist`,
			'/does/not/exist does not exist',
			'file.unreadable',
		],
	])('%s', async (_name, before, command, message, code) => {
		const line = await open();
		if (before !== '') await line.must('shell', '-c', before);
		const was = await line.withStore(snapshot);
		const { exitCode, stdout, stderr } = await line.run(['shell', '-c', command]);
		expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' });
		expect(stderr).toMatch(/^dms: [^\n]+\n$/);
		expect(stderr).toContain(message);
		expect(stderr).toContain(`(${code})`);
		expect(await line.withStore(snapshot)).toEqual(was);
	});

	it('names the number of certificates of a bundle, which -split installs', async () => {
		const line = await open();
		line.clock.shiftMs = today.getTime() - Date.now();
		const bundle = await line.write('CombinedCertChain2023.txt', toPem(root.der) + toPem(issuing.der));
		const { exitCode, stderr } = await line.run(['shell', '-c', `cd ${trusts}; updateTrust webex ${bundle}`]);
		expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining('(certificate.count)') as string });
		const { stdout } = await line.must('shell', '-c', `cd ${trusts}; updateTrust webex ${bundle} -split; get`);
		expect(stdout).toMatch(/webex-1 +Internal Private Root[^]*webex-2 +Internal Private TLS SubCA/);
	});

	it('is one that the role may not give', async () => {
		const line = await open();
		const { exitCode, stderr } = await line.run(['shell', '--role', 'OPERATOR', '-c', 'restart']);
		expect({ exitCode, stderr }).toEqual({
			exitCode: 1,
			stderr: 'dms: restart needs the role BWORKS; this session has OPERATOR (permission.denied)\n',
		});
	});

	it('is wrong usage of the program where the role is none', async () => {
		expect((await (await open()).run(['shell', '--role', 'ROOT', '-c', 'help'])).exitCode).toBe(2);
	});
});
