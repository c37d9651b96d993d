import type { DeviceKey, DeviceProfile, Line, NewDeviceProfile, Scope } from './device-profile.ts';
import type { DeviceType, SignalingAddressType } from './device-type.ts';
import { DmsError } from './errors.ts';
import { type Check, checkAll } from './findings.ts';
import { checkLength } from './limits.ts';
import { parseMacAddress } from './mac-address.ts';
import type { DeviceChange } from './ports.ts';
import { checkTagValue, requireCountry, requireCustomTagName, type Tag } from './tag.ts';
import { checkNetAddress, checkText, checkToken, collapse, invalid, quote } from './text-rules.ts';

/** Texts of a line that have no row in the table of limits, in characters. */
const mostLineText = 161;
const mostLineAttributes = 100;
const mostLineAttributeValue = 256;
/** A type without a limit of ports still has this one, so that no profile grows without bounds. */
const mostLines = 5000;
const mostTags = 1000;

/** Texts of a line besides its line/port and its password. */
export const lineTexts = [
	'userId',
	'externalUserId',
	'authUser',
	'displayName',
	'firstName',
	'lastName',
	'callingLineId',
	'extension',
	'e164',
	'label',
	'timeZone',
	'language',
	'department',
] as const satisfies readonly (keyof Line)[];

/** What the rules of a device ask of its type. */
export type TypeOfDevice = Pick<DeviceType, 'name' | 'isObsolete' | 'numberOfPorts' | 'profile' | 'cpe'>;

type OptionField = Exclude<keyof NewDeviceProfile, keyof DeviceKey | 'typeId' | 'enabled' | 'expiredCertificateUntil'>;
type DeviceOptions = { readonly [Field in OptionField]?: NewDeviceProfile[Field] | undefined };

/**
 * Every limit and rule of a new device profile; white space in names is collapsed.
 * @throws DmsError `value.*`, `mac.invalid`, `tag.name-invalid` for the first finding, with all of them in `findings`. OCI-P GroupAccessDeviceAddRequest22V2.
 */
export function checkNewDevice(device: NewDeviceProfile, type: TypeOfDevice): NewDeviceProfile {
	const checked: NewDeviceProfile = { ...device, ...toCollapsedKey(device) };
	checkAll([
		() => {
			if (type.isObsolete) throw contradiction('deviceType', `device type ${quote(type.name)} is obsolete and takes no new devices`);
		},
		...keyChecks(checked),
		...optionChecks(checked, type),
	]);
	return checked;
}

/**
 * As `checkNewDevice`, for a change of a profile that exists: fields that cannot change are refused where they would.
 * @throws DmsError `value.immutable`, `value.*`, `mac.invalid`, `tag.name-invalid`.
 */
export function checkDeviceChange(existing: DeviceProfile, change: DeviceChange, type: TypeOfDevice): DeviceChange {
	checkAll(
		(['typeId', 'name', 'serviceProviderId', 'groupId'] as const).map((field) => () => {
			const value = change[field];
			if (value !== undefined && (value ?? undefined) !== existing[field]) {
				throw new DmsError('value.immutable', `${field} cannot be changed after creation`, { field });
			}
		}),
	);
	checkAll(optionChecks(toChanged(existing, change), type));
	return change;
}

/** White space as the schema has it; no part may have a slash, which separates the parts of a qualified name. */
export function checkDeviceKey(key: DeviceKey): DeviceKey {
	const checked = toCollapsedKey(key);
	checkAll(keyChecks(checked));
	return checked;
}

/** @throws DmsError `value.*`. */
export function checkScope(scope: Scope): Scope {
	const checked: Scope = {
		serviceProviderId: collapse(scope.serviceProviderId),
		...(scope.groupId === undefined ? {} : { groupId: collapse(scope.groupId) }),
	};
	checkAll(scopeChecks(checked));
	return checked;
}

/**
 * Custom tags of a device or of a scope: each name once.
 * @throws DmsError `tag.name-invalid`, `value.*`.
 */
export function checkTags(tags: readonly Tag[]): readonly Tag[] {
	if (tags.length > mostTags) throw new DmsError('value.too-long', `${tags.length} tags; the limit is ${mostTags}`, { field: 'tags' });
	const names = new Set<string>();
	for (const { name, value } of tags) {
		requireCustomTagName(name);
		checkTagValue(name, value);
		if (names.has(name)) throw invalid('tags', `tag ${name} is there twice`);
		names.add(name);
	}
	return tags;
}

