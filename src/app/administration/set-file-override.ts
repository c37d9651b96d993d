import { type FileOverride, type Scope, toQualifiedName } from '../../domain/device-profile.ts';
import { checkScope } from '../../domain/device-profile-rules.ts';
import type { ContentReference, DeviceTypeFile, OverrideSource } from '../../domain/device-type-file.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import type { SubjectOwner } from '../../domain/revision.ts';
import { quote } from '../../domain/text-rules.ts';
import { type Administration, applyAudited } from './administration.ts';
import { checkStoredTemplate } from './check-template.ts';
import { type DeviceReference, loadDevice } from './find-device.ts';
import { findDeviceType, findTypeFile, findTypeOf } from './find-device-type.ts';

/** Below the type: one device, or a service provider or group for the type. */
export type OverridePlace = { readonly device: DeviceReference } | { readonly typeName: string; readonly scope: Scope };

export interface RequestedOverride {
	readonly fileFormat: string;
	readonly source: OverrideSource;
	/** Undefined: the content of the override that is there. */
	readonly content?: ContentReference;
}

/**
 * Puts another content in place of a file of the type, or takes it back with `Default`.
 * @throws DmsError `file-override.not-allowed`, `device-type-file.not-found`, `value.contradiction`. OCI-P GroupAccessDeviceFileModifyRequest14sp8.
 */
export function setFileOverride(administration: Administration, place: OverridePlace, requested: RequestedOverride): Promise<FileOverride> {
	const action = 'device' in place ? 'device file set' : 'scope file set';
	return applyAudited(administration, action, async (store) => {
		const opened = await openOverride(store, place, requested.fileFormat);
		const { file, title } = opened;
		const override = toOverride(file, requested, opened.existing);
		await checkOverride(store, opened, override);
		await opened.write(override);
		const content = override.content === undefined ? '' : `, sha256=${override.content.sha256}`;
		return {
			value: { ...override, updatedAt: administration.clock.now() },
			subject: `${title}/${file.fileFormat}`,
			detail: `source=${override.source}${content}`,
		};
	});
}

type NewOverride = Omit<FileOverride, 'updatedAt'>;

/** A file and the place where an override of it stands, or may stand. */
export interface OpenOverride {
	readonly owner: SubjectOwner;
	readonly file: DeviceTypeFile;
	readonly existing: FileOverride | undefined;
	readonly title: string;
	readonly charset: string | undefined;
	write(override: NewOverride): Promise<void>;
}

/** @throws DmsError `file-override.not-allowed`, `value.invalid` for a broken template. */
export async function checkOverride(store: Store, { file, charset }: OpenOverride, { source, content }: NewOverride): Promise<void> {
	if (file.fileCustomization === 'Disallow') {
		throw new DmsError('file-override.not-allowed', `fileCustomization of ${quote(file.fileFormat)} is Disallow`, { field: 'fileFormat' });
	}
	if (source !== 'Default') await checkStoredTemplate(store, file, { source, content, charset });
}

/** @throws DmsError `device.not-found`, `device-type.not-found`, `device-type-file.not-found`. */
export async function openOverride(store: Store, place: OverridePlace, fileFormat: string): Promise<OpenOverride> {
	if ('device' in place) {
		const device = await loadDevice(store, place.device);
		const type = await findTypeOf(store, device);
		const file = findTypeFile(type, fileFormat);
		return {
			owner: { deviceId: device.id },
			file,
			existing: device.fileOverrides.find(({ fileId }) => fileId === file.id),
			title: toQualifiedName(device),
			charset: type.cpe.deviceManagement.defaultDeviceEncoding,
			write: (override) => store.devices.setFileOverride(device.id, override),
		};
	}
	const type = await findDeviceType(store, place.typeName);
	const scope = checkScope(place.scope);
	const file = findTypeFile(type, fileFormat);
	const { fileOverrides } = await store.scopes.find(type.id, scope);
	return {
		owner: { typeId: type.id, scope },
		file,
		existing: fileOverrides.find(({ fileId }) => fileId === file.id),
		title: `${scope.serviceProviderId}${scope.groupId === undefined ? '' : `/${scope.groupId}`}, type ${type.name}`,
		charset: type.cpe.deviceManagement.defaultDeviceEncoding,
		write: (override) => store.scopes.setFileOverride(type.id, scope, override),
	};
}

function toOverride(file: DeviceTypeFile, { source, content }: RequestedOverride, existing: FileOverride | undefined): NewOverride {
	if (source === 'Default') {
		if (content !== undefined) throw new DmsError('value.contradiction', 'source Default takes no content', { field: 'content' });
		return { fileId: file.id, source };
	}
	const chosen = content ?? existing?.content;
	if (chosen === undefined) throw new DmsError('value.contradiction', `source ${source} needs a content`, { field: 'content' });
	return { fileId: file.id, source, content: chosen };
}
