import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { packSample } from '../../src/dtaf/pack-sample.ts';
import { importSample, samplePath } from '../app/administration/samples.ts';
import { type AdminRequest, type AdminResponse, password, type TestAdminService, useAdminService } from '../helpers/admin-service.ts';
import { describeStores, type TestStore } from '../helpers/stores.ts';

/** A store that refuses one device. */
const failing = {
	SQLite: {
		begin:
			"create trigger failing before insert on device when new.name = 'device-2000' begin select raise(abort, 'the disk is gone'); end",
		end: 'drop trigger failing',
	},
	PostgreSQL: {
		begin: "alter table device add constraint failing check (name <> 'device-2000')",
		end: 'alter table device drop constraint failing',
	},
} as const;

const codeOf = (answer: AdminResponse) => [answer.status, answer.json<{ code?: string }>().code];

describe('a request with an Idempotency-Key', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();

		async function open() {
			const place = await openStore();
			const admin = await openAdmin(place.store);
			await admin.addPerson('root', 'BWSUPERADMIN');
			const token = await admin.tokenOf('root');
			return { place, admin, token };
		}
		const post = (admin: TestAdminService, token: string, key: string, request: Partial<AdminRequest> = {}) =>
			admin.send({
				...{ method: 'POST', path: '/api/v1/service-accounts', token, json: { name: 'crm', acls: ['dms.rest.devices.read'] } },
				...request,
				headers: { 'idempotency-key': key },
			});
		const countRows = async ({ query }: TestStore) => Number((await query('select count(*) as rows from keyed_request'))[0]?.['rows']);

		it('is carried out once, and answered again as it was answered then', async () => {
			const { place, admin, token } = await open();
			const key = `"${randomUUID()}"`;
			const first = await post(admin, token, key);
			expect([first.status, first.headers['idempotency-replayed']]).toEqual([201, undefined]);
			for (const spelling of [key, key.slice(1, -1)]) {
				const again = await post(admin, token, spelling);
				expect([again.status, again.headers['idempotency-replayed']]).toEqual([201, 'true']);
				expect([again.json(), again.headers.etag, again.headers.location]).toEqual([
					first.json(),
					first.headers.etag,
					first.headers.location,
				]);
			}
			expect(codeOf(await post(admin, token, 'another key'.replaceAll(' ', '-')))).toEqual([409, 'service-account.exists']);
			// Another node, or the same one after a restart.
			const other = await openAdmin(await place.again());
			expect((await post(other, token, key)).headers['idempotency-replayed']).toBe('true');
			const added = (await place.store.audit.list(20)).filter(({ action }) => action === 'service-account add');
			expect(added).toHaveLength(1);
			other.clock.shiftMs = 24 * 3_600_000 + 1;
			expect(codeOf(await post(other, await other.tokenOf('root'), key))).toEqual([409, 'service-account.exists']);
		});

		it('reject/with another body, another path, or another condition', async () => {
			const { admin, token } = await open();
			await post(admin, token, 'a-key');
			const others: readonly Partial<AdminRequest>[] = [
				{ json: { name: 'erp', acls: [] } },
				{ path: '/api/v1/service-accounts?x=1' },
				{ path: '/api/v1/people', json: { name: 'crm', acls: ['dms.rest.devices.read'] } },
			];
			for (const other of others) expect(codeOf(await post(admin, token, 'a-key', other))).toEqual([422, 'idempotency.mismatch']);
		});

		it('reject/while the first one is under way', async () => {
			const { admin, token } = await open();
			// Hashing the password takes its time.
			const json = { login: 'alice', role: 'VIEWER', password };
			const answers = await Promise.all(Array.from({ length: 8 }, () => post(admin, token, 'a-key', { path: '/api/v1/people', json })));
			const under = answers.filter(({ status }) => status === 409);
			expect(answers.filter(({ status }) => status === 201).length + under.length).toBe(8);
			expect(under.length).toBeGreaterThan(0);
			for (const answer of under) {
				expect(codeOf(answer)).toEqual([409, 'idempotency.in-progress']);
				expect(answer.headers['retry-after']).toBe('1');
			}
			expect((await admin.store.people.list()).map(({ login }) => login)).toEqual(['alice', 'root']);
			expect((await post(admin, token, 'a-key', { path: '/api/v1/people', json })).status).toBe(201);
		});

		it('is free again when it was refused, since it has changed nothing', async () => {
			const { place, admin, token } = await open();
			expect((await post(admin, token, 'a-key', { json: { name: 'NOT A NAME', acls: [] } })).status).toBe(422);
			expect((await post(admin, token, 'a-key', { json: 'nonsense' })).status).toBe(422);
			expect(await countRows(place)).toBe(0);
			expect((await post(admin, token, 'a-key')).status).toBe(201);
		});

		it('is free again when its process has died', async () => {
			const { place, admin, token } = await open();
			expect((await post(admin, token, 'a-key')).status).toBe(201);
			await place.query('update keyed_request set answer = null, expires_at = expires_at - 86400000 + 300000');
			expect(codeOf(await post(admin, token, 'a-key'))).toEqual([409, 'idempotency.in-progress']);
			await place.query('update keyed_request set expires_at = 0');
			expect(codeOf(await post(admin, token, 'a-key'))).toEqual([409, 'service-account.exists']);
		});

		it('belongs to who sends it', async () => {
			const { admin, token } = await open();
			await post(admin, token, 'a-key');
			const robot = await admin.addService('robot', ['dms.rest.#']);
			expect((await post(admin, robot, 'a-key', { json: { name: 'erp', acls: [] } })).status).toBe(201);
		});

		it('is not kept where its answer is a secret, and not carried out again either', async () => {
			const { place, admin, token } = await open();
			await post(admin, token, 'a-key');
			const path = '/api/v1/service-accounts/crm/tokens';
			const issued = await admin.send({ method: 'POST', path, token, headers: { 'idempotency-key': 'tokens' } });
			expect(issued.status).toBe(201);
			const again = await admin.send({ method: 'POST', path, token, headers: { 'idempotency-key': 'tokens' } });
			expect(codeOf(again)).toEqual([409, 'idempotency.not-kept']);
			expect((await admin.send({ path, token })).json()).toMatchObject({ items: [expect.anything()] });
			expect(await place.filesContain(issued.json<{ token: string }>().token)).toBe(false);
		});

		it('leaves nothing of a password, and no digest to try passwords on', async () => {
			const { place, admin, token } = await open();
			const json = { login: 'alice', role: 'VIEWER', password };
			expect((await post(admin, token, 'a-key-of-some-length', { path: '/api/v1/people', json })).status).toBe(201);
			for (const secret of [password, 'a-key-of-some-length']) expect(await place.filesContain(secret)).toBe(false);
			const [row] = await place.query('select body_digest from keyed_request');
			const bytes = new Uint8Array(await crypto.subtle.digest('SHA-256', Buffer.from(JSON.stringify(json))));
			expect(row?.['body_digest']).toMatch(/^[0-9a-f]{64}$/);
			expect(row?.['body_digest']).not.toBe(Buffer.from(bytes).toString('hex'));
		});

		it('means nothing where there is nothing to repeat, or nobody who repeats', async () => {
			const { place, admin, token } = await open();
			await admin.addPerson('alice', 'VIEWER', { password });
			for (const _ of [1, 2]) {
				const login = {
					method: 'POST',
					path: '/api/2.0/auth/login',
					json: { login: 'alice', password },
					headers: { 'idempotency-key': 'a-key' },
				};
				const answer = await admin.send(login);
				expect([answer.status, answer.headers['idempotency-replayed']]).toEqual([200, undefined]);
				expect((await admin.send({ path: '/api/v1/self', token, headers: { 'idempotency-key': 'a-key' } })).status).toBe(200);
			}
			expect(await countRows(place)).toBe(0);
		});

		it('holds for an archive too, whose bytes are compared when they have come', async () => {
			const { admin, token } = await open();
			const archive = Buffer.from(await packSample(samplePath('Sample-IP-DECT-2000')));
			const other = Buffer.from(archive);
			other[other.length - 1] = 1;
			const send = (body: Uint8Array, accept = 'application/json') =>
				admin.send({
					...{ method: 'POST', path: '/api/v1/dtaf/import', token, body },
					headers: { 'content-type': 'application/zip', 'idempotency-key': 'an-archive', accept },
				});
			const first = await send(archive);
			expect([first.status, first.json()]).toEqual([200, expect.objectContaining({ outcome: 'created' })]);
			const again = await send(archive);
			expect([again.status, again.headers['idempotency-replayed'], again.json()]).toEqual([200, 'true', first.json()]);
			expect(codeOf(await send(other))).toEqual([422, 'idempotency.mismatch']);
			expect(codeOf(await send(archive, 'application/x-ndjson'))).toEqual([422, 'idempotency.mismatch']);
			expect((await admin.store.audit.list(20)).filter(({ action }) => action === 'dtaf import')).toHaveLength(1);
		});

		describe('with an answer that is made while it is sent', () => {
			const path = '/api/v1/dtaf/import';
			const headers = { 'content-type': 'application/zip', 'idempotency-key': 'steps', accept: 'application/x-ndjson' };
			const sample = async () => Buffer.from(await packSample(samplePath('Sample-IP-DECT-2000')));
			const lastLine = ({ body }: AdminResponse) => JSON.parse(body.toString().trim().split('\n').at(-1) ?? '') as { step: string };

			it('is answered again with the last line, which says how it went', async () => {
				const { admin, token } = await open();
				const body = await sample();
				const send = () => admin.send({ method: 'POST', path, token, body, headers });
				const first = await send();
				expect([first.status, lastLine(first).step, first.headers['idempotency-replayed']]).toEqual([200, 'done', undefined]);
				const again = await send();
				expect([again.status, again.headers['content-type'], again.headers['idempotency-replayed']]).toEqual([
					...[200, first.headers['content-type'], 'true'],
				]);
				expect(JSON.parse(again.body.toString())).toEqual(lastLine(first));
				expect((await admin.store.audit.list(20)).filter(({ action }) => action === 'dtaf import')).toHaveLength(1);
			});

			it('is free again when the last line says that it has failed', async () => {
				const { place, admin, token } = await open();
				const body = (await sample()).subarray(0, 500);
				for (const _ of [1, 2]) {
					const answer = await admin.send({ method: 'POST', path, token, body, headers });
					expect([answer.headers['idempotency-replayed'], lastLine(answer)]).toMatchObject([undefined, { step: 'failed' }]);
					expect(await countRows(place)).toBe(0);
				}
			});

			it('knows how it went although nobody has read it', async () => {
				const { admin, token } = await open();
				const body = await sample();
				const head = Object.entries({ ...headers, host: 'localhost', authorization: `Bearer ${token}`, 'content-length': body.length });
				const lost = connect(admin.port, '127.0.0.1').on('error', () => undefined);
				lost.write(`POST ${path} HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\n`);
				lost.write(body);
				// The first step has been told, the last one not yet.
				await once(lost, 'data');
				lost.destroy();
				const again = await vi.waitUntil(async () => {
					const answer = await admin.send({ method: 'POST', path, token, body, headers });
					return answer.status === 409 ? undefined : answer;
				});
				expect([again.headers['idempotency-replayed'], lastLine(again).step]).toEqual(['true', 'done']);
			});
		});

		it('is free again when a file of devices was refused, and is told so', async () => {
			const { place, admin, token } = await open();
			const request = {
				...{ method: 'POST', path: '/api/v1/devices/import', token, body: 'deviceType,deviceName\nSample IP-DECT 2000,one\n' },
				headers: { 'content-type': 'text/csv', 'idempotency-key': 'a-file' },
			};
			const refused = await admin.send(request);
			expect([refused.status, refused.json()]).toEqual([422, expect.objectContaining({ added: 0, refusedRows: 1, applied: false })]);
			expect(await countRows(place)).toBe(0);
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			for (const replayed of [undefined, 'true']) {
				const answer = await admin.send(request);
				expect([answer.status, answer.json(), answer.headers['idempotency-replayed']]).toEqual([
					...[200, expect.objectContaining({ added: 1, applied: true }), replayed],
				]);
			}
			expect(await admin.store.devices.count({})).toBe(1);
		});

		it('is free again when the store fails in the middle of a file, and nothing of it is there', async () => {
			const { place, admin, token } = await open();
			await importSample(admin.administration, 'Sample-IP-DECT-2000');
			const names = Array.from({ length: 2_500 }, (_, index) => `Sample IP-DECT 2000,device-${index}`);
			const request = {
				...{ method: 'POST', path: '/api/v1/devices/import', token, body: `deviceType,deviceName\n${names.join('\n')}\n` },
				headers: { 'content-type': 'text/csv', 'idempotency-key': 'a-file' },
			};
			await place.query(failing[place.kind].begin);
			const failed = await admin.send(request);
			expect(failed.status).toBeGreaterThanOrEqual(500);
			expect([await admin.store.devices.count({}), await countRows(place)]).toEqual([0, 0]);
			await place.query(failing[place.kind].end);
			expect((await admin.send(request)).json()).toMatchObject({ added: 2_500, applied: true });
		});

		it.each(['""', '"unfinished', 'two words', '', 'a, b', '"a" "b"', 'x'.repeat(256), 'ü'])('reject/the key %j', async (key) => {
			const { place, admin, token } = await open();
			const answer = await post(admin, token, key).catch(() => undefined);
			// What no header can hold does not even leave the client.
			if (answer !== undefined) expect(codeOf(answer)).toEqual([400, 'request.malformed']);
			expect(await countRows(place)).toBe(0);
		});
	});
});
