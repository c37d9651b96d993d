/** What the navigation says of this area; the pages have their texts in page-texts.ts. */
export const navigationTexts = {
	devices: { title: 'Devices', description: 'Find a device, see its files, tags and history' },
	add: { title: 'New device', description: 'Add a device by its type and its MAC address' },
	import: { title: 'Import devices', description: 'Add many devices from a CSV file' },
} as const;
