import type { Selectable } from 'kysely';
import { type AccessCredentials, type DeviceType, defaultDeviceAccessContext, type NewDeviceType } from '../domain/device-type.ts';
import type { ContentReference, DeviceTypeFile, DeviceTypeFileChange, NewDeviceTypeFile } from '../domain/device-type-file.ts';
import { DmsError } from '../domain/errors.ts';
import type { Clock, DeviceTypeRepository } from '../domain/ports.ts';
import type { FileOptions, RevisionState } from '../domain/revision.ts';
import { requireContentId, toContent } from './content-reference.ts';
import { brokenUniqueConstraint, isForeignKeyViolation } from './postgres-errors.ts';
import type { RevisionLog } from './revision-log.ts';
import { fromJson, given, present, toRowId } from './row-values.ts';
import type { DeviceTypeFileTable, DeviceTypeTable } from './schema.ts';
import type { SecretPlace } from './secret-box.ts';
import type { Sealer, Secrets } from './secrets.ts';
import type { Db, Session } from './session.ts';

type TypeRow = Selectable<DeviceTypeTable>;
type FileRow = Omit<Selectable<DeviceTypeFileTable>, 'content_id'> & { readonly sha256: string | null; readonly size: number | null };

/** What stands in the column `options`: everything but the name and the credentials. */
type TypeOptions = Omit<NewDeviceType, 'name'>;
type FileColumn = Omit<NewDeviceTypeFile, 'fileFormat' | 'content'>;

export class SqlDeviceTypeRepository implements DeviceTypeRepository {
	readonly #session: Session;
	readonly #secrets: Secrets;
	readonly #clock: Clock;
	readonly #log: RevisionLog;

	constructor(session: Session, secrets: Secrets, clock: Clock, log: RevisionLog) {
		this.#session = session;
		this.#secrets = secrets;
		this.#clock = clock;
		this.#log = log;
	}

