import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { SsoProofs } from '../../src/admin/sso/sso-proofs.ts';
import { openSso } from '../../src/compose/sso.ts';
import { ssoConfiguration } from '../../src/runtime/sso-configuration.ts';
import { isKerberosInstalled } from '../helpers/kerberos-realm.ts';
import { useSqlite } from '../helpers/stores.ts';

const clock = { now: () => new Date() };
const cas = { server: 'https://sso.example/cas', services: ['https://dms.example/'] };
const issuer = { issuer: 'https://sso.example', clientId: 'dms' };

describe('opening what admin.sso names', () => {
	const openStore = useSqlite();

	/** @param files content by name; the section gets their paths. */
	async function open(
		section: (pathOf: (name: string) => string) => unknown,
		files: Readonly<Record<string, string>> = {},
	): Promise<SsoProofs> {
		const { store, options } = await openStore();
		const pathOf = (name: string): string => join(options.dataDirectory, name);
		for (const [name, content] of Object.entries(files)) await writeFile(pathOf(name), content, { mode: 0o600 });
		return openSso(ssoConfiguration.parse(section(pathOf)), { store, clock });
	}

	it('opens nothing where nothing is named', async () => {
		expect(Object.keys(await open(() => ({})))).toEqual(['handOver']);
	});
	it('opens what is named, and asks nobody', async () => {
		const proofs = await open(() => ({ cas, oidc: { issuers: [issuer] } }));
		expect(Object.keys(proofs)).toEqual(['cas', 'casSignIn', 'oidc', 'handOver']);
	});
	it('begins sign-ins where it is told where they end', async () => {
		const proofs = await open(() => ({ oidc: { issuers: [issuer], redirectUrl: 'https://dms.example/callback' } }));
		expect(Object.keys(proofs)).toEqual(['oidc', 'oidcLogin', 'handOver']);
	});

	it.each([
		'',
		'garbage',
		'-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
		'-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----',
	])('does not take %j for certificates', async (content) => {
		await expect(open((pathOf) => ({ cas: { ...cas, caFile: pathOf('ca.pem') } }), { 'ca.pem': content })).rejects.toMatchObject({
			code: 'configuration.invalid',
			field: 'admin.sso.cas.caFile',
		});
	});
	it('names a file that is missing', async () => {
		await expect(open((pathOf) => ({ oidc: { issuers: [{ ...issuer, clientSecretFile: pathOf('secret') }] } }))).rejects.toMatchObject({
			code: 'file.unreadable',
		});
	});
	it('does not start with Kerberos where its package is missing', { skip: isKerberosInstalled() }, async () => {
		const kerberos = (pathOf: (name: string) => string): unknown => ({
			kerberos: { service: 'HTTP@dms.example', realm: 'X', keytabFile: pathOf('http.keytab') },
		});
		await expect(open(kerberos, { 'http.keytab': '' })).rejects.toMatchObject({
			code: 'configuration.invalid',
			field: 'admin.sso.kerberos',
		});
	});
});
