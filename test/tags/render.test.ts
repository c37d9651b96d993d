import fc from 'fast-check';
import { SaxesParser } from 'saxes';
import { describe, expect, it } from 'vitest';
import { limits } from '../../src/domain/limits.ts';
import { renderTemplate, renderText, renderWithReport } from '../../src/tags/render.ts';
import { defaultRenderOptions } from '../../src/tags/render-context.ts';
import { compiled, defaults, device, deviceType, lines, renderContext } from './context.ts';

/** Elements with their attributes and text, read by a strict parser. */
function readXml(xml: string): readonly { name: string; attributes: Readonly<Record<string, string>>; text: string }[] {
	const elements: { name: string; attributes: Record<string, string>; text: string }[] = [];
	const open: typeof elements = [];
	const parser = new SaxesParser();
	parser.on('error', (error) => {
		throw error;
	});
	parser.on('opentag', ({ name, attributes }) => {
		const element = { name, attributes: attributes as Record<string, string>, text: '' };
		elements.push(element);
		open.push(element);
	});
	parser.on('text', (text) => {
		const element = open.at(-1);
		if (element !== undefined) element.text += text;
	});
	parser.on('closetag', () => open.pop());
	parser.write(xml).close();
	return elements;
}

const usersTemplate = `<?xml version="1.0" encoding="UTF-8"?>
<users mac="%BWMACADDRESS%">
  %BWEACHLINE-BEGIN%
  <user id="%BWLINEPORT-n%" domain="%BWHOST-n%">
    <display>%BWDISPLAYNAMELINEPORT-n%</display>
    <auth user="%BWAUTHUSER-n%" password="%BWAUTHPASSWORD-n%"/>
    <label>%LABEL%</label>
  </user>
  %BWEACHLINE-END%
</users>
`;

describe('a users file', () => {
	it('of four thousand lines has each of them once, in order', () => {
		const many = lines(4000);
		const context = renderContext({ device: device({ lines: many }), ...defaults({ LABEL: '%BWEXTENSION-n% at %SITE%', SITE: 'R&D' }) });
		const xml = renderTemplate(compiled(usersTemplate, { fileName: '%BWMACADDRESS%-users.xml' }), context).toString('utf8');
		const elements = readXml(xml);
		expect(elements.filter(({ name }) => name === 'user').map(({ attributes }) => attributes)).toEqual(
			many.map(({ linePort }) => ({ id: linePort.split('@')[0], domain: linePort.split('@')[1] })),
		);
		expect(elements.filter(({ name }) => name === 'display').map(({ text }) => text)).toEqual(many.map(({ displayName }) => displayName));
		expect(elements.filter(({ name }) => name === 'auth').map(({ attributes }) => attributes)).toEqual(
			many.map(({ authUser, authPassword }) => ({ user: authUser, password: authPassword })),
		);
		expect(elements.filter(({ name }) => name === 'label').map(({ text }) => text)).toEqual(
			many.map(({ extension }) => `${extension} at R&D`),
		);
	});

	it('with numbered tags is the same as with a repeated part', () => {
		const context = renderContext({ device: device({ lines: lines(30) }) });
		const repeated = compiled('%BWEACHLINE-BEGIN%%BWLINEPORT-n%=%BWEXTENSION-n%;%BWEACHLINE-END%');
		const numbered = compiled(
			lines(30)
				.map((_, index) => `%BWLINEPORT-${index + 1}%=%BWEXTENSION-${index + 1}%;`)
				.join(''),
		);
		expect(renderTemplate(repeated, context)).toEqual(renderTemplate(numbered, context));
	});

	it('parses and says what was entered, whatever the values are', () => {
		const template = compiled(usersTemplate);
		fc.assert(
			fc.property(
				fc.string({ unit: 'grapheme', maxLength: 30 }),
				fc.string({ unit: 'binary', maxLength: 30 }),
				(displayName, authPassword) => {
					const context = renderContext({
						device: device({ lines: [{ linePort: 'a@b', isPrimary: true, displayName, authPassword }] }),
					});
					const elements = readXml(renderTemplate(template, context).toString('utf8'));
					expect(elements.map(({ name }) => name)).toEqual(['users', 'user', 'display', 'auth', 'label']);
					if (!/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(displayName)) expect(elements[2]?.text).toBe(displayName);
				},
			),
		);
	});
});

