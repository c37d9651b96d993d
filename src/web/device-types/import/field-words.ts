/** What people call the fields of an archive; those that are not here are shown by their own names. */
const labels: Readonly<Record<string, string>> = {
	content: 'Content',
	fileSource: 'Template or as it is',
	fileCategory: 'Kind of file',
	remoteFileFormat: 'Name in the repository',
	fileCustomization: 'Who may put another file in its place',
	macBasedFileAuthentication: 'MAC address as proof',
	macInCert: 'MAC address in a certificate',
	macInNonRequestURI: 'MAC address in a header',
	macFormatInNonRequestURI: 'Pattern of the header',
	userNamePasswordFileAuthentication: 'User name and password as proof',
	useHttpDigestAuthentication: 'Digest in place of Basic',
	bearerFileAuthentication: 'Bearer token',
	combine: 'One proof or all',
	allowHttp: 'HTTP allowed',
	allowHttps: 'HTTPS allowed',
	allowTftp: 'TFTP allowed',
	enableCaching: 'Caching',
	allowUploadFromDevice: 'Uploads from devices',
	escape: 'How values are escaped',
	deviceAccessURI: 'Path of the files',
	deviceAccessNetAddress: 'Host name',
	deviceAccessPort: 'Port',
	deviceAccessProtocol: 'Scheme',
	deviceAccessContext: 'First part of the path',
	tagMode: 'Custom tags',
	tagSet: 'Tag set',
};

/** By its last part: `cpeDeviceOptions.deviceManagementDeviceTypeOptions.tagMode` is `Custom tags`. */
export function toFieldLabel(field: string): string {
	const last = field.split('.').at(-1) ?? field;
	return labels[last] ?? last;
}

export function toFieldValue(field: string, value: string | number | boolean | null): string {
	if (value === null || value === '') return '–';
	if (typeof value === 'boolean') return value ? 'yes' : 'no';
	return field === 'content' ? `SHA-256 ${String(value).slice(0, 12)}…` : String(value);
}
