import { describe, expect, it } from 'vitest';
import { DmsError } from '../../src/domain/errors.ts';
import { limits } from '../../src/domain/limits.ts';
import { checkBuiltInTags, defaultBuiltInTags, toBuiltInRegistry } from '../../src/tags/builtin-registry.ts';
import { eachLineBegin } from '../../src/tags/lex.ts';
import { renderTemplate } from '../../src/tags/render.ts';
import { compiled, device, renderContext } from './context.ts';

const meaning = 'for a test';

describe('checkBuiltInTags', () => {
	it('accepts the default table', () => {
		expect(checkBuiltInTags(defaultBuiltInTags)).toEqual(defaultBuiltInTags);
	});

	it.each([
		['ok/a tag of the device', { name: '%BWSITE%', source: 'device.groupId', meaning }],
		['ok/a tag of a line', { name: '%BWPHONE-n%', source: 'line.linePort', meaning }],
		['ok/a tag of all lines', { name: '%BWLINES%', source: 'lines.count', meaning }],
	])('%s', (_row, row) => {
		expect(checkBuiltInTags([row])).toEqual([row]);
	});

	it.each([
		['reject/a name of a custom tag', { name: '%SITE%', source: 'device.groupId', meaning }, 'must be %BW'],
		['reject/no percent sign at the end', { name: '%BWSITE', source: 'device.groupId', meaning }, 'must be %BW'],
		['reject/a space in the name', { name: '%BW SITE%', source: 'device.groupId', meaning }, 'must be %BW'],
		['reject/nothing after %BW', { name: '%BW%', source: 'device.groupId', meaning }, 'must be %BW'],
		['reject/too long', { name: `%BW${'A'.repeat(limits.tagName[1])}%`, source: 'device.groupId', meaning }, 'the limit is'],
		['reject/an unknown source', { name: '%BWSITE%', source: 'device.colour', meaning }, 'has no known source'],
		['reject/a name of every object for a source', { name: '%BWSITE%', source: 'constructor', meaning }, 'has no known source'],
		['reject/a line source without -n', { name: '%BWPHONE%', source: 'line.linePort', meaning }, 'must end in -n'],
		['reject/-n without a line source', { name: '%BWSITE-n%', source: 'device.groupId', meaning }, 'must not end in -n'],
		['reject/the number of a line', { name: '%BWPHONE-2%', source: 'device.name', meaning }, 'write -n'],
		['reject/a mark of a repeated part', { name: eachLineBegin, source: 'device.name', meaning }, 'repeated part'],
		['reject/a meaning of two lines', { name: '%BWSITE%', source: 'device.name', meaning: 'a\nb' }, 'more than one line'],
	])('%s', (_row, row, finding) => {
		expect(() => checkBuiltInTags([row])).toThrow(finding);
	});

	it('names every wrong row', () => {
		const wrong = [
			{ name: '%A%', source: 'device.name', meaning },
			{ name: '%BWA%', source: 'device.name', meaning },
			{ name: '%BWA%', source: 'type.name', meaning },
		];
		const refusal = (() => {
			try {
				return checkBuiltInTags(wrong);
			} catch (error) {
				return error;
			}
		})();
		expect(refusal).toBeInstanceOf(DmsError);
		expect(refusal).toMatchObject({ code: 'value.invalid', findings: [expect.stringContaining('%A%'), expect.stringContaining('twice')] });
	});

	it('refuses a table without end', () => {
		const many = Array.from({ length: 1001 }, (_, index) => ({ name: `%BWT${index}X%`, source: 'device.name', meaning }));
		expect(() => checkBuiltInTags(many)).toThrow('the limit is 1000');
	});
});

