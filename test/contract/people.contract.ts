import { describe, expect, it } from 'vitest';
import type { NewPerson } from '../../src/domain/person.ts';
import { parseAcls } from '../../src/domain/service-account.ts';
import type { OpenTestStore } from '../helpers/stores.ts';

export function samplePerson(fields: Partial<NewPerson> & { readonly login: string }): NewPerson {
	return { role: 'OPERATOR', enabled: true, loginEnabled: true, profile: 'Administrator', ...fields };
}

export function peopleContract(open: OpenTestStore): void {
	describe('people', () => {
		it('are kept with every field, and read without the hash of their password', async () => {
			const { store, again } = await open();
			const scope = { serviceProviderId: 'acme', groupId: 'hq' };
			const full = samplePerson({ login: 'alice', fullName: 'Ålice', scope, passwordHash: '$argon2id$hash' });
			const alice = await store.people.add(full);
			const { passwordHash, ...visible } = full;
			expect(alice).toEqual({
				...visible,
				id: alice.id,
				hasPassword: true,
				version: 1,
				createdAt: alice.createdAt,
				updatedAt: alice.updatedAt,
			});
			const other = await again();
			expect(await other.people.findByLogin('alice')).toEqual(alice);
			expect(await other.people.findById(alice.id)).toEqual(alice);
			expect(await other.people.passwordHashOf(alice.id)).toBe(passwordHash);
			expect(JSON.stringify(await other.people.list())).not.toContain('argon2id');
			for (const nobody of ['Alice', 'bob', '']) expect(await other.people.findByLogin(nobody)).toBeUndefined();
			for (const nobody of ['999', 'x', '']) expect(await other.people.findById(nobody)).toBeUndefined();
		});

		it('are listed by login', async () => {
			const { store } = await open();
			for (const login of ['carol', 'alice', 'bob']) await store.people.add(samplePerson({ login }));
			expect((await store.people.list()).map(({ login }) => login)).toEqual(['alice', 'bob', 'carol']);
			await expect(store.people.add(samplePerson({ login: 'bob' }))).rejects.toMatchObject({ code: 'person.exists', field: 'login' });
		});

		it('change field by field, and grow their version', async () => {
			const { store } = await open();
			const { id } = await store.people.add(samplePerson({ login: 'alice', fullName: 'Alice', passwordHash: 'hash' }));
			const scoped = await store.people.update(id, { scope: { serviceProviderId: 'acme' }, role: 'VIEWER' });
			expect(scoped).toMatchObject({ scope: { serviceProviderId: 'acme' }, role: 'VIEWER', fullName: 'Alice', version: 2 });
			expect(scoped.scope).not.toHaveProperty('groupId');
			const bare = await store.people.update(id, {
				...{ scope: null, fullName: null, profile: null, passwordHash: null },
				...{ enabled: false, loginEnabled: false },
			});
			expect(bare).toMatchObject({ enabled: false, loginEnabled: false, hasPassword: false, version: 3 });
			for (const field of ['scope', 'fullName', 'profile']) expect(bare).not.toHaveProperty(field);
			expect(await store.people.passwordHashOf(id)).toBeUndefined();
			await expect(store.people.update('999', {})).rejects.toMatchObject({ code: 'person.not-found' });
		});

		it('go with their tokens', async () => {
			const { store } = await open();
			const { id } = await store.people.add(samplePerson({ login: 'alice' }));
			const now = new Date();
			await store.tokens.add(
				{ owner: { kind: 'person', id }, digest: 'digest', createdAt: now, expiresAt: now, absoluteExpiresAt: now },
				10,
			);
			await store.people.delete(id);
			expect(await store.tokens.findByDigest('digest')).toBeUndefined();
			await expect(store.people.delete(id)).rejects.toMatchObject({ code: 'person.not-found' });
		});
	});

	describe('service accounts', () => {
		it('are kept, changed, listed and deleted', async () => {
			const { store, again } = await open();
			const acls = parseAcls(['dms.rest.devices.*.read', 'dms.rest.devices.read']);
			const crm = await store.serviceAccounts.add({ name: 'crm', acls, enabled: true });
			expect(crm).toMatchObject({ name: 'crm', acls, enabled: true, version: 1 });
			await store.serviceAccounts.add({ name: 'billing', acls: [], enabled: false });
			const other = await again();
			expect(await other.serviceAccounts.findByName('crm')).toEqual(crm);
			expect(await other.serviceAccounts.findById(crm.id)).toEqual(crm);
			expect((await other.serviceAccounts.list()).map(({ name }) => name)).toEqual(['billing', 'crm']);
			expect(await store.serviceAccounts.update(crm.id, { enabled: false })).toMatchObject({ acls, enabled: false, version: 2 });
			expect(await store.serviceAccounts.update(crm.id, { acls: [] })).toMatchObject({ acls: [], enabled: false, version: 3 });
			await expect(store.serviceAccounts.add({ name: 'crm', acls, enabled: true })).rejects.toMatchObject({
				code: 'service-account.exists',
			});
			await store.serviceAccounts.delete(crm.id);
			await expect(store.serviceAccounts.delete(crm.id)).rejects.toMatchObject({ code: 'service-account.not-found' });
			await expect(store.serviceAccounts.update(crm.id, {})).rejects.toMatchObject({ code: 'service-account.not-found' });
		});
	});
}
