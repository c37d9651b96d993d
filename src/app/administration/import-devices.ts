import type { DeviceProfile, NewDeviceProfile } from '../../domain/device-profile.ts';
import { checkDeviceChange, checkDeviceKey, checkNewDevice } from '../../domain/device-profile-rules.ts';
import type { DeviceType } from '../../domain/device-type.ts';
import { DmsError, type ErrorCode } from '../../domain/errors.ts';
import type { DeviceChange, DeviceConflict, Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';
import type { Administration } from './administration.ts';
import { type DeviceColumns, type ParsedDeviceRow, parseDeviceColumns, parseDeviceRow } from './device-columns.ts';
import { DeviceDuplicates } from './device-duplicates.ts';
import { planRowChange } from './plan-row-change.ts';

/** A row of the file, and the line on which it ends. */
export interface DeviceFileRow {
	readonly line: number;
	readonly cells: readonly string[];
}

/** What is wrong with a row. */
export interface RowFinding {
	readonly line: number;
	/** Absent where the finding is about the row as a whole, or the message names the column. */
	readonly column?: string;
	readonly code: ErrorCode;
	readonly message: string;
}

export interface DeviceImportReport {
	readonly rows: number;
	/** Devices that were added, or would be in a dry run. */
	readonly added: number;
	/** Devices that were changed, or would be in a dry run. */
	readonly changed: number;
	readonly refusedRows: number;
	/** Devices of those with a user name, which are added without it: the file has no column for passwords. */
	readonly withoutPassword: number;
	readonly findingCount: number;
	/** At most 1,000, in the order of their batches. */
	readonly findings: readonly RowFinding[];
	/** Whether anything was written. */
	readonly applied: boolean;
}

export interface DeviceImportOptions {
	readonly dryRun?: boolean;
	/** Adds the good rows although others are refused. */
	readonly keepGoing?: boolean;
	/** Changes devices that are there already, in the columns that the file has; otherwise their rows are refused. */
	readonly update?: boolean;
	/** What the audit calls the file. */
	readonly source: string;
	/** Refuses a row with what it throws. */
	readonly checkPlace?: (device: NewDeviceProfile) => void;
}

const action = 'device import';
const batchSize = 1000;
const mostFindings = 1000;

/**
 * Adds the devices of a file, whose first row is the header, or changes them; all or nothing unless `keepGoing`. In one transaction, in
 * batches, so that memory does not grow with the profiles.
 * @throws DmsError `csv.invalid` for the header; wrong rows are in the report.
 */
export async function importDevices(
	{ store, actor }: Administration,
	rows: AsyncIterable<DeviceFileRow>,
	{ dryRun = false, keepGoing = false, update = false, source, checkPlace = () => undefined }: DeviceImportOptions,
): Promise<DeviceImportReport> {
	if (dryRun) {
		const run = await DeviceImport.prepare(store, { writes: false, keepGoing, update, checkPlace });
		return { ...(await run.take(rows)), applied: false };
	}
	// Thrown to roll back, and caught again right here.
	const rollback = new DmsError('csv.invalid', 'the file adds nothing');
	let report: Omit<DeviceImportReport, 'applied'> | undefined;
	try {
		await store.transaction(
			async (transaction) => {
				const run = await DeviceImport.prepare(transaction, { writes: true, keepGoing, update, checkPlace });
				report = await run.take(rows);
				// What has changed nothing is no entry of the audit.
				if (report.added + report.changed === 0 || (report.findingCount > 0 && !keepGoing)) throw rollback;
				const detail = `${report.added} added${update ? `, ${report.changed} changed` : ''}`;
				await transaction.audit.append({ actor, action, subject: source, detail });
			},
			{ author: actor, action },
		);
	} catch (error) {
		if (error !== rollback || report === undefined) throw error;
		return { ...report, added: 0, changed: 0, withoutPassword: 0, applied: false };
	}
	if (report === undefined) throw new DmsError('internal', 'the transaction did not run');
	return { ...report, applied: true };
}

interface PendingDevice {
	readonly line: number;
	readonly lacksPassword: boolean;
	readonly device: NewDeviceProfile;
}

const conflictMessages: Readonly<Record<DeviceConflict['code'], (device: NewDeviceProfile) => string>> = {
	'device.exists': (device) => `deviceName ${quote(device.name)} exists already`,
	'device.mac-exists': (device) => `mac ${quote(device.mac ?? '')} belongs to another device of the type`,
	'device.user-exists': (device) => `userName ${quote(device.credentials?.userName ?? '')} belongs to another device of the type`,
};
const conflictColumns: Readonly<Record<DeviceConflict['code'], string>> = {
	'device.exists': 'deviceName',
	'device.mac-exists': 'mac',
	'device.user-exists': 'userName',
};

type RunOptions = Required<Pick<DeviceImportOptions, 'keepGoing' | 'update' | 'checkPlace'>> & { readonly writes: boolean };

/** One run through a file. */
class DeviceImport {
	readonly #store: Store;
	readonly #types: ReadonlyMap<string, DeviceType>;
	readonly #tagSets: ReadonlySet<string>;
	readonly #writes: boolean;
	readonly #keepGoing: boolean;
	readonly #updates: boolean;
	readonly #checkPlace: (device: NewDeviceProfile) => void;
	readonly #duplicates = new DeviceDuplicates();
	readonly #findings: RowFinding[] = [];
	#pending: PendingDevice[] = [];
	#rows = 0;
	#added = 0;
	#changed = 0;
	#withoutPassword = 0;
	#refusedRows = 0;
	#findingCount = 0;

	private constructor(store: Store, types: readonly DeviceType[], tagSets: readonly string[], options: RunOptions) {
		this.#store = store;
		this.#types = new Map(types.map((type) => [type.name, type]));
		this.#tagSets = new Set(tagSets);
		this.#writes = options.writes;
		this.#keepGoing = options.keepGoing;
		this.#updates = options.update;
		this.#checkPlace = options.checkPlace;
	}

	static async prepare(store: Store, options: RunOptions): Promise<DeviceImport> {
		const types = await store.deviceTypes.list();
		const tagSets = await store.tagSets.list();
		return new DeviceImport(
			store,
			types,
			tagSets.map(({ name }) => name),
			options,
		);
	}

	async take(rows: AsyncIterable<DeviceFileRow>): Promise<Omit<DeviceImportReport, 'applied'>> {
		let columns: DeviceColumns | undefined;
		for await (const row of rows) {
			if (columns === undefined) columns = parseDeviceColumns(row.cells);
			else {
				await this.#takeRow(columns, row);
				if (this.#pending.length >= batchSize) await this.#flush();
			}
		}
		if (columns === undefined) throw new DmsError('csv.invalid', 'the file has no header line');
		await this.#flush();
		return {
			rows: this.#rows,
			added: this.#added,
			changed: this.#changed,
			refusedRows: this.#refusedRows,
			withoutPassword: this.#withoutPassword,
			findingCount: this.#findingCount,
			findings: this.#findings,
		};
	}

	async #takeRow(columns: DeviceColumns, { line, cells }: DeviceFileRow): Promise<void> {
		this.#rows += 1;
		try {
			const row = this.#parse(columns, cells);
			const existing = this.#updates ? await this.#findExisting(row.device) : undefined;
			if (existing !== undefined) {
				this.#duplicates.check({ ...row.device, typeId: existing.typeId }, line);
				await this.#change(columns, row, existing);
				return;
			}
			const device = checkNewDevice({ ...row.device, typeId: row.type.id }, row.type);
			this.#checkPlace(device);
			this.#duplicates.check(device, line);
			this.#pending.push({ line, device, lacksPassword: row.lacksPassword });
		} catch (error) {
			if (!(error instanceof DmsError)) throw error;
			this.#refuse(line, error);
		}
	}

	#parse(columns: DeviceColumns, cells: readonly string[]): ParsedDeviceRow & { readonly type: DeviceType } {
		if (cells.length !== columns.count) {
			throw new DmsError('csv.invalid', `the row has ${cells.length} cells; the header has ${columns.count}`);
		}
		const row = parseDeviceRow(columns, cells);
		const { typeName, device } = row;
		const type = this.#types.get(typeName);
		if (type === undefined) throw new DmsError('device-type.not-found', `no device type ${quote(typeName)}`, { field: 'deviceType' });
		if (device.tagSet !== undefined && !this.#tagSets.has(device.tagSet)) {
			throw new DmsError('tag-set.not-found', `no tag set ${quote(device.tagSet)}`, { field: 'tagSet' });
		}
		return { ...row, type };
	}

	async #findExisting(device: ParsedDeviceRow['device']): Promise<DeviceProfile | undefined> {
		const found = await this.#store.devices.findByKey(checkDeviceKey(device));
		return found && (await this.#store.devices.load(found.id));
	}

	async #change(columns: DeviceColumns, row: ParsedDeviceRow & { readonly type: DeviceType }, existing: DeviceProfile): Promise<void> {
		this.#checkPlace({ ...row.device, typeId: existing.typeId });
		const { change, lacksPassword } = planRowChange(columns, row, existing);
		const checked = checkDeviceChange(existing, { ...change, typeId: row.type.id }, row.type);
		await this.#refuseTaken(existing, checked);
		if (lacksPassword) this.#withoutPassword += 1;
		if (Object.keys(change).length === 0) return;
		this.#changed += 1;
		const isLost = this.#findingCount > 0 && !this.#keepGoing;
		if (this.#writes && !isLost) await this.#store.devices.update(existing.id, change);
	}

	/** As the store would, also in a dry run. */
	async #refuseTaken({ id, typeId }: DeviceProfile, { mac, credentials }: DeviceChange): Promise<void> {
		const { devices } = this.#store;
		const refuse = (code: DeviceConflict['code'], value: string): DmsError =>
			new DmsError(code, `${conflictColumns[code]} ${quote(value)} belongs to another device of the type`, {
				field: conflictColumns[code],
			});
		if (mac && (await devices.findByMac(typeId, mac)).some((other) => other.id !== id)) throw refuse('device.mac-exists', mac);
		const owner = credentials ? await devices.findByUserName(typeId, credentials.userName) : undefined;
		if (owner !== undefined && owner.id !== id) throw refuse('device.user-exists', owner.userName ?? '');
	}

	async #flush(): Promise<void> {
		const batch = this.#pending;
		this.#pending = [];
		if (batch.length === 0) return;
		const conflicts = await this.#store.devices.findConflicts(batch.map(({ device }) => device));
		const refused = new Set<number>();
		for (const { index, code } of conflicts) {
			const row = batch[index];
			if (row === undefined) continue;
			if (refused.has(index)) this.#note(row.line, code, conflictMessages[code](row.device), conflictColumns[code]);
			else this.#refuse(row.line, new DmsError(code, conflictMessages[code](row.device), { field: conflictColumns[code] }));
			refused.add(index);
		}
		const good = batch.filter((_, index) => !refused.has(index));
		this.#added += good.length;
		this.#withoutPassword += good.filter(({ lacksPassword }) => lacksPassword).length;
		const isLost = this.#findingCount > 0 && !this.#keepGoing;
		if (this.#writes && !isLost && good.length > 0) await this.#store.devices.addMany(good.map(({ device }) => device));
	}

	#refuse(line: number, error: DmsError): void {
		this.#refusedRows += 1;
		if (error.findings.length === 0) this.#note(line, error.code, error.message, error.field);
		else for (const finding of error.findings) this.#note(line, error.code, finding);
	}

	#note(line: number, code: ErrorCode, message: string, column?: string): void {
		this.#findingCount += 1;
		if (this.#findings.length >= mostFindings) return;
		this.#findings.push({ line, code, message, ...(column === undefined ? {} : { column }) });
	}
}