describe('built-in tags', () => {
	const full = device({
		serialNumber: 'SN-1',
		useCustomUserNamePassword: true,
		credentials: { userName: 'dev-user', password: 'dev-password' },
		lines: [
			{ linePort: 'lobby', isPrimary: false },
			{
				linePort: '+4930100@sip.example.net',
				isPrimary: true,
				userId: 'ada@example.net',
				externalUserId: 'ext-1',
				authUser: 'ada-auth',
				authPassword: 'ada-secret',
				displayName: 'Ada L.',
				firstName: 'Ada',
				lastName: 'Lovelace',
				callingLineId: 'Lovelace',
				extension: '1815',
				e164: '+4930100',
				label: 'Ada (desk)',
				shared: true,
				timeZone: 'Europe/Berlin',
				language: 'Deutsch',
				department: 'Engines',
				attributes: {
					'BWVOICE-PORTAL-NUMBER': '9000',
					'BWNETWORK-CONFERENCE-SIPURI': 'sip:conf@example.net',
					'BWBLF-URI': 'sip:blf@example.net',
					'BWGROUP-CALL-PICKUP-BOOL': 'true',
				},
			},
		],
	});
	const context = renderContext({ device: full });
	const render = (template: string): string => renderTemplate(compiled(template), context).toString('utf8');

	const expected: Readonly<Record<string, string>> = {
		'%BWMACADDRESS%': full.mac ?? '',
		'%BWDEVICEID%': 'base-7',
		'%BWFQDEVICEID%': 'acme/north/base-7',
		'%BWSERIALNUMBER%': 'SN-1',
		'%BWTIMESTAMP%': context.timestamp.toISOString(),
		'%BWDEVICEACCESSFQDN%': 'dms.example.net',
		'%BWDEVICEACCESSPORT%': '443',
		'%BWDMSCONTEXT%': 'dms',
		'%BWDEVICEACCESSURI%': 'sample-ip-dect',
		'%BWLINEPORT-PRIMARY%': '2',
		'%BWLINEPORT-n%': '+4930100',
		'%BWHOST-n%': 'sip.example.net',
		'%BWAUTHUSER-n%': 'ada-auth',
		'%BWAUTHPASSWORD-n%': 'ada-secret',
		'%BWDISPLAYNAMELINEPORT-n%': 'Ada L.',
		'%BWNAME-n%': 'Ada Lovelace',
		'%BWFIRSTNAME-n%': 'Ada',
		'%BWLASTNAME-n%': 'Lovelace',
		'%BWCLID-n%': 'Lovelace',
		'%BWEXTENSION-n%': '1815',
		'%BWE164-n%': '+4930100',
		'%BWUSERID-n%': 'ada@example.net',
		'%BWUSEREXTID-n%': 'ext-1',
		'%BWSHAREDLINE-n%': 'true',
		'%BWAPPEARANCE-LABEL-n%': 'Ada (desk)',
		'%BWTIMEZONE-n%': 'Europe/Berlin',
		'%BWLANGUAGE-n%': 'de',
		'%BWGROUPID-n%': 'north',
		'%BWDEPARTMENT-n%': 'Engines',
		'%BWVOICE-PORTAL-NUMBER-n%': '9000',
		'%BWNETWORK-CONFERENCE-SIPURI-n%': 'sip:conf@example.net',
		'%BWBLF-URI-n%': 'sip:blf@example.net',
		'%BWGROUP-CALL-PICKUP-BOOL-n%': 'true',
	};

	it.each(defaultBuiltInTags.map(({ name }) => name))('%s has its value', (name) => {
		expect(render(name.replace('-n%', '-2%'))).toBe(expected[name]);
	});

	it('are empty for a line that lacks the value', () => {
		expect(render('[%BWAUTHUSER-1%][%BWHOST-1%][%BWVOICE-PORTAL-NUMBER-1%][%BWSHAREDLINE-1%]')).toBe('[][][][false]');
	});

	it('give the MAC address in capital letters on demand', () => {
		const file = renderTemplate(compiled('%BWMACADDRESS%'), context, { upperCaseMac: true });
		expect(file.toString()).toBe(full.mac?.toUpperCase());
	});

	it('follow the table of the administrator', () => {
		const builtIns = toBuiltInRegistry(
			checkBuiltInTags([
				{ name: '%BWWHO%', source: 'device.userName', meaning },
				{ name: '%BWHOW-MANY%', source: 'lines.count', meaning },
				{ name: '%BWVALUE-n%', source: 'line.number', meaning },
				{ name: '%BWWHOLE-n%', source: 'line.linePort', meaning },
			]),
		);
		const file = renderTemplate(compiled('%BWWHO% %BWHOW-MANY% %BWVALUE-2% %BWWHOLE-2% %BWMACADDRESS%'), { ...context, builtIns });
		expect(file.toString()).toBe('dev-user 2 2 +4930100@sip.example.net %BWMACADDRESS%');
	});

	it('take what follows the last at sign for the host', () => {
		const odd = renderContext({ device: device({ lines: [{ linePort: 'ada@home@sip.example.net', isPrimary: true }] }) });
		expect(renderTemplate(compiled('%BWLINEPORT-1% %BWHOST-1%'), odd).toString()).toBe('ada@home sip.example.net');
	});
});
