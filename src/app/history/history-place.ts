import type { OverridePlace } from '../administration/set-file-override.ts';

/** What has a history, as a person names it. */
export type HistoryPlace =
	/** Content and options of a file of a device type. */
	| { readonly kind: 'file'; readonly typeName: string; readonly fileFormat: string }
	/** What stands in place of it for a device, a group or a service provider. */
	| { readonly kind: 'override'; readonly place: OverridePlace; readonly fileFormat: string }
	/** The system default set has the empty name. */
	| { readonly kind: 'tag-set'; readonly name: string }
	/** Custom tags and the chosen tag set of a device, or of a device type in a group or a service provider. */
	| { readonly kind: 'tags'; readonly place: OverridePlace };
