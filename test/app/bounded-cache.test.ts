import { describe, expect, it } from 'vitest';
import { BoundedCache } from '../../src/app/bounded-cache.ts';

describe('a bounded cache', () => {
	it('forgets what was used longest ago when it is too heavy', () => {
		const cache = new BoundedCache<string, number>(10);
		cache.set('a', 1, 4);
		cache.set('b', 2, 4);
		cache.get('a');
		cache.set('c', 3, 4);
		expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual([1, undefined, 3]);
	});

	it('counts a replaced entry once', () => {
		const cache = new BoundedCache<string, number>(10);
		cache.set('a', 1, 4);
		for (let time = 0; time < 10; time++) cache.set('b', time, 5);
		expect([cache.get('a'), cache.get('b')]).toEqual([1, 9]);
	});

	it('does not keep what is heavier than all of it, and forgets the older value of that key', () => {
		const cache = new BoundedCache<string, number>(10);
		cache.set('a', 1, 4);
		cache.set('a', 2, 11);
		expect(cache.get('a')).toBeUndefined();
	});
});
