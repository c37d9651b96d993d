import { describe, expect, it } from 'vitest';
import { compareStates } from '../../../src/web/audit/compare-states.ts';
import { toSubjectLink } from '../../../src/web/audit/subject-link.ts';

describe('what differs between two states of the audit', () => {
	it.each([
		['a value', '{"a":1,"b":"x"}', '{"a":2,"b":"x"}', [['a', '1', '2']], 1],
		['a value within', '{"p":{"a":1}}', '{"p":{"a":true}}', [['p.a', '1', 'true']], 0],
		['a list of one', '[{"a":1}]', '[{"a":2}]', [['a', '1', '2']], 0],
		[
			'a value that is new',
			'{}',
			'{"a":[1,2]}',
			[
				['', '{}', undefined],
				['a.0', undefined, '1'],
				['a.1', undefined, '2'],
			],
			0,
		],
		['a state that was not there', undefined, '{"a":null}', [['a', undefined, 'null']], 0],
		['text', 'Devices', 'Phones', [['', 'Devices', 'Phones']], 0],
		['nothing', undefined, undefined, [], 0],
	])('is told for %s', (_name, before, after, changed, same) => {
		const compared = compareStates(before, after);
		expect(compared.changed.map(({ field, before: old, after: current }) => [field, old, current])).toEqual(changed);
		expect(compared.same).toBe(same);
	});
});

describe('where the thing is that was changed', () => {
	it.each([
		['device set', 'acme/hq/dect 1', '/devices?name=dect%201'],
		['device delete', 'acme/hq/dect-1', undefined],
		['tag set', 'device acme/dect-1', '/devices?name=dect-1'],
		['tag set', 'set north', '/tag-sets'],
		['type set', 'Sample A/B', '/device-types/Sample%20A%2FB'],
		['type file set', 'Sample/%X%.xml', '/device-types/Sample/files/%25X%25.xml'],
		['trust set', 'Http/vendor root', '/trust/Http/vendor%20root'],
		['trust deny', 'ab', '/trust?tab=deny'],
		['something new', 'x', undefined],
	])('is told for %s %s', (action, subject, expected) => {
		expect(toSubjectLink({ action, subject })).toBe(expected);
	});
});
