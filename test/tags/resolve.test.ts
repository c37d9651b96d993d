import { describe, expect, it } from 'vitest';
import { DmsError } from '../../src/domain/errors.ts';
import type { TagMode, TagName } from '../../src/domain/tag.ts';
import { renderTemplate, renderWithReport } from '../../src/tags/render.ts';
import { chooseTagSetName, type RenderContext } from '../../src/tags/render-context.ts';
import { maxTagDepth } from '../../src/tags/resolve.ts';
import { findInTagSet } from '../../src/tags/tag-set-index.ts';
import { compiled, defaults, device, deviceType, lines, renderContext, tagSet, tags } from './context.ts';

const render = (template: string, context: RenderContext): string => renderTemplate(compiled(template), context).toString('utf8');
const problems = (template: string, context: RenderContext): readonly string[] =>
	renderWithReport(compiled(template), context).report.problems.map(({ kind, tagName }) => `${kind} ${tagName}`);

/** `%T%` with a value at each of the named levels; a value that begins with `!` closes its set. */
function levels(values: {
	systemDefault?: string;
	set?: string;
	serviceProvider?: string;
	group?: string;
	device?: string;
	mode?: TagMode;
}): RenderContext {
	const at = (value: string | undefined): Record<string, string> => (value === undefined ? {} : { T: value });
	return renderContext({
		type: deviceType({ tagMode: values.mode ?? 'System And Custom' }),
		device: device({ tags: tags(at(values.device)) }),
		scopeTags: { serviceProvider: tags(at(values.serviceProvider)), group: tags(at(values.group)) },
		tagSets: { systemDefault: tagSet('', at(values.systemDefault)), inEffect: tagSet('dect', at(values.set)) },
	});
}

describe('the level that a custom tag comes from', () => {
	it.each([
		['ok/system default', { systemDefault: 'default' }, 'default'],
		['ok/the tag set before the system default', { systemDefault: 'default', set: 'set' }, 'set'],
		['ok/the service provider before the sets', { systemDefault: 'default', set: 'set', serviceProvider: 'sp' }, 'sp'],
		['ok/the group before the service provider', { set: 'set', serviceProvider: 'sp', group: 'group' }, 'group'],
		['ok/the device before the group', { systemDefault: 'default', group: 'group', device: 'device' }, 'device'],
		['ok/the device alone', { device: 'device' }, 'device'],
		['ok/an empty value is a value', { systemDefault: 'default', device: '' }, ''],
		['reject/override of a closed default', { systemDefault: '!default', set: 'set', group: 'group', device: 'device' }, 'default'],
		['reject/override of a closed set', { systemDefault: 'default', set: '!set', serviceProvider: 'sp', device: 'device' }, 'set'],
		['reject/closed twice, the most general wins', { systemDefault: '!default', set: '!set', device: 'device' }, 'default'],
		['reject/nothing defines it', {}, '%T%'],
	])('%s', (_row, values, expected) => {
		expect(render('%T%', levels(values))).toBe(expected);
	});

	it.each([
		['None', {}, '%T%'],
		['System', {}, 'default'],
		['System And Custom', {}, 'set'],
		['None', { group: 'group', device: 'device' }, '%T%'],
		['System', { group: 'group', device: 'device' }, 'device'],
		['System', { systemDefault: '!default', group: 'group', device: 'device' }, 'default'],
		['System', { serviceProvider: 'sp' }, 'sp'],
	] as const)('in tag mode %s with %j is %s', (mode, values, expected) => {
		expect(render('%T%', levels({ systemDefault: 'default', set: 'set', mode, ...values }))).toBe(expected);
	});

	it('does not depend on how many tags a level has', () => {
		const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`T${index}`, `value ${index}`]));
		const context = renderContext({ device: device({ tags: tags(many) }), ...defaults({ T499: 'default', ONLY: 'here' }) });
		expect(render('%T0% %T499% %ONLY%', context)).toBe('value 0 value 499 here');
	});

	it('takes names letter by letter', () => {
		expect(render('%ntp% %NTP%', renderContext(defaults({ NTP: 'pool.example.net' })))).toBe('%ntp% pool.example.net');
	});
});

