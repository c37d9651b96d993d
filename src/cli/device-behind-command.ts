import type { Command } from 'commander';
import { findDeviceType } from '../app/administration/find-device-type.ts';
import { presentFields } from '../app/administration/present-fields.ts';
import { findDeviceStanding } from '../app/history/device-standing.ts';
import type { FileStanding } from '../app/history/file-standing.ts';
import { type BehindDevice, listBehind } from '../app/history/list-behind.ts';
import { toQualifiedName } from '../domain/device-profile.ts';
import type { DeviceFilter } from '../domain/ports.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { deviceArgument, type ScopeOptions, toDeviceReference, toScopeFields, withScope } from './device-reference-option.ts';
import { toShownMac } from './device-view.ts';
import { toExamples } from './help-examples.ts';
import { parsePositive } from './option-values.ts';

interface BehindOptions extends ScopeOptions {
	readonly type?: string;
	readonly never?: boolean;
	readonly exact?: boolean;
	readonly limit: number;
	readonly after?: string;
}

const mostPerPage = 1000;

/** Which devices have an older file than they would get now. */
export function addDeviceBehindCommand(device: Command, run: Runner): void {
	withScope(device.command('behind'))
		.description('devices that have an older file than they would get now; of one device all files: what it should have and what it has')
		.argument('[device]', deviceArgument)
		.option('--type <name>', 'of this device type')
		.option('--never', 'also devices that have not fetched anything')
		.option('--exact', 'build every file to compare, also where nothing seems to have changed')
		.option('--limit <n>', 'how many', parsePositive, 100)
		.option('--after <id>', 'go on after the device with this id')
		.action(
			run((session, name: string | undefined, options: BehindOptions) =>
				name === undefined ? list(session, options) : show(session, name, options),
			),
		)
		.addHelpText(
			'after',
			toExamples('dms device behind', 'dms device behind --type "Sample IP-DECT 2000" --json', 'dms device behind acme/hq/dect-2'),
		);
}

async function show(session: CommandSession, name: string, options: BehindOptions): Promise<void> {
	const { device, deviceType, verdict, files } = await findDeviceStanding(await session.store(), toDeviceReference(name, options));
	if (session.wantsJson) {
		return session.output.json({ id: device.id, deviceName: device.name, deviceType, verdict, files: files.map(toFileJson) });
	}
	await session.output.table(
		['File Format', 'Verdict', 'Should Have', 'Since', 'Has', 'Fetched', 'Status'],
		files.map(({ fileFormat, verdict: fileVerdict, expected, fetched }) => [
			fileFormat,
			fileVerdict,
			expected?.etag ?? '',
			expected?.lastModified.toISOString() ?? '',
			fetched?.etag ?? '',
			fetched?.at.toISOString() ?? '',
			fetched === undefined ? '' : `${fetched.status}${fetched.aborted ? ' (cut)' : ''}`,
		]),
	);
	for (const { fileFormat, reason } of files) if (reason !== undefined) await session.output.note(`note: ${fileFormat}: ${reason}`);
}

async function list(session: CommandSession, options: BehindOptions): Promise<void> {
	const store = await session.store();
	const typeId = options.type === undefined ? undefined : (await findDeviceType(store, options.type)).id;
	const filter: DeviceFilter = { ...toScopeFields(options), ...presentFields({ typeId }) };
	const found: BehindDevice[] = [];
	let afterId = options.after;
	do {
		const page = await listBehind(store, {
			filter,
			limit: Math.min(mostPerPage, options.limit - found.length),
			wanted: options.never === true ? 'both' : 'behind',
			exact: options.exact === true,
			...presentFields({ afterId }),
		});
		found.push(...page.devices);
		afterId = page.nextAfterId;
	} while (afterId !== undefined && found.length < options.limit && !session.output.isClosed);
	if (session.wantsJson) await session.output.json({ devices: found.map(toDeviceJson), nextAfterId: afterId ?? null });
	else
		await session.output.table(
			['MAC Address', 'Device', 'Device Type', 'File Format', 'Should Have Since', 'Fetched', 'Status'],
			found.flatMap(toRows),
		);
	if (afterId !== undefined) await session.output.note(`note: there may be more; --after ${afterId} shows them`);
}

function toRows({ device, deviceType, isNew, files }: BehindDevice): readonly (readonly string[])[] {
	const who = [toShownMac(device), toQualifiedName(device), deviceType];
	if (isNew) return [[...who, '', '', 'never', '']];
	return files.map(({ fileFormat, expected, fetched }) => [
		...who,
		fileFormat,
		expected?.lastModified.toISOString() ?? '',
		fetched?.at.toISOString() ?? '',
		fetched === undefined ? '' : `${fetched.status}${fetched.aborted ? ' (cut)' : ''}`,
	]);
}

function toDeviceJson({ device, deviceType, isNew, files }: BehindDevice): object {
	const { id, name, serviceProviderId = null, groupId = null, mac = null } = device;
	return { id, deviceName: name, serviceProviderId, groupId, macAddress: mac, deviceType, never: isNew, files: files.map(toFileJson) };
}

function toFileJson({ fileFormat, verdict, reason, expected, fetched }: FileStanding): object {
	const last = fetched && { etag: fetched.etag, at: fetched.at, status: fetched.status, aborted: fetched.aborted };
	return { fileFormat, verdict, reason: reason ?? null, expected: expected ?? null, fetched: last ?? null };
}
