import { describe, expect, it } from 'vitest';
import type { OpenTestStore } from '../helpers/stores.ts';

const start = new Date('2026-01-01T00:00:00Z');
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);

export function noticesContract(open: OpenTestStore): void {
	describe('notices', () => {
		it('are told once for each key', async () => {
			const { store, again } = await open({ clock: { now: () => start } });
			expect(await store.notices.tellOnce('a', later(60))).toBe(true);
			expect(await store.notices.tellOnce('a', later(90))).toBe(false);
			expect(await store.notices.tellOnce('b', later(60))).toBe(true);
			expect(await (await again()).notices.tellOnce('a', later(60))).toBe(false);
		});

		it('are told by one of the processes that try at once', async () => {
			const { store, again } = await open({ clock: { now: () => start } });
			const other = await again();
			const told = await Promise.all(
				Array.from({ length: 20 }, (_, index) => (index % 2 ? store : other).notices.tellOnce('a', later(60))),
			);
			expect(told.filter((isFirst) => isFirst)).toHaveLength(1);
		});

		it('may be told again when their time is over', async () => {
			const clock = { seconds: 0, now: () => later(clock.seconds) };
			const { store } = await open({ clock });
			await store.notices.tellOnce('a', later(60));
			clock.seconds = 59;
			expect(await store.notices.tellOnce('a', later(600))).toBe(false);
			clock.seconds = 60;
			expect(await store.notices.tellOnce('a', later(600))).toBe(true);
			clock.seconds = 599;
			expect(await store.notices.tellOnce('a', later(600))).toBe(false);
		});

		it('are forgotten when their time is over', async () => {
			const { store, query } = await open({ clock: { now: () => start } });
			await store.notices.tellOnce('a', later(60));
			await store.notices.tellOnce('b', later(61));
			expect(await store.notices.removeExpired(later(60))).toBe(1);
			expect(await store.notices.removeExpired(later(60))).toBe(0);
			expect(await query('select name from records.notice')).toEqual([{ name: 'b' }]);
		});
	});
}
