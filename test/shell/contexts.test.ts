import { describe, expect, it } from 'vitest';
import type { ListedInterface } from '../../src/app/administration/list-interfaces.ts';
import type { TrustAnchorRow } from '../../src/app/administration/list-trust-anchors.ts';
import { defaultTrustPolicy, type TrustAnchor } from '../../src/domain/trust-anchor.ts';
import { now, TestShell } from './test-shell.ts';

const trusts = '/Interface/Http/SSLCommonSettings/ClientAuthentication/Trusts';
const certificates = '/Interface/CTI/CTIServer/SSLSettings/Certificates';
const authentication = '/Applications/Dms/AccessControl/Authentication';

const pem = '-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n';

function interfaceRow(address: string, port: number, row: Partial<ListedInterface> = {}): ListedInterface {
	const facts = {
		secure: true,
		serverCertificate: true,
		clientAuthRequired: true,
		legacyTls: false,
		isFixed: false,
		isSelfSigned: false,
		keyTypes: [],
	};
	return { kind: 'CTI', address, port, ...facts, ...row };
}

function anchorRow(
	alias: string,
	owner: string,
	issuer: string,
	row: Partial<TrustAnchorRow> = {},
	facts: Partial<TrustAnchor> = {},
): TrustAnchorRow {
	const anchor: TrustAnchor = {
		id: alias,
		kind: 'CTI',
		alias,
		enabled: true,
		certificate: Buffer.alloc(0),
		fingerprint: 'ab'.repeat(32),
		subject: `CN=${owner}`,
		issuer: `CN=${issuer}`,
		notBefore: new Date('2023-01-01'),
		notAfter: new Date('2027-01-01'),
		ouis: [],
		macRules: [],
		policy: defaultTrustPolicy,
		crls: [],
		createdAt: now,
		...facts,
	};
	return { anchor, owner, issuer, isSelfSigned: owner === issuer, daysLeft: 10, use: { devices: 0, examples: [] }, ...row };
}

