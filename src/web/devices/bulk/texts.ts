import { toCountText, toDevicesText } from '../words.ts';

/** What is done with several devices. */
export const bulkTexts = {
	label: 'Chosen devices',
	clear: 'Choose none',
	chooseAll: (most: number) => `Choose all that the filter finds, up to ${toCountText(most)}`,
	chosen: (number: number) => `${toDevicesText(number)} chosen`,
	change: 'Change',
	results: 'Results',
	refused: 'Failed',
	progress: (done: number, total: number) => `${toCountText(done)} of ${toCountText(total)}`,
	summary: (done: number, failed: number) =>
		failed === 0 ? `Done for ${toDevicesText(done)}.` : `Done for ${toDevicesText(done)}; ${toDevicesText(failed)} failed.`,
	done: (number: number) => `${toDevicesText(number)} done`,
	failed: (number: number) => `${toDevicesText(number)} failed`,
	enable: {
		action: 'Enable',
		text: () => 'They get their files from their next request on.',
		confirm: (number: number) => `Enable ${toDevicesText(number)}`,
		done: 'Enabled',
	},
	disable: {
		action: 'Disable',
		text: () => 'They are refused every file of their own until they are enabled again. Nothing is deleted.',
		confirm: (number: number) => `Disable ${toDevicesText(number)}`,
		done: 'Disabled',
	},
	delete: {
		action: 'Delete',
		text: (number: number) =>
			`${number === 1 ? 'The device goes with its' : `All ${toCountText(number)} go with their`} lines, tags, own files, uploads and history. This cannot be undone.`,
		confirm: (number: number) => `Delete ${toDevicesText(number)}`,
		done: 'Deleted',
	},
	tag: {
		action: 'Set a tag',
		text: () => 'A tag that a device has already gets the new value; its other tags stay.',
		confirm: (number: number) => `Set it for ${toDevicesText(number)}`,
		done: 'Set',
		name: 'Tag',
		value: 'Value',
	},
} as const;
