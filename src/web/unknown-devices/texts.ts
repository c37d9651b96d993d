/** Texts of this area that the navigation needs; the others are in page-texts.ts. */
export const unknownDevicesTexts = {
	unknownDevices: { title: 'Unknown devices', description: 'Devices with a valid certificate that nobody has added yet' },
} as const;
