import type { ContentReference } from '../../domain/device-type-file.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import { quote } from '../../domain/text-rules.ts';
import { type guardedBy, toDigestTag } from '../guarded-administration.ts';
import { bounded, type ReceivedOctets } from '../octets.ts';
import type { Caller } from '../route.ts';

/** Of every content: nothing of it is to be shown by a browser. */
export const contentMediaType = 'application/octet-stream';

/** Streams a body into the store; nobody sees it until something refers to it. @throws DmsError `request.too-large`, and what `guard` throws before the first byte. */
export async function storeContent(
	{ ports, body }: Caller & { readonly body: ReceivedOctets },
	guard: ReturnType<typeof guardedBy>,
): Promise<ContentReference> {
	// A change that is refused anyway should not first be sent.
	await guard.requireUnchanged(ports.store);
	const { maxContentBytes } = ports.octetLimits;
	return ports.store.content.put(bounded(body, maxContentBytes), maxContentBytes);
}

/** @throws DmsError `content.not-found` where there is none. */
export function toContentAnswer(store: Store, content: ContentReference | undefined, name: string) {
	if (content === undefined) throw new DmsError('content.not-found', `${quote(name)} has no content`);
	const octets = {
		mediaType: contentMediaType,
		chunks: store.content.read(content.sha256),
		size: content.size,
		fileName: toFileName(name),
	};
	return { octets, etag: toDigestTag(content) };
}

/** The last part of a path, as a name that every system takes. */
function toFileName(path: string): string {
	return (path.split('/').at(-1) ?? path).replaceAll('%', '');
}