describe('rendering', () => {
	const context = renderContext(defaults({ NAME: `R&D "North"` }));

	it.each([
		['xml', '<R&amp;D &quot;North&quot;>'],
		['none', '<R&D "North">'],
		['url', '<R%26D%20%22North%22>'],
		['ini', '<R&D \\"North\\">'],
	] as const)('escapes values for %s, and never the template', (escape, expected) => {
		expect(renderTemplate(compiled('<%NAME%>', { escape }), context).toString()).toBe(expected);
	});

	it('escapes a value once, after the tags in it are resolved', () => {
		const nested = renderContext(defaults({ OUTER: '<%INNER%>', INNER: '&' }));
		expect(renderTemplate(compiled('%OUTER%', { escape: 'xml' }), nested).toString()).toBe('&lt;&amp;&gt;');
	});

	it.each(['xml', 'none', 'url', 'ini'] as const)('leaves a tag that stays alone in mode %s', (escape) => {
		expect(renderTemplate(compiled('a%20%NONE%', { escape }), context).toString()).toBe('a%20%NONE%');
	});

	it('of the same input gives the same bytes', () => {
		const template = compiled(`${usersTemplate}%BWTIMESTAMP%`, { escape: 'xml' });
		expect(renderTemplate(template, context)).toEqual(renderTemplate(template, context));
	});

	it('shows the time that it was given', () => {
		const timestamp = new Date('2031-12-31T23:59:59.000Z');
		expect(renderTemplate(compiled('%BWTIMESTAMP%'), { ...context, timestamp }).toString()).toBe('2031-12-31T23:59:59.000Z');
	});

	it('gives the same bytes with and without a report', () => {
		const template = compiled(usersTemplate);
		expect(renderWithReport(template, context).bytes).toEqual(renderTemplate(template, context));
	});

	it('leaves one template usable for many devices', () => {
		const template = compiled('%BWDEVICEID%:%BWEACHLINE-BEGIN%%BWLINEPORT-n%,%BWEACHLINE-END%');
		const files = ['one', 'two'].map((name, index) =>
			renderTemplate(template, renderContext({ device: device({ name, lines: lines(index + 1) }) })).toString(),
		);
		expect(files).toEqual(['one:user1,', 'two:user1,user2,']);
	});

	it('stops at the bound of the output, also inside the repeated part', () => {
		const template = compiled(`%BWEACHLINE-BEGIN%${'x'.repeat(1000)}%BWEACHLINE-END%`);
		const many = renderContext({ device: device({ lines: lines(100) }) });
		expect(renderTemplate(template, many, { maxOutputBytes: 100_000 }).length).toBe(100_000);
		expect(() => renderTemplate(template, many, { maxOutputBytes: 99_999 })).toThrow(
			expect.objectContaining({ code: 'content.too-large' }),
		);
		expect(defaultRenderOptions.maxOutputBytes).toBe(16 * 1024 * 1024);
	});
});

