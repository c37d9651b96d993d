import { describe, expect, it } from 'vitest';
import { defaultLockoutPolicy } from '../../src/domain/lockout.ts';
import type { OpenTestStore } from '../helpers/stores.ts';

export function settingsContract(open: OpenTestStore): void {
	describe('settings', () => {
		it('are only what was saved, each for itself', async () => {
			const { store, again } = await open();
			expect(await store.settings.load()).toEqual({});
			await store.settings.save({ realm: 'Devices', macHeaders: ['x-mac'] });
			await store.settings.save({ lockoutPolicy: { ...defaultLockoutPolicy, temporaryThreshold: 3 }, realm: 'Phones' });
			expect(await (await again()).settings.load()).toEqual({
				realm: 'Phones',
				macHeaders: ['x-mac'],
				lockoutPolicy: { ...defaultLockoutPolicy, temporaryThreshold: 3 },
			});
		});
	});

	describe('the audit trail', () => {
		it('keeps the command, its place, and what stood there before and after', async () => {
			const { store, again } = await open();
			const entry = {
				actor: 'cli:root',
				action: 'settings set',
				subject: 'realm',
				context: 'System/DeviceManagement',
				command: 'set realm Phones',
				before: 'Devices',
				after: 'Phones',
			};
			await store.audit.append(entry);
			const { context, command, ...less } = entry;
			await store.audit.append(less);
			const common = { id: expect.any(String), at: expect.any(Date) };
			expect(await (await again()).audit.list(2)).toEqual([
				{ ...entry, ...common },
				{ ...less, ...common },
			]);
		});

		it('gives the newest entries, from old to new', async () => {
			const at = new Date(1_234_567);
			const { store } = await open({ clock: { now: () => at } });
			for (const subject of ['one', 'two', 'three']) {
				await store.audit.append({ actor: 'cli:root', action: 'device add', subject, ...(subject === 'two' ? { detail: 'mac set' } : {}) });
			}
			const entries = await store.audit.list(2);
			expect(entries).toEqual([
				{ id: expect.any(String), at, actor: 'cli:root', action: 'device add', subject: 'two', detail: 'mac set' },
				{ id: expect.any(String), at, actor: 'cli:root', action: 'device add', subject: 'three' },
			]);
		});
	});
}