describe('built-in tags', () => {
	it('are never overridden', () => {
		const sneaky = [{ name: '%BWMACADDRESS%' as TagName, value: 'custom' }];
		const context = renderContext({ device: device({ tags: sneaky }), scopeTags: { group: sneaky } });
		expect(render('%BWMACADDRESS%', context)).toBe('0013d1aabbcc');
	});

	it('work in every tag mode', () => {
		for (const tagMode of ['None', 'System', 'System And Custom'] as const) {
			expect(render('%BWDEVICEID%', renderContext({ type: deviceType({ tagMode }) }))).toBe('base-7');
		}
	});

	it('give values that are data: a tag inside is text', () => {
		const lure = device({ lines: [{ linePort: 'a@b', isPrimary: true, displayName: '%BWAUTHPASSWORD-1% %T%', authPassword: 'geheim' }] });
		const context = renderContext({ device: lure, ...defaults({ T: 'value', CALLED: '<%BWDISPLAYNAMELINEPORT-1%>' }) });
		expect(render('%BWDISPLAYNAMELINEPORT-1%|%CALLED%', context)).toBe('%BWAUTHPASSWORD-1% %T%|<%BWAUTHPASSWORD-1% %T%>');
	});
});

describe('the tag set in effect', () => {
	const named = { device: 'of device', group: 'of group', serviceProvider: 'of sp' };
	const policy = {
		tagMode: 'System And Custom',
		tagSet: 'of type',
		allowDeviceProfileCustomTagSet: true,
		allowGroupCustomTagSet: true,
		allowSpCustomTagSet: true,
	} as const;

	it.each([
		['ok/the device comes first', policy, named, 'of device'],
		['ok/then the group', policy, { ...named, device: undefined }, 'of group'],
		['ok/then the service provider', policy, { serviceProvider: 'of sp' }, 'of sp'],
		['ok/then the type', policy, {}, 'of type'],
		['ok/none at all', { ...policy, tagSet: undefined }, {}, undefined],
		['reject/the device where the type does not allow it', { ...policy, allowDeviceProfileCustomTagSet: false }, named, 'of group'],
		[
			'reject/the group where the type does not allow it',
			{ ...policy, allowGroupCustomTagSet: false },
			{ group: 'g', serviceProvider: 's' },
			's',
		],
		[
			'reject/the service provider where the type does not allow it',
			{ ...policy, allowSpCustomTagSet: false },
			{ serviceProvider: 's' },
			'of type',
		],
		['reject/any in tag mode System', { ...policy, tagMode: 'System' }, named, undefined],
		['reject/any in tag mode None', { ...policy, tagMode: 'None' }, named, undefined],
	] as const)('%s', (_row, { tagSet: ofType, ...rest }, names, expected) => {
		expect(chooseTagSetName({ ...rest, ...(ofType === undefined ? {} : { tagSet: ofType }) }, names)).toBe(expected);
	});
});

