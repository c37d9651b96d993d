import { describe, expect, it } from 'vitest';
import { tagColumns, toTagCells } from '../../src/tags/build-report.ts';
import { renderWithReport } from '../../src/tags/render.ts';
import { tagProblems } from '../../src/tags/resolved-tag.ts';
import { compiled, defaults, device, lines, renderContext, tagSet, tags } from './context.ts';

const mask = '********';

describe('a build report', () => {
	const context = renderContext({
		device: device({ country: 'DE', tags: tags({ OWN: '%SITE%-%BWMACADDRESS%' }) }),
		scopeTags: { group: tags({ SITE: 'north' }), serviceProvider: tags({ ORG: 'acme' }) },
		tagSets: {
			systemDefault: tagSet('', { NTP: 'pool.example.net' }),
			inEffect: tagSet('dect', { ZONE: 'UTC' }, { Europe: { countries: ['DE'], values: { ZONE: 'CET' } } }),
		},
	});

	it('names every tag once with its value and its origin', () => {
		const template = compiled('%OWN% %NTP% %ZONE% %ORG% %NONE% %OWN% %BWDEVICEID%');
		const rows = renderWithReport(template, context).report.tags.map(toTagCells);
		expect(rows).toEqual([
			['%SITE%', 'north', 'north', 'Group', '', ''],
			['%BWMACADDRESS%', '0013d1aabbcc', '0013d1aabbcc', 'Built-in', '', ''],
			['%OWN%', '%SITE%-%BWMACADDRESS%', 'north-0013d1aabbcc', 'Device Profile', '', ''],
			['%NTP%', 'pool.example.net', 'pool.example.net', 'System Default', '', ''],
			['%ZONE%', 'CET', 'CET', 'System', 'dect', 'Europe'],
			['%ORG%', 'acme', 'acme', 'Service Provider', '', ''],
			['%NONE%', '', '%NONE%', '', '', ''],
			['%BWDEVICEID%', 'base-7', 'base-7', 'Built-in', '', ''],
		]);
		for (const row of rows) expect(row.length).toBe(tagColumns.length);
	});

	it('shows a tag in a circle with the value that it has', () => {
		const { report } = renderWithReport(compiled('%A%'), renderContext(defaults({ A: 'a%B%', B: 'b%A%' })));
		expect(report.tags.map(toTagCells)).toEqual([
			['%A%', 'a%B%', 'ab%A%', 'System Default', '', ''],
			['%B%', 'b%A%', 'b%A%', 'System Default', '', ''],
		]);
	});

	it('says what the file is', () => {
		const { bytes, report } = renderWithReport(compiled('é%NTP%', { fileName: 'a.xml', charset: 'latin1' }), context);
		expect(report).toMatchObject({ charset: 'ISO-8859-1', escape: 'xml', sizeBytes: bytes.length, problems: [] });
	});

	it('gathers the lines of one trouble with one tag', () => {
		const some = device({ lines: lines(4).map((line, index) => (index % 2 === 0 ? line : { ...line, extension: '' })) });
		const template = compiled('%BWEXTENSION-9%%BWEACHLINE-BEGIN%%BWEXTENSION-n%%TONE-n%%BWEACHLINE-END%%TONE-2%%BWLINEPORT-n%');
		expect(renderWithReport(template, renderContext({ device: some })).report.problems).toEqual([
			{ kind: 'unassigned-line', tagName: '%BWEXTENSION-9%', lines: [9], detail: tagProblems['unassigned-line'] },
			{ kind: 'undefined', tagName: '%TONE-n%', lines: [1, 2, 3, 4], detail: tagProblems.undefined },
			{ kind: 'no-value', tagName: '%BWEXTENSION-n%', lines: [2, 4], detail: tagProblems['no-value'] },
			{ kind: 'line-number-missing', tagName: '%BWLINEPORT-n%', lines: [], detail: tagProblems['line-number-missing'] },
		]);
	});

	it('names a character that was dropped, with its line', () => {
		const odd = device({ lines: lines(2).map((line) => ({ ...line, displayName: 'a\u0001b\u0002' })) });
		const template = compiled('%BWEACHLINE-BEGIN%%BWDISPLAYNAMELINEPORT-n%%BWEACHLINE-END%', { escape: 'xml' });
		const { bytes, report } = renderWithReport(template, renderContext({ device: odd }));
		expect(bytes.toString()).toBe('abab');
		expect(report.problems).toEqual([{ kind: 'dropped', tagName: '%BWDISPLAYNAMELINEPORT-n%', lines: [1, 2], detail: 'U+0001, U+0002' }]);
	});
});

describe('a secret in a build report', () => {
	const password = 'gehei\u0001m-€';
	const context = renderContext({
		device: device({ lines: [{ linePort: 'a@b', isPrimary: true, authUser: 'ada', authPassword: password }] }),
		...defaults({ LOGIN: '%BWAUTHUSER-1%:%BWAUTHPASSWORD-1%', URL: 'sip:%LOGIN%@b', ADMIN_PASSWORD: 'hunter2', USES: 'x%ADMIN_PASSWORD%' }),
	});
	const template = compiled('%URL% %BWAUTHPASSWORD-1% %USES%%BWEACHLINE-BEGIN%%BWAUTHPASSWORD-n%%BWEACHLINE-END%', {
		charset: 'ISO-8859-1',
		escape: 'ini',
	});
	const { bytes, report } = renderWithReport(template, context);

	it('is masked, also where a custom tag was made of it', () => {
		expect(report.tags.map(({ name, value, actualValue }) => [name, value, actualValue])).toEqual([
			['%BWAUTHUSER-1%', 'ada', 'ada'],
			['%BWAUTHPASSWORD-1%', mask, mask],
			['%LOGIN%', '%BWAUTHUSER-1%:%BWAUTHPASSWORD-1%', mask],
			['%URL%', 'sip:%LOGIN%@b', mask],
			['%ADMIN_PASSWORD%', mask, mask],
			['%USES%', 'x%ADMIN_PASSWORD%', mask],
		]);
	});

	it('is nowhere in it, not even a character that was replaced', () => {
		const text = JSON.stringify(report);
		for (const part of ['gehei', 'm-€', 'hunter2', 'U+20AC', 'U+0001']) expect(text).not.toContain(part);
		expect(report.problems.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['unencodable', 'dropped']));
	});

	it('is in the file', () => {
		expect(bytes.toString('latin1')).toBe('sip:ada:geheim-?@b geheim-? xhunter2geheim-?');
	});

	it('that is missing shows as missing', () => {
		const without = renderContext({ device: device({ lines: [{ linePort: 'a@b', isPrimary: true }] }) });
		const { report: ofNone } = renderWithReport(compiled('%BWAUTHPASSWORD-1%'), without);
		expect(ofNone.tags[0]?.actualValue).toBe('');
		expect(ofNone.problems.map(({ kind }) => kind)).toEqual(['no-value']);
	});
});
