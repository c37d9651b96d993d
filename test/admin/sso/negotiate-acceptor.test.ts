import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type KerberosProof, type KerberosSettings, NegotiateAcceptor } from '../../../src/admin/sso/kerberos/negotiate-acceptor.ts';
import type { SsoRefusal } from '../../../src/admin/sso/sso-refusal.ts';
import type { Store } from '../../../src/domain/ports.ts';
import type { Result } from '../../../src/domain/result.ts';
import { DerReader } from '../../../src/pki/der.ts';
import { loadKerberos } from '../../../src/runtime/load-kerberos.ts';
import { explicit, octetString, oid, sequence, tlv } from '../../helpers/der-writer.ts';
import { isInstalled } from '../../helpers/is-installed.ts';
import { hasKerberos, importKerberos, isKerberosInstalled, type KerberosRealm, startKerberosRealm } from '../../helpers/kerberos-realm.ts';
import { useSqlite } from '../../helpers/stores.ts';

const clock = { now: () => new Date() };
const base64 = (...parts: readonly (Uint8Array | string)[]): string =>
	Buffer.concat(parts.map((part) => Buffer.from(part))).toString('base64');

const spnego = oid('1.3.6.1.5.5.2');
const ntlm = oid('1.3.6.1.4.1.311.2.2.10');
const kerberos = oid('1.2.840.113554.1.2.2');
const ntlmMessage = Buffer.from('4e544c4d53535000010000000782000000000000000000000000000000000000', 'hex');

describe.skipIf(!hasKerberos())('accepting Kerberos with tickets of a real KDC', () => {
	const openStore = useSqlite();
	let kdc: KerberosRealm;
	beforeAll(async () => {
		kdc = await startKerberosRealm();
	});
	afterEach(() => {
		delete process.env['KRB5RCACHENAME'];
	});
	afterAll(() => kdc.stop());

	async function createAcceptor(settings: Partial<KerberosSettings> = {}, notices?: Store['notices']): Promise<NegotiateAcceptor> {
		return new NegotiateAcceptor(
			{ service: kdc.service, realm: kdc.realm, ...settings },
			{ library: await loadKerberos(kdc.keytabFile, importKerberos), notices: notices ?? (await openStore()).store.notices, clock },
		);
	}

	it('knows a person by the ticket, and proves itself', async () => {
		const acceptor = await createAcceptor();
		expect(await acceptor.acceptNegotiate(await kdc.tokenOf('alice'))).toEqual({
			ok: true,
			value: { login: 'alice', mutualToken: expect.stringMatching(/^[A-Za-z0-9+/]+=*$/) },
		});
	});
	it('takes a token of Kerberos without a negotiation around it too', async () => {
		const acceptor = await createAcceptor();
		expect(await acceptor.acceptNegotiate(await kdc.tokenOf('alice', kdc.service, 'kerberos'))).toMatchObject({
			value: { login: 'alice' },
		});
	});
	it('writes the name in small letters, as people are kept here', async () => {
		const acceptor = await createAcceptor();
		expect(await acceptor.acceptNegotiate(await kdc.tokenOf('Bob'))).toMatchObject({ value: { login: 'bob' } });
	});
	it('lets a browser in that answers the challenge by itself', { skip: !isInstalled('curl') }, async () => {
		const acceptor = await createAcceptor();
		const server = createServer((request, response) => {
			const [, token = ''] = /^Negotiate (.+)$/.exec(request.headers.authorization ?? '') ?? [];
			void acceptor.acceptNegotiate(token).then((proof) => {
				response.setHeader('WWW-Authenticate', proof.ok ? `Negotiate ${proof.value.mutualToken}` : 'Negotiate');
				response.writeHead(proof.ok ? 200 : 401).end(proof.ok ? proof.value.login : proof.reason.code);
			});
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		const url = `http://localhost:${(server.address() as AddressInfo).port}/`;
		const env = await kdc.environmentOf('alice');
		const { stdout } = await promisify(execFile)('curl', ['-s', '--negotiate', '-u', ':', url], { env });
		server.close();
		expect(stdout).toBe('alice');
	});

	describe('a token that was used', () => {
		it('is refused by the memory of the library', async () => {
			const acceptor = await createAcceptor();
			const token = await kdc.tokenOf('alice');
			expect(await acceptor.acceptNegotiate(token)).toMatchObject({ ok: true });
			expectRefusal(await acceptor.acceptNegotiate(token), 'SsoAuthenticationFailed', 'changed or used');
		});
		it('is refused by another node, which knows nothing but the store', async () => {
			process.env['KRB5RCACHENAME'] = 'none:';
			const { store } = await openStore();
			const token = await kdc.tokenOf('alice');
			expect(await (await createAcceptor({}, store.notices)).acceptNegotiate(token)).toMatchObject({ ok: true });
			expect(await (await createAcceptor()).acceptNegotiate(token)).toMatchObject({ ok: true });
			expectRefusal(await (await createAcceptor({}, store.notices)).acceptNegotiate(token), 'SsoAuthenticationFailed', 'was used before');
		});
		it('is refused without the negotiation around it as well', async () => {
			process.env['KRB5RCACHENAME'] = 'none:';
			const acceptor = await createAcceptor();
			const token = await kdc.tokenOf('alice');
			expect(await acceptor.acceptNegotiate(token)).toMatchObject({ ok: true });
			expectRefusal(await acceptor.acceptNegotiate(unwrap(token)), 'SsoAuthenticationFailed', 'was used before');
		});
		it('is refused however its bytes are changed, or the change breaks it', async () => {
			process.env['KRB5RCACHENAME'] = 'none:';
			const acceptor = await createAcceptor();
			const bytes = Buffer.from(await kdc.tokenOf('alice'), 'base64');
			expect(await acceptor.acceptNegotiate(base64(bytes))).toMatchObject({ ok: true });
			const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }));
			await fc.assert(
				fc.asyncProperty(change, async ([at, difference]) => {
					const changed = Buffer.from(bytes);
					changed[at] = (changed[at] ?? 0) ^ difference;
					expectRefusal(await acceptor.acceptNegotiate(base64(changed)), 'SsoAuthenticationFailed');
				}),
				{ numRuns: 200 },
			);
		});
	});

	const rejected: readonly [name: string, token: () => Promise<string> | string, detail: string][] = [
		['reject/nothing at all', () => '', 'not base64'],
		['reject/what is not base64', () => 'a token!', 'not base64'],
		['reject/what no header holds', () => 'A'.repeat(100_000), 'too long'],
		['reject/a message of NTLM', () => base64(ntlmMessage), 'NTLM'],
		['reject/a negotiation that begins with NTLM', () => negotiation([ntlm, kerberos], ntlmMessage), 'another mechanism'],
		['reject/a negotiation of Kerberos with NTLM inside', () => negotiation([kerberos], ntlmMessage), 'cannot be read'],
		['reject/a negotiation without a token', () => negotiation([kerberos]), 'proves nothing'],
		['reject/a ticket for another service', () => kdc.tokenOf('alice', 'HTTP@other.localhost'), 'foreign'],
		['reject/a ticket that RC4 encrypts', () => kdc.tokenOf('alice', 'HTTP@weak.localhost'), 'not encrypted with AES'],
		['reject/another instance of a person', () => kdc.tokenOf('alice/admin'), 'no person of the realm'],
		['reject/a token with bytes behind it', async () => base64(Buffer.from(await kdc.tokenOf('alice'), 'base64'), '\0'), 'trailing'],
		['reject/half a token', async () => (await kdc.tokenOf('alice')).slice(0, 400), 'cut off'],
	];
	it.each(rejected)('%s', async (_name, token, detail) => {
		expectRefusal(await (await createAcceptor()).acceptNegotiate(await token()), 'SsoAuthenticationFailed', detail);
	});

	it('refuses people of any realm but the one of the configuration', async () => {
		const acceptor = await createAcceptor({ realm: 'TEST' });
		expectRefusal(await acceptor.acceptNegotiate(await kdc.tokenOf('alice')), 'SsoAuthenticationFailed', 'realm TEST');
	});
	it('says after the proof alone that nobody here can have the name', async () => {
		const acceptor = await createAcceptor();
		expectRefusal(await acceptor.acceptNegotiate(await kdc.tokenOf('laptop$')), 'UserNotFound');
	});
	it('blames itself where the keytab has no key of the service', async () => {
		const acceptor = await createAcceptor({ service: 'HTTP@elsewhere.localhost' });
		expectRefusal(await acceptor.acceptNegotiate(await kdc.tokenOf('alice')), 'SsoUnavailable');
	});
});

