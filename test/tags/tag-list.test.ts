import { describe, expect, it } from 'vitest';
import { toTagCells } from '../../src/tags/build-report.ts';
import { listEffectiveTags } from '../../src/tags/tag-list.ts';
import { defaults, device, deviceType, renderContext, tagSet, tags } from './context.ts';

describe("the list of a device's custom tags", () => {
	const context = renderContext({
		device: device({ country: 'CH', tags: tags({ ZONE: 'own', URL: 'https://%HOST%/%BWMACADDRESS%', CLOSED: 'own' }) }),
		scopeTags: {
			group: tags({ HOST: 'north.example.net' }),
			serviceProvider: tags({ HOST: 'acme.example.net', 'LABEL-n': '%BWLINEPORT-n%' }),
		},
		tagSets: {
			systemDefault: tagSet('', { NTP: 'pool.example.net', CLOSED: '!default' }),
			inEffect: tagSet(
				'dect',
				{ ZONE: 'UTC' },
				{ Alps: { countries: ['CH'], values: { RING: 'cowbell' } }, North: { countries: ['NO'], values: { AURORA: 'yes' } } },
			),
		},
	});

	it('has each tag once, by name, with the value in effect and where it is from', () => {
		expect(listEffectiveTags(context).map(toTagCells)).toEqual([
			['%CLOSED%', 'default', 'default', 'System Default', '', ''],
			['%HOST%', 'north.example.net', 'north.example.net', 'Group', '', ''],
			['%LABEL-n%', '%BWLINEPORT-n%', '%BWLINEPORT-n%', 'Service Provider', '', ''],
			['%NTP%', 'pool.example.net', 'pool.example.net', 'System Default', '', ''],
			['%RING%', 'cowbell', 'cowbell', 'System', 'dect', 'Alps'],
			['%URL%', 'https://%HOST%/%BWMACADDRESS%', 'https://north.example.net/0013d1aabbcc', 'Device Profile', '', ''],
			['%ZONE%', 'own', 'own', 'Device Profile', '', ''],
		]);
	});

	it('has no tag of a set that the tag mode leaves out', () => {
		const names = (tagMode: 'None' | 'System'): readonly string[] =>
			listEffectiveTags({ ...context, type: deviceType({ tagMode }) }).map(({ name }) => name);
		expect(names('None')).toEqual([]);
		expect(names('System')).toEqual(['%CLOSED%', '%HOST%', '%LABEL-n%', '%NTP%', '%URL%', '%ZONE%']);
	});

	it('works for a scope without a device', () => {
		expect(listEffectiveTags({ ...context, device: undefined }).map(({ name, actualValue }) => [name, actualValue])).toEqual([
			['%CLOSED%', 'default'],
			['%HOST%', 'north.example.net'],
			['%LABEL-n%', '%BWLINEPORT-n%'],
			['%NTP%', 'pool.example.net'],
			['%ZONE%', 'UTC'],
		]);
	});

	it('masks what sounds like a password', () => {
		const [row] = listEffectiveTags(renderContext(defaults({ SIP_PASSWORD: 'hunter2' })));
		expect(row).toMatchObject({ value: '********', actualValue: '********' });
	});

	it('shows a value that explodes as it was entered, and the others all the same', () => {
		const bomb = Object.fromEntries(
			Array.from({ length: 6 }, (_, index) => [`B${index}`, index === 5 ? 'x'.repeat(256) : `%B${index + 1}%`.repeat(20)]),
		);
		const rows = listEffectiveTags(renderContext(defaults({ ...bomb, NTP: 'pool.example.net' })));
		expect(rows.map(({ name }) => name)).toEqual(['%B0%', '%B1%', '%B2%', '%B3%', '%B4%', '%B5%', '%NTP%']);
		expect(rows[0]?.actualValue).toBe(bomb['B0']);
		expect(rows[3]?.actualValue).toBe(bomb['B3']);
		expect(rows[4]?.actualValue).toBe('x'.repeat(256 * 20));
		expect(rows[6]?.actualValue).toBe('pool.example.net');
	});
});
