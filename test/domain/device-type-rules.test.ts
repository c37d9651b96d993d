import { describe, expect, it } from 'vitest';
import type { DeviceManagementOptions, DeviceType, NewDeviceType } from '../../src/domain/device-type.ts';
import {
	type DeviceTypeFile,
	type FileAuthentication,
	type NewDeviceTypeFile,
	noAuthentication,
} from '../../src/domain/device-type-file.ts';
import {
	checkDeviceTypeChange,
	checkDistinctFileFormats,
	checkFileChange,
	checkNewDeviceType,
	checkNewDeviceTypeFile,
} from '../../src/domain/device-type-rules.ts';
import { DmsError, type ErrorCode } from '../../src/domain/errors.ts';

const management: DeviceManagementOptions = {
	deviceAccessProtocol: 'Https',
	tagMode: 'System',
	allowDeviceProfileCustomTagSet: false,
	allowGroupCustomTagSet: false,
	allowSpCustomTagSet: false,
	sendEmailUponResetFailure: false,
	deviceAccessUri: 'sample',
	authenticationDefaults: { ...noAuthentication },
	other: [],
};

const { deviceAccessUri: _uri, ...withoutUri } = management;

const type: NewDeviceType = {
	name: 'Sample',
	isObsolete: false,
	profile: 'Intelligent Device Addressing',
	staticLineOrdering: false,
	configurationOption: 'Device Management',
	cpe: { enableMonitoring: false, configType: '2 File Configuration', deviceManagement: management },
	callProcessing: [],
	languageMappings: [],
};

const file: NewDeviceTypeFile = {
	fileFormat: '%BWMACADDRESS%-config.xml',
	remoteFileFormat: '%BWDEVICEID%-config.xml',
	fileCategory: 'Dynamic Profile',
	fileCustomization: 'Administrator',
	fileSource: 'Custom',
	authentication: noAuthentication,
	allowHttp: false,
	allowHttps: true,
	allowTftp: false,
	enableCaching: false,
	allowUploadFromDevice: false,
};

const withManagement = (change: Partial<DeviceManagementOptions>): NewDeviceType => ({
	...type,
	cpe: { ...type.cpe, deviceManagement: { ...management, ...change } },
});
const withAuthentication = (change: Partial<FileAuthentication>): NewDeviceTypeFile => ({
	...file,
	authentication: { ...noAuthentication, ...change },
});

function refusalOf(check: () => unknown): DmsError {
	try {
		check();
	} catch (error) {
		if (error instanceof DmsError) return error;
		throw error;
	}
	throw new Error('nothing was refused');
}