/** @throws DmsError `value.*`; a colon in the user name could not be sent with Basic (RFC 7617 2). */
export function checkCredentials(credentials: { readonly userName: string; readonly password: string }): void {
	checkAll([
		() => checkToken('userName', credentials.userName, 'userName'),
		() => {
			if (credentials.userName.includes(':')) throw invalid('userName', 'userName must not contain a colon');
		},
		() => checkLength('password', checkText('password', credentials.password), 'password'),
	]);
}

function toCollapsedKey(key: DeviceKey): DeviceKey {
	return {
		name: collapse(key.name),
		...(key.serviceProviderId === undefined ? {} : { serviceProviderId: collapse(key.serviceProviderId) }),
		...(key.groupId === undefined ? {} : { groupId: collapse(key.groupId) }),
	};
}

function keyChecks(key: DeviceKey): Check[] {
	return [
		() => checkToken('deviceName', key.name, 'deviceName'),
		() => checkNoSlash('deviceName', key.name),
		...scopeChecks(key),
		() => {
			if (key.groupId !== undefined && key.serviceProviderId === undefined) {
				throw contradiction('groupId', 'groupId needs a serviceProviderId: a group id is unique only within its service provider');
			}
		},
	];
}

function scopeChecks({ serviceProviderId, groupId }: Partial<Scope>): Check[] {
	return [
		() => serviceProviderId !== undefined && checkToken('serviceProviderId', serviceProviderId, 'serviceProviderIdBytes'),
		() => serviceProviderId !== undefined && checkNoSlash('serviceProviderId', serviceProviderId),
		() => groupId !== undefined && checkToken('groupId', groupId, 'groupId'),
		() => groupId !== undefined && checkNoSlash('groupId', groupId),
	];
}

function optionChecks(device: DeviceOptions, type: TypeOfDevice): Check[] {
	const { mac, serialNumber, description, physicalLocation, netAddress, country, credentials, tagSet, pinnedFingerprint } = device;
	return [
		() => mac !== undefined && checkMac(mac),
		() => serialNumber !== undefined && checkToken('serialNumber', serialNumber, 'serialNumber'),
		() => description !== undefined && checkToken('description', description, 'description'),
		() => physicalLocation !== undefined && checkToken('physicalLocation', physicalLocation, 'physicalLocation'),
		() => netAddress !== undefined && checkNetAddress(netAddress),
		() => country !== undefined && requireCountry(country),
		() => credentials !== undefined && checkCredentials(credentials),
		() => {
			if (device.useCustomUserNamePassword === true && credentials === undefined) {
				throw contradiction('useCustomUserNamePassword', 'useCustomUserNamePassword needs a user name and a password of the device');
			}
		},
		() => tagSet !== undefined && checkOwnTagSet(tagSet, type),
		() => pinnedFingerprint !== undefined && checkPin(pinnedFingerprint),
		() => checkTags(device.tags ?? []),
		() => checkLines(device.lines ?? [], type),
	];
}

function checkMac(mac: string): void {
	const parsed = parseMacAddress(mac);
	if (!parsed.ok || parsed.value !== mac) {
		throw new DmsError('mac.invalid', `macAddress ${quote(mac)} is not twelve hexadecimal digits of a device`, { field: 'macAddress' });
	}
}

function checkPin(fingerprint: string): void {
	if (!/^[0-9a-f]{64}$/.test(fingerprint)) {
		throw invalid('pinnedFingerprint', 'pinnedFingerprint is not a SHA-256 of 64 lower-case hexadecimal digits');
	}
}

function checkOwnTagSet(tagSet: string, type: TypeOfDevice): void {
	checkToken('tagSet', tagSet, 'tagSetName');
	const { tagMode, allowDeviceProfileCustomTagSet } = type.cpe.deviceManagement;
	if (tagMode !== 'System And Custom' || !allowDeviceProfileCustomTagSet) {
		throw contradiction('tagSet', `device type ${quote(type.name)} allows its devices no tag set of their own`);
	}
}