describe('a change reaches its use case with the context and the command', () => {
	const cti = { kind: 'CTI', address: '192.0.2.7' };
	const suite = 'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256';
	const row = { kind: 'CTI', address: '192.0.2.7', port: 8012, secure: true, serverCertificate: true, clientAuthRequired: true };

	it.each<[path: string, command: string, name: string, ...values: unknown[]]>([
		['/System/ClientIdentity', 'add bwcticlient.webex.com', 'identities.add', { name: 'bwcticlient.webex.com', deviceTypes: [] }],
		[
			'/System/ClientIdentity',
			`add a fingerprint ${'AB:'.repeat(31)}AB deviceTypes "One Type,Two"`,
			'identities.add',
			{ name: 'a', deviceTypes: ['One Type', 'Two'], fingerprint: 'ab'.repeat(32) },
		],
		['/System/ClientIdentity', 'delete a', 'identities.remove', 'a'],
		['/System/SSLCommonSettings/JSSE/Ciphers', `add ${suite}`, 'tlsPolicy.add', 'ciphers', { level: 'system' }, suite, { force: false }],
		[
			'/System/SSLCommonSettings/OpenSSL/Protocols',
			'add TLSv1.2 -force',
			'tlsPolicy.add',
			'protocols',
			{ level: 'transport' },
			'TLSv1.2',
			{ force: true },
		],
		['/System/SSLCommonSettings/JSSE/Protocols', 'delete TLSv1.3', 'tlsPolicy.remove', 'protocols', { level: 'system' }, 'TLSv1.3'],
		[
			'/Interface/Http/SSLCommonSettings/Protocols',
			'add TLSv1.3',
			'tlsPolicy.add',
			'protocols',
			{ level: 'kind', kind: 'Http' },
			'TLSv1.3',
			{ force: false },
		],
		['/Interface/CTI/SSLCommonSettings/Ciphers', `delete ${suite}`, 'tlsPolicy.remove', 'ciphers', { level: 'kind', kind: 'CTI' }, suite],
		[
			'/Interface/CTI/CTIServer/SSLSettings/Protocols',
			'add 192.0.2.7 TLSv1.2',
			'tlsPolicy.add',
			'protocols',
			{ level: 'interface', interface: cti },
			'TLSv1.2',
			{ force: false },
		],
		[
			'/Interface/CTI/CTIServer/SSLSettings/Ciphers',
			'add 192.0.2.7 8012 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
			'tlsPolicy.add',
			'ciphers',
			{ level: 'interface', interface: { ...cti, port: 8012 } },
			'TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256',
			{ force: false },
		],
		[
			'/Interface/CTI/CTIServer/SSLSettings/Ciphers',
			`delete 192.0.2.7 ${suite}`,
			'tlsPolicy.remove',
			'ciphers',
			{ level: 'interface', interface: cti },
			suite,
		],
		['/Interface/CTI/CTIServer', 'add 192.0.2.7 8012 true true true', 'interfaces.add', { ...row, legacyTls: false }, { force: false }],
		[
			'/Interface/CTI/CTIServer',
			'add 192.0.2.7 8012 true true true legacyTls true -force',
			'interfaces.add',
			{ ...row, legacyTls: true },
			{ force: true },
		],
		['/Interface/CTI/CTIServer', 'set 192.0.2.7 legacyTls false', 'interfaces.change', cti, { legacyTls: false }],
		[
			'/Interface/Http/HttpServer',
			'set 192.0.2.7 443 clientAuthReq true secure true serverCert true',
			'interfaces.change',
			{ kind: 'Http', address: '192.0.2.7', port: 443 },
			{ secure: true, serverCertificate: true, clientAuthRequired: true },
		],
		['/Interface/Http/HttpServer', 'delete 2001:DB8:0::1', 'interfaces.remove', { kind: 'Http', address: '2001:db8::1' }],
		[certificates, 'sslGenerate 192.0.2.7', 'certificates.generate', cti],
		[certificates, 'rollBack 192.0.2.7 8012', 'certificates.rollBack', { ...cti, port: 8012 }],
		[
			certificates,
			'sslUpdate 192.0.2.7 keyFile /key certificateFile /cert chainFile /chain passphraseFile /passphrase',
			'certificates.update',
			cti,
			{ key: Buffer.from('the key'), certificate: Buffer.from(pem), chain: Buffer.from('the chain'), passphrase: 'open sesame' },
		],
		[trusts, 'updateTrust root /cert', 'trust.update', { kind: 'Http', alias: 'root', file: Buffer.from(pem), split: false }],
		[trusts, 'updateTrust root /cert -split', 'trust.update', { kind: 'Http', alias: 'root', file: Buffer.from(pem), split: true }],
		[
			trusts,
			'set root oui 00:13:D1,000b86 macFrom subject.CN=[a-z]{1,2}(.*),san.uri enabled false',
			'trust.change',
			{ kind: 'Http', alias: 'root' },
			{
				ouis: ['0013d1', '000b86'],
				macRules: [{ source: 'subject.CN', pattern: '[a-z]{1,2}(.*)' }, { source: 'san.uri' }],
				enabled: false,
			},
		],
		[
			trusts,
			'set root digestFloor sha1 minRsaBits 1024 revocation hard',
			'trust.change',
			{ kind: 'Http', alias: 'root' },
			{ policy: { digestFloor: 'sha1', minRsaBits: 1024, revocation: 'hard' } },
		],
		[
			trusts,
			'set root oui "" macFrom "" crlUrl ""',
			'trust.change',
			{ kind: 'Http', alias: 'root' },
			{ ouis: [], macRules: [], crlUrl: null },
		],
		[
			trusts,
			'set root crlFile /chain crlUrl http://crl.example/a.crl',
			'trust.change',
			{ kind: 'Http', alias: 'root' },
			{ revocationList: Buffer.from('the chain'), crlUrl: 'http://crl.example/a.crl' },
		],
		[trusts, 'delete root', 'trust.remove', { kind: 'Http', alias: 'root' }],
		[
			'/Interface/Http/SSLCommonSettings/ClientAuthentication/WebApps',
			'set 192.0.2.7 443 dms clientAuthReq true',
			'webApps.setClientAuth',
			{ kind: 'Http', address: '192.0.2.7', port: 443 },
			'dms',
			true,
		],
		[
			'/Interface/CTI/SSLCommonSettings/ClientAuthentication/WebApps',
			'delete 192.0.2.7 8012 events',
			'webApps.setClientAuth',
			{ ...cti, port: 8012 },
			'events',
			undefined,
		],
		[
			'/System/CommunicationUtility/DefaultSettings/ExternalAuthentication/CertificateAuthentication',
			'set allowClientApp true',
			'accessControl.setAllowClientApp',
			true,
		],
		[`${authentication}/Certificates`, 'set enable true', 'accessControl.setCertificates', { enabled: true }],
		[
			`${authentication}/Certificates`,
			'set identityPattern ".*([0-9a-fA-F]{12}); .*"',
			'accessControl.setCertificates',
			{ identityPattern: '.*([0-9a-fA-F]{12}); .*' },
		],
		[`${authentication}/Certificates`, 'set identityPattern ""', 'accessControl.setCertificates', { identityPattern: null }],
		[
			`${authentication}/Headers`,
			'set enable true proxies 10.0.0.0/8,192.0.2.1 form escaped-pem header X-Client-Cert',
			'accessControl.setHeaders',
			{ enabled: true, proxies: ['10.0.0.0/8', '192.0.2.1'], form: 'escaped-pem', header: 'x-client-cert' },
		],
		['/', 'restart', 'restart'],
		['/Interface/CTI', 'restart', 'restart'],
	])('%s> %s', async (path, command, name, ...values) => {
		const shell = new TestShell();
		shell.files.contents.set('/key', 'the key').set('/cert', pem).set('/chain', 'the chain').set('/passphrase', 'open sesame\n');
		const { exitCode, answers, errors } = await shell.run([`cd ${path}; ${command}`]);
		expect({ exitCode, answers, errors }).toEqual({ exitCode: 0, answers: '...Done\n', errors: '' });
		const origin = { context: `DMS_CLI${path === '/' ? '' : path}`, command };
		expect(shell.recorded.changes).toEqual([[name, origin, ...values]]);
	});

	it.each([
		['/Interface/Http/HttpServer/SSLSettings/Protocols', 'add LocalHost TLSv1.2', 'tlsPolicy.add', 'localhost'],
		['/Interface/Http/HttpServer/SSLSettings/Protocols', 'add dms-1.example.com 443 TLSv1.2', 'tlsPolicy.add', 'dms-1.example.com'],
	])('%s> %s names an interface of the configuration by its host name', async (path, command, name, address) => {
		const shell = new TestShell();
		expect((await shell.run([`cd ${path}; ${command}`])).errors).toBe('');
		expect(shell.recorded.changes).toMatchObject([[name, {}, 'protocols', { interface: { address } }, 'TLSv1.2', {}]]);
	});

	it.each(['10.0.0.300', '10.0.0', 'a_b.7', 'a'.repeat(254), 'a..b', ':'])('takes no %s for the name of an interface', async (name) => {
		const shell = new TestShell();
		const { exitCode, errors } = await shell.run([`cd /Interface/Http/HttpServer; delete ${name}`]);
		expect({ exitCode, errors }).toEqual({
			exitCode: 1,
			errors: expect.stringMatching(/^dms: [^\n]*is not an IP address[^\n]*\n$/) as string,
		});
		expect(shell.recorded.changes).toEqual([]);
	});

	it('says in one line why a MAC address in a header is not offered, and changes nothing else of the line', async () => {
		const shell = new TestShell();
		const { exitCode, answers, errors } = await shell.run([`cd ${authentication}/Headers; set enable true identityPattern "(.*)"`]);
		expect({ exitCode, answers }).toEqual({ exitCode: 1, answers: '' });
		expect(errors).toBe(
			'dms: identityPattern is not offered: a MAC address in a header proves nothing, whoever sends it (value.invalid). Let the proxy hand on the certificate itself: set proxies and form.\n',
		);
		expect(shell.recorded.changes).toEqual([]);
	});

	it('shows warnings behind the change', async () => {
		const shell = new TestShell();
		shell.recorded.outcome = { warnings: ['one', 'two'] };
		const { answers } = await shell.run(['System; ClientIdentity; add a']);
		expect(answers).toBe('...Done\n*** Warning: one ***\n*** Warning: two ***\n');
	});

	it('masks secrets in what the audit is given', async () => {
		const shell = new TestShell();
		await shell.run([`cd ${trusts}; set root crlUrl "https://user:secret@crl.example/a.crl"`]);
		const [, origin, , change] = shell.recorded.changes[0] ?? [];
		expect(origin).toEqual({ context: `DMS_CLI${trusts}`, command: 'set root crlUrl https://****@crl.example/a.crl' });
		expect(change).toEqual({ crlUrl: 'https://user:secret@crl.example/a.crl' });
	});

	it('says which devices an anchor has vouched for when it is deleted', async () => {
		const shell = new TestShell();
		shell.recorded.rows.use = { devices: 3, examples: ['base-1', 'base-2'] };
		const { answers } = await shell.run([`cd ${trusts}; delete root`]);
		expect(answers).toBe('...Done\n*** Warning: 3 came in through it: base-1, base-2, .... ***\n');
	});
});