describe('a tag without a value', () => {
	const template = '[%NONE%][%BWNONE%][%BWLINEPORT-9%][%BWLINEPORT-n%]';

	it.each([
		['by default', {}, '[%NONE%][%BWNONE%][][%BWLINEPORT-n%]'],
		['with everything empty', { undefinedTag: 'empty', unknownBuiltIn: 'empty' }, '[][][][]'],
		['with an unassigned line as it is', { unassignedLine: 'literal' }, '[%NONE%][%BWNONE%][%BWLINEPORT-9%][%BWLINEPORT-n%]'],
	] as const)('%s', (_row, options, expected) => {
		expect(renderTemplate(compiled(template), renderContext(), options).toString()).toBe(expected);
	});

	it('keeps the number of the line in the name that stays', () => {
		const file = renderTemplate(compiled('%BWEACHLINE-BEGIN%%SHORT-NAME-n% %BWEACHLINE-END%'), renderContext());
		expect(file.toString()).toBe('%SHORT-NAME-1% %SHORT-NAME-2% ');
	});
});

describe('a file of a group', () => {
	const ofGroup = renderContext({
		device: undefined,
		scope: { serviceProviderId: 'acme', groupId: 'north' },
		...defaults({ NTP: 'pool.example.net' }),
	});

	it('has the tags of the sets and the group, and nothing of a device', () => {
		const template = '%NTP% %BWDEVICEACCESSFQDN% [%BWMACADDRESS%][%BWLINEPORT-1%]%BWEACHLINE-BEGIN%x%BWEACHLINE-END%';
		const { bytes, report } = renderWithReport(compiled(template), { ...ofGroup, scopeTags: { group: [] } });
		expect(bytes.toString()).toBe('pool.example.net dms.example.net [][]');
		expect(report.problems.map(({ kind, tagName }) => `${kind} ${tagName}`)).toEqual([
			'no-device %BWMACADDRESS%',
			'no-device %BWLINEPORT-1%',
			'no-device %BWEACHLINE-BEGIN%',
		]);
	});

	it('knows its group where a built-in tag is bound to it', () => {
		const builtIns = new Map([
			['%BWGROUP%', { name: '%BWGROUP%', source: 'device.groupId', meaning: '' }],
			['%BWSP%', { name: '%BWSP%', source: 'device.serviceProviderId', meaning: '' }],
		] as const);
		expect(renderTemplate(compiled('%BWSP%/%BWGROUP%'), { ...ofGroup, builtIns }).toString()).toBe('acme/north');
	});
});

describe('renderText', () => {
	const context = renderContext({ device: device({ name: 'base 7/a' }), ...defaults({ MODEL: 'ip dect' }) });

	it.each([
		['ok/a file name', '%BWMACADDRESS%-config.xml', {}, '0013d1aabbcc-config.xml'],
		['ok/a MAC address in capital letters', 'cfg%BWMACADDRESS%.xml', { upperCaseMac: true }, 'cfg0013D1AABBCC.xml'],
		['ok/a name without tags', 'firmware 100%.bin', {}, 'firmware 100%.bin'],
		['ok/custom tags', '%MODEL%/%NONE%.bin', {}, 'ip dect/%NONE%.bin'],
		['ok/for a URL', 'phone%BWDEVICEID%.cfg', { escape: 'url' }, 'phonebase%207%2Fa.cfg'],
		['ok/a mark of a repeated part is no tag here', '%BWEACHLINE-BEGIN%', {}, '%BWEACHLINE-BEGIN%'],
	] as const)('%s', (_row, text, options, expected) => {
		expect(renderText(text, context, options)).toBe(expected);
	});

	it('shows in brackets what is not known without a device', () => {
		const ofType = renderContext({ device: undefined, type: deviceType() });
		expect(renderText('%BWMACADDRESS%-config.xml', ofType, { noDevice: 'bracketed', escape: 'url' })).toBe('[%BWMACADDRESS%]-config.xml');
	});

	it('stays within bounds for a file format of the greatest length', () => {
		const format = '%A%'.repeat(Math.floor(limits.fileFormat[1] / 3));
		const long = renderContext(defaults({ A: 'x'.repeat(limits.tagValue[1]) }));
		expect(renderText(format, long).length).toBe(Math.floor(limits.fileFormat[1] / 3) * limits.tagValue[1]);
	});
});
