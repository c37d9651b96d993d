import type { DeviceProfile, Scope } from '../domain/device-profile.ts';
import type { DeviceManagementOptions, DeviceType } from '../domain/device-type.ts';
import type { Tag } from '../domain/tag.ts';
import type { BuiltInRegistry } from './builtin-registry.ts';
import type { TagSetIndex } from './tag-set-index.ts';

/** Everything that a file is built from, except its template. */
export interface RenderContext {
	readonly type: DeviceType;
	/** Absent for a file of the category Dynamic Group. */
	readonly device?: DeviceProfile | undefined;
	/** Where the file belongs when it belongs to no device. */
	readonly scope?: Scope | undefined;
	/** Custom tags of the type in the group and in the service provider. */
	readonly scopeTags: { readonly group?: readonly Tag[] | undefined; readonly serviceProvider?: readonly Tag[] | undefined };
	readonly tagSets: {
		readonly systemDefault: TagSetIndex;
		/** The set that `chooseTagSetName` names. */
		readonly inEffect?: TagSetIndex | undefined;
	};
	readonly builtIns: BuiltInRegistry;
	/** Last change of anything in the context or the template, so that building again gives the same bytes. */
	readonly timestamp: Date;
}

/** What stands in the file where there is no value: nothing, `%NAME%`, or `[%NAME%]`. */
export type Placeholder = 'empty' | 'literal' | 'bracketed';

export interface RenderOptions {
	readonly upperCaseMac: boolean;
	/** A custom tag that no level defines. */
	readonly undefinedTag: Placeholder;
	/** A `%BW` name that is not in the registry, or needs the number of a line and has none. */
	readonly unknownBuiltIn: Placeholder;
	/** A line tag with a number that the device has no line for. */
	readonly unassignedLine: Placeholder;
	/** A tag of a device or line in a file that belongs to no device. */
	readonly noDevice: Placeholder;
	/** Whether a mask stands in place of every value with a password in it: for people, not for devices. */
	readonly masksSecrets: boolean;
	readonly maxOutputBytes: number;
}

export const defaultRenderOptions: RenderOptions = {
	upperCaseMac: false,
	undefinedTag: 'literal',
	unknownBuiltIn: 'literal',
	unassignedLine: 'empty',
	noDevice: 'empty',
	masksSecrets: false,
	maxOutputBytes: 16 * 1024 * 1024,
};

type TagSetPolicy = Pick<
	DeviceManagementOptions,
	'tagMode' | 'tagSet' | 'allowDeviceProfileCustomTagSet' | 'allowGroupCustomTagSet' | 'allowSpCustomTagSet'
>;

/**
 * Name of the one tag set that is in effect beside the system default set: the most specific that is named and that
 * the type allows. OCI-P tagMode, allow...CustomTagSet.
 */
export function chooseTagSetName(
	policy: TagSetPolicy,
	named: {
		readonly device?: string | undefined;
		readonly group?: string | undefined;
		readonly serviceProvider?: string | undefined;
	},
): string | undefined {
	if (policy.tagMode !== 'System And Custom') return undefined;
	if (policy.allowDeviceProfileCustomTagSet && named.device !== undefined) return named.device;
	if (policy.allowGroupCustomTagSet && named.group !== undefined) return named.group;
	if (policy.allowSpCustomTagSet && named.serviceProvider !== undefined) return named.serviceProvider;
	return policy.tagSet;
}