describe('a device type', () => {
	const accepted: readonly (readonly [string, NewDeviceType])[] = [
		['ok/a name of 40 characters beyond the basic plane', { ...type, name: '\u{1f600}'.repeat(40) }],
		['ok/several segments in the deviceAccessURI', withManagement({ deviceAccessUri: 'bc/pc' })],
		['ok/no deviceAccessURI', { ...type, cpe: { ...type.cpe, deviceManagement: withoutUri } }],
		['ok/Legacy with a configType', { ...type, configurationOption: 'Legacy' }],
		[
			'ok/Not Supported without a configType',
			{ ...type, configurationOption: 'Not Supported', cpe: { enableMonitoring: false, deviceManagement: management } },
		],
		['ok/a tag set with System And Custom', withManagement({ tagMode: 'System And Custom', tagSet: 'Set' })],
		['ok/System And Custom without a tag set', withManagement({ tagMode: 'System And Custom' })],
		['ok/an address', withManagement({ deviceAccessNetAddress: '[2001:db8::1]', deviceAccessPort: 65535, deviceAccessContext: 'dms' })],
		['ok/credentials of an archive, without a password', withManagement({ accessDeviceCredentials: { userName: 'phones', password: '' } })],
		[
			'ok/call-processing elements',
			{
				...type,
				callProcessing: [
					{ name: 'E164Capable', value: 'true' },
					{ name: 'webBasedConfigURL', value: '' },
				],
			},
		],
	];
	it.each(accepted)('%s', (_name, given) => {
		expect(checkNewDeviceType(given)).toEqual(given);
	});

	const refused: readonly (readonly [string, NewDeviceType, ErrorCode, RegExp])[] = [
		['a long name', { ...type, name: 'n'.repeat(41) }, 'value.too-long', /deviceType has 41 characters; the limit is 40/],
		['an empty name', { ...type, name: ' \t ' }, 'value.too-short', /deviceType has 0 characters/],
		['a control character in a name', { ...type, name: 'a\u0007b' }, 'value.invalid', /deviceType contains a control character/],
		['half a character in a name', { ...type, name: 'a\ud800b' }, 'value.invalid', /deviceType contains a character that is no text/],
		['a long reseller', { ...type, resellerId: '\u00e9'.repeat(19) }, 'value.too-long', /resellerId has 38 bytes; the limit is 36/],
		['no ports', { ...type, numberOfPorts: 0 }, 'value.invalid', /numberOfPorts is 0/],
		['a long resetString', { ...type, resetString: 'r'.repeat(81) }, 'value.too-long', /resetString has 81 characters; the limit is 80/],
		[
			'Device Management without a configType',
			{ ...type, cpe: { enableMonitoring: false, deviceManagement: management } },
			'value.contradiction',
			/Device Management needs a configType/,
		],
		[
			'Legacy without a configType',
			{ ...type, configurationOption: 'Legacy', cpe: { enableMonitoring: false, deviceManagement: management } },
			'value.contradiction',
			/Legacy needs a configType/,
		],
		[
			'Not Supported with a configType',
			{ ...type, configurationOption: 'Not Supported' },
			'value.contradiction',
			/Not Supported excludes a configType/,
		],
		[
			'a long systemFileName',
			{ ...type, cpe: { ...type.cpe, systemFileName: 's'.repeat(266) } },
			'value.too-long',
			/systemFileName has 266 characters; the limit is 265/,
		],
		[
			'a tag set with System',
			withManagement({ tagSet: 'Set' }),
			'value.contradiction',
			/tagSet needs tagMode System And Custom; tagMode is System/,
		],
		[
			'a long tag set',
			withManagement({ tagMode: 'System And Custom', tagSet: 's'.repeat(31) }),
			'value.too-long',
			/tagSet has 31 characters; the limit is 30/,
		],
		[
			'port 0',
			withManagement({ deviceAccessPort: 0 }),
			'value.invalid',
			/deviceAccessPort is 0; it must be a whole number from 1 to 65535/,
		],
		['port 65536', withManagement({ deviceAccessPort: 65536 }), 'value.invalid', /deviceAccessPort is 65536/],
		['a URL for an address', withManagement({ deviceAccessNetAddress: 'https://dms.example.net' }), 'value.invalid', /is not a host name/],
		['two segments for a context', withManagement({ deviceAccessContext: 'dms/x' }), 'value.invalid', /deviceAccessContext/],
		[
			'a long deviceAccessURI',
			withManagement({ deviceAccessUri: 'u'.repeat(257) }),
			'value.too-long',
			/deviceAccessURI has 257 characters; the limit is 256/,
		],
		[
			'both places of the MAC as defaults',
			withManagement({ authenticationDefaults: { ...noAuthentication, macInCert: true, macInNonRequestUri: true } }),
			'value.contradiction',
			/exclude each other/,
		],
		[
			'a long pattern',
			withManagement({ authenticationDefaults: { ...noAuthentication, macFormatInNonRequestUri: 'p'.repeat(257) } }),
			'value.too-long',
			/macFormatInNonRequestURI has 257 characters; the limit is 256/,
		],
		[
			'a long user name',
			withManagement({ accessDeviceCredentials: { userName: 'u'.repeat(162), password: '' } }),
			'value.too-long',
			/userName has 162 characters; the limit is 161/,
		],
		[
			'an unknown element',
			{ ...type, callProcessing: [{ name: 'macInCert', value: 'true' }] },
			'value.invalid',
			/callProcessing knows no element "macInCert"/,
		],
		[
			'an element twice',
			{
				...type,
				callProcessing: [
					{ name: 'isTrusted', value: 'true' },
					{ name: 'isTrusted', value: 'false' },
				],
			},
			'value.invalid',
			/isTrusted of callProcessing is there twice/,
		],
		[
			'a language twice',
			{
				...type,
				languageMappings: [
					{ language: 'English', deviceLanguage: 'en' },
					{ language: 'English', deviceLanguage: 'us' },
				],
			},
			'value.invalid',
			/mapped twice/,
		],
	];
	it.each(refused)('reject/%s', (_name, given, code, says) => {
		const refusal = refusalOf(() => checkNewDeviceType(given));
		expect(refusal.code).toBe(code);
		expect(refusal.message).toMatch(says);
		expect(refusal.field).toBeDefined();
	});

	const badUris = ['/a', 'a/', 'a//b', '..', 'a/../b', 'a/.', 'a\\b', 'a%2fb', 'a%', 'a?b', 'a#b', 'a b', 'a\u0000b', '\u00e4', ''];
	it.each(badUris)('reject/deviceAccessURI %j', (deviceAccessUri) => {
		expect(refusalOf(() => checkNewDeviceType(withManagement({ deviceAccessUri }))).field).toBe('deviceAccessURI');
	});

	it('has white space in its names collapsed', () => {
		const given = { ...withManagement({ tagMode: 'System And Custom', tagSet: ' My  set ' }), name: ' My\n  type ' };
		const checked = checkNewDeviceType(given);
		expect(checked.name).toBe('My type');
		expect(checked.cpe.deviceManagement.tagSet).toBe('My set');
	});

	it('is told all findings at once, and never a password', () => {
		const password = 'p'.repeat(61);
		const refusal = refusalOf(() =>
			checkNewDeviceType({ ...withManagement({ deviceAccessPort: 0, accessDeviceCredentials: { userName: 'u', password } }), name: '' }),
		);
		expect(refusal.findings).toEqual([
			expect.stringContaining('deviceType has 0'),
			expect.stringContaining('deviceAccessPort is 0'),
			expect.stringContaining('password has 61 characters; the limit is 60'),
		]);
		expect(refusal.findings.join()).not.toContain(password);
	});
});

