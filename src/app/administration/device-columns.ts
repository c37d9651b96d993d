import type { Line, NewDeviceProfile } from '../../domain/device-profile.ts';
import { lineTexts } from '../../domain/device-profile-rules.ts';
import { DmsError } from '../../domain/errors.ts';
import { requireMacAddress } from '../../domain/mac-address.ts';
import { requireCountry, requireCustomTagName, type Tag, type TagName } from '../../domain/tag.ts';
import { collapse, quote } from '../../domain/text-rules.ts';
import { requireFingerprint } from './deny-certificate.ts';
import { presentFields } from './present-fields.ts';

/** Columns of a file of devices, and what stands in them. Those of a line end in its number. */
export const deviceColumns = {
	deviceType: 'name of the device type',
	deviceName: 'name of the device profile',
	serviceProvider: 'service provider id',
	group: 'group id; needs a service provider',
	mac: 'MAC address, with or without separators',
	enabled: 'true (default) or false',
	serialNumber: 'serial number',
	description: 'description',
	physicalLocation: 'physical location',
	netAddress: 'host name or address',
	country: 'two letters; chooses the region of a tag set',
	userName: 'user name of the device; needs a password',
	password: 'password of the device',
	tagSet: 'tag set of the device, where its type allows one',
	pinnedFingerprint: 'SHA-256 of the one certificate that proves the device',
} as const;
export type DeviceColumn = keyof typeof deviceColumns;

const lineTextColumns = ['linePort', ...lineTexts, 'authPassword'] as const satisfies readonly (keyof Line)[];
const lineFlagColumns = ['isPrimary', 'shared'] as const satisfies readonly (keyof Line)[];

/** Columns of a line: in a file of lines as they are, in a file of devices with the number of the line, e.g. `linePort-1`. */
export const lineColumns: readonly (keyof Line)[] = [...lineTextColumns, ...lineFlagColumns];

/** A column of a line without its number: a field, or an attribute as the built-in tag that has its value, e.g. `%BWVOICE-PORTAL-NUMBER%`. */
export type LineField = keyof Line | `%${string}%`;

/** The column of a field in a file of devices: `linePort-1`, `%BWVOICE-PORTAL-NUMBER-1%`. */
export function toLineHeader(field: LineField, number: number): string {
	return field.startsWith('%') ? `${field.slice(0, -1)}-${number}%` : `${field}-${number}`;
}

/** A text that may be empty, in a cell that would then say that there is none. `fromTextCell` reads it. */
export function toTextCell(text: string): string {
	return text === '' || /^"{2,}$/.test(text) ? `""${text}` : text;
}

/** Undefined for an empty cell; `""` is an empty text. */
function fromTextCell(cell: string | undefined): string | undefined {
	if (cell === undefined || cell === '') return undefined;
	return /^"{2,}$/.test(cell) ? cell.slice(2) : cell;
}

/** Names that the schema has for the same things. */
const otherNames: Readonly<Record<string, DeviceColumn>> = {
	macaddress: 'mac',
	serviceproviderid: 'serviceProvider',
	groupid: 'group',
	name: 'deviceName',
	type: 'deviceType',
	user: 'userName',
};

const columnsByName = new Map<string, DeviceColumn>([
	...(Object.keys(deviceColumns) as DeviceColumn[]).map((name) => [name.toLowerCase(), name] as const),
	...Object.entries(otherNames),
]);
export const mostColumns = 20_000;

/** Where in a row a value stands. */
export interface DeviceColumns {
	readonly count: number;
	readonly device: ReadonlyMap<DeviceColumn, number>;
	readonly tags: readonly { readonly name: TagName; readonly index: number }[];
	/** By line, from line 1; a line that has no column is an empty map. */
	readonly lines: readonly ReadonlyMap<string, number>[];
}

