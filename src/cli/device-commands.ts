import type { Command } from 'commander';
import { addDevice } from '../app/administration/add-device.ts';
import { changeDevice, type RequestedDeviceChange } from '../app/administration/change-device.ts';
import { deleteDevice } from '../app/administration/delete-device.ts';
import { requireFingerprint } from '../app/administration/deny-certificate.ts';
import { findDevice, loadDevice } from '../app/administration/find-device.ts';
import { findDeviceType, findTypeOf } from '../app/administration/find-device-type.ts';
import { findGrantedFingerprint } from '../app/administration/find-granted-fingerprint.ts';
import { presentFields } from '../app/administration/present-fields.ts';
import { type DeviceProfile, levelOf, toQualifiedName } from '../domain/device-profile.ts';
import { type MacAddress, requireMacAddress } from '../domain/mac-address.ts';
import type { DeviceFilter, DeviceSummary, Store } from '../domain/ports.ts';
import { requireCountry } from '../domain/tag.ts';
import { requireClearable } from './clear-option.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { addDeviceLineCommand } from './device-line-command.ts';
import { deviceArgument, type ScopeOptions, toDeviceReference, toScopeFields, withScope } from './device-reference-option.ts';
import { addDeviceUploadCommand } from './device-upload-command.ts';
import { toDeviceJson, toDeviceSummaryJson, toShownMac } from './device-view.ts';
import { toExamples } from './help-examples.ts';
import { collect, parseFlag, parsePositive, parseTime } from './option-values.ts';
import { readPasswordFile } from './read-input.ts';

interface DeviceFieldOptions extends ScopeOptions {
	readonly mac?: string;
	readonly serialNumber?: string;
	readonly description?: string;
	readonly location?: string;
	readonly netAddress?: string;
	readonly country?: string;
	readonly user?: string;
	readonly passwordFile?: string;
	readonly tagSet?: string;
	readonly enabled?: boolean;
	readonly pin?: string;
}

interface DeviceAddOptions extends DeviceFieldOptions {
	readonly type: string;
	readonly name: string;
}

interface DeviceSetOptions extends DeviceFieldOptions {
	readonly useOwnCredentials?: boolean;
	readonly acceptExpiredUntil?: Date;
	readonly clear?: readonly string[];
}

interface DeviceListOptions extends ScopeOptions {
	readonly type?: string;
	readonly mac?: string;
	readonly name?: string;
	readonly limit: number;
}

/** What `--clear` takes, and the field behind it. */
const clearable = {
	mac: 'mac',
	'serial-number': 'serialNumber',
	description: 'description',
	location: 'physicalLocation',
	'net-address': 'netAddress',
	country: 'country',
	credentials: 'credentials',
	'tag-set': 'tagSet',
	'expired-exception': 'expiredCertificateUntil',
	pin: 'pinnedFingerprint',
} as const satisfies Record<string, keyof RequestedDeviceChange>;

const pageSize = 1000;

