import { describe, expect, it } from 'vitest';
import { parseSavedFilters } from '../../../src/web/devices/list/saved-filters.ts';
import { isEmptyFilter, toDevicesSearch, toFilterKey } from '../../../src/web/devices/search.ts';

describe('filters in an address and in the browser', () => {
	it.each([
		['ok/text', { name: 'lobby' }, { name: 'lobby' }],
		['ok/digits, which addresses turn into numbers', { mac: 13, name: 7 }, { mac: '13', name: '7' }],
		['ok/an order', { sort: '-name', after: 'x' }, { sort: '-name', after: 'x' }],
		['reject/what is no choice', { enabled: 'maybe', standing: 'late', sort: 'price', locked: 'no' }, {}],
		['reject/what is no text', { name: { a: 1 }, type: [], provider: '' }, {}],
		['reject/a member that is unknown', { colour: 'red' }, {}],
	])('%s', (_, search, expected) => {
		expect(JSON.parse(JSON.stringify(toDevicesSearch(search)))).toEqual(expected);
	});

	it('have one key, in whatever order they were put together', () => {
		expect(toFilterKey({ name: 'a', type: 'b' })).toBe(toFilterKey({ type: 'b', name: 'a' }));
		expect(toFilterKey({ name: 'a' })).not.toBe(toFilterKey({ type: 'a' }));
		expect([isEmptyFilter({}), isEmptyFilter({ locked: 'yes' })]).toEqual([true, false]);
	});

	it.each([
		['ok/one', '[{"name":"mine","filter":{"name":"lobby"}}]', [{ name: 'mine', filter: { name: 'lobby' } }]],
		[
			'ok/the good ones of many',
			'[1,null,{"name":2,"filter":{}},{"name":"n","filter":null},{"name":"m","filter":{}}]',
			[{ name: 'm', filter: {} }],
		],
		['reject/no JSON', 'nonsense', []],
		['reject/no list', '{}', []],
		['ok/nothing', undefined, []],
	])('that were saved are read as far as they make sense: %s', (_, text, expected) => {
		expect(JSON.parse(JSON.stringify(parseSavedFilters(text)))).toEqual(expected);
	});
});
