import { DmsError } from '../domain/errors.ts';
import type { Clock, Upload, UploadRepository } from '../domain/ports.ts';
import { requireContentId } from './content-reference.ts';
import { toRowId } from './row-values.ts';
import type { FixedRead, Session } from './session.ts';

interface UploadRow {
	readonly id: number;
	readonly device_id: number;
	readonly file_id: number;
	readonly name: string;
	readonly at: number;
	readonly sha256: string;
	readonly size: number;
}

const uploads = `select u.id, u.device_id, u.file_id, u.name, u.at, c.sha256, c.size from upload u join content c on c.id = u.content_id`;

const latest: FixedRead<UploadRow> = {
	name: 'upload_latest',
	text: `${uploads} where u.device_id = $1 and u.file_id = $2 and u.name = $3 order by u.id desc limit 1`,
};
const ofDevice: FixedRead<UploadRow> = { name: 'upload_by_device', text: `${uploads} where u.device_id = $1 order by u.id desc` };

export class SqlUploadRepository implements UploadRepository {
	readonly #session: Session;
	readonly #clock: Clock;

	constructor(session: Session, clock: Clock) {
		this.#session = session;
		this.#clock = clock;
	}

	/** Versions are counted over all names, so that a device cannot fill the store by inventing names. */
	async add(upload: Omit<Upload, 'id' | 'at'>, keepVersions: number): Promise<Upload> {
		const at = this.#clock.now();
		const device_id = toRowId(upload.deviceId);
		const file_id = toRowId(upload.fileId);
		const id = await this.#session.write(async (db) => {
			const device = await db.selectFrom('device').select('id').where('id', '=', device_id).executeTakeFirst();
			if (device === undefined) throw new DmsError('device.not-found', `there is no device with the id ${upload.deviceId}`);
			const file = await db.selectFrom('device_type_file').select('id').where('id', '=', file_id).executeTakeFirst();
			if (file === undefined) throw new DmsError('device-type-file.not-found', `there is no device type file with the id ${upload.fileId}`);
			const content_id = await requireContentId(db, this.#session.dialect, upload.content);
			const added = await db
				.insertInto('upload')
				.values({ device_id, file_id, name: upload.name, content_id, at: at.getTime() })
				.returning('id')
				.executeTakeFirstOrThrow();
			const newest = db.selectFrom('upload').select('id').where('device_id', '=', device_id).where('file_id', '=', file_id);
			await db
				.deleteFrom('upload')
				.where('device_id', '=', device_id)
				.where('file_id', '=', file_id)
				.where('id', 'not in', newest.orderBy('id', 'desc').limit(keepVersions))
				.execute();
			return added.id;
		});
		return { ...upload, id: String(id), at };
	}

	async latest(deviceId: string, fileId: string, name: string): Promise<Upload | undefined> {
		const [row] = await this.#session.fetch(latest, [toRowId(deviceId), toRowId(fileId), name]);
		return row && toUpload(row);
	}

	/** The newest first. */
	async list(deviceId: string): Promise<readonly Upload[]> {
		return (await this.#session.fetch(ofDevice, [toRowId(deviceId)])).map(toUpload);
	}
}

function toUpload(row: UploadRow): Upload {
	return {
		id: String(row.id),
		deviceId: String(row.device_id),
		fileId: String(row.file_id),
		name: row.name,
		content: { sha256: row.sha256, size: row.size },
		at: new Date(row.at),
	};
}