export function addDeviceCommands(program: Command, run: Runner): Command {
	const device = program.command('device').description('device profiles');
	withFields(withScope(device.command('add')))
		.description('add a device profile')
		.requiredOption('--type <name>', 'device type')
		.requiredOption('--name <name>', 'name of the device profile')
		.action(run(add))
		.addHelpText(
			'after',
			toExamples(
				'dms device add --type "Sample IP-DECT 2000 MAC" --name dect-1 --mac 00:13:d1:00:00:01',
				'dms device add --type "Sample IP-DECT 2000" --name dect-2 --service-provider acme --group hq --user dect-2 --password-file dect-2.password',
			),
		);
	withScope(device.command('list'))
		.description('device profiles')
		.option('--type <name>', 'of this device type')
		.option('--mac <mac>', 'with this MAC address')
		.option('--name <text>', 'whose name contains this')
		.option('--limit <n>', 'how many', parsePositive, 1000)
		.action(run(list))
		.addHelpText('after', toExamples('dms device list --type "Sample IP-DECT 2000 MAC"', 'dms device list --mac 0013d1000001 --json'));
	withScope(device.command('show'))
		.description('a device profile with its lines, tags and files; no password')
		.argument('<device>', deviceArgument)
		.action(run(show))
		.addHelpText('after', toExamples('dms device show dect-1', 'dms device show acme/hq/dect-2 --json'));
	withFields(withScope(device.command('set')))
		.description('change a device profile; its name, type and level stay')
		.argument('<device>', deviceArgument)
		.option('--use-own-credentials <true|false>', 'whether its own user name and password count, or those of the type', parseFlag)
		.option('--accept-expired-until <time>', 'until when an expired certificate of it is accepted, at most a year', parseTime)
		.option('--clear <field>', `make a field empty: ${Object.keys(clearable).join(', ')} (repeatable)`, collect)
		.action(run(set))
		.addHelpText(
			'after',
			toExamples(
				'dms device set dect-1 --mac 0013d1000002',
				'dms device set dect-1 --pin last',
				'dms device set acme/hq/dect-2 --clear credentials',
			),
		);
	withScope(device.command('delete'))
		.description('delete a device profile')
		.argument('<device>', deviceArgument)
		.action(
			run(async (session, name: string, options: ScopeOptions) => {
				const deleted = await deleteDevice(await session.administration(), toDeviceReference(name, options));
				await session.done({ deleted }, `device ${deleted} is deleted`);
			}),
		)
		.addHelpText('after', toExamples('dms device delete acme/hq/dect-2'));
	addDeviceLineCommand(device, run);
	addDeviceUploadCommand(device, run);
	return device;
}

function withFields(command: Command): Command {
	return command
		.option('--mac <mac>', 'MAC address, with or without separators')
		.option('--serial-number <text>', 'serial number')
		.option('--description <text>', 'description')
		.option('--location <text>', 'physical location')
		.option('--net-address <host>', 'host name or address')
		.option('--country <code>', 'two letters; chooses the region of a tag set')
		.option('--user <name>', 'user name of its own')
		.option('--password-file <file>', 'file with the password that goes with it')
		.option('--tag-set <name>', 'tag set of its own, where the type allows one')
		.option('--enabled <true|false>', 'whether it is served', parseFlag)
		.option('--pin <sha256|last>', 'the one certificate that proves it, or that which it was last let in with');
}

function toFields(options: DeviceFieldOptions) {
	return presentFields({
		mac: options.mac === undefined ? undefined : requireMacAddress(options.mac),
		serialNumber: options.serialNumber,
		description: options.description,
		physicalLocation: options.location,
		netAddress: options.netAddress,
		country: options.country === undefined ? undefined : requireCountry(options.country),
		tagSet: options.tagSet,
		enabled: options.enabled,
	});
}

/** @param mac of the device, for `last`. */
async function toPin(store: Store, pin: string | undefined, mac: MacAddress | undefined): Promise<{ readonly pinnedFingerprint?: string }> {
	if (pin === undefined) return {};
	return { pinnedFingerprint: pin === 'last' ? await findGrantedFingerprint(store, mac) : requireFingerprint(pin, 'pinnedFingerprint') };
}

async function add(session: CommandSession, options: DeviceAddOptions): Promise<void> {
	const password = options.passwordFile === undefined ? undefined : await readPasswordFile(session, options.passwordFile);
	const hasCredentials = options.user !== undefined || password !== undefined;
	const administration = await session.administration();
	const fields = toFields(options);
	const { device, warnings } = await addDevice(administration, options.type, {
		name: options.name,
		...toScopeFields(options),
		enabled: true,
		...fields,
		...(await toPin(administration.store, options.pin, fields.mac)),
		useCustomUserNamePassword: hasCredentials,
		...(hasCredentials ? { credentials: { userName: options.user ?? '', password: password ?? '' } } : {}),
		lines: [],
		tags: [],
	});
	for (const warning of warnings) await session.output.warn(warning);
	await printChanged(session, administration.store, device, 'is added');
}

