import { describe, expect, it } from 'vitest';
import type { NewEventSubscription } from '../../src/domain/event-subscription.ts';
import type { OpenTestStore } from '../helpers/stores.ts';
import { sampleMac } from './samples.ts';

const start = new Date('2026-01-01T00:00:00Z');
const later = (seconds: number) => new Date(start.getTime() + seconds * 1000);
const sample = (identity: string, expiresAt = later(60)): NewEventSubscription => ({
	identity,
	devices: [],
	deviceTypes: [],
	types: [],
	expiresAt,
});

export function subscriptionsContract(open: OpenTestStore): void {
	describe('event subscriptions', () => {
		it('come back as they were added, under an id that nobody can guess', async () => {
			const { store, again } = await open({ clock: { now: () => start } });
			const wanted = {
				identity: 'reader.example.com',
				devices: [sampleMac(1), sampleMac(2)],
				deviceTypes: ['Spectralink IP-DECT'],
				types: ['device.first-seen'],
				expiresAt: later(3_600),
			};
			const added = await store.subscriptions.add(wanted);
			expect(added).toEqual({ ...wanted, id: expect.stringMatching(/^[A-Za-z0-9_-]{22}$/), createdAt: start });
			expect(await (await again()).subscriptions.find(added.id)).toEqual(added);
			expect(await store.subscriptions.find(added.id.slice(0, -1))).toBeUndefined();
			const ids = await Promise.all(Array.from({ length: 50 }, async () => (await store.subscriptions.add(sample('many'))).id));
			expect(new Set(ids).size).toBe(50);
		});

		it('are listed and counted for each identity, the oldest first', async () => {
			const clock = { seconds: 0, now: () => later(clock.seconds++) };
			const { store } = await open({ clock });
			const first = await store.subscriptions.add(sample('one'));
			await store.subscriptions.add(sample('two'));
			const third = await store.subscriptions.add(sample('one'));
			expect(await store.subscriptions.listByIdentity('one')).toEqual([first, third]);
			expect(await store.subscriptions.listByIdentity('none')).toEqual([]);
			expect(await Promise.all(['one', 'two', 'none'].map((identity) => store.subscriptions.count(identity)))).toEqual([2, 1, 0]);
		});

		it('are renewed and deleted', async () => {
			const { store, again } = await open();
			const added = await store.subscriptions.add(sample('one'));
			const kept = await store.subscriptions.add(sample('one'));
			const renewed = await store.subscriptions.renew(added.id, later(90));
			expect(renewed).toEqual({ ...added, expiresAt: later(90) });
			expect(await (await again()).subscriptions.find(added.id)).toEqual(renewed);
			expect(await store.subscriptions.delete(added.id)).toBe(true);
			expect(await store.subscriptions.delete(added.id)).toBe(false);
			const refusal: unknown = await store.subscriptions.renew(added.id, later(90)).catch((error: unknown) => error);
			expect(refusal).toMatchObject({ code: 'subscription.not-found' });
			expect(String(refusal)).not.toContain(added.id);
			expect(await store.subscriptions.listByIdentity('one')).toEqual([kept]);
		});

		it('are removed once they have expired, the earliest first and at most so many', async () => {
			const { store } = await open();
			const added = [];
			for (const seconds of [30, 10, 20, 40]) added.push(await store.subscriptions.add(sample('one', later(seconds))));
			expect(await store.subscriptions.removeExpired(later(9), 10)).toEqual([]);
			expect(await store.subscriptions.removeExpired(later(30), 2)).toEqual([added[1], added[2]]);
			expect(await store.subscriptions.removeExpired(later(30), 2)).toEqual([added[0]]);
			expect(await store.subscriptions.listByIdentity('one')).toEqual([added[3]]);
		});

		it('are removed by one of the processes that try at once', async () => {
			const { store, again } = await open();
			const second = await again();
			for (let index = 0; index < 20; index++) await store.subscriptions.add(sample('one', later(index)));
			const removed = await Promise.all(
				Array.from({ length: 8 }, (_, index) => (index % 2 ? store : second).subscriptions.removeExpired(later(20), 5)),
			);
			const ids = removed.flat().map(({ id }) => id);
			expect(new Set(ids).size).toBe(ids.length);
			await store.subscriptions.removeExpired(later(20), 20);
			expect(await store.subscriptions.count('one')).toBe(0);
		});
	});
}
