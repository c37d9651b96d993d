import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isInstalled } from './is-installed.ts';

/** The part of the package `kerberos` that plays a browser. */
interface KerberosClients {
	initializeClient(service: string, options: { readonly mechOID: number }): Promise<{ step(challenge: string): Promise<string> }>;
	readonly GSS_MECH_OID_KRB5: number;
	readonly GSS_MECH_OID_SPNEGO: number;
}

/** An MIT KDC of its own on loopback, with a realm, people and services. */
export interface KerberosRealm {
	readonly realm: string;
	/** `HTTP@localhost`. */
	readonly service: string;
	/** Keys of the service, mode 0600. */
	readonly keytabFile: string;
	/** Environment in which programs of Kerberos find this realm; the tickets are those of this person. */
	environmentOf(person: string): Promise<NodeJS.ProcessEnv>;
	/** A fresh token for `Authorization: Negotiate`, base64. */
	tokenOf(person: string, service?: string, mechanism?: 'spnego' | 'kerberos'): Promise<string>;
	stop(): Promise<void>;
}

const packageFile = join(import.meta.dirname, '../admin/sso/kerberos/package.json');

/** What `import('kerberos')` would give where it is installed. */
export function importKerberos(): Promise<unknown> {
	return Promise.resolve(createRequire(packageFile)('kerberos'));
}

/** Whether the package is where a server would find it, as an operator may have installed it. */
export function isKerberosInstalled(): boolean {
	return existsSync(join(import.meta.dirname, '../../node_modules/kerberos'));
}

/** Where something is missing the run says what. */
export function hasKerberos(): boolean {
	if (!['krb5kdc', 'kdb5_util', 'kadmin.local', 'kinit'].every(isInstalled)) return false;
	if (existsSync(join(packageFile, '../node_modules/kerberos/build/Release/kerberos.node'))) return true;
	console.log('skipped: the package kerberos is not built; install libkrb5-dev and run: npm ci --prefix test/admin/sso/kerberos');
	return false;
}

const realm = 'DMS.TEST';
const aes = 'aes256-cts-hmac-sha1-96:normal aes128-cts-hmac-sha256-128:normal';

/** Sets `KRB5_CONFIG` and `KRB5RCACHEDIR` of this process, in which tokens are accepted. People: alice, alice/admin, Bob, laptop$. */
export async function startKerberosRealm(): Promise<KerberosRealm> {
	const folder = await mkdtemp(join(tmpdir(), 'dms-kdc-'));
	const port = await findFreePort();
	await writeConfiguration(folder, port);
	const environment = { ...process.env, KRB5_CONFIG: join(folder, 'krb5.conf'), KRB5_KDC_PROFILE: join(folder, 'kdc.conf') };
	const keytabFile = join(folder, 'http.keytab');
	execFileSync('kdb5_util', ['create', '-r', realm, '-s', '-P', 'master'], { env: environment, stdio: 'pipe' });
	const commands = [
		...['alice', 'alice/admin', 'Bob', 'laptop$'].map((person) => `addprinc -pw secret-of-it ${person}`),
		...['HTTP/localhost', 'HTTP/other.localhost'].map((service) => `addprinc -randkey ${service}`),
		'addprinc -e arcfour-hmac:normal -randkey HTTP/weak.localhost',
		`ktadd -k ${keytabFile} HTTP/localhost`,
	];
	execFileSync('kadmin.local', ['-r', realm], { env: environment, input: `${commands.join('\n')}\n`, stdio: 'pipe' });
	await chmod(keytabFile, 0o600);
	const kdc = spawn('krb5kdc', ['-n', '-r', realm], { env: environment, stdio: 'ignore' });
	process.env['KRB5_CONFIG'] = environment.KRB5_CONFIG;
	process.env['KRB5RCACHEDIR'] = folder;
	const environmentOf = async (person: string): Promise<NodeJS.ProcessEnv> => {
		const cache = `FILE:${join(folder, `${person.replace('/', '-')}.tickets`)}`;
		const own = { ...environment, KRB5CCNAME: cache };
		if (!existsSync(cache.slice('FILE:'.length))) await getTicket(person, own);
		return own;
	};
	return {
		realm,
		service: 'HTTP@localhost',
		keytabFile,
		environmentOf,
		async tokenOf(person, service = 'HTTP@localhost', mechanism = 'spnego') {
			process.env['KRB5CCNAME'] = (await environmentOf(person))['KRB5CCNAME'];
			const clients = (await importKerberos()) as KerberosClients;
			const mechOID = mechanism === 'spnego' ? clients.GSS_MECH_OID_SPNEGO : clients.GSS_MECH_OID_KRB5;
			return (await clients.initializeClient(service, { mechOID })).step('');
		},
		async stop() {
			kdc.kill();
			if (kdc.exitCode === null && kdc.signalCode === null) await once(kdc, 'exit');
			await rm(folder, { recursive: true, force: true });
		},
	};
}

async function writeConfiguration(folder: string, port: number): Promise<void> {
	await writeFile(
		join(folder, 'krb5.conf'),
		`[libdefaults]
	default_realm = ${realm}
	dns_lookup_kdc = false
	dns_lookup_realm = false
	dns_canonicalize_hostname = false
	rdns = false
	permitted_enctypes = aes256-cts aes128-sha2 arcfour-hmac
[realms]
	${realm} = {
		kdc = 127.0.0.1:${port}
	}
[domain_realm]
	localhost = ${realm}
	.localhost = ${realm}
`,
	);
	await writeFile(
		join(folder, 'kdc.conf'),
		`[kdcdefaults]
	kdc_listen = 127.0.0.1:${port}
	kdc_tcp_listen = 127.0.0.1:${port}
[realms]
	${realm} = {
		database_name = ${folder}/principal
		key_stash_file = ${folder}/stash
		acl_file = ${folder}/acl
		master_key_type = aes256-cts
		supported_enctypes = ${aes}
	}
[logging]
	kdc = FILE:${folder}/kdc.log
`,
	);
}

/** The KDC may not have opened its port yet. */
async function getTicket(person: string, environment: NodeJS.ProcessEnv): Promise<void> {
	for (let attempt = 0; ; attempt++) {
		try {
			execFileSync('kinit', [person], { env: environment, input: 'secret-of-it\n', stdio: 'pipe' });
			return;
		} catch (cause) {
			if (attempt === 50) throw cause;
			await delay(50);
		}
	}
}

async function findFreePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('a listener has no port');
	return address.port;
}
