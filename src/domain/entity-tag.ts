/** The strong entity tag of content: quoted, from the first 128 bits of its SHA-256 (hexadecimal). */
export function toEntityTag(sha256: string): string {
	return `"${sha256.slice(0, 32)}"`;
}
