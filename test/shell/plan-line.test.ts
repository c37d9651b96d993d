import { describe, expect, it } from 'vitest';
import { type Role, roles } from '../../src/domain/role.ts';
import { type LinePlan, planLine } from '../../src/shell/plan-line.ts';
import { resolvePath, type ShellPlace, toPathText } from '../../src/shell/shell-context.ts';
import { createShellTree } from '../../src/shell/shell-tree.ts';

const tree = createShellTree();
const root: ShellPlace = [tree.root];

function plan(line: string, from = '/', role: Role = 'BWSUPERADMIN'): LinePlan {
	return planLine(tree, resolvePath(root, from), line, role);
}

/** Where a line leads, and the commands that it runs with the places where it does. */
function outline(line: string, from = '/'): { readonly place: string; readonly runs: readonly string[] } {
	const { place, steps } = plan(line, from);
	return {
		place: toPathText(place),
		runs: steps.map((step) => `${toPathText(step.place)}> ${step.kind === 'run' ? step.command.text : step.kind}`),
	};
}

function refusalOf(line: string, from = '/', role: Role = 'BWSUPERADMIN'): string {
	try {
		plan(line, from, role);
	} catch (error) {
		if (error instanceof Error && error.name === 'DmsError') return error.message;
		throw error;
	}
	throw new Error(`not refused: ${line}`);
}

describe('moving', () => {
	it.each([
		['ok/a path', 'cd Interface/CTI', '/', 'DMS_CLI/Interface/CTI'],
		['ok/an absolute path', 'cd /System/ClientIdentity', '/Interface', 'DMS_CLI/System/ClientIdentity'],
		['ok/up', 'cd ../..', '/Interface/CTI', 'DMS_CLI'],
		['ok/up and down', 'cd ../Http', '/Interface/CTI', 'DMS_CLI/Interface/Http'],
		['ok/two dots alone', '..', '/Interface/CTI', 'DMS_CLI/Interface'],
		['ok/above the root', 'cd ../../..', '/Interface', 'DMS_CLI'],
		['ok/to the root', 'cd', '/Interface/CTI', 'DMS_CLI'],
		['ok/the name of a context', 'Interface', '/', 'DMS_CLI/Interface'],
		['ok/a path without cd', 'Interface/CTI/CTIServer', '/', 'DMS_CLI/Interface/CTI/CTIServer'],
		['ok/an absolute path without cd', '/System', '/Interface', 'DMS_CLI/System'],
		['ok/small letters', 'cd interface/cti', '/', 'DMS_CLI/Interface/CTI'],
		['ok/first letters', 'cd sys/ssl/j/c', '/', 'DMS_CLI/System/SSLCommonSettings/JSSE/Ciphers'],
		['ok/a chain of first letters', 'sys;ssl;op;prot', '/', 'DMS_CLI/System/SSLCommonSettings/OpenSSL/Protocols'],
		['ok/a name of BroadWorks', 'cd Applications/BroadworksDms/AccessControl', '/', 'DMS_CLI/Applications/Dms/AccessControl'],
		['ok/the server in a path', 'cd /XSP|ADP_CLI/Interface', '/System', 'DMS_CLI/Interface'],
		['ok/our server in a path', 'DMS_CLI/Interface/CTI', '/System', 'DMS_CLI/Interface/CTI'],
		['ok/a missing slash', 'cd Interface/CTI/CTIServerSSLSettings/Protocols', '/', 'DMS_CLI/Interface/CTI/CTIServer/SSLSettings/Protocols'],
		['ok/a missing slash in a name alone', 'CTIServerSSLSettings', '/Interface/CTI', 'DMS_CLI/Interface/CTI/CTIServer/SSLSettings'],
	])('%s', (_name, line, from, expected) => {
		expect(outline(line, from)).toEqual({ place: expected, runs: [] });
	});

	it.each([
		['reject/no such context', 'cd Interface/SIP', '/', 'no context "SIP" in DMS_CLI/Interface; it has: Http, CTI'],
		['reject/nothing below', 'cd x', '/System/ClientIdentity', 'no context "x" in DMS_CLI/System/ClientIdentity; it has none'],
		['reject/several contexts', 'c', '/System', '"c" is ambiguous: ClientIdentity, CommunicationUtility, cd'],
		['reject/a word behind a context', 'Interface CTI', '/', 'behind a context stands "CTI"; commands are separated by ;'],
		['reject/two paths', 'cd System Interface', '/', 'cd cannot take "Interface"'],
		['reject/neither', 'frobnicate', '/', 'no command or context "frobnicate" in DMS_CLI'],
		['reject/a verb of another context', 'get', '/Interface', 'no command or context "get" in DMS_CLI/Interface'],
	])('%s', (_name, line, from, message) => {
		expect(refusalOf(line, from)).toBe(message);
	});
});