describe('a change of a device type', () => {
	const existing: DeviceType = { ...type, id: '1', files: [], createdAt: new Date(0), updatedAt: new Date(0) };

	it('ok/may change its name and its flags', () => {
		const changed = { ...withManagement({ tagMode: 'None', deviceAccessContext: 'other' }), name: 'Other', isObsolete: true };
		expect(checkDeviceTypeChange(existing, changed)).toEqual(changed);
	});

	const refused: readonly (readonly [string, NewDeviceType])[] = [
		['profile', { ...type, profile: 'Intelligent Proxy Addressing' }],
		['staticLineOrdering', { ...type, staticLineOrdering: true }],
		['deviceTypeConfigurationOption', { ...type, configurationOption: 'Legacy' }],
		['configType', { ...type, cpe: { ...type.cpe, configType: 'SNAP' } }],
		['systemFileName', { ...type, cpe: { ...type.cpe, systemFileName: 'x' } }],
		['deviceFileFormat', { ...type, cpe: { ...type.cpe, deviceFileFormat: 'x' } }],
		['deviceAccessURI', withManagement({ deviceAccessUri: 'other' })],
		['deviceAccessURI', { ...type, cpe: { ...type.cpe, deviceManagement: withoutUri } }],
	];
	it.each(refused)('reject/%s cannot change', (field, changed) => {
		expect(refusalOf(() => checkDeviceTypeChange(existing, changed))).toMatchObject({ code: 'value.immutable', field });
	});
});