describe('the regions of a tag set', () => {
	const values = { NTP: 'pool.example.net', ZONE: 'UTC', FIXED: '!fixed' };
	const regions = {
		DACH: { countries: ['DE', 'AT', 'CH'], values: { ZONE: 'CET', FIXED: 'regional', ONLY: '!here' } },
		Alps: { countries: ['CH'], values: { ZONE: 'CET-1CEST', NTP: 'alps.example.net' } },
	};
	const inCountry = (country: string | undefined, own: Record<string, string> = {}): RenderContext =>
		renderContext({
			device: device({ tags: tags(own), ...(country === undefined ? {} : { country }) }),
			tagSets: { systemDefault: tagSet('', values, regions) },
		});

	it.each([
		['ok/the value of the region', 'DE', {}, 'CET pool.example.net here'],
		['ok/the first region that has the country and the tag', 'CH', {}, 'CET alps.example.net here'],
		['ok/another country', 'FR', {}, 'UTC pool.example.net %ONLY%'],
		['ok/no country', undefined, {}, 'UTC pool.example.net %ONLY%'],
		['ok/the device overrides the region', 'DE', { ZONE: 'own' }, 'own pool.example.net here'],
		['reject/override of a tag that the region closes', 'DE', { ONLY: 'own' }, 'CET pool.example.net here'],
		['ok/a tag that a region of other countries closes', 'FR', { ONLY: 'own' }, 'UTC pool.example.net own'],
	])('%s', (_row, country, own, expected) => {
		expect(render('%ZONE% %NTP% %ONLY%', inCountry(country, own))).toBe(expected);
	});

	it('change a value that the set has closed, and leave it closed', () => {
		expect(render('%FIXED%', inCountry('DE', { FIXED: 'own' }))).toBe('regional');
		expect(findInTagSet(tagSet('', values, regions), '%FIXED%', 'DE')).toEqual({
			value: 'regional',
			regionName: 'DACH',
			isOverridable: false,
		});
	});

	it('work in the tag set in effect too', () => {
		const context = renderContext({
			device: device({ country: 'AT' }),
			tagSets: { systemDefault: tagSet('', { ZONE: 'default' }), inEffect: tagSet('dect', { ZONE: 'set' }, regions) },
		});
		expect(render('%ZONE%', context)).toBe('CET');
	});
});

describe('tags inside values', () => {
	it('are resolved, at whatever level they are defined', () => {
		const context = renderContext({
			device: device({ tags: tags({ HOST: 'own.example.net' }) }),
			...defaults({ URL: 'https://%HOST%:%BWDEVICEACCESSPORT%/%PATH%', PATH: 'dms/%BWMACADDRESS%', HOST: 'default.example.net' }),
		});
		expect(render('%URL%', context)).toBe('https://own.example.net:443/dms/0013d1aabbcc');
	});

	it('mean the current line where they end in -n', () => {
		const context = renderContext({
			device: device({
				lines: lines(3),
				tags: tags({ LABEL: '%SHORT-n%/%BWEXTENSION-n%', 'SHORT-1': 'one', 'SHORT-3': '%SITE% three', SITE: 'Nord' }),
			}),
		});
		const template = '%BWEACHLINE-BEGIN%%LABEL%;%SHORT-n%;%SHORT-3%\n%BWEACHLINE-END%%LABEL%';
		expect(render(template, context)).toBe(
			'one/1000;one;Nord three\n%SHORT-2%/1001;%SHORT-2%;Nord three\nNord three/1002;Nord three;Nord three\n%SHORT-n%/%BWEXTENSION-n%',
		);
	});

	it('are kept as text where nothing defines them', () => {
		const context = renderContext(defaults({ A: '100% <%NONE%> %%' }));
		expect(render('%A%', context)).toBe('100% <%NONE%> %%');
		expect(problems('%A%', context)).toEqual(['undefined %NONE%']);
	});

	it.each([
		['a tag that contains itself', { A: 'a%A%' }, '%A%', 'a%A%', ['cycle %A%']],
		['two tags that contain each other', { A: 'a%B%', B: 'b%A%' }, '%A% %B%', 'ab%A% b%A%', ['cycle %A%']],
		['a circle behind a tag', { A: 'a%B%', B: 'b%C%', C: 'c%B%' }, '%A%', 'abc%B%', ['cycle %B%']],
	])('that go in a circle stay where it closes: %s', (_row, values, template, expected, found) => {
		const context = renderContext(defaults(values));
		expect(render(template, context)).toBe(expected);
		expect(problems(template, context)).toEqual(found);
	});

	it('that repeat each other without a circle are no circle', () => {
		const context = renderContext(defaults({ A: '%B%%B%%C%', B: 'b%C%', C: 'c' }));
		expect(render('%A%', context)).toBe('bcbcc');
		expect(problems('%A%', context)).toEqual([]);
	});
});