/** The header line of a file of devices. @throws DmsError `csv.invalid` with a finding for each column that is wrong. */
export function parseDeviceColumns(header: readonly string[]): DeviceColumns {
	const device = new Map<DeviceColumn, number>();
	const tags: { name: TagName; index: number }[] = [];
	const lines: Map<string, number>[] = [];
	const seen = new Set<string>();
	const findings: string[] = [];
	if (header.length > mostColumns) throw new DmsError('csv.invalid', `line 1: ${header.length} columns; the limit is ${mostColumns}`);
	for (const [index, cell] of header.entries()) {
		const name = cell.trim();
		const column = columnsByName.get(name.toLowerCase());
		const line = parseLineColumn(name);
		const tag = line === undefined ? parseTagColumn(name, findings) : undefined;
		const key = column ?? (line === undefined ? name : `${line.field}-${line.number}`);
		if (seen.has(key)) findings.push(`line 1: column ${quote(name)} is there twice`);
		seen.add(key);
		if (column !== undefined) device.set(column, index);
		else if (line !== undefined) {
			while (lines.length < line.number) lines.push(new Map());
			lines[line.number - 1]?.set(line.field, index);
		} else if (tag !== undefined) tags.push({ name: tag, index });
		else if (!name.startsWith('%')) findings.push(`line 1: column ${quote(name)} is not known`);
	}
	for (const needed of ['deviceType', 'deviceName'] as const) {
		if (!device.has(needed)) findings.push(`line 1: column ${needed} is missing`);
	}
	const [first] = findings;
	if (first !== undefined) {
		throw new DmsError('csv.invalid', first, {
			findings,
			hint: `Columns: ${Object.keys(deviceColumns).join(', ')}, %TAG%, ${lineColumns.map((name) => `${name}-1`).join(', ')}.`,
		});
	}
	return { count: header.length, device, tags, lines };
}

/** The header line of a file of lines: positions of the columns. @throws DmsError `csv.invalid`. */
export function parseLineColumns(header: readonly string[]): ReadonlyMap<string, number> {
	const columns = new Map<string, number>();
	const findings: string[] = [];
	for (const [index, cell] of header.entries()) {
		const field = lineColumns.find((name) => name.toLowerCase() === cell.trim().toLowerCase());
		if (field === undefined) findings.push(`line 1: column ${quote(cell)} is not known`);
		else if (columns.has(field)) findings.push(`line 1: column ${field} is there twice`);
		else columns.set(field, index);
	}
	if (!columns.has('linePort')) findings.push('line 1: column linePort is missing');
	const [first] = findings;
	if (first !== undefined) throw new DmsError('csv.invalid', first, { findings, hint: `Columns: ${lineColumns.join(', ')}.` });
	return columns;
}

export interface ParsedDeviceRow {
	readonly typeName: string;
	readonly device: Omit<NewDeviceProfile, 'typeId'>;
	/** It has a user name, and the file has no column for passwords. */
	readonly lacksPassword: boolean;
	/** Whether the row says that the device is enabled or not. */
	readonly isEnabledGiven: boolean;
	/** As the row has them: either may be missing. */
	readonly credentials: { readonly userName?: string; readonly password?: string };
}

/** @throws DmsError `value.*`, `mac.invalid`, for a cell that has not the form of its column. */
export function parseDeviceRow(columns: DeviceColumns, cells: readonly string[]): ParsedDeviceRow {
	const cell = (column: DeviceColumn): string | undefined => {
		const index = columns.device.get(column);
		return index === undefined ? undefined : cells[index] || undefined;
	};
	const texts = presentFields({
		serviceProviderId: cell('serviceProvider'),
		groupId: cell('group'),
		serialNumber: cell('serialNumber'),
		description: cell('description'),
		physicalLocation: cell('physicalLocation'),
		netAddress: cell('netAddress'),
		tagSet: cell('tagSet'),
	});
	const [mac, country, userName, password] = [cell('mac'), cell('country'), cell('userName'), cell('password')];
	const pin = cell('pinnedFingerprint');
	// A file of an export has no passwords, and so no column for them.
	const hasCredentials = columns.device.has('password') && (userName !== undefined || password !== undefined);
	const device = {
		...texts,
		name: cell('deviceName') ?? '',
		enabled: parseFlag('enabled', cell('enabled')) ?? true,
		...(mac === undefined ? {} : { mac: requireMacAddress(mac, 'mac') }),
		...(country === undefined ? {} : { country: requireCountry(country) }),
		...(pin === undefined ? {} : { pinnedFingerprint: requireFingerprint(pin, 'pinnedFingerprint') }),
		useCustomUserNamePassword: hasCredentials,
		...(hasCredentials ? { credentials: { userName: userName ?? '', password: password ?? '' } } : {}),
		lines: parseLineCells(columns.lines, cells),
		tags: parseTagCells(columns.tags, cells),
	};
	return {
		typeName: collapse(cell('deviceType') ?? ''),
		device,
		lacksPassword: userName !== undefined && !hasCredentials,
		isEnabledGiven: cell('enabled') !== undefined,
		credentials: presentFields({ userName, password }),
	};
}

