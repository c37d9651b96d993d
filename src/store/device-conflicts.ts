import { CompiledQuery, sql } from 'kysely';
import { type DeviceKey, type NewDeviceProfile, toQualifiedName } from '../domain/device-profile.ts';
import { DmsError } from '../domain/errors.ts';
import { toColonForm } from '../domain/mac-address.ts';
import type { DeviceConflict } from '../domain/ports.ts';
import { toDeviceKey } from './device-rows.ts';
import { brokenUniqueConstraint } from './postgres-errors.ts';
import { toRowId } from './row-values.ts';
import type { Db, DialectName } from './session.ts';

/** Names of the unique indexes of devices, which PostgreSQL reports. */
const codes: Readonly<Record<string, DeviceConflict['code']>> = {
	device_key: 'device.exists',
	device_mac: 'device.mac-exists',
	device_user: 'device.user-exists',
};

/** Three statements for the whole batch; the first conflict of a device counts: name, then MAC, then user name. */
export async function findDeviceConflicts(
	db: Db,
	dialect: DialectName,
	batch: readonly NewDeviceProfile[],
): Promise<readonly DeviceConflict[]> {
	const names = await findTaken(db, dialect, ['name', 'group_id', 'service_provider_id'], batch.map(toNameTuple));
	const macs = await findTaken(db, dialect, ['mac', 'type_id'], batch.flatMap(toMacTuple));
	const users = await findTaken(db, dialect, ['user_name', 'type_id'], batch.flatMap(toUserTuple));
	const conflicts: DeviceConflict[] = [];
	batch.forEach((device, index) => {
		const taken = (set: ReadonlySet<string>, tuples: readonly Tuple[]) => tuples.some((tuple) => set.has(JSON.stringify(tuple)));
		if (taken(names, [toNameTuple(device)])) conflicts.push({ index, code: 'device.exists' });
		else if (taken(macs, toMacTuple(device))) conflicts.push({ index, code: 'device.mac-exists' });
		else if (taken(users, toUserTuple(device))) conflicts.push({ index, code: 'device.user-exists' });
	});
	return conflicts;
}

type Tuple = readonly (string | number)[];
type KeyColumn = 'name' | 'group_id' | 'service_provider_id' | 'mac' | 'user_name' | 'type_id';

const toNameTuple = (device: NewDeviceProfile): Tuple => [device.name, device.groupId ?? '', device.serviceProviderId ?? ''];

const toMacTuple = ({ mac, typeId }: NewDeviceProfile): readonly Tuple[] => (mac === undefined ? [] : [[mac, toRowId(typeId)]]);

const toUserTuple = ({ credentials, typeId }: NewDeviceProfile): readonly Tuple[] =>
	credentials === undefined ? [] : [[credentials.userName, toRowId(typeId)]];

/** The tuples go as one JSON parameter: the statement is the same for any number of them. */
async function findTaken(
	db: Db,
	dialect: DialectName,
	columns: readonly KeyColumn[],
	tuples: readonly Tuple[],
): Promise<ReadonlySet<string>> {
	if (tuples.length === 0) return new Set();
	const each = dialect === 'postgres' ? 'json_array_elements(cast($1 as json))' : 'json_each(?)';
	const matches = columns.map((column, index) => {
		const value = `wanted.value ->> ${index}`;
		return `device.${column} = ${column === 'type_id' ? `cast(${value} as bigint)` : `(${value})`}`;
	});
	const text = `select ${columns.join(', ')} from ${each} as wanted join device on ${matches.join(' and ')}`;
	const { rows } = await db.executeQuery(CompiledQuery.raw(text, [JSON.stringify(tuples)]));
	return new Set((rows as Record<KeyColumn, string | number>[]).map((row) => JSON.stringify(columns.map((column) => row[column]))));
}

/** The error for a device that cannot be added, with the names that an administrator knows. */
export async function describeConflict(db: Db, device: NewDeviceProfile, code: DeviceConflict['code']): Promise<DmsError> {
	if (code === 'device.exists') return new DmsError(code, `device ${quote(device)} exists`, { field: 'name' });
	return toConflictError(code, device, await findOwner(db, device, code));
}

/** The same for a device that is going to have another MAC or user name. */
export async function refuseTaken(db: Db, id: number, device: Pick<NewDeviceProfile, 'typeId' | 'mac' | 'credentials'>): Promise<void> {
	for (const code of ['device.mac-exists', 'device.user-exists'] as const) {
		const owner = await findOwner(db, device, code, id);
		if (owner !== undefined) throw toConflictError(code, device, owner);
	}
}

/** Two transactions of PostgreSQL that add the same device at once: the second one learns it from the index. */
export function toConflictOfIndex(error: unknown, device?: Pick<NewDeviceProfile, 'mac' | 'credentials'> & DeviceKey): unknown {
	const code = codes[brokenUniqueConstraint(error) ?? ''];
	if (code === undefined) return error;
	if (device === undefined) return new DmsError(code, 'a device of the batch was added by somebody else meanwhile', { cause: error });
	return code === 'device.exists' ? new DmsError(code, `device ${quote(device)} exists`, { field: 'name' }) : toConflictError(code, device);
}

function toConflictError(
	code: 'device.mac-exists' | 'device.user-exists',
	device: Pick<NewDeviceProfile, 'mac' | 'credentials'>,
	owner?: DeviceKey,
): DmsError {
	const belongs = `belongs to ${owner === undefined ? 'another device' : `device ${quote(owner)}`} of this type`;
	return code === 'device.mac-exists'
		? new DmsError(code, `MAC address ${device.mac === undefined ? '' : toColonForm(device.mac)} ${belongs}`, { field: 'mac' })
		: new DmsError(code, `user name ${JSON.stringify(device.credentials?.userName)} ${belongs}`, { field: 'credentials.userName' });
}

async function findOwner(
	db: Db,
	device: Pick<NewDeviceProfile, 'typeId' | 'mac' | 'credentials'>,
	code: 'device.mac-exists' | 'device.user-exists',
	exceptId = 0,
): Promise<DeviceKey | undefined> {
	const [column, value] =
		code === 'device.mac-exists' ? (['mac', device.mac] as const) : (['user_name', device.credentials?.userName] as const);
	if (value === undefined) return undefined;
	const row = await db
		.selectFrom('device')
		.select(['name', 'group_id', 'service_provider_id'])
		.where('type_id', '=', toRowId(device.typeId))
		.where(sql.ref(column), '=', value)
		.where('id', '<>', exceptId)
		.executeTakeFirst();
	return row && toDeviceKey(row);
}

const quote = (key: DeviceKey): string => JSON.stringify(toQualifiedName(key));
