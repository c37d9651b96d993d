/** The page of a device. */
export const deviceTexts = {
	title: 'Device',
	tabsLabel: 'Parts of the device',
	tabs: {
		overview: 'Overview',
		files: 'Files',
		tags: 'Tags',
		lines: 'Lines',
		uploads: 'Uploads',
		timeline: 'Boot timeline',
		history: 'History',
	},
	copyMac: 'Copy the MAC address',
	moreActions: 'More actions',
	warnings: 'Worth a look',
	enable: {
		action: 'Enable',
		title: (name: string) => `Enable ${name}?`,
		text: 'It gets its files from its next request on.',
		done: (name: string) => `${name} enabled`,
	},
	disable: {
		action: 'Disable',
		title: (name: string) => `Disable ${name}?`,
		text: 'It is refused every file of its own until it is enabled again. Nothing is deleted.',
		done: (name: string) => `${name} disabled`,
	},
	delete: {
		action: 'Delete',
		title: (name: string) => `Delete ${name}?`,
		text: 'It goes with its lines, tags, own files, uploads and history, and is refused from its next request on. This cannot be undone.',
		done: (name: string) => `${name} deleted`,
	},
} as const;

/** Who the device is. */
export const identityTexts = {
	title: 'Identity',
	mac: 'MAC address',
	noMac: 'None: the device is known by its user name',
	firstSeen: 'First seen',
	lastSeen: 'Last seen',
	letIn: 'Last let in',
	certificate: 'Certificate',
	noCertificate: 'None has proven this address yet',
	copyFingerprint: 'Copy the fingerprint',
	validity: 'Valid',
	anchor: 'Vouched for by',
	exception: 'Expired one accepted until',
	denied: 'Deny list',
	notDenied: 'Not on the list',
	isDenied: 'Denied',
} as const;

/** By which certificate alone it is let in. */
export const pinTexts = {
	pinned: 'Pinned',
	notPinned: 'Not pinned',
	otherPinned: 'Another one is pinned',
	pinnedTo: 'Pinned to',
	copyPinned: 'Copy the fingerprint of the pinned certificate',
	otherTitle: 'The last certificate is not the pinned one',
	otherText:
		'It names this MAC address, and a trust anchor vouches for it. If the vendor has replaced the device, pin this certificate or remove the pin; if nobody has, find out who has it.',
	pin: {
		action: 'Pin this certificate',
		title: (name: string) => `Pin ${name} to this certificate?`,
		text: 'From its next request on, no other certificate proves this device, even one with the same MAC address that a trust anchor vouches for. After the vendor has replaced or renewed the certificate, the new one has to be pinned.',
		replaces: 'The certificate that is pinned now proves it no more.',
		done: (name: string) => `${name} pinned`,
	},
	unpin: {
		action: 'Remove the pin',
		title: (name: string) => `Remove the pin of ${name}?`,
		text: 'From its next request on, any certificate that names its MAC address and that a trust anchor vouches for proves this device.',
		done: (name: string) => `Pin of ${name} removed`,
	},
} as const;

/** Whether it has what it should have. */
export const standingTexts = {
	title: 'Configuration',
	noFiles: 'Its device type has no files.',
	fetched: 'Fetched',
	cut: 'The transfer was cut',
} as const;

/** What its profile says. */
export const profileTexts = {
	title: 'Profile',
	signIn: 'Signs in as',
	signInOfType: 'As its device type says',
	added: 'Added',
	changed: 'Changed',
} as const;

/** What keeps it out. */
export const lockoutTexts = {
	title: 'Lockout',
	none: 'Not locked',
	locked: (network: string) => `Locked for ${network}`,
	lastFailure: 'Last wrong password',
	until: 'Let in again',
	untilCleared: 'Locked until it is cleared.',
	clear: 'Clear the lock',
	cleared: 'Lock cleared',
} as const;

/** What it has sent. */
export const uploadTexts = {
	label: 'Uploads',
	name: 'Name',
	file: 'File',
	size: 'Size',
	at: 'Sent',
	download: 'Download',
	downloadOne: (name: string) => `Download ${name}`,
	emptyTitle: 'The device has sent nothing',
	emptyText: 'Logs and other files that a device uploads are kept here, if a file of its device type allows uploads.',
} as const;
