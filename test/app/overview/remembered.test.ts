import { describe, expect, it } from 'vitest';
import { Remembered } from '../../../src/app/overview/remembered.ts';

const limits = { freshMs: 10_000, staleMs: 60_000 };
const at = (seconds: number) => new Date(1_700_000_000_000 + seconds * 1000);

describe('what is remembered', () => {
	/** Gives the number of the answer. */
	const open = () => {
		const remembered = new Remembered<number>(limits);
		let made = 0;
		const ask = (seconds: number, key = '') => remembered.ask(key, at(seconds), () => Promise.resolve(++made));
		return { remembered, ask };
	};

	it('is made once while it is fresh, and says of when it is', async () => {
		const { ask } = open();
		expect(await ask(0)).toMatchObject({ value: 1, asOf: at(0) });
		expect(await ask(9)).toMatchObject({ value: 1, asOf: at(0) });
	});

	it('is given while a new one is made, and no longer than it may', async () => {
		const { ask } = open();
		await ask(0);
		expect(await ask(10)).toMatchObject({ value: 1, asOf: at(0) });
		expect(await ask(11)).toMatchObject({ value: 2, asOf: at(10) });
		expect(await ask(11 + 60)).toMatchObject({ value: 3, asOf: at(71) });
	});

	it('is made anew for another question, and where the clock was set back', async () => {
		const { ask } = open();
		await ask(0);
		expect(await ask(1, 'other')).toMatchObject({ value: 2 });
		expect(await ask(0, 'other')).toMatchObject({ value: 3, asOf: at(0) });
	});

	it('is made once for all who ask meanwhile', async () => {
		const { ask } = open();
		const answers = await Promise.all([ask(0), ask(1), ask(2)]);
		expect(answers.map(({ value }) => value)).toEqual([1, 1, 1]);
	});

	it('tells those who wait what is wrong, and is tried again', async () => {
		const { remembered, ask } = open();
		const fail = () => Promise.reject(new Error('away'));
		await expect(remembered.ask('', at(0), fail)).rejects.toThrow('away');
		expect(await ask(1)).toMatchObject({ value: 1 });
		expect(await remembered.ask('', at(12), fail)).toMatchObject({ value: 1 });
		await expect.poll(async () => (await ask(13)).value).toBe(2);
	});
});
