import { DmsError } from '../../domain/errors.ts';
import type { DeviceContents, DeviceFilter, DeviceSummary, Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';
import { toTagReference } from '../../tags/lex.ts';
import { type DeviceColumn, deviceColumns, type LineField, lineColumns, mostColumns, toLineHeader, toTextCell } from './device-columns.ts';

/** No export holds a password, so there is no column for one: the import knows by this that there is none. */
type CsvColumn = Exclude<DeviceColumn, 'password'>;
const columns = (Object.keys(deviceColumns) as DeviceColumn[]).filter((column): column is CsvColumn => column !== 'password');

const values: Readonly<Record<Exclude<CsvColumn, 'deviceType'>, (device: DeviceSummary) => string | undefined>> = {
	deviceName: ({ name }) => name,
	serviceProvider: ({ serviceProviderId }) => serviceProviderId,
	group: ({ groupId }) => groupId,
	mac: ({ mac }) => mac,
	enabled: ({ enabled }) => String(enabled),
	serialNumber: ({ serialNumber }) => serialNumber,
	description: ({ description }) => description,
	physicalLocation: ({ physicalLocation }) => physicalLocation,
	netAddress: ({ netAddress }) => netAddress,
	country: ({ country }) => country,
	userName: ({ userName }) => userName,
	tagSet: ({ tagSet }) => tagSet,
	pinnedFingerprint: ({ pinnedFingerprint }) => pinnedFingerprint,
};

/** What one turn gives at most, and looks at where no index answers the filter. */
export interface ExportBounds {
	readonly limit: number;
	readonly mostLookedAt: number;
}

const defaultBounds: ExportBounds = { limit: 500, mostLookedAt: 20_000 };

/**
 * The device profiles that the filter finds, with lines and tags, as the import takes them, a page at a time: memory does not grow with
 * their number. Passwords, of lines too, and tags that sound like secrets are left out. What columns there are is found in a first pass.
 * @throws DmsError `value.too-long` for more columns than the import takes; `store.busy` for a device that was changed in between so that it
 * has no room in them.
 */
export async function* exportDevices(store: Store, filter: DeviceFilter, bounds = defaultBounds): AsyncGenerator<string> {
	const typeNames = new Map((await store.deviceTypes.list()).map((type) => [type.id, type.name]));
	const survey = new ColumnSurvey();
	for await (const page of pagesOf(store, filter, bounds)) for (const { contents } of page) survey.add(contents);
	const variable = survey.headers();
	const places = new Map(variable.map((header, index) => [header, index]));
	yield toCsvRow([...columns, ...variable]);
	for await (const page of pagesOf(store, filter, bounds)) {
		yield page.map(({ device, contents }) => toRow(device, typeNames.get(device.typeId), contents, places)).join('');
	}
}

interface ListedDevice {
	readonly device: DeviceSummary;
	readonly contents: DeviceContents;
}

/** A page may be empty: that is how everybody else gets a turn during a long search. */
async function* pagesOf(store: Store, filter: DeviceFilter, bounds: ExportBounds): AsyncGenerator<readonly ListedDevice[]> {
	let afterId: string | undefined;
	do {
		const page = { ...bounds, ...(afterId === undefined ? {} : { afterId }) };
		const { devices, nextAfterId } = await store.devices.search(filter, page);
		const contents = new Map((await store.devices.contentsOf(devices.map(({ id }) => id))).map((each) => [each.id, each]));
		// A device that was deleted in between is left out.
		yield devices.flatMap((device) => {
			const found = contents.get(device.id);
			return found === undefined ? [] : [{ device, contents: found }];
		});
		afterId = nextAfterId;
	} while (afterId !== undefined);
}

/** Which columns of tags and lines are used at all: what nobody has needs none. */
class ColumnSurvey {
	readonly #tags = new Set<string>();
	/** By line, from line 1. */
	readonly #lines: Set<LineField>[] = [];
	#count = columns.length;

	add(contents: DeviceContents): void {
		for (const { name } of exportedTags(contents)) this.#take(this.#tags, name);
		for (const [index, line] of contents.lines.entries()) {
			const fields = (this.#lines[index] ??= new Set());
			for (const [field] of lineCells(line)) this.#take(fields, field);
		}
	}

	#take<Name>(names: Set<Name>, name: Name): void {
		if (names.has(name)) return;
		names.add(name);
		this.#count += 1;
		if (this.#count <= mostColumns) return;
		throw new DmsError('value.too-long', `the devices have more than ${mostColumns} different tags and fields of lines`, {
			hint: 'Export them by device type or by group.',
		});
	}

	headers(): readonly string[] {
		const order = (field: LineField) => (field.startsWith('%') ? lineColumns.length : lineColumns.findIndex((name) => name === field));
		const compare = (left: LineField, right: LineField) => order(left) - order(right) || (left < right ? -1 : 1);
		const lines = this.#lines.flatMap((fields, index) => [...fields].toSorted(compare).map((field) => toLineHeader(field, index + 1)));
		return [...[...this.#tags].toSorted(), ...lines];
	}
}

function exportedTags({ tags }: DeviceContents): DeviceContents['tags'] {
	return tags.filter(({ name }) => !toTagReference(name).hasSecretName);
}

function* lineCells(line: DeviceContents['lines'][number]): Generator<readonly [LineField, string]> {
	const { isPrimary, shared, attributes = {}, linePort, ...texts } = line;
	yield ['linePort', linePort];
	for (const [field, value] of Object.entries(texts)) yield [field as LineField, toTextCell(value)];
	if (isPrimary) yield ['isPrimary', 'true'];
	if (shared !== undefined) yield ['shared', String(shared)];
	for (const [name, value] of Object.entries(attributes)) yield [`%${name}%`, toTextCell(value)];
}

function toRow(device: DeviceSummary, typeName = '', contents: DeviceContents, places: ReadonlyMap<string, number>): string {
	const cells = Array.from({ length: places.size }, () => '');
	const put = (header: string, value: string): void => {
		const place = places.get(header);
		if (place === undefined) throw new DmsError('store.busy', `device ${quote(device.name)} was changed meanwhile; export again`);
		cells[place] = value;
	};
	for (const { name, value } of exportedTags(contents)) put(name, toTextCell(value));
	for (const [index, line] of contents.lines.entries()) {
		for (const [field, value] of lineCells(line)) put(toLineHeader(field, index + 1), value);
	}
	return toCsvRow([...columns.map((column) => (column === 'deviceType' ? typeName : (values[column](device) ?? ''))), ...cells]);
}

/** RFC 4180. */
function toCsvRow(cells: readonly string[]): string {
	return `${cells.map((cell) => (/[",\r\n]/.test(cell) || cell !== cell.trim() ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
