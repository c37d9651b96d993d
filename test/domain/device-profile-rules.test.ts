import { describe, expect, it } from 'vitest';
import type { DeviceProfile, Line, NewDeviceProfile } from '../../src/domain/device-profile.ts';
import { checkDeviceChange, checkNewDevice, checkScope, type TypeOfDevice } from '../../src/domain/device-profile-rules.ts';
import type { SignalingAddressType } from '../../src/domain/device-type.ts';
import { DmsError } from '../../src/domain/errors.ts';
import { limits } from '../../src/domain/limits.ts';
import { requireMacAddress } from '../../src/domain/mac-address.ts';
import { requireCustomTagName } from '../../src/domain/tag.ts';

const proxy: SignalingAddressType = 'Intelligent Proxy Addressing';
const standard: SignalingAddressType = 'Intelligent Device Addressing';

function typeWith(changed: Partial<TypeOfDevice> = {}): TypeOfDevice {
	return {
		name: 'T',
		isObsolete: false,
		profile: proxy,
		cpe: {
			enableMonitoring: false,
			deviceManagement: {
				deviceAccessProtocol: 'Https',
				tagMode: 'System And Custom',
				allowDeviceProfileCustomTagSet: true,
				allowGroupCustomTagSet: false,
				allowSpCustomTagSet: false,
				sendEmailUponResetFailure: false,
				authenticationDefaults: {
					useHttpDigestAuthentication: false,
					macBasedFileAuthentication: false,
					userNamePasswordFileAuthentication: false,
					macInNonRequestUri: false,
					macInCert: false,
				},
				other: [],
			},
		},
		...changed,
	};
}

const plain: NewDeviceProfile = { typeId: '1', name: 'dect-1', enabled: true, useCustomUserNamePassword: false, lines: [], tags: [] };
const line = (linePort: string, changed: Partial<Line> = {}): Line => ({ linePort, isPrimary: false, ...changed });
const tag = (name: string, value: string) => ({ name: requireCustomTagName(name), value });

function codeOf(check: () => unknown): string | undefined {
	try {
		check();
	} catch (error) {
		if (error instanceof DmsError) return error.code;
		throw error;
	}
	return undefined;
}

const most = (name: keyof typeof limits) => 'x'.repeat(limits[name][1]);