/** @throws DmsError `value.*` naming the line. */
export function checkLines(lines: readonly Line[], type: TypeOfDevice): void {
	const most = type.numberOfPorts ?? mostLines;
	if (lines.length > most) {
		throw new DmsError('value.too-long', `the device has ${lines.length} lines; ${quote(type.name)} has ${most} ports`, { field: 'lines' });
	}
	if (lines.filter((line) => line.isPrimary).length > 1) throw contradiction('lines', 'more than one line is primary');
	const seen = new Set<string>();
	checkAll(
		lines.map((line, index) => () => {
			checkLine(line, `line ${index + 1}`, type.profile);
			const key = line.linePort.toLowerCase();
			if (seen.has(key)) throw invalid('lines', `line ${index + 1}: linePort ${quote(line.linePort)} is there twice`);
			seen.add(key);
		}),
	);
}

function checkLine(line: Line, at: string, profile: SignalingAddressType): void {
	checkLinePort(line.linePort, at, profile);
	for (const field of lineTexts) {
		const value = line[field];
		if (value !== undefined) checkMost(`${field} of ${at}`, checkText(`${field} of ${at}`, value), mostLineText);
	}
	if (line.authPassword !== undefined) {
		checkLength(`authPassword of ${at}`, checkText(`authPassword of ${at}`, line.authPassword), 'password');
	}
	const attributes = Object.entries(line.attributes ?? {});
	if (attributes.length > mostLineAttributes)
		throw invalid('lines', `${at} has ${attributes.length} attributes; the limit is ${mostLineAttributes}`);
	for (const [name, value] of attributes) {
		if (!/^BW[A-Za-z0-9_.-]{1,58}$/.test(name))
			throw invalid('lines', `attribute ${quote(name)} of ${at} is not the name of a built-in tag`);
		checkMost(`attribute ${name} of ${at}`, checkText(`attribute ${name} of ${at}`, value), mostLineAttributeValue);
	}
}

/** OCI-P AccessDeviceEndpointLinePort. */
function checkLinePort(linePort: string, at: string, profile: SignalingAddressType): void {
	const field = `linePort of ${at}`;
	checkLength(field, linePort, 'linePort');
	if (/^sips?:/i.test(linePort)) throw invalid('lines', `${field} ${quote(linePort)} must not begin with sip:`);
	if (!/^\+?[A-Za-z0-9_.!~*'()-]+(?:@[A-Za-z0-9_.!~*'()-]+)?$/.test(linePort)) {
		throw invalid('lines', `${field} ${quote(linePort)} is not a user, or user@host, of letters, digits and - _ . ! ~ * ' ( )`);
	}
	const hasHost = linePort.includes('@');
	const needsHost = profile.endsWith('Proxy Addressing');
	if (hasHost === needsHost) return;
	throw contradiction('lines', `${field} ${quote(linePort)} ${needsHost ? 'needs a' : 'must have no'} host part with ${profile}`);
}

function checkMost(field: string, value: string, most: number): void {
	const length = [...value].length;
	if (length > most) throw new DmsError('value.too-long', `${field} has ${length} characters; the limit is ${most}`, { field: 'lines' });
}

function checkNoSlash(field: string, value: string): void {
	if (value.includes('/')) throw invalid(field, `${field} ${quote(value)} must not contain a slash`);
}

function contradiction(field: string, detail: string): DmsError {
	return new DmsError('value.contradiction', detail, { field });
}

/** The profile as it would be, `null` taken as absent. */
function toChanged(existing: DeviceProfile, change: DeviceChange): DeviceOptions {
	const after = <Field extends keyof DeviceOptions>(field: Field): NewDeviceProfile[Field] | undefined => {
		const changed: NewDeviceProfile[Field] | null | undefined = change[field];
		return changed === undefined ? existing[field] : (changed ?? undefined);
	};
	return {
		mac: after('mac'),
		serialNumber: after('serialNumber'),
		description: after('description'),
		physicalLocation: after('physicalLocation'),
		netAddress: after('netAddress'),
		country: after('country'),
		credentials: after('credentials'),
		tagSet: after('tagSet'),
		pinnedFingerprint: after('pinnedFingerprint'),
		tags: after('tags'),
		lines: after('lines'),
		useCustomUserNamePassword: after('useCustomUserNamePassword'),
	};
}
