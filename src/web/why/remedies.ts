import type { Decided } from './decided.ts';

/** What somebody can do about a refusal. */
export interface Remedy {
	readonly text: string;
	/** Where it is done, with what is known filled in. */
	readonly link?: { readonly label: string; readonly to: string };
}

/** What to do about it, the likeliest first; none where nothing has to be done. */
export function remediesOf(decided: Decided): readonly Remedy[] {
	const find = remedies[decided.reason];
	if (find === undefined) return decided.reason.startsWith('certificate.') ? [renew] : [];
	return typeof find === 'function' ? find(decided) : find;
}

type Finder = readonly Remedy[] | ((decided: Decided) => readonly Remedy[]);

const toTrust = { label: 'Trust', to: '/trust' };
const renew: Remedy = { text: 'The device needs another certificate from the CA of its maker: the server can do nothing for this one.' };

const unknownDevice: Finder = ({ mac, deviceType, proof }) => [
	{
		text: 'Make a device profile with this MAC address. From then on the device gets its files.',
		link: { label: 'Add the device', to: withSearch('/devices/new', { mac, type: deviceType }) },
	},
	...(proof === 'certificate'
		? [
				{
					text: 'Or look at it among the devices that ask and that nobody has added, and deny it where it is none of yours.',
					link: { label: 'Unknown devices', to: withSearch('/unknown-devices', { mac }) },
				},
			]
		: []),
];

const searchDevice =
	(text: string): Finder =>
	(decided) => [{ text, link: toDevice(decided) }];

const changeType =
	(text: string): Finder =>
	({ deviceType }) => [{ text, link: toType(deviceType) }];

const changeAnchor =
	(text: string): Finder =>
	({ certificate }) => [{ text, link: toAnchor(certificate?.anchor) }, renew];

const missingIssuer: Finder = [
	{ text: 'Install the CA that has issued the certificate, with those above it. Most makers of devices publish theirs.', link: toTrust },
];

const unlock: Finder = [
	{
		text: 'Clear the lockout. Then look where the wrong passwords come from: the access records of this reason name the addresses.',
		link: { label: 'Lockouts', to: '/lockouts' },
	},
];

