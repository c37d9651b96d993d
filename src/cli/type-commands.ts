import { type Command, Option } from 'commander';
import { changeDeviceType, type RequestedTypeChange } from '../app/administration/change-device-type.ts';
import { deleteDeviceType } from '../app/administration/delete-device-type.ts';
import { findDeviceType } from '../app/administration/find-device-type.ts';
import { type DeviceAccessProtocol, deviceAccessProtocols } from '../domain/device-type.ts';
import { type TagMode, tagModes } from '../domain/tag.ts';
import { requireClearable } from './clear-option.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { collect, parseFlag, parsePositive } from './option-values.ts';
import { readPasswordFile } from './read-input.ts';
import { addTypeFileCommands } from './type-file-commands.ts';
import { describeFileAuthentication, toAccessUrl, toTypeJson, toTypeUrl } from './type-view.ts';

interface TypeSetOptions {
	readonly accessProtocol?: DeviceAccessProtocol;
	readonly accessFqdn?: string;
	readonly accessPort?: number;
	readonly accessContext?: string;
	readonly userName?: string;
	readonly passwordFile?: string;
	readonly ports?: number;
	readonly obsolete?: boolean;
	readonly tagMode?: TagMode;
	readonly tagSet?: string;
	readonly allowSpTagSet?: boolean;
	readonly allowGroupTagSet?: boolean;
	readonly allowDeviceTagSet?: boolean;
	readonly language?: string;
	readonly encoding?: string;
	readonly clear?: readonly string[];
}

/** What `--clear` takes, and the field behind it. */
const clearable = {
	'access-fqdn': 'deviceAccessNetAddress',
	'access-port': 'deviceAccessPort',
	'access-context': 'deviceAccessContext',
	credentials: 'accessDeviceCredentials',
	ports: 'numberOfPorts',
	'tag-set': 'tagSet',
	language: 'defaultDeviceLanguage',
	encoding: 'defaultDeviceEncoding',
} as const satisfies Record<string, keyof RequestedTypeChange>;

export function addTypeCommands(program: Command, run: Runner): void {
	const type = program.command('type').description('device types');
	type
		.command('list')
		.description('all device types')
		.action(run(listTypes))
		.addHelpText('after', toExamples('dms type list', 'dms type list --json'));
	type
		.command('show')
		.description('a device type with its files')
		.argument('<name>', 'device type')
		.action(run(showType))
		.addHelpText('after', toExamples('dms type show "Sample IP-DECT 2000 MAC"'));
	type
		.command('delete')
		.description('delete a device type that no device profile uses, with its files')
		.argument('<name>', 'device type')
		.action(
			run(async (session, name: string) => {
				await deleteDeviceType(await session.administration(), name);
				await session.done({ deleted: name }, `device type ${name} is deleted`);
			}),
		)
		.addHelpText('after', toExamples('dms type delete "Sample Desk Phone UA"'));
	addTypeSetCommand(type, run);
	addTypeFileCommands(type, run);
}

function addTypeSetCommand(type: Command, run: Runner): void {
	type
		.command('set')
		.description('change a device type: where devices reach it, the credentials of its devices, its tags')
		.argument('<name>', 'device type')
		.addOption(new Option('--access-protocol <protocol>', 'scheme of its URL').choices(deviceAccessProtocols))
		.option('--access-fqdn <host>', 'host name of its URL')
		.option('--access-port <port>', 'port of its URL', parsePositive)
		.option('--access-context <name>', 'first part of the path of its URL')
		.option('--user-name <name>', 'user name of every device that has none of its own')
		.option('--password-file <file>', 'file with the password that goes with it')
		.option('--ports <n>', 'most lines of a device', parsePositive)
		.option('--obsolete <true|false>', 'whether it takes no new devices', parseFlag)
		.addOption(new Option('--tag-mode <mode>', 'which custom tags its files are built with').choices(tagModes))
		.option('--tag-set <name>', 'tag set, with tag mode System And Custom')
		.option('--allow-sp-tag-set <true|false>', 'whether a service provider may use another tag set', parseFlag)
		.option('--allow-group-tag-set <true|false>', 'whether a group may', parseFlag)
		.option('--allow-device-tag-set <true|false>', 'whether a device may', parseFlag)
		.option('--language <name>', 'default language of its devices')
		.option('--encoding <name>', 'character encoding of its files')
		.option('--clear <field>', `make a field empty: ${Object.keys(clearable).join(', ')} (repeatable)`, collect)
		.action(run(setType))
		.addHelpText(
			'after',
			toExamples(
				'dms type set "Sample IP-DECT 2000" --access-fqdn dms.example.net --access-port 443',
				'dms type set "Sample IP-DECT 2000" --user-name fleet --password-file fleet.password',
			),
		);
}

