const mediaTypes: Readonly<Record<string, string>> = {
	xml: 'text/xml',
	txt: 'text/plain',
	cfg: 'text/plain',
	conf: 'text/plain',
	ini: 'text/plain',
	csv: 'text/csv',
	json: 'application/json',
	png: 'image/png',
	jpg: 'image/jpeg',
	wav: 'audio/wav',
};

/** By the ending of the name; plain, without a charset, since some devices compare the header literally. */
export function toMediaType(path: string): string {
	const dot = path.lastIndexOf('.');
	return (dot < 0 ? undefined : mediaTypes[path.slice(dot + 1).toLowerCase()]) ?? 'application/octet-stream';
}