describe('a file of a device type', () => {
	const mac = { macBasedFileAuthentication: true };
	const accepted: readonly (readonly [string, NewDeviceTypeFile])[] = [
		['ok/open to everybody', file],
		['ok/the MAC in the path', withAuthentication(mac)],
		['ok/the MAC in the certificate', withAuthentication({ ...mac, macInCert: true })],
		[
			'ok/the MAC in the certificate or a password over http',
			{ ...withAuthentication({ ...mac, macInCert: true, userNamePasswordFileAuthentication: true }), allowHttp: true },
		],
		['ok/the MAC in a header', withAuthentication({ ...mac, macInNonRequestUri: true, macFormatInNonRequestUri: '(.*)' })],
		['ok/a pattern that waits for its flag', withAuthentication({ macFormatInNonRequestUri: '(.*)' })],
		['ok/bearer beside a password', withAuthentication({ bearerFileAuthentication: true, userNamePasswordFileAuthentication: true })],
		['ok/a sub-directory', { ...file, fileFormat: 'phones/%BWMACADDRESS%/config.xml' }],
		['ok/128 characters', { ...file, fileFormat: 'f'.repeat(128) }],
		['ok/two tags side by side', { ...file, fileFormat: '%BWDEVICEID%%MODEL-X%.cfg' }],
		['ok/Template Only', { ...file, fileCategory: 'Template Only' }],
		['ok/with content', { ...file, content: { sha256: '0'.repeat(64), size: 0 }, escape: 'url' }],
	];
	it.each(accepted)('%s', (_name, given) => {
		expect(checkNewDeviceTypeFile(given)).toEqual(given);
	});

	const refused: readonly (readonly [string, NewDeviceTypeFile, ErrorCode, RegExp])[] = [
		['129 characters', { ...file, fileFormat: 'f'.repeat(129) }, 'value.too-long', /fileFormat has 129 characters; the limit is 128/],
		['a long remoteFileFormat', { ...file, remoteFileFormat: 'f'.repeat(129) }, 'value.too-long', /remoteFileFormat has 129/],
		['no fileFormat', { ...file, fileFormat: '' }, 'value.too-short', /fileFormat has 0/],
		[
			'both places of the MAC',
			withAuthentication({ ...mac, macInCert: true, macInNonRequestUri: true, macFormatInNonRequestUri: 'x' }),
			'value.contradiction',
			/macInCert and macInNonRequestURI exclude each other/,
		],
		['macInCert alone', withAuthentication({ macInCert: true }), 'value.contradiction', /macInCert needs macBasedFileAuthentication/],
		[
			'macInNonRequestURI alone',
			withAuthentication({ macInNonRequestUri: true, macFormatInNonRequestUri: 'x' }),
			'value.contradiction',
			/macInNonRequestURI needs macBasedFileAuthentication/,
		],
		[
			'macInNonRequestURI without a pattern',
			withAuthentication({ ...mac, macInNonRequestUri: true }),
			'value.contradiction',
			/needs macFormatInNonRequestURI/,
		],
		['an empty pattern', withAuthentication({ macFormatInNonRequestUri: '' }), 'value.too-short', /macFormatInNonRequestURI has 0/],
		[
			'a long pattern',
			withAuthentication({ macFormatInNonRequestUri: 'p'.repeat(257) }),
			'value.too-long',
			/macFormatInNonRequestURI has 257/,
		],
		[
			'macInCert without https',
			{ ...withAuthentication({ ...mac, macInCert: true }), allowHttp: true, allowHttps: false },
			'value.contradiction',
			/macInCert needs allowHttps/,
		],
		['bearer alone', withAuthentication({ bearerFileAuthentication: true }), 'value.contradiction', /bearerFileAuthentication/],
		[
			'uploads of a Template Only file',
			{ ...file, fileCategory: 'Template Only', allowUploadFromDevice: true },
			'value.contradiction',
			/Template Only excludes allowUploadFromDevice/,
		],
		['a SHA-256 that is none', { ...file, content: { sha256: 'A'.repeat(64), size: 0 } }, 'value.invalid', /sha256/],
	];
	it.each(refused)('reject/%s', (_name, given, code, says) => {
		const refusal = refusalOf(() => checkNewDeviceTypeFile(given));
		expect(refusal.code).toBe(code);
		expect(refusal.message).toMatch(says);
	});

	const badNames = [
		'/a',
		'a/',
		'a//b',
		'../a',
		'a/./b',
		'a\\b',
		'a\u0000',
		'%BWMACADDRESS',
		'a%',
		'%%',
		'% %',
		'%20',
		'%A%%',
		'%-A%',
		'a?b',
		'a#b',
		`%${'A'.repeat(63)}%`,
	];
	it.each(badNames)('reject/fileFormat %j', (fileFormat) => {
		expect(() => checkNewDeviceTypeFile({ ...file, fileFormat })).toThrow(DmsError);
		expect(() => checkNewDeviceTypeFile({ ...file, remoteFileFormat: fileFormat })).toThrow(DmsError);
	});
});

