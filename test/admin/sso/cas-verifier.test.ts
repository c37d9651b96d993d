import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { CasProof, CasVerifier } from '../../../src/admin/sso/cas/cas-verifier.ts';
import type { SsoRefusal } from '../../../src/admin/sso/sso-refusal.ts';
import { openSso } from '../../../src/compose/sso.ts';
import type { Result } from '../../../src/domain/result.ts';
import { ssoConfiguration } from '../../../src/runtime/sso-configuration.ts';
import { mintServerCertificate } from '../../../src/tls/self-signed.ts';
import { type CasServer, hasCasServer, startCasServer } from '../../helpers/cas-server.ts';
import { useSqlite } from '../../helpers/stores.ts';

const clock = { now: () => new Date() };
const service = 'https://dms.example/api/2.0/auth/cas';
const otherService = 'https://dms.example/xuc/api/2.0/auth/cas';

describe('CAS', () => {
	const openStore = useSqlite();

	async function createVerifier(server: string, overrides: Readonly<Record<string, unknown>> = {}): Promise<CasVerifier> {
		const { timeoutMs = 2_000, plainLoopback = 'allow', ...cas } = overrides;
		const section = ssoConfiguration.parse({ timeoutMs, plainLoopback, cas: { server, services: [service, otherService], ...cas } });
		const { cas: verifier } = await openSso(section, { store: (await openStore()).store, clock });
		if (verifier === undefined) throw new Error('CAS is not configured');
		return verifier;
	}

	describe.skipIf(!hasCasServer())('with tickets of a real server', () => {
		let server: CasServer;
		let certificate: string;
		beforeAll(async () => {
			const { ecdsa } = await mintServerCertificate({ hosts: ['localhost'], ips: [], now: new Date() });
			certificate = ecdsa.cert;
			server = await startCasServer({ certificate, key: ecdsa.key });
		});
		afterAll(() => server.stop());

		async function pinnedFile(): Promise<string> {
			const file = join((await openStore()).options.dataDirectory, 'cas.pem');
			await writeFile(file, certificate);
			return file;
		}

		it('knows the user over TLS with the pinned certificate', async () => {
			const verifier = await createVerifier(server.secureUrl, { caFile: await pinnedFile(), plainLoopback: 'refuse' });
			const ticket = await server.getTicket(service);
			expect(await verifier.validateCasTicket({ ticket, service })).toEqual({ ok: true, value: { login: 'alice' } });
		});
		it('knows the user from a server of protocol 2, which lacks the newer question', async () => {
			const verifier = await createVerifier(server.olderUrl);
			const ticket = await server.getTicket(service);
			expect(await verifier.validateCasTicket({ ticket, service })).toEqual({ ok: true, value: { login: 'alice' } });
		});
		it('asks a server that nobody vouches for nothing', async () => {
			const verifier = await createVerifier(server.secureUrl);
			const ticket = await server.getTicket(service);
			expectRefusal(await verifier.validateCasTicket({ ticket, service }), 'CasServerUnavailable', 'SELF_SIGNED');
			expect(await (await createVerifier(server.plainUrl)).validateCasTicket({ ticket, service })).toMatchObject({ ok: true });
		});
		it('refuses a ticket that was used', async () => {
			const verifier = await createVerifier(server.plainUrl);
			const ticket = await server.getTicket(service);
			await verifier.validateCasTicket({ ticket, service });
			expectRefusal(await verifier.validateCasTicket({ ticket, service }), 'CasServerInvalidTicket', 'INVALID_TICKET');
		});
		it('refuses a ticket for another service of ours', async () => {
			const verifier = await createVerifier(server.plainUrl);
			const ticket = await server.getTicket(otherService);
			expectRefusal(await verifier.validateCasTicket({ ticket, service }), 'CasServerInvalidService', 'INVALID_SERVICE');
		});
		it('refuses a ticket for a service of somebody else, and does not even use it up', async () => {
			const foreign = 'https://dms.example/somebody/else';
			const ticket = await server.getTicket(foreign);
			const verifier = await createVerifier(server.plainUrl);
			expectRefusal(await verifier.validateCasTicket({ ticket, service: foreign }), 'CasServerInvalidService', 'configuration');
			const theirs = await createVerifier(server.plainUrl, { services: [foreign] });
			expect(await theirs.validateCasTicket({ ticket, service: foreign })).toMatchObject({ ok: true });
		});
		it.each(['ST-made-up', 'PT-made-up'])('refuses %s', async (ticket) => {
			const verifier = await createVerifier(server.plainUrl);
			expect(await verifier.validateCasTicket({ ticket, service })).toMatchObject({ reason: { code: /^CasServerInvalidTicket/ } });
		});
	});

	it.each(['', 'ST-', 'TGT-1', 'ST-with space', 'ST-line\nbreak', `ST-${'x'.repeat(257)}`, 'x ST-1'])(
		'does not ask about %j, which is no ticket',
		async (ticket) => {
			const verifier = await createVerifier('http://localhost:9/cas');
			expect(await verifier.validateCasTicket({ ticket, service })).toMatchObject({ reason: { code: 'CasServerInvalidParameter' } });
		},
	);

	describe('with a server that answers something else', () => {
		const ok = (user: string): string =>
			`<c:serviceResponse xmlns:c="http://www.yale.edu/tp/cas"><c:authenticationSuccess><c:user>${user}</c:user></c:authenticationSuccess></c:serviceResponse>`;
		const failed = (code: string): string =>
			`<c:serviceResponse xmlns:c="http://www.yale.edu/tp/cas"><c:authenticationFailure code="${code}"/></c:serviceResponse>`;
		const send =
			(body: string | Buffer, status = 200): RequestListener =>
			(_request, response) =>
				void response.writeHead(status, { 'Content-Type': 'text/plain' }).end(body);

		const answers: readonly [name: string, answer: RequestListener, code: SsoRefusal['code'], detail: string][] = [
			['no page at all', send('', 404), 'CasServerInvalidResponse', 'status 404'],
			['an error', send('', 500), 'CasServerUnavailable', 'status 500'],
			['a redirect', (_, response) => void response.writeHead(302, { Location: '/elsewhere' }).end(), 'CasServerInvalidResponse', '302'],
			['a page', send('<html></html>'), 'CasServerInvalidResponse', 'no serviceResponse'],
			['bytes that are no text', send(Buffer.from(ok('al\u00efce'), 'latin1')), 'CasServerInvalidResponse', 'UTF-8'],
			['more than a server has to say', send(ok('a').padEnd(600_000)), 'CasServerUnavailable', 'ERR_ANSWER_TOO_LARGE'],
			[
				'half an answer',
				(request) => void request.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n<'),
				'CasServerUnavailable',
				'ECONN',
			],
			['nothing in time', () => {}, 'CasServerUnavailable', 'ETIMEDOUT'],
			['a byte now and then', (_, response) => void response.writeHead(200).write('<'), 'CasServerUnavailable', 'ETIMEDOUT'],
			['a name that no login can be', send(ok('alice smith')), 'UserNotFound', 'no login'],
			['a name with a letter that only looks like one', send(ok('\u212aarl')), 'UserNotFound', 'no login'],
			['an unknown code', send(failed('NEWS')), 'CasServerInvalidResponse', 'not of the protocol'],
			['that it is broken', send(failed('INTERNAL_ERROR')), 'CasServerInternalError', 'INTERNAL_ERROR'],
			['that it does not know this server', send(failed('UNAUTHORIZED_SERVICE')), 'CasServerUnauthorizedService', 'UNAUTHORIZED'],
		];
		it.each(answers)('refuses when it answers %s', async (_name, answer, code, detail) => {
			const verifier = await createVerifier(await listen(answer), { timeoutMs: 400 });
			expectRefusal(await verifier.validateCasTicket({ ticket: 'ST-1', service }), code, detail);
		});
		it('reads the content, whatever its media type', async () => {
			const verifier = await createVerifier(await listen(send(ok('Alice'))));
			expect(await verifier.validateCasTicket({ ticket: 'ST-1', service })).toEqual({ ok: true, value: { login: 'alice' } });
		});
		it('keeps a ticket to its own place in the question', async () => {
			const asked: string[] = [];
			const verifier = await createVerifier(
				await listen((request, response) => void (asked.push(request.url ?? ''), response.end(ok('a')))),
			);
			await verifier.validateCasTicket({ ticket: 'ST-1&service=https://x/#', service });
			expect([...new URL(asked[0] ?? '', 'http://localhost').searchParams]).toEqual([
				['service', service],
				['ticket', 'ST-1&service=https://x/#'],
			]);
		});
		it('fails at once where too many questions wait already', async () => {
			const verifier = await createVerifier(await listen(() => {}), { timeoutMs: 400 });
			const proofs = await Promise.all(Array.from({ length: 40 }, () => verifier.validateCasTicket({ ticket: 'ST-1', service })));
			const busy = proofs.filter((proof) => !proof.ok && proof.reason.detail.includes('ERR_TOO_MANY_REQUESTS'));
			expect(busy).toHaveLength(8);
		});
	});

	it('says that the server cannot be reached, and blames nobody', async () => {
		const url = await listen(() => {}, { closed: true });
		expectRefusal(await (await createVerifier(url)).validateCasTicket({ ticket: 'ST-1', service }), 'CasServerUnavailable', 'ECONNREFUSED');
	});
});

/** @returns the base of a CAS server that answers so. */
async function listen(answer: RequestListener, { closed = false } = {}): Promise<string> {
	const server = createServer(answer).listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	const close = (): void => {
		server.close();
		server.closeAllConnections();
	};
	if (closed) close();
	else onTestFinished(close);
	return `http://localhost:${port}/cas`;
}

function expectRefusal(proof: Result<CasProof, SsoRefusal>, code: SsoRefusal['code'], detail: string): void {
	expect(proof).toEqual({ ok: false, reason: { code, detail: expect.stringContaining(detail) } });
	expect(JSON.stringify(proof)).not.toMatch(/[SP]T-/);
}
