/** What the event interface tells of, in words; the same as docs/event-types.md says, which a test compares. */
export const eventTexts: Readonly<Record<string, string>> = {
	'dms.file.served': 'A device was given a file, or told that it has this version already',
	'dms.file.uploaded': 'An upload of a device was taken',
	'dms.file.refused': 'A request for a file was refused',
	'dms.device.unknown': 'A MAC address was proven, or a user name given, that belongs to no device profile',
	'dms.device.first-seen': 'A device was given a file for the first time',
	'dms.certificate.expiring': 'The certificate of a device, a server or a trust anchor expires soon',
	'dms.certificate.expired': 'The certificate of a device, a server or a trust anchor has expired',
	'dms.trust.changed': 'Trust anchors, revocation lists or the deny list were changed',
	'dms.configuration.changed': 'Device types, devices, tags, interfaces or settings were changed',
	'dms.lockout.started': 'A user name was locked out after too many wrong passwords',
	'dms.subscription.terminated': 'A subscriber was cut off',
};

/** A type that this page does not know yet keeps its name. */
export function toEventText(type: string): string {
	return eventTexts[type] ?? type;
}
