import { describe, expect, it } from 'vitest';
import { LookupCache } from '../../src/store/lookup-cache.ts';

describe('what was looked up', () => {
	it('is kept as long as the data has the same version', () => {
		const cache = new LookupCache<number>(10);
		expect(cache.get(1, 'a')).toBeUndefined();
		cache.set(1, 'a', 1);
		expect(cache.get(1, 'a')).toBe(1);
		expect(cache.get(2, 'a')).toBeUndefined();
		expect(cache.get(1, 'a')).toBeUndefined();
	});

	it('is not kept where the data has changed while it was read', () => {
		const cache = new LookupCache<number>(10);
		cache.get(1, 'a');
		cache.get(2, 'b');
		cache.set(1, 'a', 1);
		expect(cache.get(2, 'a')).toBeUndefined();
	});

	it('makes room for what comes later', () => {
		const cache = new LookupCache<number>(2);
		cache.get(1, '');
		for (const [value, key] of ['a', 'b', 'c'].entries()) cache.set(1, key, value);
		expect(['a', 'b', 'c'].map((key) => cache.get(1, key))).toEqual([undefined, 1, 2]);
	});
});