const remedies: Readonly<Record<string, Finder>> = {
	'path.no-file': ({ deviceType }) => [
		{ text: 'Compare the path with those of the device types and their files: one letter is enough.', link: toType(deviceType) },
		{ text: 'Some devices ask for files that they do not need: then nothing has to be done.' },
	],
	'path.invalid': [{ text: 'The path holds what no path may hold, such as “..”. A device does not do that by itself.' }],
	'path.template-only': changeType('Give the file another category if devices are to fetch it: as a building block it is never served.'),
	'transport.not-allowed': changeType('Let the device use the other scheme in its URL, or allow this one for the file.'),
	'method.not-allowed': changeType('Allow uploads for the file if the device is to write it.'),
	'certificate.absent': [
		{ text: 'Let the device send its certificate: connect to the HTTPS address of this server, without a proxy that ends TLS in between.' },
		{ text: 'If there is such a proxy, list it, so that its headers count.', link: { label: 'Access control', to: '/access-control' } },
	],
	'certificate.switched-off': [{ text: 'Switch certificates of devices on.', link: { label: 'Access control', to: '/access-control' } }],
	'certificate.unknown-issuer': missingIssuer,
	'certificate.issuer-missing': missingIssuer,
	'certificate.tls-refused': missingIssuer,
	'certificate.denied': [
		{
			text: 'Somebody has put it on the deny list. Take it off there, if that is not so any more.',
			link: { label: 'Deny list', to: '/trust?tab=deny' },
		},
	],
	'certificate.crl-missing': changeAnchor('Install the revocation list of the CA, or give its address so that it is fetched.'),
	'certificate.crl-stale': changeAnchor('Install the newest revocation list of the CA, or look why it is not fetched any more.'),
	'certificate.expired': (decided) => [
		{ text: 'Give the device a new certificate.' },
		{ text: 'Until it has one, let the profile of the device accept the expired one up to a day.', link: toDevice(decided) },
	],
	'certificate.not-pinned': (decided) => [
		{
			text: 'If the device was replaced by its vendor, pin its new certificate or take the pin away, on the page of the device.',
			link: toDevice(decided),
		},
		{
			text: 'If nobody has, somebody holds another valid certificate with its MAC address: leave the pin, and deny that certificate.',
			link: { label: 'Deny list', to: '/trust?tab=deny' },
		},
	],
	'certificate.not-yet-valid': [{ text: 'Look at the clock of this server, and at that of whoever made the certificate.' }],
	'certificate.no-mac': changeAnchor(
		'Tell the trust anchor where its certificates hold the MAC address: its MAC rules find none in this one.',
	),
	'certificate.ambiguous-mac': changeAnchor('Narrow the MAC rules of the trust anchor, so that they find one address alone.'),
	'certificate.oui-not-allowed': changeAnchor('Add the OUI to those of the trust anchor, if its maker really builds such devices.'),
	'certificate.weak-digest': changeAnchor('Lower the floor of the trust anchor, if you must accept old signatures.'),
	'certificate.weak-key': changeAnchor('Lower the floor of the trust anchor, if you must accept short keys.'),
	'certificate.extended-key-usage': changeAnchor(
		'Let the trust anchor take certificates that are not made for clients, if its policy allows it.',
	),
	'password.absent': [
		{
			text: 'This is how a request begins that is answered with 401: the device asks again, with user name and password. Nothing is wrong if it does.',
		},
		...[{ text: 'If it never does, give the device a user name and a password.' }],
	],
	'password.wrong': searchDevice('Compare user name and password of the device with those of its profile, and set them anew.'),
	'password.digest-required': changeType('Let the device use Digest authentication, or take Basic for the file.'),
	'password.basic-required': changeType('Let the device use Basic authentication, or take Digest for the file.'),
	'password.digest-stale': [{ text: 'The device asks again by itself with a new nonce. Nothing has to be done.' }],
	'mac-header.absent': changeType('Compare the header of the device with the pattern of the file.'),
	'mac-path.absent': changeType('Let the device ask for a path that holds its MAC address.'),
	'device.unknown': unknownDevice,
	'device.other-type': searchDevice('Let the device ask for the files of its own type, or give its profile this type.'),
	'device.duplicate': searchDevice('Delete one of the profiles, or give it another MAC address.'),
	'device.disabled': searchDevice('Enable the profile of the device.'),
	'device.not-proven': changeType('Choose how devices prove themselves for this file, so that the server knows for whom it is.'),
	'binding.other-device': [
		{ text: 'The device asks for the file of another one. Compare the MAC address in its URL with that of its certificate.' },
	],
	'binding.proofs-differ': searchDevice(
		'Its certificate says another device than its user name. Give it the user name of its own profile.',
	),
	'lockout.temporary': unlock,
	'lockout.permanent': unlock,
	'content.missing': changeType('Give the file its content.'),
	'range.not-satisfiable': [
		{
			text: 'The device asks for a part of the file that there is not: it has an older version. It starts again from the beginning by itself.',
		},
	],
	'precondition.failed': [{ text: 'The device wants the file as it was, and it is another one by now. It asks again by itself.' }],
	'password.malformed': [{ text: 'The device sends an Authorization header that no rule allows. Look for a newer firmware.' }],
	'password.digest-replayed': [
		{
			text: 'The device uses a nonce twice, or somebody has recorded its request. It is asked to sign in anew by itself; look where the requests come from.',
		},
	],
	'upload.too-large': [
		{ text: 'What the device sends is larger than the server takes. Raise the limit in its configuration, if the device is right.' },
	],
	'upload.aborted': [{ text: 'The device or the network has cut the transfer off. It comes again by itself.' }],
	'limit.connections': [
		{
			text: 'One address has opened more connections than one may have. Many devices behind one address need a higher limit in the configuration.',
		},
	],
	'internal.error': [{ text: 'The log of the server says what has failed: look for the id of the request there.' }],
};

function toAnchor(alias: string | undefined): { readonly label: string; readonly to: string } {
	return alias === undefined ? toTrust : { label: alias, to: `/trust/Http/${encodeURIComponent(alias)}` };
}

function toDevice({ mac, device, deviceId }: Decided): NonNullable<Remedy['link']> {
	return deviceId === undefined
		? { label: 'Find the device', to: withSearch('/devices', mac === undefined ? { name: device } : { mac }) }
		: { label: `Device ${device ?? deviceId}`, to: `/devices/${deviceId}` };
}

function toType(deviceType: string | undefined): { readonly label: string; readonly to: string } {
	return deviceType === undefined
		? { label: 'Device types', to: '/device-types' }
		: { label: deviceType, to: `/device-types/${encodeURIComponent(deviceType)}` };
}

function withSearch(path: string, search: Readonly<Record<string, string | undefined>>): string {
	const present = Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined);
	return present.length === 0 ? path : `${path}?${new URLSearchParams(present)}`;
}
