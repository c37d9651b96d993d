import { describe, expect, it } from 'vitest';
import { StandingSurvey } from '../../../src/app/overview/standing-survey.ts';
import { sampleMac } from '../../contract/samples.ts';
import { typeName, useHistoryStore } from '../history/history-store.ts';

/** More than are looked at for one piece. */
const many = 2_400;

describe('the count of devices that are behind or new', () => {
	const current = useHistoryStore();
	const addMany = async (count: number, serviceProviderId: string) => {
		const type = await current().store.deviceTypes.findByName(typeName);
		for (let start = 0; start < count; start += 1_000) {
			const batch = Array.from({ length: Math.min(1_000, count - start) }, (_, index) => ({
				...{ typeId: type?.id ?? '', name: `d${start + index}`, serviceProviderId, enabled: true, useCustomUserNamePassword: false },
				...{ lines: [], tags: [], mac: sampleMac(start + index) },
			}));
			await current().store.devices.addMany(batch);
		}
	};

	it('is whole at once where there are few', async () => {
		const { store, clock } = current();
		await addMany(3, 'acme');
		expect(await new StandingSurvey({ store, clock }).ask()).toEqual({
			...{ behind: 0, never: 3, lookedAt: 3, isComplete: true },
			asOf: expect.any(Date),
		});
		expect(await new StandingSurvey({ store, clock }, { serviceProviderId: 'rival' }).ask()).toMatchObject({
			never: 0,
			lookedAt: 0,
			isComplete: true,
		});
	});

	it('says that it is partial, goes on by itself, and counts each device once', async () => {
		const { store, clock } = current();
		await addMany(many, 'acme');
		const survey = new StandingSurvey({ store, clock });
		expect(await survey.ask()).toMatchObject({ never: 1_000, lookedAt: 1_000, isComplete: false });
		await expect
			.poll(() => survey.ask(), { timeout: 5_000, interval: 10 })
			.toMatchObject({ never: many, lookedAt: many, isComplete: true });
	});

	it('stops when nobody asks, and goes on where it was', async () => {
		const { store, clock } = current();
		await addMany(many, 'acme');
		const survey = new StandingSurvey({ store, clock }, undefined, { unaskedMs: 0 });
		const first = await survey.ask();
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(await survey.ask()).toEqual(first);
	});

	it('keeps the whole count while a new one is made', async () => {
		const { store, clock } = current();
		await addMany(many, 'acme');
		const survey = new StandingSurvey({ store, clock });
		await expect.poll(() => survey.ask(), { timeout: 5_000, interval: 10 }).toMatchObject({ isComplete: true });
		const whole = await survey.ask();
		await current().addDevice({ name: 'late' });
		expect(await survey.ask()).toEqual(whole);
		clock.shiftMs += 61_000;
		expect(await survey.ask()).toEqual(whole);
		await expect.poll(() => survey.ask(), { timeout: 5_000, interval: 10 }).toMatchObject({ never: many + 1, isComplete: true });
	});
});