describe('a line that was copied with its prompt', () => {
	const trusts = 'Interface/CTI/SSLCommonSettings/ClientAuthentication/Trusts';

	it.each([
		['ok/XSP|ADP', 'XSP|ADP_CLI/Interface/CTI/CTIServer> get', 'Interface/CTI/CTIServer', 'get'],
		['ok/AS', 'AS_CLI/System/ClientIdentity> add bwcticlient.webex.com', 'System/ClientIdentity', 'add bwcticlient.webex.com'],
		['ok/ADP', 'ADP_CLI/Interface/Http/HttpServer> get', 'Interface/Http/HttpServer', 'get'],
		['ok/XSP', 'XSP_CLI/Interface/Http/HttpServer>get', 'Interface/Http/HttpServer', 'get'],
		['ok/NS', 'NS_CLI/System/ClientIdentity> get', 'System/ClientIdentity', 'get'],
		['ok/ours', 'DMS_CLI/System/ClientIdentity> get', 'System/ClientIdentity', 'get'],
		['ok/a slash and spaces before it', `  /XSP|ADP_CLI/${trusts}>  updateTrust a /b`, trusts, 'updateTrust a /b'],
		[
			'ok/a missing slash',
			'XSP|ADP_CLI/Interface/CTI/CTIServerSSLSettings/Protocols> get',
			'Interface/CTI/CTIServer/SSLSettings/Protocols',
			'get',
		],
		['ok/from elsewhere', 'DMS_CLI/System> ClientIdentity; get', 'System/ClientIdentity', 'get'],
	])('%s', (_name, line, path, command) => {
		const place = `DMS_CLI/${path}`;
		expect(outline(line, '/Interface/Http')).toEqual({ place, runs: [`${place}> ${command}`] });
	});

	it.each([
		['ok/a prompt alone moves', 'XSP|ADP_CLI/Interface/CTI/CTIServer>', 'DMS_CLI/Interface/CTI/CTIServer'],
		['ok/the root', 'AS_CLI>', 'DMS_CLI'],
	])('%s', (_name, line, place) => {
		expect(outline(line, '/System')).toEqual({ place, runs: [] });
	});

	it.each([
		['reject/no prompt', 'System> get', 'character 7 is > without a < before it; quote it where it belongs to a value'],
		['reject/an unknown context', 'XSP_CLI/Interface/SIP> get', 'no context "SIP" in DMS_CLI/Interface; it has: Http, CTI'],
		['reject/columns count the prompt', 'XSP_CLI/System> get "a', 'the " at character 21 is not closed by "'],
	])('%s', (_name, line, message) => {
		expect(refusalOf(line)).toBe(message);
	});

	it.each([
		[
			'ok/the table of the page behind it',
			'XSP|ADP_CLI/Interface/CTI/CTIServer> get Interface IP Port Secure Server Certificate Client Auth Req ================================================================= 10.155.6.175 8012 true true true',
			'get',
		],
		[
			'ok/words before the table',
			'DMS_CLI/Interface/CTI/CTIServer> get 10.0.0.1 Interface IP  Port  Secure  Server Certificate  Client Auth Req ======= x',
			'get 10.0.0.1',
		],
		['ok/the trusts of the page', `XSP|ADP_CLI/${trusts}> get Alias Owner Issuer ======= a b c[self-signed]`, 'get'],
	])('%s', (_name, line, command) => {
		expect(outline(line).runs.map((run) => run.split('> ')[1])).toEqual([command]);
	});

	it.each([
		[
			'reject/the table of another command',
			'DMS_CLI/System/ClientIdentity> get Alias Owner Issuer ====== a',
			'behind get stands the output of a command; give the command alone',
		],
		[
			'reject/output behind a change',
			'DMS_CLI/System/ClientIdentity> add Name Fingerprint Device Types ====== a',
			'behind add stands the output of a command; give the command alone',
		],
		['reject/a head without a rule', 'DMS_CLI/Interface/CTI/CTIServer> get 10.0.0.1 8012 Port', 'get cannot take "Port" there'],
	])('%s', (_name, line, message) => {
		expect(refusalOf(line)).toBe(message);
	});
});

