export const deviceTabs = ['overview', 'files', 'tags', 'lines', 'uploads', 'timeline', 'history'] as const;
export type DeviceTab = (typeof deviceTabs)[number];

/** What of a device is shown. */
export interface DevicePageSearch {
	readonly tab?: DeviceTab;
	/** File format of the file that is open. */
	readonly file?: string;
}

export function toDevicePageSearch({ tab, file }: Record<string, unknown>): DevicePageSearch {
	return { tab: deviceTabs.find((each) => each === tab), file: typeof file === 'string' && file !== '' ? file : undefined };
}
