import type { DeviceTypeFile, NewDeviceTypeFile } from '../../domain/device-type-file.ts';
import { checkDistinctFileFormats, checkNewDeviceTypeFile } from '../../domain/device-type-rules.ts';
import { parseHeaderPattern } from '../header-pattern.ts';
import { type Administration, applyAudited } from './administration.ts';
import { checkStoredTemplate } from './check-template.ts';
import { findDeviceType, findTypeFile } from './find-device-type.ts';

/** @throws DmsError `device-type.not-found`, `device-type-file.exists`, `value.*`. OCI-P SystemSIPDeviceTypeFileAddRequest22V2. */
export function addDeviceTypeFile(administration: Administration, typeName: string, file: NewDeviceTypeFile): Promise<DeviceTypeFile> {
	const checked = checkNewDeviceTypeFile(file);
	const { macFormatInNonRequestUri } = checked.authentication;
	if (macFormatInNonRequestUri !== undefined) parseHeaderPattern(macFormatInNonRequestUri);
	return applyAudited(administration, 'type file add', async (store) => {
		const type = await findDeviceType(store, typeName);
		checkDistinctFileFormats([...type.files, checked]);
		const charset = type.cpe.deviceManagement.defaultDeviceEncoding;
		await checkStoredTemplate(store, checked, { source: checked.fileSource, content: checked.content, charset });
		const added = await store.deviceTypes.addFile(type.id, checked);
		return { value: added, subject: `${type.name}/${added.fileFormat}`, detail: `fileCategory=${added.fileCategory}` };
	});
}

/** With what devices and scopes have put in its place. @throws DmsError `device-type.not-found`, `device-type-file.not-found`. OCI-P SystemSIPDeviceTypeFileDeleteRequest. */
export function deleteDeviceTypeFile(administration: Administration, typeName: string, fileFormat: string): Promise<void> {
	return applyAudited(administration, 'type file delete', async (store) => {
		const type = await findDeviceType(store, typeName);
		const file = findTypeFile(type, fileFormat);
		await store.deviceTypes.deleteFile(file.id);
		return { value: undefined, subject: `${type.name}/${file.fileFormat}` };
	});
}
