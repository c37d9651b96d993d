import { describe, expect, it } from 'vitest';
import { rotateSecretKey } from '../../src/store/open-store.ts';
import type { OpenTestStore } from '../helpers/stores.ts';

const expiresAt = new Date('2026-01-01T00:05:00Z');

export function digestNoncesContract(open: OpenTestStore): void {
	describe('digest nonces', () => {
		it('have one secret in every process, and another one after the key was rotated', async () => {
			const { store, again, options } = await open();
			const secret = await store.digestNonces.secret();
			expect(secret).toHaveLength(32);
			expect(await (await again()).digestNonces.secret()).toEqual(secret);
			await rotateSecretKey(options);
			expect(await (await again()).digestNonces.secret()).not.toEqual(secret);
		});

		it('take a count once, and only larger ones after it', async () => {
			const { store } = await open();
			const use = (id: string, count: number) => store.digestNonces.use(id, count, expiresAt);
			expect(await use('a', 1)).toBe(true);
			expect(await use('a', 1)).toBe(false);
			expect(await use('a', 3)).toBe(true);
			expect(await use('a', 2)).toBe(false);
			expect(await use('b', 1)).toBe(true);
		});

		it('take a count once, however many processes try', async () => {
			const { store, again } = await open();
			const other = await again();
			const uses = await Promise.all(
				Array.from({ length: 20 }, (_, index) => (index % 2 ? store : other).digestNonces.use('a', 1, expiresAt)),
			);
			expect(uses.filter((isFirst) => isFirst)).toHaveLength(1);
		});

		it('are forgotten once they have expired', async () => {
			const { store } = await open();
			await store.digestNonces.use('a', 1, expiresAt);
			await store.digestNonces.use('b', 1, new Date(expiresAt.getTime() + 1));
			expect(await store.digestNonces.removeExpired(new Date(expiresAt.getTime() + 1))).toBe(1);
			expect(await store.digestNonces.use('b', 1, expiresAt)).toBe(false);
		});
	});
}
