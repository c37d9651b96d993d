import type { DeviceProfile, Line } from '../../domain/device-profile.ts';
import type { DeviceChange } from '../../domain/ports.ts';
import type { Tag } from '../../domain/tag.ts';
import { toTagReference } from '../../tags/lex.ts';
import type { DeviceColumn, DeviceColumns, ParsedDeviceRow } from './device-columns.ts';

/** Fields that an empty cell clears. */
const clearable = {
	mac: 'mac',
	serialNumber: 'serialNumber',
	description: 'description',
	physicalLocation: 'physicalLocation',
	netAddress: 'netAddress',
	country: 'country',
	tagSet: 'tagSet',
	pinnedFingerprint: 'pinnedFingerprint',
} as const satisfies { readonly [Column in DeviceColumn]?: keyof DeviceChange };

/** What a row changes in a device that is there already. */
export interface RowChange {
	/** Without members: nothing. */
	readonly change: DeviceChange;
	/** The row has a user name, and there is no password for it anywhere. */
	readonly lacksPassword: boolean;
}

/**
 * A column that the file does not have changes nothing, an empty cell clears; but an empty password, of a line too, keeps the one that is
 * there, and so does a tag that sounds like a secret: no export has them. Lines are known again by their line port.
 */
export function planRowChange(
	columns: DeviceColumns,
	{ device, isEnabledGiven, credentials }: ParsedDeviceRow,
	existing: DeviceProfile,
): RowChange {
	const changed: DeviceChange[] = (Object.keys(clearable) as (keyof typeof clearable)[]).flatMap((column) => {
		const field = clearable[column];
		const wanted = device[field] ?? null;
		return columns.device.has(column) && wanted !== (existing[field] ?? null) ? [{ [field]: wanted }] : [];
	});
	if (isEnabledGiven && device.enabled !== existing.enabled) changed.push({ enabled: device.enabled });
	const lines = columns.lines.length === 0 ? existing.lines : device.lines.map((line) => withKeptPassword(line, existing.lines));
	if (toText(lines) !== toText(existing.lines)) changed.push({ lines });
	const tags = planTags(columns, device.tags, existing.tags);
	if (toText(tags) !== toText(existing.tags)) changed.push({ tags });
	const { userName = existing.credentials?.userName, password = existing.credentials?.password } = credentials;
	const isOther = userName !== existing.credentials?.userName || password !== existing.credentials?.password;
	const isWhole = userName !== undefined && password !== undefined;
	if (isOther && isWhole) changed.push({ credentials: { userName, password }, useCustomUserNamePassword: true });
	return { change: Object.assign({}, ...changed) as DeviceChange, lacksPassword: isOther && !isWhole };
}

function withKeptPassword(line: Line, existing: readonly Line[]): Line {
	if (line.authPassword !== undefined) return line;
	const kept = existing.find(({ linePort }) => linePort.toLowerCase() === line.linePort.toLowerCase())?.authPassword;
	return kept === undefined ? line : { ...line, authPassword: kept };
}

/** In the order of the device, new ones behind. */
function planTags({ tags: columns }: DeviceColumns, given: readonly Tag[], existing: readonly Tag[]): readonly Tag[] {
	const names = new Set(columns.map(({ name }) => name));
	const wanted = new Map(given.map((tag) => [tag.name, tag]));
	const kept = existing.flatMap((tag) => {
		const isCleared = names.has(tag.name) && !toTagReference(tag.name).hasSecretName;
		return wanted.get(tag.name) ?? (isCleared ? [] : tag);
	});
	const known = new Set(existing.map(({ name }) => name));
	return [...kept, ...given.filter(({ name }) => !known.has(name))];
}

/** The same for the same values, in whatever order an object has its fields. */
function toText(value: unknown): string {
	return JSON.stringify(value, (_, each: unknown) =>
		typeof each === 'object' && each !== null && !Array.isArray(each)
			? Object.fromEntries(Object.entries(each).toSorted(([left], [right]) => (left < right ? -1 : 1)))
			: each,
	);
}
