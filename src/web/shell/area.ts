import type { TablerIcon } from '@tabler/icons-react';
import type { texts } from '../texts.ts';

export type Section = keyof typeof texts.sections;

/** One entry of the navigation and of the command palette. */
export interface NavigationEntry {
	readonly label: string;
	/** What one does there, in a few words, for the command palette. */
	readonly description: string;
	/** A path of the page. */
	readonly to: string;
	readonly icon: TablerIcon;
	/** Where it stands in the navigation; without it, it is in the command palette alone. */
	readonly section?: Section;
	/** Who has none of these permissions does not see it; none: everybody sees it. */
	readonly permissions: readonly string[];
	/** Whether it shows what belongs to all service providers, so that who is bound to one does not see it. */
	readonly isSystemWide?: boolean;
	/** Further words by which the command palette finds it. */
	readonly keywords?: readonly string[];
}
