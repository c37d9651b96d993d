import type { DeviceType } from '../../domain/device-type.ts';
import type { DeviceTypeFile } from '../../domain/device-type-file.ts';
import type { Store } from '../../domain/ports.ts';
import { type FileToWrite, writeArchive } from '../../dtaf/write-archive.ts';
import { findDeviceType } from './find-device-type.ts';

/** An archive in pieces, and the tag set that goes with the type. @throws DmsError `device-type.not-found`, `dtaf.*`. OCI-P SystemDeviceTypeExportRequest. */
export async function exportDtaf(
	store: Store,
	typeName: string,
): Promise<{ readonly type: DeviceType; readonly chunks: AsyncIterable<Uint8Array> }> {
	const type = await findDeviceType(store, typeName);
	const { id: _id, files, createdAt: _createdAt, updatedAt: _updatedAt, ...archived } = type;
	const { tagSet } = type.cpe.deviceManagement;
	const set = tagSet === undefined ? undefined : await store.tagSets.findByName(tagSet);
	const tagSets = set === undefined ? [] : [{ name: set.name, tags: set.tags, regions: set.regions }];
	return {
		type,
		chunks: writeArchive(
			archived,
			files.map((file) => toFileToWrite(store, file)),
			tagSets,
		),
	};
}

function toFileToWrite(store: Store, { id: _id, updatedAt: _updatedAt, ...file }: DeviceTypeFile): FileToWrite {
	const { content } = file;
	return content === undefined ? { file } : { file, read: () => store.content.read(content.sha256) };
}
