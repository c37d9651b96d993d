import { toQualifiedName } from '../../domain/device-profile.ts';
import type { Administration } from './administration.ts';
import { type DeviceReference, findDevice } from './find-device.ts';
import { type RenderedFile, renderFile } from './render-file.ts';

/**
 * A file as a device would get it now, passwords included. The audit says who saw which one before anybody sees it; nothing is changed, so that
 * nobody else is told. @throws DmsError as `renderFile`.
 */
export async function revealFile({ store, actor }: Administration, reference: DeviceReference, name: string): Promise<RenderedFile> {
	const device = await findDevice(store, reference);
	const file = await renderFile(store, { key: device }, name);
	const detail = `${file.fileFormat}, with its passwords`;
	await store.audit.append({ actor, action: 'file reveal', subject: toQualifiedName(device), detail });
	return file;
}