async function listTypes(session: CommandSession): Promise<void> {
	const types = await (await session.store()).deviceTypes.list();
	if (session.wantsJson) return session.output.json(types.map(toTypeJson));
	const rows = types.map((type) => [
		type.name,
		type.cpe.deviceManagement.deviceAccessUri ?? '',
		type.configurationOption,
		String(type.files.length),
		type.numberOfPorts === undefined ? 'unlimited' : String(type.numberOfPorts),
		type.isObsolete ? 'true' : 'false',
	]);
	return session.output.table(['Device Type', 'Device Access URI', 'Configuration', 'Files', 'Ports', 'Obsolete'], rows);
}

async function showType(session: CommandSession, name: string): Promise<void> {
	const type = await findDeviceType(await session.store(), name);
	if (session.wantsJson) return session.output.json(toTypeJson(type));
	const options = type.cpe.deviceManagement;
	await session.output.properties([
		['deviceType', type.name],
		['deviceAccessURI', options.deviceAccessUri],
		['url', toTypeUrl(type)],
		['configuration', type.configurationOption],
		['profile', type.profile],
		['numberOfPorts', type.numberOfPorts ?? 'unlimited'],
		['isObsolete', type.isObsolete],
		['userName', options.accessDeviceCredentials?.userName],
		['hasPassword', (options.accessDeviceCredentials?.password ?? '') !== ''],
		['tagMode', options.tagMode],
		['tagSet', options.tagSet],
		['defaultDeviceLanguage', options.defaultDeviceLanguage],
		['defaultDeviceEncoding', options.defaultDeviceEncoding],
		['updatedAt', type.updatedAt.toISOString()],
	]);
	await session.output.write('\n');
	const rows = type.files.map((file) => [
		file.fileFormat,
		file.fileCategory,
		file.fileSource,
		describeFileAuthentication(file.authentication),
		[...(file.allowHttp ? ['http'] : []), ...(file.allowHttps ? ['https'] : [])].join(', '),
		file.content === undefined ? '' : String(file.content.size),
		toAccessUrl(type, file),
	]);
	return session.output.table(['File Format', 'Category', 'Source', 'Authentication', 'Transport', 'Bytes', 'Access URL'], rows);
}

async function setType(session: CommandSession, name: string, options: TypeSetOptions): Promise<void> {
	const password = options.passwordFile === undefined ? undefined : await readPasswordFile(session, options.passwordFile);
	const hasCredentials = password !== undefined || options.userName !== undefined;
	const change: RequestedTypeChange = {
		deviceAccessProtocol: options.accessProtocol,
		deviceAccessNetAddress: options.accessFqdn,
		deviceAccessPort: options.accessPort,
		deviceAccessContext: options.accessContext,
		numberOfPorts: options.ports,
		isObsolete: options.obsolete,
		tagMode: options.tagMode,
		tagSet: options.tagSet,
		allowSpCustomTagSet: options.allowSpTagSet,
		allowGroupCustomTagSet: options.allowGroupTagSet,
		allowDeviceProfileCustomTagSet: options.allowDeviceTagSet,
		defaultDeviceLanguage: options.language,
		defaultDeviceEncoding: options.encoding,
		...(hasCredentials
			? {
					accessDeviceCredentials: {
						...(options.userName === undefined ? {} : { userName: options.userName }),
						...(password === undefined ? {} : { password }),
					},
				}
			: {}),
		...requireClearable(options.clear, clearable),
	};
	const type = await changeDeviceType(await session.administration(), name, change);
	await session.done(toTypeJson(type), `device type ${type.name} is changed`);
}