describe('a chain of values', () => {
	/** `%C1%` to `%C<length>%`, each in the value of the one before. */
	const chain = (length: number): Record<string, string> =>
		Object.fromEntries(Array.from({ length }, (_, index) => [`C${index + 1}`, index + 1 === length ? 'end' : `(%C${index + 2}%)`]));
	const nested = (inner: string, depth: number): string => '('.repeat(depth) + inner + ')'.repeat(depth);

	it('is followed through ten tags', () => {
		const context = renderContext(defaults(chain(maxTagDepth)));
		expect(render('%C1%', context)).toBe(nested('end', maxTagDepth - 1));
		expect(problems('%C1%', context)).toEqual([]);
	});

	it('is cut behind the tenth, whose value keeps the next tag', () => {
		const context = renderContext(defaults(chain(maxTagDepth + 1)));
		const cut = `%C${maxTagDepth + 1}%`;
		expect(render('%C1%', context)).toBe(nested(cut, maxTagDepth));
		expect(problems('%C1%', context)).toEqual([`depth ${cut}`]);
	});

	it('that was cut is followed to its end from a tag nearer to it', () => {
		const context = renderContext(defaults(chain(maxTagDepth + 2)));
		expect(render('%C1%|%C3%', context)).toBe(`${nested(`%C${maxTagDepth + 1}%`, maxTagDepth)}|${nested('end', maxTagDepth - 1)}`);
	});

	it('that is known to be too long for its place is cut before it', () => {
		const context = renderContext(defaults({ ...chain(maxTagDepth), BEFORE: '<%C1%>' }));
		expect(render('%C1%|%BEFORE%', context)).toBe(`${nested('end', maxTagDepth - 1)}|<%C1%>`);
		expect(problems('%C1%|%BEFORE%', context)).toEqual(['depth %C1%']);
	});

	it('may end in a built-in tag', () => {
		const context = renderContext(defaults({ ...chain(maxTagDepth), [`C${maxTagDepth}`]: '%BWDEVICEID%' }));
		expect(render('%C1%', context)).toBe(nested('base-7', maxTagDepth - 1));
	});
});

describe('values that explode', () => {
	/** Ten levels, each of them twenty times the next one. */
	const bomb = Object.fromEntries(
		Array.from({ length: 10 }, (_, index) => [`B${index}`, index === 9 ? 'x'.repeat(256) : `%B${index + 1}%`.repeat(20)]),
	);

	it('are refused at the bound of the output', () => {
		const explode = (): string => render('%B0%', renderContext(defaults(bomb)));
		expect(explode).toThrow(DmsError);
		expect(explode).toThrow(expect.objectContaining({ code: 'content.too-large' }));
	});

	it('are worked out once each where they are empty', () => {
		const empty = renderContext(defaults({ ...bomb, B9: '' }));
		expect(render('%B0%', empty)).toBe('');
	});

	it('are refused when they take steps without end and give nothing', () => {
		// Ten rows of eighty tags; each names forty of the next row, anew on each line, and nothing of it reaches the output.
		const values = Array.from({ length: 800 }, (_, index): [string, string] => {
			const [row, place] = [Math.floor(index / 80), index % 80];
			const others = Array.from({ length: 40 }, (_tag, step) => `%W${(row + 1) * 80 + ((place + step) % 80)}%`);
			return [`W${index}`, row === 9 ? '%BWFIRSTNAME-n%' : others.join('')];
		});
		const context = renderContext({ device: device({ lines: lines(4000) }), ...defaults(Object.fromEntries(values)) });
		expect(() => renderTemplate(compiled('%BWEACHLINE-BEGIN%%W0%%BWEACHLINE-END%'), context)).toThrow(
			expect.objectContaining({ code: 'content.too-large' }),
		);
	});

	it('leave room for the output up to its last byte', () => {
		const context = renderContext(defaults({ A: 'xxxx' }));
		const longest = renderContext(defaults({ A: 'x'.repeat(256) }));
		expect(renderTemplate(compiled('%A%'), longest, { maxOutputBytes: 256 }).length).toBe(256);
		expect(renderTemplate(compiled('%A%%A%'), context, { maxOutputBytes: 8 }).toString()).toBe('xxxxxxxx');
		expect(() => renderTemplate(compiled('%A%%A%'), context, { maxOutputBytes: 7 })).toThrow(
			expect.objectContaining({ code: 'content.too-large' }),
		);
	});
});