describe('what get prints', () => {
	it('is the interface table of the guide, with a rule of the same length', async () => {
		const shell = new TestShell();
		shell.recorded.rows.interfaces = [interfaceRow('10.155.6.175', 8012)];
		const { answers } = await shell.run(['XSP|ADP_CLI/Interface/CTI/CTIServer> get']);
		expect(answers).toBe(
			[
				'  Interface IP  Port  Secure  Server Certificate  Client Auth Req',
				'='.repeat(65),
				'  10.155.6.175  8012  true    true                true',
				'',
				'1 entry found.',
				'',
			].join('\n'),
		);
	});

	it('is the trust table of the guide', async () => {
		const shell = new TestShell();
		shell.recorded.rows.anchors = [
			anchorRow('webexclientissuing2023', 'Internal Private TLS SubCA', 'Internal Private Root'),
			anchorRow('webexclientroot2023', 'Internal Private Root', 'Internal Private Root'),
		];
		const { answers } = await shell.run(['XSP|ADP_CLI/Interface/CTI/SSLCommonSettings/ClientAuthentication/Trusts> get']);
		const rows = [
			['Alias                 ', 'Owner                     ', 'Issuer'],
			['webexclientissuing2023', 'Internal Private TLS SubCA', 'Internal Private Root'],
			['webexclientroot2023   ', 'Internal Private Root     ', 'Internal Private Root[self-signed]'],
		].map((cells) => `  ${cells.join('  ')}`);
		const width = Math.max(...rows.map((line) => line.length));
		expect(answers).toBe([rows[0], '='.repeat(width), ...rows.slice(1), '', '2 entries found.', ''].join('\n'));
	});

	it('is a head and a rule where there is nothing', async () => {
		const { answers } = await new TestShell().run(['System; ClientIdentity; get']);
		expect(answers).toBe('  Name  Fingerprint  Device Types\n=================================\n\n0 entry found.\n');
	});

	it.each([
		['get', ['10.0.0.1:443', '10.0.0.1:8443', '2001:db8::1:443']],
		['get 10.0.0.1', ['10.0.0.1:443', '10.0.0.1:8443']],
		['get 10.0.0.1 8443', ['10.0.0.1:8443']],
		['get 443', ['10.0.0.1:443', '2001:db8::1:443']],
		['get 2001:DB8:0:0::1', ['2001:db8::1:443']],
		['get 10.0.0.2', []],
	])('%s picks rows', async (command, expected) => {
		const shell = new TestShell();
		shell.recorded.rows.interfaces = [interfaceRow('10.0.0.1', 443), interfaceRow('10.0.0.1', 8443), interfaceRow('2001:db8::1', 443)];
		const { answers } = await shell.run([`Interface; Http; HttpServer; ${command}`], { wantsJson: true });
		const rows = JSON.parse(answers) as { interfaceIp: string; port: number }[];
		expect(rows.map(({ interfaceIp, port }) => `${interfaceIp}:${port}`)).toEqual(expected);
	});

	it('is the rules of an anchor with -detail', async () => {
		const shell = new TestShell();
		shell.recorded.rows.anchors = [
			anchorRow(
				'a',
				'One',
				'Two',
				{
					missingIssuer: 'CN=Two',
					revocationList: { thisUpdate: now, nextUpdate: now, entries: 3 },
					use: { devices: 2, examples: [], lastAt: now },
				},
				{
					macRules: [{ source: 'subject.CN' }, { source: 'san.uri', pattern: 'x(.*)' }],
					crlSource: { url: 'http://user:secret@crl.example/', error: 'timed out' },
				},
			),
		];
		const { answers } = await shell.run([`cd ${trusts}; get -detail`], { wantsJson: true });
		expect(JSON.parse(answers)).toEqual([
			{
				alias: 'a',
				owner: 'One',
				issuer: 'Two',
				fingerprint: 'ab'.repeat(32),
				validFrom: '2023-01-01T00:00:00.000Z',
				expires: '2027-01-01T00:00:00.000Z',
				daysLeft: 10,
				missingIssuer: 'CN=Two',
				enabled: true,
				oui: [],
				macFrom: ['subject.CN', 'san.uri=x(.*)'],
				digestFloor: defaultTrustPolicy.digestFloor,
				minRsaBits: defaultTrustPolicy.minRsaBits,
				revocation: defaultTrustPolicy.revocation,
				crlUrl: 'http://****@crl.example/',
				crlError: 'timed out',
				crlNextUpdate: now.toISOString(),
				devices: 2,
				lastUsed: now.toISOString(),
			},
		]);
	});

	it('is the list of a level, and with -effective the one that rules', async () => {
		const shell = new TestShell();
		shell.recorded.rows.list = [{ value: 'TLSv1.2' }];
		shell.recorded.rows.effective = { sourceText: 'Http', entries: [{ value: 'TLSv1.3', note: 'no suite' }] };
		const { answers } = await shell.run(['cd /System/SSLCommonSettings/JSSE/Protocols; get; get -effective'], { wantsJson: true });
		expect(
			answers
				.trim()
				.split('\n')
				.map((line) => JSON.parse(line) as unknown),
		).toEqual([[{ protocol: 'TLSv1.2', note: null }], [{ protocol: 'TLSv1.3', level: 'Http', note: 'no suite' }]]);
	});

	it('is the lists of all interfaces, each with its address', async () => {
		const shell = new TestShell();
		shell.recorded.rows.interfaces = [interfaceRow('10.0.0.1', 8012), interfaceRow('10.0.0.2', 8012)];
		shell.recorded.rows.list = [{ value: 'TLSv1.2' }, { value: 'TLSv1.3' }];
		const { answers } = await shell.run(['cd /Interface/CTI/CTIServer/SSLSettings/Protocols; get; get 10.0.0.2']);
		expect(answers).toContain('4 entries found.');
		expect(answers).toContain('2 entries found.');
		expect(answers).toContain('  10.0.0.2      8012  TLSv1.3');
	});

	it('is name and value where there is no table', async () => {
		const { answers } = await new TestShell().run([`cd ${authentication}/Headers; get; cd ../Certificates; get`]);
		expect(answers).toBe(
			'  enable  = false\n  proxies = 10.0.0.0/8,192.0.2.1\n  form    = rfc9440\n  header  = x-client-cert\n  enable          = true\n  identityPattern =\n',
		);
	});

	it('is one row for each key of an interface', async () => {
		const shell = new TestShell();
		const facts = {
			certificate: pem,
			fingerprint: '',
			subject: 'CN=host',
			issuer: 'CN=host',
			notBefore: now,
			notAfter: new Date('2027-02-03'),
		};
		shell.recorded.rows.certificates = [
			{
				kind: 'CTI',
				address: '10.0.0.1',
				port: 8012,
				generation: 3,
				selfSigned: true,
				isActive: true,
				createdAt: now,
				certificates: [
					{ ...facts, keyType: 'EC' },
					{ ...facts, keyType: 'RSA', issuer: 'CN=CA' },
				],
			},
		];
		const { answers } = await shell.run([`cd ${certificates}; get 10.0.0.1`]);
		expect(answers.split('\n').slice(2, 4)).toEqual([
			'  10.0.0.1      8012  EC   host   host[self-signed]  2027-02-03  3',
			'  10.0.0.1      8012  RSA  host   CA                 2027-02-03  3',
		]);
	});

	it('shows what would drive a terminal as text', async () => {
		const shell = new TestShell();
		shell.recorded.rows.identities = [{ id: '1', name: 'a\u001b[2Jb', deviceTypes: [], createdAt: now }];
		const { answers } = await shell.run(['System; ClientIdentity; get']);
		expect(answers).toContain(String.raw`a\x1b[2Jb`);
		expect(answers).not.toContain('\u001b');
	});

	it('exports a certificate to the terminal or to a new file', async () => {
		const shell = new TestShell();
		const { answers } = await shell.run([
			`cd ${certificates}; sslExport 10.0.0.1; sslExport 10.0.0.1 8012 /out.pem; sslExport 10.0.0.1 /other.pem`,
		]);
		expect(answers).toBe('-----BEGIN CERTIFICATE-----\n...Done\n...Done\n');
		expect([...shell.files.contents]).toEqual([
			['/out.pem', '-----BEGIN CERTIFICATE-----\n'],
			['/other.pem', '-----BEGIN CERTIFICATE-----\n'],
		]);
	});
});
