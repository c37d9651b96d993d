import type { Command } from 'commander';
import type { OverridePlace } from '../app/administration/set-file-override.ts';
import type { VersionReference } from '../app/history/find-version.ts';
import type { HistoryPlace } from '../app/history/history-place.ts';
import { DmsError } from '../domain/errors.ts';
import { type ScopeOptions, toDeviceReference } from './device-reference-option.ts';
import { parsePositive } from './option-values.ts';

/** Whose history it is. */
export interface HistoryPlaceOptions extends ScopeOptions {
	readonly type?: string;
	readonly file?: string;
	readonly set?: string;
	readonly device?: string;
}

export function withHistoryPlace(command: Command): Command {
	return command
		.option('--type <name>', 'device type; with a service provider or group: what that has set for it')
		.option('--file <format>', 'a file of the type, or what stands in its place; without: tags')
		.option('--set <name>', 'this tag set; without any place: the system default set')
		.option('--service-provider <id>', 'service provider')
		.option('--group <id>', 'group of the service provider')
		.option('--device <name>', 'of this device');
}

/** @throws DmsError `usage.invalid` for options that name two places, or none. */
export function toHistoryPlace({ type, file, set, device, ...scope }: HistoryPlaceOptions): HistoryPlace {
	if ([type, set, device].filter((place) => place !== undefined).length > 1) {
		throw new DmsError('usage.invalid', '--type, --set and --device exclude each other');
	}
	const place = toPlace(type, device, scope);
	if (file !== undefined) {
		if (place !== undefined) return { kind: 'override', place, fileFormat: file };
		if (type === undefined) throw new DmsError('usage.invalid', '--file needs --type or --device');
		return { kind: 'file', typeName: type, fileFormat: file };
	}
	if (place !== undefined) return { kind: 'tags', place };
	if (type !== undefined) throw new DmsError('usage.invalid', '--type needs --file, or --service-provider for its tags there');
	return { kind: 'tag-set', name: set ?? '' };
}

function toPlace(type: string | undefined, device: string | undefined, scope: ScopeOptions): OverridePlace | undefined {
	if (device !== undefined) return { device: toDeviceReference(device, scope) };
	const { serviceProvider: serviceProviderId, group: groupId } = scope;
	if (serviceProviderId === undefined) {
		if (groupId !== undefined) throw new DmsError('usage.invalid', '--group needs --service-provider');
		return undefined;
	}
	if (type === undefined) throw new DmsError('usage.invalid', '--service-provider needs --type or --device');
	return { typeName: type, scope: { serviceProviderId, ...(groupId === undefined ? {} : { groupId }) } };
}

/** A number, `live` or `draft`. */
export function parseVersion(text: string): VersionReference {
	return text === 'live' || text === 'draft' ? text : parsePositive(text);
}