describe('the words of a command', () => {
	const trusts = '/Interface/Http/SSLCommonSettings/ClientAuthentication/Trusts';
	const certificates = '/Interface/CTI/CTIServer/SSLSettings/Certificates';
	const protocols = '/Interface/CTI/CTIServer/SSLSettings/Protocols';

	it.each([
		['ok/first letters of a verb', '/System/ClientIdentity', 'g', 'get'],
		['ok/capital letters', '/System/ClientIdentity', 'GET', 'get'],
		['ok/another name of a verb', trusts, 'removeTrust a', 'delete a'],
		['ok/attributes with spaces', trusts, 'set a oui 00:13:d1 enabled TRUE', 'set a oui 00:13:d1 enabled TRUE'],
		['ok/attributes with equals signs', trusts, 'set a enabled=true OUI=0013d1', 'set a enabled true oui 0013d1'],
		['ok/a space behind an equals sign', trusts, 'set a enabled= true', 'set a enabled true'],
		['ok/an empty attribute', trusts, 'set a oui ""', 'set a oui ""'],
		['ok/an empty attribute with an equals sign', trusts, 'set a oui=""', 'set a oui ""'],
		['ok/an equals sign within a value', trusts, 'set a macFrom subject.CN=x=y', 'set a macFrom subject.CN=x=y'],
		['ok/a name like an attribute', '/System/ClientIdentity', 'add fingerprint', 'add fingerprint'],
		['ok/options anywhere', trusts, 'updateTrust -split a /b', 'updateTrust -split a /b'],
		['ok/a quoted word is no option', trusts, 'updateTrust "-split" /b', 'updateTrust "-split" /b'],
		['ok/an optional word', protocols, 'add 192.0.2.7 8012 TLSv1.2', 'add 192.0.2.7 8012 TLSv1.2'],
		['ok/an optional word left out', protocols, 'add 192.0.2.7 TLSv1.2', 'add 192.0.2.7 TLSv1.2'],
		['ok/IPv6', protocols, 'add 2001:DB8::1 TLSv1.2', 'add 2001:DB8::1 TLSv1.2'],
		[
			'ok/the place-holders of the page',
			certificates,
			'sslUpdate <192.0.2.7> keyFile</path/to/certificate key file> certificateFile </path/to/server certificate> chainFile</path/to/chain file>',
			'sslUpdate 192.0.2.7 keyFile "/path/to/certificate key file" certificateFile "/path/to/server certificate" chainFile "/path/to/chain file"',
		],
		[
			'ok/attributes in any order',
			certificates,
			'sslUpdate 192.0.2.7 8012 chainFile=/c certificateFile=</b> keyFile /a',
			'sslUpdate 192.0.2.7 8012 chainFile /c certificateFile /b keyFile /a',
		],
		[
			'ok/the suite as the page spells it',
			'/Interface/CTI/CTIServer/SSLSettings/Ciphers',
			'add 192.0.2.7 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
			'add 192.0.2.7 TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305',
		],
	])('%s', (_name, from, line, expected) => {
		expect(outline(line, from).runs).toEqual([`DMS_CLI${from}> ${expected}`]);
	});

	it('masks the password in a URL and says that there is one', () => {
		const { steps, hasSecret } = plan('set a crlUrl http://user:pa@ss@crl.example/a.crl', trusts);
		expect(hasSecret).toBe(true);
		expect(steps.map((step) => step.kind === 'run' && step.command.text)).toEqual(['set a crlUrl http://****@crl.example/a.crl']);
		expect(plan('set a crlUrl http://crl.example/a@b.crl', trusts).hasSecret).toBe(false);
	});

	it.each([
		['reject/a missing word', '/System/ClientIdentity', 'add', 'add needs <name>'],
		['reject/a missing attribute', certificates, 'sslUpdate 192.0.2.7 keyFile /a', 'sslUpdate needs certificateFile <value>'],
		[
			'reject/no attribute at all',
			trusts,
			'set a',
			'set needs at least one of: oui, macFrom, digestFloor, minRsaBits, revocation, crlFile, crlUrl, enabled',
		],
		['reject/an attribute without value', trusts, 'set a oui', 'oui has no value; an empty one is oui ""'],
		['reject/an attribute twice', trusts, 'set a enabled true enabled=false', 'enabled is given twice'],
		[
			'reject/an unknown attribute',
			trusts,
			'set a colour red',
			'set cannot take "colour" there; its attributes are: oui, macFrom, digestFloor, minRsaBits, revocation, crlFile, crlUrl, enabled',
		],
		['reject/a word too many', '/System/ClientIdentity', 'delete a b', 'delete cannot take "b" there'],
		['reject/an unknown option', trusts, 'get -effective', 'get has no option "-effective"; it has: -detail'],
		['reject/an option of a verb without any', '/System/ClientIdentity', 'get -x', 'get has no option "-x"'],
		['reject/an option twice', trusts, 'get -detail -detail', 'detail is given twice'],
		['reject/no boolean', '/Interface/CTI/CTIServer', 'add 10.0.0.1 8012 yes true true', 'secure is "yes"; it must be one of: false, true'],
		[
			'reject/a port beyond',
			'/Interface/CTI/CTIServer',
			'add 10.0.0.1 70000 true true true',
			'port is 70000; it must be a whole number from 1 to 65535',
		],
		[
			'reject/no port',
			'/Interface/CTI/CTIServer',
			'add 10.0.0.1 eighty true true true',
			'port is "eighty"; it must be a whole number from 1 to 65535',
		],
		['reject/a place-holder', protocols, 'add <interface IP> TLSv1.2', 'interfaceIp "interface IP" is not an IP address'],
		['reject/no SHA-256', '/System/ClientIdentity', 'add a fingerprint abc', 'fingerprint is not a SHA-256 of 64 hexadecimal digits'],
		['reject/no OUI', trusts, 'set a oui 00:13', 'oui "00:13" is not six hexadecimal digits'],
		['reject/an alias with a slash', trusts, 'updateTrust a/b /c', 'alias must not contain a slash'],
		['reject/an unknown verb', trusts, 'importJavaCATrust', `no command or context "importJavaCATrust" in DMS_CLI${trusts}`],
		['reject/an ambiguous verb', certificates, 'ssl 10.0.0.1', '"ssl" is ambiguous: sslUpdate, sslExport, sslGenerate'],
		['reject/the first letters of restart', '/', 'restar', 'no command or context "restar" in DMS_CLI'],
		['reject/a word behind exit', '/', 'exit now', 'exit cannot take "now"'],
	])('%s', (_name, from, line, message) => {
		expect(refusalOf(line, from)).toBe(message);
	});

	it('names the IANA name where the one of OpenSSL was typed', () => {
		expect(() => plan('add ECDHE-ECDSA-CHACHA20-POLY1305', '/System/SSLCommonSettings/JSSE/Ciphers')).toThrow(
			expect.objectContaining({ hint: expect.stringContaining('TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256') as string }),
		);
	});
});