	async list(): Promise<readonly DeviceType[]> {
		const { types, files } = await this.#session.snapshot(async (db) => ({
			types: await db.selectFrom('device_type').selectAll().orderBy('name').execute(),
			files: await selectFiles(db).execute(),
		}));
		const byType = Map.groupBy(files, ({ type_id }) => type_id);
		return Promise.all(types.map((type) => this.#toDeviceType(type, byType.get(type.id) ?? [])));
	}

	async findByName(name: string): Promise<DeviceType | undefined> {
		const found = await this.#session.snapshot(async (db) => {
			const type = await db.selectFrom('device_type').selectAll().where('name', '=', name).executeTakeFirst();
			return type && { type, files: await selectFiles(db).where('type_id', '=', type.id).execute() };
		});
		return found && this.#toDeviceType(found.type, found.files);
	}

	add(type: NewDeviceType): Promise<DeviceType> {
		return this.#session.write(async (db) => {
			const taken = await db.selectFrom('device_type').select('id').where('name', '=', type.name).executeTakeFirst();
			if (taken !== undefined) throw existingType(type);
			await refuseTakenPath(db, type);
			const now = this.#clock.now().getTime();
			const columns = { ...toTypeColumns(type, await this.#secrets.sealer(db, this.#session.dialect)), updated_at: now };
			const row = await db
				.insertInto('device_type')
				.values({ name: type.name, created_at: now, ...columns })
				.returningAll()
				.executeTakeFirstOrThrow()
				.catch((error: unknown) => {
					throw toTypeConflict(error, type);
				});
			return this.#toDeviceType(row, []);
		}, 'catalog');
	}

	update(id: string, type: NewDeviceType): Promise<DeviceType> {
		return this.#session.write(async (db) => {
			const typeId = toRowId(id);
			const known = await db.selectFrom('device_type').select('name').where('id', '=', typeId).executeTakeFirst();
			if (known === undefined) throw missingType(id);
			if (known.name !== type.name) {
				throw new DmsError('value.immutable', `name of device type ${JSON.stringify(known.name)} cannot be changed`, { field: 'name' });
			}
			await refuseTakenPath(db, type, typeId);
			const columns = toTypeColumns(type, await this.#secrets.sealer(db, this.#session.dialect));
			const row = await db
				.updateTable('device_type')
				.set({ ...columns, updated_at: this.#clock.now().getTime() })
				.where('id', '=', typeId)
				.returningAll()
				.executeTakeFirstOrThrow()
				.catch((error: unknown) => {
					throw toTypeConflict(error, type);
				});
			return this.#toDeviceType(row, await selectFiles(db).where('type_id', '=', typeId).execute());
		}, 'catalog');
	}

	async delete(id: string): Promise<void> {
		await this.#session.write(async (db) => {
			const typeId = toRowId(id);
			const type = await db.selectFrom('device_type').select('name').where('id', '=', typeId).executeTakeFirst();
			if (type === undefined) throw missingType(id);
			const device = await db.selectFrom('device').select('name').where('type_id', '=', typeId).limit(1).executeTakeFirst();
			if (device !== undefined) throw typeInUse(type.name, device.name);
			await db
				.deleteFrom('device_type')
				.where('id', '=', typeId)
				.execute()
				.catch((error: unknown) => {
					throw isForeignKeyViolation(error) ? typeInUse(type.name) : error;
				});
		}, 'catalog');
	}

	addFile(typeId: string, file: NewDeviceTypeFile): Promise<DeviceTypeFile> {
		return this.#session.write(async (db) => {
			const type = await db.selectFrom('device_type').select(['id', 'name']).where('id', '=', toRowId(typeId)).executeTakeFirst();
			if (type === undefined) throw missingType(typeId);
			const taken = await selectFiles(db).where('type_id', '=', type.id).where('file_format', '=', file.fileFormat).executeTakeFirst();
			if (taken !== undefined) throw existingFile(type.name, file);
			const { fileFormat: file_format, content, ...options } = file;
			const { id } = await db
				.insertInto('device_type_file')
				.values({
					type_id: type.id,
					file_format,
					content_id: content === undefined ? null : await requireContentId(db, this.#session.dialect, content),
					options: JSON.stringify(options),
					updated_at: this.#clock.now().getTime(),
				})
				.returning('id')
				.executeTakeFirstOrThrow()
				.catch((error: unknown) => {
					throw brokenUniqueConstraint(error) === 'device_type_file_format' ? existingFile(type.name, file) : error;
				});
			return toFile(await this.#recordFile(db, id, undefined));
		}, 'catalog');
	}

	updateFile(fileId: string, { content, ...change }: DeviceTypeFileChange): Promise<DeviceTypeFile> {
		return this.#changeFile(fileId, (before) => ({
			options: { ...before, ...given(change) },
			...(content === undefined ? {} : { content }),
		}));
	}

	replaceFile(fileId: string, options: FileOptions, content: ContentReference | undefined): Promise<DeviceTypeFile> {
		return this.#changeFile(fileId, ({ remoteFileFormat, fileCategory }) => ({
			options: { remoteFileFormat, fileCategory, ...options },
			content: content ?? null,
		}));
	}

	/** Content that is not named stays. */
	#changeFile(
		fileId: string,
		change: (before: FileColumn) => { readonly options: FileColumn; readonly content?: ContentReference | null },
	): Promise<DeviceTypeFile> {
		return this.#session.write(async (db) => {
			const row = await selectFiles(db).where('device_type_file.id', '=', toRowId(fileId)).executeTakeFirst();
			if (row === undefined) throw missingFile(fileId);
			const { options, content } = change(fromJson<FileColumn>(row.options));
			const content_id = content && (await requireContentId(db, this.#session.dialect, content));
			await db
				.updateTable('device_type_file')
				.set({
					options: JSON.stringify(options),
					updated_at: this.#clock.now().getTime(),
					...(content_id === undefined ? {} : { content_id }),
				})
				.where('id', '=', row.id)
				.execute();
			return toFile(await this.#recordFile(db, row.id, row));
		}, 'catalog');
	}

	async #recordFile(db: Db, id: number, before: FileRow | undefined): Promise<FileRow> {
		const row = await selectFiles(db).where('device_type_file.id', '=', id).executeTakeFirstOrThrow();
		await this.#log.record(db, this.#session.dialect, {
			subject: { kind: 'file', fileId: String(id) },
			state: toFileState(row),
			at: row.updated_at,
			before: before && { state: toFileState(before), at: before.updated_at },
		});
		return row;
	}

	async deleteFile(fileId: string): Promise<void> {
		await this.#session.write(async (db) => {
			const { numDeletedRows } = await db.deleteFrom('device_type_file').where('id', '=', toRowId(fileId)).executeTakeFirst();
			if (numDeletedRows === 0n) throw missingFile(fileId);
		}, 'catalog');
	}

	async #toDeviceType(row: TypeRow, files: readonly FileRow[]): Promise<DeviceType> {
		const { cpe, ...options } = fromJson<TypeOptions>(row.options);
		const credentials = present({ accessDeviceCredentials: await this.#credentials(row) });
		return {
			...options,
			cpe: { ...cpe, deviceManagement: { ...cpe.deviceManagement, ...credentials } },
			id: String(row.id),
			name: row.name,
			files: files.map(toFile),
			createdAt: new Date(row.created_at),
			updatedAt: new Date(row.updated_at),
		};
	}

	async #credentials(row: TypeRow): Promise<AccessCredentials | undefined> {
		if (row.access_user_name === null || row.access_password_sealed === null) return undefined;
		return { userName: row.access_user_name, password: await this.#secrets.unseal(passwordPlace(row.name), row.access_password_sealed) };
	}
}

