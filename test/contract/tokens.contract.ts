import { describe, expect, it } from 'vitest';
import type { Store } from '../../src/domain/ports.ts';
import type { NewAccessToken, TokenOwner } from '../../src/domain/token.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { samplePerson } from './people.contract.ts';

const now = new Date('2026-01-01T00:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);

function sampleToken(owner: TokenOwner, digest: string, fields: Partial<NewAccessToken> = {}): NewAccessToken {
	return { owner, digest, createdAt: now, expiresAt: later(60), absoluteExpiresAt: later(600), ...fields };
}

async function addOwners(store: Store): Promise<{ readonly person: TokenOwner; readonly service: TokenOwner }> {
	const person = await store.people.add(samplePerson({ login: 'alice' }));
	const service = await store.serviceAccounts.add({ name: 'crm', acls: [], enabled: true });
	return { person: { kind: 'person', id: person.id }, service: { kind: 'service', id: service.id } };
}

export function tokensContract(open: OpenTestStore): void {
	describe('tokens', () => {
		it('are found by their digest, renewed and revoked', async () => {
			const { store, again } = await open();
			const { person, service } = await addOwners(store);
			const ofPerson = await store.tokens.add(sampleToken(person, 'one'), 10);
			const ofService = await store.tokens.add(sampleToken(service, 'two'), 10);
			const other = await again();
			expect(await other.tokens.findByDigest('one')).toEqual(ofPerson);
			expect(ofPerson).toEqual({ id: ofPerson.id, owner: person, createdAt: now, expiresAt: later(60), absoluteExpiresAt: later(600) });
			expect(await other.tokens.findByDigest('two')).toEqual(ofService);
			expect(await other.tokens.findByDigest('three')).toBeUndefined();
			await store.tokens.renew(ofPerson.id, later(120));
			expect(await other.tokens.findByDigest('one')).toEqual({ ...ofPerson, expiresAt: later(120) });
			expect(await store.tokens.revoke(ofPerson.id)).toBe(true);
			expect(await store.tokens.revoke(ofPerson.id)).toBe(false);
			await store.tokens.renew(ofPerson.id, later(120));
			expect(await other.tokens.findByDigest('one')).toBeUndefined();
		});

		it('are revoked all at once, those of one owner alone', async () => {
			const { store } = await open();
			const { person, service } = await addOwners(store);
			for (const digest of ['one', 'two']) await store.tokens.add(sampleToken(person, digest), 10);
			const kept = await store.tokens.add(sampleToken(service, 'three'), 10);
			expect((await store.tokens.listOf(person)).map(({ owner }) => owner)).toEqual([person, person]);
			expect(await store.tokens.revokeAllOf(person)).toBe(2);
			expect(await store.tokens.revokeAllOf(person)).toBe(0);
			expect(await store.tokens.listOf(service)).toEqual([kept]);
		});

		it('push out the oldest of their owner', async () => {
			const { store } = await open();
			const { person, service } = await addOwners(store);
			await store.tokens.add(sampleToken(service, 'other'), 2);
			for (const digest of ['one', 'two', 'three']) await store.tokens.add(sampleToken(person, digest), 2);
			const found = await Promise.all(['other', 'one', 'two', 'three'].map((digest) => store.tokens.findByDigest(digest)));
			expect(found.map((token) => token !== undefined)).toEqual([true, false, true, true]);
		});

		it('do not pile up when they have expired', async () => {
			const { store, query } = await open();
			const { person } = await addOwners(store);
			for (let index = 0; index < 15; index++) await store.tokens.add(sampleToken(person, `old ${index}`), 100);
			await store.tokens.add(sampleToken(person, 'new', { createdAt: later(61), expiresAt: later(121) }), 100);
			expect(await query('select count(*) as tokens from access_token')).toEqual([{ tokens: 6 }]);
			expect(await store.tokens.findByDigest('new')).toBeDefined();
		});
	});
}
