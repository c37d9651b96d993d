/** Texts of this area that the navigation shows. */
export const overviewTexts = {
	title: 'Overview',
	description: 'How the fleet is doing, and what needs attention.',
} as const;