describe('loading Kerberos', () => {
	const openStore = useSqlite();

	it.each(['640', '604', '620'])('refuses a keytab of mode %s', async (mode) => {
		const keytab = join((await openStore()).options.dataDirectory, 'http.keytab');
		await writeFile(keytab, '');
		await chmod(keytab, Number.parseInt(mode, 8));
		await expect(loadKerberos(keytab)).rejects.toMatchObject({
			code: 'configuration.invalid',
			field: 'admin.sso.kerberos.keytabFile',
			message: expect.stringContaining(mode),
		});
	});
	it('refuses a keytab of another user', { skip: process.getuid?.() !== 0 }, async () => {
		const keytab = join((await openStore()).options.dataDirectory, 'http.keytab');
		await writeFile(keytab, '', { mode: 0o600 });
		await chown(keytab, 65_534, 65_534);
		await expect(loadKerberos(keytab)).rejects.toMatchObject({ message: expect.stringContaining('another user') });
	});
	it('says what to install where the package is missing', { skip: isKerberosInstalled() }, async () => {
		const keytab = join((await openStore()).options.dataDirectory, 'http.keytab');
		await writeFile(keytab, '', { mode: 0o600 });
		await expect(loadKerberos(keytab)).rejects.toMatchObject({
			code: 'configuration.invalid',
			hint: expect.stringContaining('npm install --no-save kerberos'),
		});
	});
	it('says that there is no keytab', async () => {
		await expect(loadKerberos('/nowhere/http.keytab')).rejects.toMatchObject({
			code: 'configuration.invalid',
			message: expect.stringContaining('does not exist'),
		});
	});
});

function expectRefusal(proof: Result<KerberosProof, SsoRefusal>, code: SsoRefusal['code'], detail = ''): void {
	expect(proof).toEqual({ ok: false, reason: { code, detail: expect.stringContaining(detail) } });
}

function negotiation(mechanisms: readonly Buffer[], token?: Buffer): string {
	const fields = [explicit(0, sequence(...mechanisms)), ...(token === undefined ? [] : [explicit(2, octetString(token))])];
	return base64(tlv(0x60, spnego, explicit(0, sequence(...fields))));
}

/** The token of the mechanism out of a NegTokenInit. */
function unwrap(token: string): string {
	const reader = new DerReader(Buffer.from(token, 'base64')).enter(0x60, 'token');
	reader.next('mechanism');
	const fields = reader.enter(0xa0, 'negotiation').enter(0x30, 'fields');
	while (fields.nextTag !== 0xa2) fields.next('field');
	return base64(fields.enter(0xa2, 'token').read(0x04, 'token'));
}
