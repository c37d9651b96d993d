/** Texts of this area that the navigation needs; the others are in page-texts.ts. */
export const liveTexts = {
	live: { title: 'Live', description: 'What devices fetch at this moment' },
	records: { title: 'Access records', description: 'Every request of a device with its reason, as far back as they are kept' },
} as const;
