import type { TagKind } from './tag-knowledge.ts';

export const editorTexts = {
	label: 'Template',
	preview: 'Preview',
	live: 'This is what is live.',
	noContent: 'The file has no content yet. What you write here is a draft until you publish it.',
	draft: (author: string) => `Draft of ${author}, saved `,
	draftBadge: 'Draft',
	unsaved: 'Unsaved changes',
	leave: 'Unsaved changes. Leave all the same?',
	save: 'Save draft',
	saved: 'Draft saved',
	compare: 'Compare with live',
	compareTitle: 'Draft against what is live',
	publish: 'Publish',
	publishTitle: 'Publish this draft?',
	publishText: (devices: number | undefined) =>
		devices === undefined || devices === 0
			? 'Devices get it the next time they ask for the file.'
			: `Devices get it the next time they ask for the file; ${devices.toLocaleString('en-GB')} are of this type.`,
	published: (revision: number) => `Published as revision ${revision}`,
	discard: 'Discard draft',
	discardTitle: 'Discard this draft?',
	discardText: 'What stands in it is lost. What is live stays as it is.',
	discarded: 'Draft discarded',
	movedTitle: 'What is live has changed since this draft was begun',
	movedText: (revision: number, basedOn: number, author: string) =>
		`${author} made revision ${revision} live; the draft is based on revision ${basedOn}. Compare them first: publishing replaces that change, which stays in the history.`,
	overtakenTitle: 'Somebody else has changed this content',
	overtakenText:
		'Your text is kept. Compare it with what is live before you publish: publishing replaces the other change, which stays in the history.',
	overtakenShow: 'Drop mine and show the other',
	force: 'Publish all the same',
	readOnly: 'You may read this template, not change it.',
	replace: 'Replace with a file',
	replaced: 'Draft saved with the content of the file',
	tooLarge: (size: string) => `The content has ${size}: too much to edit here. Download it, change it, and replace it with a file.`,
	binary: 'The content is no text in UTF-8, so it cannot be edited here. Download it, change it, and replace it with a file.',
	device: 'Preview for',
	devicePlaceholder: 'Name or MAC address',
	noDevice: 'Choose no device',
	noDevices: 'No device of this type has such a name or MAC address',
	previewEmpty: 'Choose a device to see the file as that device would get it, with its passwords masked.',
	previewStale: 'The preview shows the saved draft. Save to see your last changes.',
	previewOf: { draft: 'As the device would get it with this draft', live: 'As the device gets it now' },
	overridden: (level: string) => `This device gets a content of its own level (${level}), not this template.`,
	views: { file: 'File', difference: 'Difference', tags: 'Tags' },
	noText: 'The file is no text.',
	problemsNone: 'All tags are resolved.',
	problems: (count: number) => (count === 1 ? '1 thing to look at' : `${count} things to look at`),
	line: (line: number) => `Line ${line}`,
	deviceLines: (numbers: readonly number[]) =>
		`This concerns ${numbers.length === 1 ? 'line' : 'lines'} ${numbers.join(', ')} of the device.`,
	tag: 'Tag',
	value: 'Value',
	from: 'From',
	notDefined: 'not defined',
	hint: 'Type % for tags. Ctrl+S saves a draft, Ctrl+F finds.',
};

/** What stands beside the pointer on a tag. */
export const tagKindTexts: Readonly<Record<TagKind, string>> = {
	'built-in': 'Built-in tag',
	custom: 'Custom tag with a value',
	mark: 'A part that is repeated for each line of the device',
	open: 'Has no value in the tag sets of this type: a service provider, a group or the device may give one',
	wrong: 'Not defined: it stays in the file as text',
};

/** What the problems of the build report mean for who writes the template. */
export const problemTexts: Readonly<Record<string, string>> = {
	undefined: 'No tag of this name is defined; it stays in the file as text.',
	'unknown-built-in': 'There is no built-in tag of this name; it stays in the file as text.',
	cycle: 'The value contains the tag itself.',
	depth: 'Values are nested too deep.',
	'unassigned-line': 'This device has no such line; nothing stands in the file.',
	'line-number-missing': 'The tag needs the number of a line, or a part for each line.',
	'no-device': 'The file is built for no device; nothing stands in it.',
	'no-value': 'This device has no such value; nothing stands in the file.',
	unencodable: 'The encoding of the file lacks a character.',
	dropped: 'The file cannot hold a character; it is left out.',
	'charset-declaration': 'The XML declaration names another encoding than the file has.',
};