async function set(session: CommandSession, name: string, options: DeviceSetOptions): Promise<void> {
	const password = options.passwordFile === undefined ? undefined : await readPasswordFile(session, options.passwordFile);
	const credentials = presentFields({ userName: options.user, password });
	const administration = await session.administration();
	const { store } = administration;
	const reference = toDeviceReference(name, options);
	const fields = toFields(options);
	const mac = options.pin === 'last' ? (fields.mac ?? (await findDevice(store, reference)).mac) : undefined;
	const change: RequestedDeviceChange = {
		...fields,
		...(await toPin(store, options.pin, mac)),
		...presentFields({ useCustomUserNamePassword: options.useOwnCredentials, expiredCertificateUntil: options.acceptExpiredUntil }),
		...(Object.keys(credentials).length === 0 ? {} : { credentials }),
		...requireClearable(options.clear, clearable),
	};
	const { device, warnings } = await changeDevice(administration, reference, change);
	for (const warning of warnings) await session.output.warn(warning);
	await printChanged(session, store, device, 'is changed');
}

async function printChanged(session: CommandSession, store: Store, device: DeviceProfile, what: string): Promise<void> {
	await session.done(toDeviceJson(device, await findTypeOf(store, device)), `device ${toQualifiedName(device)} ${what}`);
}

async function list(session: CommandSession, options: DeviceListOptions): Promise<void> {
	const store = await session.store();
	const types = new Map((await store.deviceTypes.list()).map((type) => [type.id, type.name]));
	const filter: DeviceFilter = {
		...toScopeFields(options),
		...presentFields({
			typeId: options.type === undefined ? undefined : (await findDeviceType(store, options.type)).id,
			mac: options.mac === undefined ? undefined : requireMacAddress(options.mac),
			nameContains: options.name,
		}),
	};
	const devices = await listDevices(store, filter, options.limit);
	if (session.wantsJson) {
		await session.output.json(devices.map((device) => toDeviceSummaryJson(device, types.get(device.typeId) ?? '')));
	} else {
		const rows = devices.map((device) => [
			toShownMac(device),
			device.name,
			types.get(device.typeId) ?? '',
			device.serviceProviderId ?? '',
			device.groupId ?? '',
			device.userName ?? '',
			String(device.lineCount),
			String(device.enabled),
		]);
		await session.output.table(
			['MAC Address', 'Device Name', 'Device Type', 'Service Provider', 'Group', 'User Name', 'Lines', 'Enabled'],
			rows,
		);
	}
	if (devices.length < options.limit) return;
	const count = await store.devices.count(filter);
	if (count > devices.length) await session.output.note(`note: ${devices.length} of ${count} are shown; --limit shows more`);
}

async function listDevices(store: Store, filter: DeviceFilter, limit: number): Promise<readonly DeviceSummary[]> {
	const devices: DeviceSummary[] = [];
	while (devices.length < limit) {
		const afterId = devices.at(-1)?.id;
		const page = await store.devices.list(filter, {
			limit: Math.min(pageSize, limit - devices.length),
			...(afterId === undefined ? {} : { afterId }),
		});
		if (page.length === 0) break;
		devices.push(...page);
	}
	return devices;
}

async function show(session: CommandSession, name: string, options: ScopeOptions): Promise<void> {
	const store = await session.store();
	const device = await loadDevice(store, toDeviceReference(name, options));
	const type = await findTypeOf(store, device);
	if (session.wantsJson) return session.output.json(toDeviceJson(device, type));
	await session.output.properties([
		['deviceName', device.name],
		['level', levelOf(device)],
		['serviceProviderId', device.serviceProviderId],
		['groupId', device.groupId],
		['deviceType', type.name],
		['macAddress', toShownMac(device) || undefined],
		['enabled', device.enabled],
		['serialNumber', device.serialNumber],
		['description', device.description],
		['physicalLocation', device.physicalLocation],
		['netAddress', device.netAddress],
		['country', device.country],
		['useCustomUserNamePassword', device.useCustomUserNamePassword],
		['userName', device.credentials?.userName],
		['tagSet', device.tagSet],
		['expiredCertificateUntil', device.expiredCertificateUntil?.toISOString()],
		['pinnedFingerprint', device.pinnedFingerprint],
		['lines', device.lines.length],
		['tags', device.tags.length],
		['files', device.fileOverrides.length],
		['updatedAt', device.updatedAt.toISOString()],
	]);
}
