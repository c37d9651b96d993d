import type { Command } from 'commander';
import { type DeviceReference, parseDeviceReference } from '../app/administration/find-device.ts';
import { presentFields } from '../app/administration/present-fields.ts';

/** Where a device stands, beside its name. */
export interface ScopeOptions {
	readonly serviceProvider?: string;
	readonly group?: string;
}

export const deviceArgument = 'device name, or service provider/group/name; /name is at system level';

export function withScope(command: Command): Command {
	return command.option('--service-provider <id>', 'service provider').option('--group <id>', 'group of the service provider');
}

export function toScopeFields({ serviceProvider, group }: ScopeOptions): {
	readonly serviceProviderId?: string;
	readonly groupId?: string;
} {
	return presentFields({ serviceProviderId: serviceProvider, groupId: group });
}

export function toDeviceReference(name: string, options: ScopeOptions): DeviceReference {
	return parseDeviceReference(name, toScopeFields(options));
}
