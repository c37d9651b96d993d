import type { Scope } from '../../domain/device-profile.ts';
import type { DeviceReference } from './find-device.ts';

/** Where a tag is defined. The set with the empty name is the system default. */
export type TagPlace =
	| { readonly kind: 'set'; readonly setName: string; readonly regionName?: string }
	| { readonly kind: 'scope'; readonly typeName: string; readonly scope: Scope }
	| { readonly kind: 'device'; readonly device: DeviceReference };
