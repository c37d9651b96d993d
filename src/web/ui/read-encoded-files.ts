const lineLength = 64;

/** What files hold as one text: PEM as it is; one file of DER as base64, of several as PEM, so that they can follow each other. */
export async function readEncodedFiles(files: readonly File[]): Promise<string> {
	const texts = await Promise.all(files.map((file) => readOne(file, files.length > 1)));
	return texts.join('\n');
}

async function readOne(file: File, asPem: boolean): Promise<string> {
	const bytes = new Uint8Array(await file.arrayBuffer());
	const text = new TextDecoder().decode(bytes);
	if (text.includes('-----BEGIN')) return `${text.trim()}\n`;
	const base64 = toBase64(bytes);
	return asPem ? toPem(base64) : base64;
}

function toBase64(bytes: Uint8Array): string {
	let characters = '';
	for (const byte of bytes) characters += String.fromCharCode(byte);
	return btoa(characters);
}

function toPem(base64: string): string {
	const lines = base64.match(new RegExp(`.{1,${lineLength}}`, 'g')) ?? [];
	return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

/** How many certificates a text of PEM has; 1 for what is no PEM. */
export function countCertificates(text: string): number {
	return Math.max(1, text.split('-----BEGIN CERTIFICATE-----').length - 1);
}