const passwordPlace = (name: string): SecretPlace => ({ column: 'device_type.access_password_sealed', row: [name] });

function toTypeColumns(type: NewDeviceType, sealer: Sealer) {
	const { name, cpe, ...rest } = type;
	const { accessDeviceCredentials: credentials, ...deviceManagement } = cpe.deviceManagement;
	const options: TypeOptions = { ...rest, cpe: { ...cpe, deviceManagement } };
	return {
		access_path: toAccessPath(type),
		access_user_name: credentials?.userName ?? null,
		access_password_sealed: credentials === undefined ? null : sealer(passwordPlace(name), credentials.password),
		options: JSON.stringify(options),
	};
}

/** Two types may have the same URI below different contexts. */
function toAccessPath({ cpe: { deviceManagement } }: NewDeviceType): string | null {
	const { deviceAccessUri, deviceAccessContext = defaultDeviceAccessContext } = deviceManagement;
	return deviceAccessUri === undefined ? null : `${deviceAccessContext}/${deviceAccessUri}`;
}

function toFileState(row: FileRow): RevisionState {
	const { remoteFileFormat: _format, fileCategory: _category, ...options } = fromJson<FileColumn>(row.options);
	return { kind: 'file', options, ...toContent(row) };
}

function toFile(row: FileRow): DeviceTypeFile {
	return {
		...fromJson<FileColumn>(row.options),
		...toContent(row),
		id: String(row.id),
		fileFormat: row.file_format,
		updatedAt: new Date(row.updated_at),
	};
}

function selectFiles(db: Db) {
	return db
		.selectFrom('device_type_file')
		.leftJoin('content', 'content.id', 'device_type_file.content_id')
		.select(['device_type_file.id', 'type_id', 'file_format', 'options', 'updated_at', 'sha256', 'size'])
		.orderBy('device_type_file.id');
}

async function refuseTakenPath(db: Db, type: NewDeviceType, exceptId = 0): Promise<void> {
	const owner = await db
		.selectFrom('device_type')
		.select('name')
		.where('access_path', '=', toAccessPath(type))
		.where('id', '<>', exceptId)
		.executeTakeFirst();
	if (owner !== undefined) throw takenPath(type, owner.name);
}

function toTypeConflict(error: unknown, type: NewDeviceType): unknown {
	switch (brokenUniqueConstraint(error)) {
		case 'device_type_name':
			return existingType(type);
		case 'device_type_access_path':
			return takenPath(type);
		default:
			return error;
	}
}

function existingType({ name }: NewDeviceType): DmsError {
	return new DmsError('device-type.exists', `device type ${JSON.stringify(name)} exists`, { field: 'name' });
}

function takenPath(type: NewDeviceType, owner?: string): DmsError {
	const who = owner === undefined ? 'another device type' : `device type ${JSON.stringify(owner)}`;
	return new DmsError('device-access-uri.exists', `${who} has the device access URI ${JSON.stringify(toAccessPath(type))}`, {
		field: 'deviceAccessUri',
	});
}

function missingType(id: string): DmsError {
	return new DmsError('device-type.not-found', `there is no device type with the id ${id}`);
}

function typeInUse(name: string, device?: string): DmsError {
	const which = device === undefined ? '' : `, ${JSON.stringify(device)} for one`;
	return new DmsError('device-type.in-use', `device type ${JSON.stringify(name)} has device profiles${which}`, {
		hint: 'Delete the device profiles of this type first.',
	});
}

function existingFile(typeName: string, { fileFormat }: NewDeviceTypeFile): DmsError {
	return new DmsError('device-type-file.exists', `device type ${JSON.stringify(typeName)} has a file ${JSON.stringify(fileFormat)}`, {
		field: 'fileFormat',
	});
}

function missingFile(id: string): DmsError {
	return new DmsError('device-type-file.not-found', `there is no device type file with the id ${id}`);
}
