import { describe, expect, it } from 'vitest';
import type { KeyedRequest } from '../../src/domain/keyed-request.ts';
import type { OpenTestStore } from '../helpers/stores.ts';

const start = new Date('2026-01-01T00:00:00Z');
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);

function sample(fields: Partial<KeyedRequest> = {}): KeyedRequest {
	return {
		actor: 'person:alice',
		keyDigest: 'key',
		attempt: 'first',
		fingerprint: 'POST /',
		bodyDigest: 'body',
		until: later(60),
		...fields,
	};
}

const answer = { etag: '"v1"', location: '/there', body: '{"a":1}', isWithheld: false };

export function keyedRequestsContract(open: OpenTestStore): void {
	describe('requests with a key', () => {
		it('begin once, and their answer is known to every process afterwards', async () => {
			const { store, again } = await open();
			const other = await again();
			expect(await store.keyedRequests.begin(sample(), start, 10)).toBeUndefined();
			const known = { fingerprint: 'POST /', bodyDigest: 'body' };
			expect(await other.keyedRequests.begin(sample({ attempt: 'second', fingerprint: 'other' }), later(59), 10)).toEqual(known);
			await store.keyedRequests.finish({ ...sample(), bodyDigest: 'body', answer, until: later(3600) });
			expect(await other.keyedRequests.begin(sample({ attempt: 'third' }), later(3599), 10)).toEqual({ ...known, answer });
		});

		it('get the digest of their body when it has come', async () => {
			const { store } = await open();
			const { bodyDigest: _, ...withoutBody } = sample();
			await store.keyedRequests.begin(withoutBody, start, 10);
			expect(await store.keyedRequests.begin(sample({ attempt: 'second' }), start, 10)).toEqual({ fingerprint: 'POST /' });
			await store.keyedRequests.finish({ ...withoutBody, bodyDigest: 'late', answer: { isWithheld: true }, until: later(60) });
			const known = { fingerprint: 'POST /', bodyDigest: 'late', answer: { isWithheld: true } };
			expect(await store.keyedRequests.begin(sample({ attempt: 'third' }), start, 10)).toEqual(known);
		});

		it('are those of their actor alone', async () => {
			const { store } = await open();
			await store.keyedRequests.begin(sample(), start, 10);
			expect(await store.keyedRequests.begin(sample({ actor: 'person:bob' }), start, 10)).toBeUndefined();
			expect(await store.keyedRequests.begin(sample({ keyDigest: 'other' }), start, 10)).toBeUndefined();
		});

		it('begin in one of the processes that try at once', async () => {
			const { store, again } = await open();
			const other = await again();
			const attempts = await Promise.all(
				Array.from({ length: 20 }, (_, index) =>
					(index % 2 ? store : other).keyedRequests.begin(sample({ attempt: String(index) }), start, 10),
				),
			);
			expect(attempts.filter((known) => known === undefined)).toHaveLength(1);
		});

		it('give their key back, or lose it when nothing more is heard of them', async () => {
			const { store } = await open();
			await store.keyedRequests.begin(sample(), start, 10);
			await store.keyedRequests.release(sample());
			expect(await store.keyedRequests.begin(sample({ attempt: 'second' }), start, 10)).toBeUndefined();
			expect(await store.keyedRequests.begin(sample({ attempt: 'third' }), later(60), 10)).toBeUndefined();
			// The second one comes back late: the key is no longer its own.
			await store.keyedRequests.finish({ ...sample({ attempt: 'second' }), bodyDigest: 'body', answer, until: later(3600) });
			await store.keyedRequests.release(sample({ attempt: 'second' }));
			expect(await store.keyedRequests.begin(sample({ attempt: 'fourth', until: later(600) }), later(59), 10)).toEqual({
				...{ fingerprint: 'POST /', bodyDigest: 'body' },
			});
		});

		it('do not pile up', async () => {
			const { store, query } = await open();
			for (let index = 0; index < 6; index++) await store.keyedRequests.begin(sample({ keyDigest: `key ${index}` }), start, 3);
			const count = async () => (await query('select count(*) as requests from keyed_request'))[0]?.['requests'];
			expect(Number(await count())).toBe(3);
			expect(await store.keyedRequests.begin(sample({ keyDigest: 'key 5' }), start, 3)).toBeDefined();
			expect(await store.keyedRequests.removeExpired(later(59))).toBe(0);
			expect(await store.keyedRequests.removeExpired(later(60))).toBe(3);
			expect(Number(await count())).toBe(0);
		});
	});

	describe('codes that work once', () => {
		const purpose = 'first-administrator';

		it('work once, and take the others of their purpose with them', async () => {
			const { store, again } = await open();
			await store.oneTimeCodes.add({ purpose, digest: 'one', expiresAt: later(60) }, 10);
			await store.oneTimeCodes.add({ purpose, digest: 'two', expiresAt: later(60) }, 10);
			expect(await store.oneTimeCodes.redeem(purpose, 'three', start)).toBe(false);
			expect(await (await again()).oneTimeCodes.redeem(purpose, 'one', start)).toBe(true);
			expect(await store.oneTimeCodes.redeem(purpose, 'one', start)).toBe(false);
			expect(await store.oneTimeCodes.redeem(purpose, 'two', start)).toBe(false);
		});

		it('work for one of those who try at once', async () => {
			const { store, again } = await open();
			const other = await again();
			await store.oneTimeCodes.add({ purpose, digest: 'one', expiresAt: later(60) }, 10);
			const redeemed = await Promise.all(
				Array.from({ length: 10 }, (_, index) => (index % 2 ? store : other).oneTimeCodes.redeem(purpose, 'one', start)),
			);
			expect(redeemed.filter((isRight) => isRight)).toHaveLength(1);
		});

		it('end, and the newest are kept', async () => {
			const { store } = await open();
			for (const digest of ['one', 'two', 'three']) await store.oneTimeCodes.add({ purpose, digest, expiresAt: later(60) }, 2);
			expect(await store.oneTimeCodes.redeem(purpose, 'three', later(60))).toBe(false);
			expect(await store.oneTimeCodes.redeem(purpose, 'one', later(59))).toBe(false);
			expect(await store.oneTimeCodes.redeem(purpose, 'two', later(59))).toBe(true);
		});

		it('work again where the transaction that has redeemed them failed', async () => {
			const { store } = await open();
			await store.oneTimeCodes.add({ purpose, digest: 'one', expiresAt: later(60) }, 10);
			const failing = store.transaction(async (transaction) => {
				expect(await transaction.oneTimeCodes.redeem(purpose, 'one', start)).toBe(true);
				throw new Error('of a test');
			});
			await expect(failing).rejects.toThrow('of a test');
			expect(await store.oneTimeCodes.redeem(purpose, 'one', start)).toBe(true);
		});
	});
}
