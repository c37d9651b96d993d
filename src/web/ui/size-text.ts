const units = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const;

/** `812 bytes`, `1.5 kB`, `24 MB`: units of a thousand, as disks are sold. */
export function toSizeText(bytes: number): string {
	const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3));
	const value = bytes / 1000 ** power;
	return `${value.toLocaleString('en-GB', { maximumFractionDigits: value < 10 && power > 0 ? 1 : 0 })} ${units[power]}`;
}
