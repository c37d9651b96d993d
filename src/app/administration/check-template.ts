import type { ContentReference, DeviceTypeFile, TypeFileSource } from '../../domain/device-type-file.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import { requireTemplate } from '../../tags/compile.ts';
import { defaultDeviceFileLimits } from '../device-files.ts';
import { isTemplate } from '../effective-source.ts';

type TemplateFile = Pick<DeviceTypeFile, 'fileFormat' | 'fileCategory' | 'escape'>;

export const maxTemplateBytes = defaultDeviceFileLimits.maxTemplateBytes;

/** A template that cannot be built is refused when it is saved, not when a device asks. @throws DmsError `value.invalid`, `content.too-large`. */
export function checkTemplate(file: TemplateFile, template: Uint8Array, charset: string | undefined): void {
	try {
		requireTemplate(template, { fileName: file.fileFormat, escape: file.escape, charset, maxTemplateBytes });
	} catch (cause) {
		if (!(cause instanceof DmsError)) throw cause;
		throw new DmsError(cause.code, `${file.fileFormat}: ${cause.message}`, { field: 'content', cause });
	}
}

/** As `checkTemplate`, for content that is in the store; what is no template is not read. */
export async function checkStoredTemplate(
	store: Pick<Store, 'content'>,
	file: TemplateFile,
	{
		source,
		content,
		charset,
	}: { readonly source: TypeFileSource; readonly content: ContentReference | undefined; readonly charset: string | undefined },
): Promise<void> {
	if (content === undefined || !isTemplate(file, source)) return;
	checkTemplate(file, await store.content.readWhole(content.sha256, maxTemplateBytes), charset);
}