describe('roles', () => {
	const change = ['add a', '/System/ClientIdentity'] as const;
	const rows: readonly (readonly [line: string, from: string, least: Role])[] = [
		['get', '/System/ClientIdentity', 'VIEWER'],
		['sslExport 10.0.0.1', '/Interface/CTI/CTIServer/SSLSettings/Certificates', 'VIEWER'],
		['help add', '/System/ClientIdentity', 'VIEWER'],
		['exit', '/', 'VIEWER'],
		[...change, 'OPERATOR'],
		['delete a', '/Interface/Http/SSLCommonSettings/ClientAuthentication/Trusts', 'OPERATOR'],
		[
			'set allowClientApp true',
			'/System/CommunicationUtility/DefaultSettings/ExternalAuthentication/CertificateAuthentication',
			'OPERATOR',
		],
		['restart', '/', 'BWORKS'],
	];
	const cases = rows.flatMap(([line, from, least]) =>
		roles.map((role) => [line, from, role, roles.indexOf(role) >= roles.indexOf(least)] as const),
	);

	it.each(cases)('%s in %s by %s: %s', (line, from, role, isAllowed) => {
		if (isAllowed) expect(plan(line, from, role).steps).toHaveLength(1);
		else expect(refusalOf(line, from, role)).toContain(`this session has ${role}`);
	});

	it('a line with one step that is not allowed does none of the others', () => {
		expect(() => plan('System; ClientIdentity; get; add a', '/', 'VIEWER')).toThrow('add needs the role OPERATOR; this session has VIEWER');
	});
});