/** One line of a device. @throws DmsError `value.invalid` where it has no linePort or a flag is none. */
export function parseLine(columns: ReadonlyMap<string, number>, cells: readonly string[], number: number): Line {
	const cell = (name: string): string | undefined => {
		const index = columns.get(name);
		return index === undefined ? undefined : cells[index] || undefined;
	};
	const { linePort, ...texts } = Object.fromEntries(lineTextColumns.map((name) => [name, fromTextCell(cell(name))])) as Record<
		(typeof lineTextColumns)[number],
		string | undefined
	>;
	const attributes = [...columns].flatMap(([field, index]) => {
		const value = field.startsWith('%') ? fromTextCell(cells[index]) : undefined;
		return value === undefined ? [] : [[field.slice(1, -1), value] as const];
	});
	if (linePort === undefined) throw new DmsError('value.invalid', `linePort of line ${number} is empty`, { field: `linePort-${number}` });
	const shared = parseFlag(`shared-${number}`, cell('shared'));
	return {
		linePort,
		isPrimary: parseFlag(`isPrimary-${number}`, cell('isPrimary')) ?? false,
		...presentFields(texts),
		...(shared === undefined ? {} : { shared }),
		...(attributes.length === 0 ? {} : { attributes: Object.fromEntries(attributes) }),
	};
}

/** Lines have no gaps: the lines after the last one with a value are not there. */
function parseLineCells(columns: readonly ReadonlyMap<string, number>[], cells: readonly string[]): readonly Line[] {
	const isEmpty = (line: ReadonlyMap<string, number>): boolean => [...line.values()].every((index) => (cells[index] ?? '') === '');
	const count = columns.findLastIndex((line) => !isEmpty(line)) + 1;
	return columns.slice(0, count).map((line, index) => parseLine(line, cells, index + 1));
}

function parseTagCells(columns: DeviceColumns['tags'], cells: readonly string[]): readonly Tag[] {
	return columns.flatMap(({ name, index }) => {
		const value = fromTextCell(cells[index]);
		return value === undefined ? [] : [{ name, value }];
	});
}

function parseLineColumn(name: string): { field: string; number: number } | undefined {
	const attribute = /^(%BW[A-Za-z0-9_.-]{1,58})-([1-9][0-9]{0,3})%$/.exec(name);
	if (attribute !== null) return { field: `${attribute[1]}%`, number: Number(attribute[2]) };
	const match = /^([A-Za-z0-9]+)-([1-9][0-9]{0,3})$/.exec(name);
	const field = match === null ? undefined : lineColumns.find((known) => known.toLowerCase() === match[1]?.toLowerCase());
	return field === undefined ? undefined : { field, number: Number(match?.[2]) };
}

function parseTagColumn(name: string, findings: string[]): TagName | undefined {
	if (!name.startsWith('%')) return undefined;
	try {
		return requireCustomTagName(name);
	} catch (error) {
		if (!(error instanceof DmsError)) throw error;
		findings.push(`line 1: ${error.message}`);
		return undefined;
	}
}

function parseFlag(column: string, text: string | undefined): boolean | undefined {
	if (text === undefined) return undefined;
	const flag = text.trim().toLowerCase();
	if (flag !== 'true' && flag !== 'false') {
		throw new DmsError('value.invalid', `${column} is ${quote(text)}; it must be true or false`, { field: column });
	}
	return flag === 'true';
}
