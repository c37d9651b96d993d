const count = new Intl.NumberFormat('en-GB');

/** Words of this area that several of its pages use. */
export const deviceWords = {
	devices: 'Devices',
	levels: { system: 'System', provider: 'Service provider', group: 'Group' },
	state: { enabled: 'Enabled', disabled: 'Disabled' },
	verdicts: { current: 'Up to date', behind: 'Behind', never: 'Not fetched yet', 'not-applicable': 'Not tracked' },
} as const;

/** `1,234`. */
export function toCountText(number: number): string {
	return count.format(number);
}

/** `1 device`, `1,234 devices`. */
export function toDevicesText(number: number): string {
	return number === 1 ? '1 device' : `${toCountText(number)} devices`;
}
