import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import type { DeviceReference } from '../administration/find-device.ts';
import { type RenderedFile, renderFile } from '../administration/render-file.ts';
import { missingDraft } from './find-version.ts';
import type { HistoryPlace } from './history-place.ts';
import { type ContentDifference, compareBytes } from './line-difference.ts';
import { openSubject } from './open-subject.ts';
import { throughDraft } from './through-draft.ts';

export interface DraftPreview {
	readonly title: string;
	/** As the device would get it; it may hold passwords, unless they are masked. */
	readonly file: RenderedFile;
	/** From what the device gets now; it may hold passwords too. */
	readonly difference: ContentDifference;
}

/**
 * Builds a file for a device as if the draft were live.
 * @param fileName the file format, or the name as the device asks for it; may be left out for the draft of a file.
 * @throws DmsError `draft.not-found`, and as `openSubject` and `renderFile`.
 */
export async function previewDraft(
	store: Store,
	place: HistoryPlace,
	{ device, fileName, ...options }: { readonly device: DeviceReference; readonly fileName?: string; readonly masksSecrets?: boolean },
): Promise<DraftPreview> {
	const { subject, title, file } = await openSubject(store, place);
	const name = fileName ?? file?.fileFormat;
	if (name === undefined) throw new DmsError('usage.invalid', 'the preview of tags needs the name of a file', { field: 'fileName' });
	const draft = await store.drafts.find(subject);
	if (draft === undefined) throw missingDraft(title);
	const preview = await renderFile(throughDraft(store, draft), device, name, options);
	return { title, file: preview, difference: compareBytes(await renderLive(store, device, name, options), preview.bytes) };
}

/** What has no content yet is compared with nothing. */
async function renderLive(
	store: Store,
	device: DeviceReference,
	name: string,
	options: { readonly masksSecrets?: boolean },
): Promise<Uint8Array> {
	try {
		return (await renderFile(store, device, name, options)).bytes;
	} catch (error) {
		if (error instanceof DmsError && error.code === 'content.not-found') return new Uint8Array();
		throw error;
	}
}