describe('a change of a file', () => {
	const inCert = { ...noAuthentication, macBasedFileAuthentication: true, macInCert: true };
	const inHeader = { ...noAuthentication, macBasedFileAuthentication: true, macInNonRequestUri: true, macFormatInNonRequestUri: '(.*)' };
	const both = { ...inHeader, macInCert: true };
	const toExisting = (authentication: FileAuthentication): DeviceTypeFile => ({ ...file, authentication, id: '1', updatedAt: new Date(0) });

	it('resets macInCert when it sets macInNonRequestURI', () => {
		expect(checkFileChange(toExisting(inCert), { authentication: both }).authentication).toEqual({ ...both, macInCert: false });
	});

	it('resets macInNonRequestURI when it sets macInCert', () => {
		expect(checkFileChange(toExisting(inHeader), { authentication: both }).authentication).toEqual({ ...both, macInNonRequestUri: false });
	});

	it('reject/sets both at once', () => {
		expect(refusalOf(() => checkFileChange(toExisting(noAuthentication), { authentication: both })).code).toBe('value.contradiction');
	});

	it.each(['fileFormat', 'remoteFileFormat'] as const)('reject/%s cannot change', (field) => {
		expect(refusalOf(() => checkFileChange(toExisting(noAuthentication), { [field]: 'other.xml' }))).toMatchObject({
			code: 'value.immutable',
			field,
		});
	});

	it('reject/fileCategory cannot change', () => {
		expect(refusalOf(() => checkFileChange(toExisting(noAuthentication), { fileCategory: 'Static' }))).toMatchObject({
			code: 'value.immutable',
			field: 'fileCategory',
		});
	});

	it('drops fields that cannot change and do not', () => {
		const change = {
			fileFormat: file.fileFormat,
			remoteFileFormat: file.remoteFileFormat,
			fileCategory: file.fileCategory,
			allowHttp: true,
		};
		expect(checkFileChange(toExisting(noAuthentication), change)).toEqual({ allowHttp: true });
	});

	it('reject/contradicts what stays', () => {
		expect(refusalOf(() => checkFileChange(toExisting(inCert), { allowHttps: false })).message).toMatch(/macInCert needs allowHttps/);
	});
});

describe('the files of a device type together', () => {
	it('ok/have different formats', () => {
		expect(() => checkDistinctFileFormats([{ fileFormat: 'a.xml' }, { fileFormat: 'b.xml' }])).not.toThrow();
	});

	it('reject/differ in case alone', () => {
		expect(
			refusalOf(() => checkDistinctFileFormats([{ fileFormat: '%BWMACADDRESS%.cfg' }, { fileFormat: '%BWMACADDRESS%.CFG' }])).code,
		).toBe('device-type-file.exists');
	});
});
