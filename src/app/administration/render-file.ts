import { DmsError } from '../../domain/errors.ts';
import { quote } from '../../domain/text-rules.ts';
import type { BuildReport } from '../../tags/build-report.ts';
import { renderText } from '../../tags/render.ts';
import type { RenderContext, RenderOptions } from '../../tags/render-context.ts';
import { type Catalog, type CatalogFile, type CatalogType, loadCatalog } from '../catalog.ts';
import { DeviceFiles } from '../device-files.ts';
import type { EffectiveSource } from '../effective-source.ts';
import type { RenderSources } from '../render-sources.ts';
import { type DeviceReference, loadDevice } from './find-device.ts';

/** A file as a device would get it now. */
export interface RenderedFile {
	readonly deviceType: string;
	readonly fileFormat: string;
	readonly source: EffectiveSource;
	readonly bytes: Uint8Array;
	/** Absent for a file that is served as it is. Passwords are masked. */
	readonly report?: BuildReport;
}

/**
 * @param name the file format, or the name as the device asks for it.
 * @throws DmsError `device.not-found`, `device-type-file.not-found`, `content.not-found` for a file without content, `value.invalid` for a broken template.
 */
export async function renderFile(
	store: RenderSources,
	reference: DeviceReference,
	name: string,
	options: Pick<Partial<RenderOptions>, 'masksSecrets'> = {},
): Promise<RenderedFile> {
	const device = await loadDevice(store, reference);
	const catalog = await loadCatalog(store, store.changes.revision('catalog'));
	const type = findTypeById(catalog, device.typeId);
	const files = new DeviceFiles(store);
	const file = findFile(type, name, await files.renderContext(catalog, type, device));
	const summary = await store.devices.findByKey(device);
	const built = summary === undefined ? undefined : await files.report(catalog, { type, file }, summary, options);
	if (built === undefined)
		throw new DmsError('content.not-found', `${quote(file.file.fileFormat)} has no content`, { field: 'fileFormat' });
	return { deviceType: type.type.name, fileFormat: file.file.fileFormat, ...built };
}

function findTypeById(catalog: Catalog, typeId: string): CatalogType {
	const type = catalog.typesById.get(typeId);
	if (type === undefined) throw new DmsError('device-type.not-found', 'the device type of the device is gone');
	return type;
}

function findFile(type: CatalogType, name: string, context: RenderContext): CatalogFile {
	const file = type.files.find(
		({ file: { fileFormat } }) => fileFormat === name || toAskedName(fileFormat, context) === name.toLowerCase(),
	);
	if (file !== undefined) return file;
	throw new DmsError('device-type-file.not-found', `device type ${quote(type.type.name)} has no file ${quote(name)}`, {
		field: 'fileFormat',
		findings: type.files.map(({ file: { fileFormat } }) => fileFormat),
	});
}

/** Devices write their MAC address in either case. */
function toAskedName(fileFormat: string, context: RenderContext): string {
	return renderText(fileFormat, context).toLowerCase();
}