describe('a new device', () => {
	it.each<[string, Partial<NewDeviceProfile>]>([
		['ok/the longest name', { name: most('deviceName') }],
		['ok/a group in a service provider', { serviceProviderId: most('serviceProviderIdBytes'), groupId: most('groupId') }],
		['ok/a MAC address', { mac: requireMacAddress('00:13:D1:00:00:01') }],
		[
			'ok/the longest texts',
			{ serialNumber: most('serialNumber'), description: most('description'), physicalLocation: most('physicalLocation') },
		],
		[
			'ok/the longest credentials',
			{ useCustomUserNamePassword: true, credentials: { userName: most('userName'), password: most('password') } },
		],
		['ok/credentials that are not used', { credentials: { userName: 'u', password: 'p' } }],
		['ok/a tag set of its own', { tagSet: 'north' }],
		['ok/a pin', { pinnedFingerprint: '0a'.repeat(32) }],
		['ok/tags', { tags: [tag('%A%', ''), tag('%B%', 'v'.repeat(256))] }],
		[
			'ok/lines with every character that a linePort may have',
			{ lines: [line("+1-_.!~*'()@sip.example.net"), line('2@h', { isPrimary: true })] },
		],
	])('%s', (_, changed) => {
		expect(checkNewDevice({ ...plain, ...changed }, typeWith())).toEqual({ ...plain, ...changed });
	});

	it('has its names collapsed as the schema does', () => {
		const checked = checkNewDevice({ ...plain, name: '  a \t b ', serviceProviderId: ' sp ', groupId: ' g ' }, typeWith());
		expect(checked).toMatchObject({ name: 'a b', serviceProviderId: 'sp', groupId: 'g' });
	});

	it.each<[string, Partial<NewDeviceProfile>, string]>([
		['reject/an empty name', { name: '' }, 'value.too-short'],
		['reject/a long name', { name: `${most('deviceName')}x` }, 'value.too-long'],
		['reject/a name with a control character', { name: 'a\u0007' }, 'value.invalid'],
		['reject/a name with a slash', { name: 'a/b' }, 'value.invalid'],
		['reject/a service provider of too many bytes', { serviceProviderId: 'ä'.repeat(16) }, 'value.too-long'],
		['reject/a group alone', { groupId: 'g' }, 'value.contradiction'],
		['reject/a long serial number', { serialNumber: `${most('serialNumber')}x` }, 'value.too-long'],
		['reject/a long location', { physicalLocation: `${most('physicalLocation')}x` }, 'value.too-long'],
		['reject/an address with a space', { netAddress: 'a b' }, 'value.invalid'],
		['reject/a country that is none', { country: 'D1' }, 'value.invalid'],
		['reject/own credentials that there are not', { useCustomUserNamePassword: true }, 'value.contradiction'],
		['reject/a long user name', { credentials: { userName: `${most('userName')}x`, password: 'p' } }, 'value.too-long'],
		['reject/a user name with a colon', { credentials: { userName: 'a:b', password: 'p' } }, 'value.invalid'],
		['reject/an empty password', { credentials: { userName: 'u', password: '' } }, 'value.too-short'],
		['reject/a long password', { credentials: { userName: 'u', password: `${most('password')}x` } }, 'value.too-long'],
		['reject/a tag twice', { tags: [tag('%A%', '1'), tag('%A%', '2')] }, 'value.invalid'],
		['reject/a long tag value', { tags: [tag('%A%', 'v'.repeat(257))] }, 'value.too-long'],
		['reject/a long tag set name', { tagSet: `${most('tagSetName')}x` }, 'value.too-long'],
		['reject/a pin in upper case', { pinnedFingerprint: '0A'.repeat(32) }, 'value.invalid'],
		['reject/a pin of another length', { pinnedFingerprint: '0a'.repeat(31) }, 'value.invalid'],
		['reject/a linePort with sip:', { lines: [line('sip:1@h')] }, 'value.invalid'],
		['reject/a linePort with a space', { lines: [line('1 2@h')] }, 'value.invalid'],
		['reject/a long linePort', { lines: [line(`${most('linePort')}@h`)] }, 'value.too-long'],
		['reject/a linePort without its host', { lines: [line('1')] }, 'value.contradiction'],
		['reject/one linePort twice', { lines: [line('1@h'), line('1@H')] }, 'value.invalid'],
		['reject/two primary lines', { lines: [line('1@h', { isPrimary: true }), line('2@h', { isPrimary: true })] }, 'value.contradiction'],
		['reject/a long line password', { lines: [line('1@h', { authPassword: `${most('password')}x` })] }, 'value.too-long'],
		['reject/a long display name', { lines: [line('1@h', { displayName: 'd'.repeat(162) })] }, 'value.too-long'],
		['reject/an attribute that is no built-in tag', { lines: [line('1@h', { attributes: { X: '1' } })] }, 'value.invalid'],
		['reject/more lines than anybody has', { lines: Array.from({ length: 5001 }, (_, index) => line(`${index}@h`)) }, 'value.too-long'],
	])('%s', (_, changed, code) => {
		expect(codeOf(() => checkNewDevice({ ...plain, ...changed }, typeWith()))).toBe(code);
	});

	it('obeys its type: ports, addressing, tag sets, and whether it takes new devices', () => {
		const two = { ...plain, lines: [line('1@h'), line('2@h')] };
		expect(codeOf(() => checkNewDevice(two, typeWith({ numberOfPorts: 2 })))).toBeUndefined();
		expect(codeOf(() => checkNewDevice(two, typeWith({ numberOfPorts: 1 })))).toBe('value.too-long');
		expect(codeOf(() => checkNewDevice({ ...plain, lines: [line('1')] }, typeWith({ profile: standard })))).toBeUndefined();
		expect(codeOf(() => checkNewDevice(two, typeWith({ profile: standard })))).toBe('value.contradiction');
		expect(codeOf(() => checkNewDevice(plain, typeWith({ isObsolete: true })))).toBe('value.contradiction');
		const { cpe } = typeWith();
		const closed = { ...cpe, deviceManagement: { ...cpe.deviceManagement, allowDeviceProfileCustomTagSet: false } };
		expect(codeOf(() => checkNewDevice({ ...plain, tagSet: 'north' }, typeWith({ cpe: closed })))).toBe('value.contradiction');
	});
});

describe('a change of a device', () => {
	const existing: DeviceProfile = {
		...plain,
		id: '7',
		serviceProviderId: 'acme',
		fileOverrides: [],
		version: 1,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		credentials: { userName: 'u', password: 'p' },
		useCustomUserNamePassword: true,
	};

	it.each([
		['reject/its name', { name: 'other' }],
		['reject/its type', { typeId: '2' }],
		['reject/its service provider', { serviceProviderId: null }],
		['reject/its group', { groupId: 'g' }],
	])('%s', (_, change) => {
		expect(codeOf(() => checkDeviceChange(existing, change, typeWith()))).toBe('value.immutable');
	});

	it('may repeat what cannot change, also in an obsolete type', () => {
		const change = { name: existing.name, serviceProviderId: 'acme', description: 'new' };
		expect(checkDeviceChange(existing, change, typeWith({ isObsolete: true }))).toEqual(change);
	});

	it('is judged together with what it leaves as it is', () => {
		expect(codeOf(() => checkDeviceChange(existing, { credentials: null }, typeWith()))).toBe('value.contradiction');
		expect(codeOf(() => checkDeviceChange(existing, { credentials: null, useCustomUserNamePassword: false }, typeWith()))).toBeUndefined();
		expect(codeOf(() => checkDeviceChange(existing, { lines: null, tags: null }, typeWith()))).toBeUndefined();
	});
});

describe('a scope', () => {
	it('is a service provider, or a group of one', () => {
		expect(checkScope({ serviceProviderId: ' acme ' })).toEqual({ serviceProviderId: 'acme' });
		expect(checkScope({ serviceProviderId: 'acme', groupId: 'hq' })).toEqual({ serviceProviderId: 'acme', groupId: 'hq' });
		expect(codeOf(() => checkScope({ serviceProviderId: '' }))).toBe('value.too-short');
		expect(codeOf(() => checkScope({ serviceProviderId: 'a', groupId: 'g/h' }))).toBe('value.invalid');
	});
});
