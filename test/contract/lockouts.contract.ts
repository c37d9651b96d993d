import { describe, expect, it } from 'vitest';
import { type NewEvent, toLockoutEvent } from '../../src/domain/event.ts';
import { afterFailure, beginsLockout, defaultLockoutPolicy, type LockoutState } from '../../src/domain/lockout.ts';
import type { OpenTestStore } from '../helpers/stores.ts';

const key = { typeId: '1', userName: 'user', network: '10.0.0.0/24' };
const now = new Date('2026-01-01T00:00:00Z');
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const policy = { ...defaultLockoutPolicy, temporaryThreshold: 2 };
const fail = (at: Date) => (state: LockoutState | undefined) => afterFailure(state, policy, at);

export function lockoutsContract(open: OpenTestStore): void {
	describe('lockouts', () => {
		it('keep the state of each pair of user name and network', async () => {
			const { store, again } = await open();
			expect(await store.lockouts.find(key)).toBeUndefined();
			const first = await store.lockouts.change(key, fail(now));
			expect(first).toEqual({ failures: 1, lastFailureAt: now, lockouts: 0, permanent: false });
			expect(await store.lockouts.find(key)).toEqual(first);
			const second = await store.lockouts.change(key, fail(later(1)));
			expect(await (await again()).lockouts.find(key)).toEqual(second);
			expect(second).toMatchObject({ failures: 0, lockouts: 1, startedAt: later(1), expiresAt: later(301) });
			expect(await store.lockouts.find({ ...key, network: '10.0.1.0/24' })).toBeUndefined();
			expect(await store.lockouts.find({ ...key, typeId: '2' })).toBeUndefined();
			await store.lockouts.forget(key);
			await store.lockouts.forget(key);
			expect(await store.lockouts.find(key)).toBeUndefined();
		});

		it('are listed while they last, and cleared', async () => {
			const { store } = await open();
			for (const userName of ['temporary', 'permanent', 'cleared']) {
				for (const at of [now, now]) await store.lockouts.change({ ...key, userName }, fail(at));
			}
			await store.lockouts.change({ ...key, userName: 'once' }, fail(now));
			await store.lockouts.change({ ...key, userName: 'permanent' }, () => ({
				failures: 0,
				lastFailureAt: now,
				lockouts: 5,
				startedAt: now,
				permanent: true,
			}));
			const listed = await store.lockouts.listLocked(later(1));
			expect(listed.map(({ userName }) => userName)).toEqual(['temporary', 'permanent', 'cleared']);
			expect(listed[0]).toEqual({
				...key,
				userName: 'temporary',
				id: listed[0]?.id,
				...(await store.lockouts.find({ ...key, userName: 'temporary' })),
			});
			expect(await store.lockouts.clear(listed[2]?.id ?? '')).toBe(1);
			expect(await store.lockouts.clear('999')).toBe(0);
			expect(await store.lockouts.clear('none')).toBe(0);
			expect((await store.lockouts.listLocked(later(1000))).map(({ userName }) => userName)).toEqual(['permanent']);
			expect(await store.lockouts.clear()).toBe(3);
			expect(await store.lockouts.listLocked(now)).toEqual([]);
		});

		it('lose no failure when two processes count at once', async () => {
			const { store, again } = await open();
			const other = await again();
			const count = (state: LockoutState | undefined): LockoutState => ({
				failures: (state?.failures ?? 0) + 1,
				lastFailureAt: now,
				lockouts: 0,
				permanent: false,
			});
			await Promise.all(Array.from({ length: 60 }, (_, index) => (index % 2 === 0 ? store : other).lockouts.change(key, count)));
			expect(await store.lockouts.find(key)).toMatchObject({ failures: 60 });
		});

		it('are told of in the step that begins them, and not where that step fails', async () => {
			const { store, again } = await open();
			const other = await again();
			const tell = (before: LockoutState | undefined, after: LockoutState): readonly NewEvent[] =>
				beginsLockout(before, after) ? [toLockoutEvent(key, after, { deviceType: 'A', remoteAddress: '10.0.0.7' })] : [];
			const newest = await store.events.newestId();
			await Promise.all(Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? store : other).lockouts.change(key, fail(now), tell)));
			const events = await store.events.after(newest, 10);
			const data = { userName: 'user', network: key.network, remoteAddress: '10.0.0.7', permanent: false, lockouts: 1 };
			expect(events.map(({ id: _, ...event }) => event)).toEqual([
				{ at: now, type: 'dms.lockout.started', subject: 'user', deviceType: 'A', data: { ...data, until: later(300).toISOString() } },
			]);
			const refused = new Error('refused');
			const failing = store.lockouts.change({ ...key, userName: 'other' }, fail(now), () => {
				throw refused;
			});
			await expect(failing).rejects.toBe(refused);
			expect(await store.lockouts.find({ ...key, userName: 'other' })).toBeUndefined();
		});

		it('do not pile up when somebody guesses user names', async () => {
			const { store, query } = await open();
			for (let index = 0; index < 20; index++) await store.lockouts.change({ ...key, userName: `guess ${index}` }, fail(now));
			await store.lockouts.change({ ...key, userName: 'locked for good' }, () => ({
				failures: 0,
				lastFailureAt: now,
				lockouts: 5,
				permanent: true,
			}));
			const muchLater = later(11 * 86_400);
			for (let index = 0; index < 4; index++) await store.lockouts.change({ ...key, userName: `new ${index}` }, fail(muchLater));
			const left = await query('select user_name from records.lockout order by id');
			expect(left.map(({ user_name }) => user_name)).toEqual(['locked for good', 'new 0', 'new 1', 'new 2', 'new 3']);
		});
	});
}
