import { describe, expect, it } from 'vitest';
import { offerFirstAdministrator } from '../../src/app/authentication/first-administrator.ts';
import { type AdminResponse, password, useAdminService } from '../helpers/admin-service.ts';
import { describeStores } from '../helpers/stores.ts';

describe('the first administrator', () => {
	describeStores((openStore) => {
		const openAdmin = useAdminService();

		async function open() {
			const place = await openStore();
			const admin = await openAdmin(place.store);
			const offer = async () => (await offerFirstAdministrator(admin)) ?? '';
			const become = (code: string, json: object = {}): Promise<AdminResponse> =>
				admin.send({ method: 'POST', path: '/api/2.0/auth/first', json: { code, login: 'Alice', password, ...json } });
			return { place, admin, offer, become };
		}

		it('comes in with the code, may do everything, and leaves no trace of it', async () => {
			const { place, admin, offer, become } = await open();
			const code = await offer();
			expect(code).toMatch(/^[\w-]{27}$/);
			const answer = await become(code);
			expect(answer.status).toBe(200);
			const { login, token } = answer.json<{ login: string; token: string }>();
			expect(login).toBe('alice');
			expect((await admin.send({ path: '/api/v1/self', token })).json()).toMatchObject({ role: 'BWSUPERADMIN', acls: ['dms.rest.#'] });
			expect((await admin.logIn('alice')).status).toBe(200);
			expect((await admin.store.audit.list(10)).map(({ actor, action, subject }) => `${actor} ${action} ${subject}`)).toEqual([
				'anonymous user add alice',
				'person:alice user login alice',
				'person:alice user login alice',
			]);
			for (const secret of [code, password, token]) {
				expect(await place.filesContain(secret)).toBe(false);
				expect(admin.logText).not.toContain(secret);
			}
		});

		it('is one alone, however many try at once', async () => {
			const { admin, offer, become } = await open();
			const codes = [await offer(), await offer()];
			const answers = await Promise.all(codes.flatMap((code) => [1, 2, 3].map((number) => become(code, { login: `alice-${number}` }))));
			expect(answers.map(({ status }) => status).toSorted((left, right) => left - right)).toEqual([200, 401, 401, 401, 401, 401]);
			expect(await admin.store.people.list()).toHaveLength(1);
			expect(await offerFirstAdministrator(admin)).toBeUndefined();
		});

		it('reject/a code that is wrong, too old, or of no use any more', async () => {
			const { admin, offer, become } = await open();
			const code = await offer();
			for (const wrong of [code.slice(1), `${code}x`, 'x']) {
				const answer = await become(wrong);
				expect([answer.status, answer.json()]).toEqual([401, { error: 'InvalidCredentials', message: expect.any(String) }]);
			}
			admin.clock.shiftMs = 24 * 3_600_000;
			expect((await become(code)).status).toBe(401);
			admin.clock.shiftMs = 0;
			await admin.addPerson('bob', 'VIEWER');
			expect((await become(code)).status).toBe(401);
			expect((await admin.store.people.list()).map(({ login }) => login)).toEqual(['bob']);
		});

		it('may try again with another login or password, which cost no code', async () => {
			const { offer, become } = await open();
			const code = await offer();
			expect((await become(code, { password: 'short' })).status).toBe(422);
			expect((await become(code, { login: 'no login at all' })).status).toBe(400);
			expect((await become(code, { role: 'VIEWER' })).status).toBe(400);
			expect((await become(code)).status).toBe(200);
		});
	});
});
