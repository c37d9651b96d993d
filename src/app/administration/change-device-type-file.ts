import type { ContentReference, DeviceTypeFile, DeviceTypeFileChange, FileAuthentication } from '../../domain/device-type-file.ts';
import { checkFileChange } from '../../domain/device-type-rules.ts';
import { DmsError } from '../../domain/errors.ts';
import { parseHeaderPattern } from '../header-pattern.ts';
import { type Administration, applyAudited } from './administration.ts';
import { toAuditDetail, toAuditedFields } from './audit-detail.ts';
import { checkStoredTemplate } from './check-template.ts';
import { findDeviceType, findTypeFile } from './find-device-type.ts';
import { type FieldChange, mergeChange } from './merge-change.ts';

type FileOption = 'fileCustomization' | 'fileSource' | 'allowHttp' | 'allowHttps' | 'allowTftp' | 'enableCaching' | 'allowUploadFromDevice';

/** Options of a file that may change after it was added; of its authentication, single fields. */
export type RequestedTypeFileChange = {
	readonly [Field in FileOption]?: DeviceTypeFile[Field] | undefined;
} & {
	readonly escape?: DeviceTypeFile['escape'] | undefined;
	readonly content?: ContentReference | undefined;
	readonly authentication?: FieldChange<FileAuthentication>;
};

/**
 * Setting one of macInCert and macInNonRequestURI resets the other.
 * @throws DmsError `device-type.not-found`, `device-type-file.not-found`, `value.*`. OCI-P SystemSIPDeviceTypeFileModifyRequest16sp1.
 */
export function changeDeviceTypeFile(
	administration: Administration,
	typeName: string,
	fileFormat: string,
	requested: RequestedTypeFileChange,
): Promise<DeviceTypeFile> {
	checkRequestedAuthentication(requested);
	return applyAudited(administration, 'type file set', async (store) => {
		const type = await findDeviceType(store, typeName);
		const existing = findTypeFile(type, fileFormat);
		const change = toFileChange(existing, requested);
		const { content, fileSource } = { ...existing, ...change };
		const charset = type.cpe.deviceManagement.defaultDeviceEncoding;
		await checkStoredTemplate(store, { ...existing, ...change }, { source: fileSource, content, charset });
		const file = await store.deviceTypes.updateFile(existing.id, change);
		const fields = toAuditedFields(requested, existing, file);
		return { value: file, subject: `${type.name}/${file.fileFormat}`, detail: toAuditDetail(requested), ...fields };
	});
}

/** @throws DmsError `value.contradiction`, `value.invalid` for a pattern that nobody can compile: it would fail with the first request only. */
export function checkRequestedAuthentication({ authentication = {} }: RequestedTypeFileChange): void {
	const { macInCert, macInNonRequestUri, macFormatInNonRequestUri } = authentication;
	if (macInCert === true && macInNonRequestUri === true) {
		throw new DmsError('value.contradiction', 'macInCert and macInNonRequestURI exclude each other', { field: 'macInCert' });
	}
	if (typeof macFormatInNonRequestUri === 'string') parseHeaderPattern(macFormatInNonRequestUri);
}

/** @throws DmsError `value.*`. */
export function toFileChange(existing: DeviceTypeFile, { authentication, ...options }: RequestedTypeFileChange): DeviceTypeFileChange {
	const change = mergeChange<DeviceTypeFileChange>({}, options);
	if (authentication === undefined) return checkFileChange(existing, change);
	return checkFileChange(existing, { ...change, authentication: mergeChange(existing.authentication, authentication) });
}
