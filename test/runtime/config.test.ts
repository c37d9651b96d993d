import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DmsError } from '../../src/domain/errors.ts';
import { type Configuration, type ConfigurationSources, listCertificateFiles, loadConfiguration } from '../../src/runtime/config.ts';
import { listConfigurationKeys } from '../../src/runtime/configuration-keys.ts';
import { describeConfiguration } from '../../src/runtime/describe-configuration.ts';
import { readStoreUrl } from '../../src/runtime/store-url.ts';
import type { ListenerLimits } from '../../src/tls/listener-limits.ts';
import type { CredentialFiles } from '../../src/tls/server-credentials.ts';

const folder = mkdtempSync(join(tmpdir(), 'dms-config-'));
afterAll(() => rmSync(folder, { recursive: true }));
const { keys } = listConfigurationKeys();
let files = 0;

function save(text: string): string {
	const file = join(folder, `${++files}.yaml`);
	writeFileSync(file, text);
	return file;
}

function load(yaml: string, env: ConfigurationSources['env'] = {}, overrides?: ConfigurationSources['overrides']): Configuration {
	return loadConfiguration({ file: save(yaml), env, workingDirectory: '/work', ...(overrides === undefined ? {} : { overrides }) });
}

function refusal(read: () => unknown): DmsError {
	try {
		read();
	} catch (error) {
		if (error instanceof DmsError) return error;
		throw error;
	}
	throw new Error('it was not refused');
}

describe('where a value comes from', () => {
	it('the defaults, without any source', () => {
		const configuration = loadConfiguration({ env: {}, workingDirectory: '/srv' });
		expect(configuration).toMatchObject({
			data: '/srv/var',
			workers: availableParallelism(),
			device: { address: { host: '127.0.0.1', port: 8443 } },
			accessRecords: { retentionDays: 90 },
			limits: { maxUploadBytes: 10 * 1024 * 1024, uploadVersions: 5 },
		});
		expect(configuration.device.httpAddress).toBeUndefined();
		expect(listCertificateFiles(configuration.tls)).toEqual([]);
		expect(readStoreUrl(configuration.store)).toBeUndefined();
	});

	it('the file, then the environment, then the command line', () => {
		const yaml = 'workers: 2\nlimits: { uploadVersions: 2, maxUploadBytes: 2 }\nlog: { level: warn }';
		const env = { DMS_WORKERS: '3', DMS_LIMITS_UPLOAD_VERSIONS: '3' };
		const configuration = load(yaml, env, { workers: 4 });
		expect(configuration.workers).toBe(4);
		expect(configuration.limits).toMatchObject({ uploadVersions: 3, maxUploadBytes: 2, maxArchiveBytes: 256 * 1024 * 1024 });
		expect(configuration.log.level).toBe('warn');
	});

	it('the file that DMS_CONFIG names, unless the command line names another', () => {
		const [named, given] = [save('workers: 5'), save('workers: 6')];
		expect(loadConfiguration({ env: { DMS_CONFIG: named } }).workers).toBe(5);
		expect(loadConfiguration({ file: given, env: { DMS_CONFIG: named } }).workers).toBe(6);
	});

	it('paths start at the folder of the file, otherwise at the working directory', () => {
		expect(load('data: state\nsecretKeyFile: /etc/key')).toMatchObject({ data: join(folder, 'state'), secretKeyFile: '/etc/key' });
		expect(load('data: state', { DMS_DATA: 'other' }).data).toBe('/work/other');
		expect(load('data: state', {}, { data: 'third' }).data).toBe('/work/third');
	});

	it('an empty variable or an empty section says nothing', () => {
		expect(load('limits:\nlog:\n', { DMS_WORKERS: '', DMS_LOG_LEVEL: '' }).log.level).toBe('info');
		expect(load('# nothing at all').log.level).toBe('info');
	});

	it('variables of XiVO count where ours say nothing', () => {
		const { admin } = load('admin: { personTokenSeconds: 100 }', { AUTH_CTI_EXPIRES: '200', AUTH_WEBSERVICE_EXPIRES: '300' });
		expect(admin).toMatchObject({ personTokenSeconds: 200, serviceTokenSeconds: 300 });
		const both = load('', { AUTH_CTI_EXPIRES: '200', DMS_ADMIN_PERSON_TOKEN_SECONDS: '400' });
		expect(both.admin.personTokenSeconds).toBe(400);
		expect(load('', { AUTH_CTI_EXPIRES: '' }).admin.personTokenSeconds).toBe(3600);
		expect(load('', { PLAY_AUTH_TOKEN_FILE: '/run/token' }).admin.sharedTokenFile).toBe('/run/token');
	});

	it('variables of Kubernetes and of tests are not ours', () => {
		const env = {
			DMS_SERVICE_HOST: '10.0.0.1',
			DMS_SERVICE_PORT_HTTPS: '443',
			DMS_PORT: 'tcp://x',
			DMS_PORT_443_TCP_ADDR: 'x',
			DMS_TEST_X: '1',
		};
		expect(() => load('', env)).not.toThrow();
	});
});

