import { type DeviceProfile, type Line, toQualifiedName } from '../domain/device-profile.ts';
import { type DeviceType, defaultDeviceAccessContext } from '../domain/device-type.ts';
import type { BuiltInSource } from '../domain/tag.ts';
import type { RenderContext, RenderOptions } from './render-context.ts';

type LineSource = Extract<BuiltInSource, `line.${string}`>;
type DeviceSource = Extract<BuiltInSource, `device.${string}` | `lines.${string}`>;
type OtherSource = Exclude<BuiltInSource, LineSource | DeviceSource>;

/** A line with what its sources look at besides. `attribute` is the tag name without percent signs and suffix. */
export interface LineView {
	readonly line: Line;
	readonly number: number;
	readonly device: DeviceProfile;
	readonly type: DeviceType;
	readonly attribute: string;
}

const otherSources: Readonly<Record<OtherSource, (context: RenderContext) => string | undefined>> = {
	'build.timestamp': ({ timestamp }) => timestamp.toISOString(),
	'type.name': ({ type }) => type.name,
	'type.accessFqdn': ({ type }) => type.cpe.deviceManagement.deviceAccessNetAddress,
	'type.accessPort': ({ type }) => toAccessPort(type),
	'type.accessContext': ({ type }) => type.cpe.deviceManagement.deviceAccessContext ?? defaultDeviceAccessContext,
	'type.accessUri': ({ type }) => type.cpe.deviceManagement.deviceAccessUri,
	'type.language': ({ type }) => type.cpe.deviceManagement.defaultDeviceLanguage,
};

const deviceSources: Readonly<
	Record<DeviceSource, (device: DeviceProfile, context: RenderContext, options: RenderOptions) => string | undefined>
> = {
	'device.macAddress': ({ mac }, _context, { upperCaseMac }) => (upperCaseMac ? mac?.toUpperCase() : mac),
	'device.name': ({ name }) => name,
	'device.qualifiedName': (device) => toQualifiedName(device),
	'device.serialNumber': ({ serialNumber }) => serialNumber,
	'device.userName': ({ useCustomUserNamePassword, credentials }, { type }) =>
		(useCustomUserNamePassword ? credentials : type.cpe.deviceManagement.accessDeviceCredentials)?.userName,
	'device.serviceProviderId': ({ serviceProviderId }) => serviceProviderId,
	'device.groupId': ({ groupId }) => groupId,
	'lines.count': ({ lines }) => String(lines.length),
	'lines.primary': ({ lines }) => {
		const index = lines.findIndex(({ isPrimary }) => isPrimary);
		return index === -1 ? undefined : String(index + 1);
	},
};

const lineSources: Readonly<Record<LineSource, (view: LineView) => string | undefined>> = {
	'line.number': ({ number }) => String(number),
	'line.userPart': ({ line }) => splitLinePort(line.linePort)[0],
	'line.hostPart': ({ line }) => splitLinePort(line.linePort)[1],
	'line.linePort': ({ line }) => line.linePort,
	'line.authUser': ({ line }) => line.authUser,
	'line.authPassword': ({ line }) => line.authPassword,
	'line.displayName': ({ line }) => line.displayName,
	'line.firstName': ({ line }) => line.firstName,
	'line.lastName': ({ line }) => line.lastName,
	'line.name': ({ line }) => [line.firstName, line.lastName].filter(Boolean).join(' '),
	'line.callingLineId': ({ line }) => line.callingLineId,
	'line.extension': ({ line }) => line.extension,
	'line.e164': ({ line }) => line.e164,
	'line.userId': ({ line }) => line.userId,
	'line.externalUserId': ({ line }) => line.externalUserId,
	'line.shared': ({ line }) => String(line.shared ?? false),
	'line.label': ({ line }) => line.label,
	'line.timeZone': ({ line }) => line.timeZone,
	'line.language': ({ line, type }) => toDeviceLanguage(line.language, type),
	'line.groupId': ({ device }) => device.groupId,
	'line.department': ({ line }) => line.department,
	'line.attribute': ({ line, attribute }) => line.attributes?.[attribute],
};

/** Undefined or empty: the line has no such value. */
export function lineValue(source: LineSource, view: LineView): string | undefined {
	return lineSources[source](view);
}

/** Undefined or empty: there is no such value. `no-device`: the source is one of a device, and the file is built for none. */
export function sharedValue(
	source: DeviceSource | OtherSource,
	context: RenderContext,
	options: RenderOptions,
): { readonly text: string | undefined } | 'no-device' {
	if (!isDeviceSource(source)) return { text: otherSources[source](context) };
	const { device, scope } = context;
	if (device !== undefined) return { text: deviceSources[source](device, context, options) };
	if (scope !== undefined && source === 'device.serviceProviderId') return { text: scope.serviceProviderId };
	if (scope !== undefined && source === 'device.groupId') return { text: scope.groupId };
	return 'no-device';
}

function isDeviceSource(source: DeviceSource | OtherSource): source is DeviceSource {
	return Object.hasOwn(deviceSources, source);
}

/** User and host part; the host part is empty where the line/port has none. */
function splitLinePort(linePort: string): readonly [string, string] {
	const at = linePort.lastIndexOf('@');
	return at === -1 ? [linePort, ''] : [linePort.slice(0, at), linePort.slice(at + 1)];
}

function toAccessPort(type: DeviceType): string | undefined {
	const { deviceAccessPort, deviceAccessProtocol } = type.cpe.deviceManagement;
	if (deviceAccessPort !== undefined) return String(deviceAccessPort);
	if (deviceAccessProtocol === 'Https') return '443';
	return deviceAccessProtocol === 'Http' ? '80' : undefined;
}

function toDeviceLanguage(language: string | undefined, type: DeviceType): string | undefined {
	if (language === undefined) return type.cpe.deviceManagement.defaultDeviceLanguage;
	return type.languageMappings.find((mapping) => mapping.language === language)?.deviceLanguage ?? language;
}