describe('every key', () => {
	const issuers = JSON.stringify([{ issuer: 'https://sso.example', clientId: 'dms' }]);
	const kerberos = {
		DMS_ADMIN_SSO_KERBEROS_SERVICE: 'HTTP@other.example',
		DMS_ADMIN_SSO_KERBEROS_REALM: 'OTHER',
		DMS_ADMIN_SSO_KERBEROS_KEYTAB_FILE: '/other/file',
	};
	const samples: Readonly<Record<string, string | number>> = {
		'device.address': '0.0.0.0:443',
		'device.httpAddress': '[::1]:80',
		'events.address': '[::]:8012',
		'admin.address': '[::1]:8080',
		'store.url': 'postgres://dms@localhost/dms',
		'admin.metricsWithoutToken': 'never',
		'admin.hostNames': 'dms.example www.dms.example',
		'admin.sso.cas.server': 'https://sso.example/cas',
		'admin.sso.cas.services': 'https://dms.example/cas https://dms.example/xuc/cas',
		'admin.sso.oidc.issuers': issuers,
		'admin.sso.oidc.redirectUrl': 'https://dms.example/callback',
		'admin.sso.kerberos.service': 'HTTP@dms.example',
		'admin.sso.kerberos.realm': 'EXAMPLE',
		'admin.sso.plainLoopback': 'allow',
		'log.level': 'error',
		workers: availableParallelism() + 1,
	};
	// Keys that need another one beside them.
	const company: Readonly<Record<string, Record<string, string>>> = {
		'tls.ecdsaCertificateFile': { DMS_TLS_ECDSA_KEY_FILE: '/some/key' },
		'tls.ecdsaKeyFile': { DMS_TLS_ECDSA_CERTIFICATE_FILE: '/some/certificate' },
		'tls.rsaCertificateFile': { DMS_TLS_RSA_KEY_FILE: '/some/key' },
		'tls.rsaKeyFile': { DMS_TLS_RSA_CERTIFICATE_FILE: '/some/certificate' },
		'limits.requestTimeoutMs': { DMS_LIMITS_HEADERS_TIMEOUT_MS: '100' },
		'admin.personSessionSeconds': { DMS_ADMIN_PERSON_TOKEN_SECONDS: '60' },
		'admin.serviceSessionSeconds': { DMS_ADMIN_SERVICE_TOKEN_SECONDS: '60' },
		'admin.sso.cas.server': { DMS_ADMIN_SSO_CAS_SERVICES: 'https://dms.example/cas' },
		'admin.sso.oidc.redirectUrl': { DMS_ADMIN_SSO_OIDC_ISSUERS: issuers },
		...Object.fromEntries(
			Object.keys(kerberos).map((variable, index) => {
				const others = Object.fromEntries(Object.entries(kerberos).filter(([name]) => name !== variable));
				return [`admin.sso.kerberos.${['service', 'realm', 'keytabFile'][index]}`, others];
			}),
		),
	};
	const valueAt = (configuration: Configuration, path: string): unknown =>
		path
			.split('.')
			.reduce<unknown>(
				(value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
				configuration,
			);

	it.each([...keys.values()])('$path can be given in the file and by $variable', (key) => {
		const sample = samples[key.path] ?? (key.range === undefined ? '/some/file' : key.range[0] + 1);
		const nested = key.path.split('.').reduceRight<unknown>((value, name) => ({ [name]: value }), sample);
		// JSON is YAML.
		const fromFile = load(JSON.stringify(nested), company[key.path]);
		const fromEnvironment = load('', { ...company[key.path], [key.variable]: String(sample) });
		expect(fromEnvironment).toEqual(fromFile);
		expect(valueAt(fromFile, key.path)).not.toEqual(valueAt(load(''), key.path));
	});

	it('has a variable of its own', () => {
		expect(new Set([...keys.values()].map((key) => key.variable)).size).toBe(keys.size);
	});

	it('is documented with its unit, default, variable and meaning', () => {
		const text = describeConfiguration();
		for (const key of keys.values()) {
			const row = text.split('\n').find((line) => line.startsWith(`| \`${key.path}\` |`));
			expect(row).toContain(key.notes.unit);
			expect(row).toContain(`\`${key.variable}\``);
			expect(row).toContain(key.notes.description);
			expect(row).toContain(key.notes.defaultText ?? String(key.defaultValue ?? 'none'));
		}
	});

	it('has the form that the listeners take', () => {
		const configuration = load('tls: { rsaKeyFile: k, rsaCertificateFile: c }');
		const limits: ListenerLimits = configuration.limits;
		const certificates: readonly CredentialFiles[] = listCertificateFiles(configuration.tls);
		expect(limits.headersTimeoutMs).toBeLessThanOrEqual(limits.requestTimeoutMs);
		expect(certificates).toEqual([{ keyFile: join(folder, 'k'), certificateFile: join(folder, 'c') }]);
	});
});

describe('what is refused', () => {
	const cases: readonly [string, string, Record<string, string>, string][] = [
		['a mistyped key', 'limits: { stopGrace: 3 }', {}, 'unknown key "limits.stopGrace"; did you mean limits.stopGraceMs?'],
		['a key in the wrong place', 'adress: 1', {}, 'unknown key "adress"; did you mean device.address?'],
		['a mistyped section', 'limit: { uploadVersions: 3 }', {}, 'unknown key "limit"; did you mean limits?'],
		['a key that is like no other', 'xyzzy: 1', {}, 'unknown key "xyzzy"'],
		['a key that would be part of every object', '__proto__: { workers: 3 }', {}, 'unknown key "__proto__"'],
		['a second spelling of a key', '"limits.uploadVersions": 3', {}, 'key "limits.uploadVersions" has a dot; nest it instead'],
		['a section that is a value', 'limits: 3', {}, 'limits must hold keys'],
		['a list instead of keys', '- workers', {}, 'the file must hold keys'],
		['a text instead of a number', 'workers: many', {}, 'workers: expected number, received string'],
		['a fraction', 'workers: 1.5', {}, 'workers: expected int, received number'],
		['a number that is too small', 'workers: 0', {}, 'workers: must be >=1'],
		['a number that is too large', 'limits: { uploadVersions: 1001 }', {}, 'limits.uploadVersions: must be <=1000'],
		['an unknown level', 'log: { level: loud }', {}, 'log.level: expected one of "debug"|"info"|"warn"|"error"'],
		['a key without a value', 'device: { address: }', {}, 'device.address: expected string, received null'],
		[
			'an address without a port',
			'device: { address: localhost }',
			{},
			'device.address: must be host:port, e.g. 127.0.0.1:8443 or [::1]:8443',
		],
		['an IPv6 address without brackets', 'device: { address: "::1:443" }', {}, 'device.address: must be host:port'],
		['a port that does not exist', 'device: { address: "localhost:70000" }', {}, 'device.address: has a port above 65535'],
		['a certificate without its key', 'tls: { rsaCertificateFile: c }', {}, 'tls.rsaCertificateFile: needs tls.rsaKeyFile beside it'],
		['a key without its certificate', 'tls: { ecdsaKeyFile: c }', {}, 'tls.ecdsaKeyFile: needs tls.ecdsaCertificateFile beside it'],
		[
			'two databases',
			'store: { url: "postgres://h/d", urlFile: f }',
			{},
			'store.urlFile: contradicts store.url: only one of the two may be given',
		],
		['a database of another kind', 'store: { url: "mysql://h/d" }', {}, 'store.url: must begin with postgres://'],
		[
			'contradicting times',
			'limits: { headersTimeoutMs: 130000 }',
			{},
			'limits.headersTimeoutMs: must not be longer than limits.requestTimeoutMs',
		],
		[
			'a token that would outlive its session',
			'admin: { personTokenSeconds: 1000, personSessionSeconds: 999 }',
			{},
			'admin.personTokenSeconds: must not be longer than admin.personSessionSeconds',
		],
		['a repeated key', 'workers: 1\nworkers: 2', {}, 'Map keys must be unique at line 2, column 1'],
		['an alias', 'workers: &n 1\ndata: *n', {}, 'Alias resolution is disabled'],
		['a tag', 'workers: !!js/function "x"', {}, 'Unresolved tag: tag:yaml.org,2002:js/function at line 1, column 10'],
		['two documents', 'workers: 1\n---\nworkers: 2', {}, 'Source contains multiple documents'],
		['no YAML', 'workers: [', {}, 'Flow sequence in block collection must be sufficiently indented'],
		[
			'a mistyped variable',
			'',
			{ DMS_DEVICE_ADRESS: 'x' },
			'unknown environment variable DMS_DEVICE_ADRESS; did you mean DMS_DEVICE_ADDRESS?',
		],
		['a variable that is no number', '', { DMS_WORKERS: '0x10' }, 'DMS_WORKERS: workers: expected number, received string'],
		['a variable out of range', 'workers: 3', { DMS_WORKERS: '0' }, 'DMS_WORKERS: workers: must be >=1'],
	];

	it.each(cases)('reject/%s', (_name, yaml, env, message) => {
		const error = refusal(() => load(yaml, env));
		expect(error.code).toBe('configuration.invalid');
		expect(error.message).toContain(message);
		expect(error.message).not.toContain('\n');
		// It says where: the file or the variable.
		expect(error.message).toMatch(Object.keys(env).length > 0 ? /DMS_/ : /\.yaml: /);
	});

	it.each([
		'postgres://dms:geheim@localhost/dms',
		'postgres://localhost/dms?user=dms&password=geheim',
		'postgres://localhost/dms?sslpassword=geheim',
	])('reject/a password in the configuration, without repeating it: %s', (url) => {
		const error = refusal(() => load(`store: { url: "${url}" }`));
		expect(error.message).toContain('store.url: holds a password; put the URL into a file and name it in store.urlFile');
		expect([error.message, ...error.findings].join()).not.toContain('geheim');
	});

	it('with every finding, not only the first', () => {
		const error = refusal(() => load('a: 1\nworkers: 0\nlimits: { b: 2 }', { DMS_C: '3' }));
		expect(error.findings).toHaveLength(4);
		expect(error.message).toMatch(/ \(and 3 more\)$/);
		expect(error.row.exitCode).toBe(2);
	});

	it.each([
		['a file that is missing', () => join(folder, 'missing.yaml'), 'cannot be read (ENOENT)'],
		['a folder', () => folder, 'is not a file'],
		['a file that is too large', () => save(`# ${'a'.repeat(256 * 1024)}`), 'the limit is 262144'],
	])('reject/%s', (_name, file, message) => {
		const error = refusal(() => loadConfiguration({ file: file(), env: {} }));
		expect(error).toMatchObject({ code: 'file.unreadable' });
		expect(error.message).toContain(message);
	});

	it('reject/nesting that exhausts the parser', () => {
		expect(refusal(() => load(`workers: ${'['.repeat(200_000)}`)).code).toBe('configuration.invalid');
	});
});

describe('the URL of the database', () => {
	const readFrom = (text: string): string | undefined => readStoreUrl({ urlFile: save(text) });

	it('ok/is read from its file, password included', () => {
		expect(readFrom('postgres://dms:geheim@localhost/dms\n')).toBe('postgres://dms:geheim@localhost/dms');
		expect(readStoreUrl({ url: 'postgres://localhost/dms' })).toBe('postgres://localhost/dms');
	});

	it.each([
		['a missing file', () => readStoreUrl({ urlFile: join(folder, 'missing') }), 'file.unreadable'],
		['no URL', () => readFrom('geheim'), 'configuration.invalid'],
		['another kind of database', () => readFrom('mysql://dms:geheim@localhost/dms'), 'configuration.invalid'],
		['an empty file', () => readFrom(''), 'configuration.invalid'],
	])('reject/%s, without repeating it', (_name, read, code) => {
		const error = refusal(read);
		expect(error.code).toBe(code);
		expect(error.message).not.toContain('geheim');
	});
});

describe('the samples that are shipped', () => {
	const docs = join(import.meta.dirname, '../../docs');

	it.each(readdirSync(docs).filter((name) => name.endsWith('.yaml')))('ok/%s', (name) => {
		const configuration = loadConfiguration({ file: join(docs, name), env: {} });
		expect(configuration.data).toBe('/var/lib/opendms');
	});

	it('name no key in a comment that does not exist', () => {
		const text = readFileSync(join(docs, 'opendms.example.yaml'), 'utf8');
		const withComments = text.replaceAll(/^(\s*)# (\w+: \S+)$/gm, '$1$2');
		expect(load(withComments).device.httpAddress).toEqual({ host: '0.0.0.0', port: 80 });
	});
});
