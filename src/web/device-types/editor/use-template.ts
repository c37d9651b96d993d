import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { answerOf, taggedAnswerOf } from '../../api/answer.ts';
import { useApi } from '../../api/api-context.tsx';
import type { ApiSchema } from '../../api/client.ts';
import { type DeviceTypeFile, deviceTypeKeys } from '../queries.ts';

const path = '/api/v1/device-types/{name}/files/{fileFormat}';
/** What an editor in a browser still takes with ease. */
const mostBytes = 1_000_000;

export interface Template {
	/** The live revision; undefined where nothing was ever changed. */
	readonly live: ApiSchema<'Revision'> | undefined;
	readonly draft: ApiSchema<'Draft'> | null;
	/** Of the draft. */
	readonly draftEtag: string | undefined;
	/** What is edited: of the draft where there is one. Undefined: it cannot be, and `obstacle` says why. */
	readonly text: string | undefined;
	readonly obstacle?: 'too-large' | 'binary';
	readonly size: number;
}

/** What stands in a file: of the draft where there is one, else what is live. */
export function useTemplate(name: string, { fileFormat, content }: DeviceTypeFile) {
	const api = useApi();
	const params = { path: { name, fileFormat } };
	return useQuery({
		queryKey: [...deviceTypeKeys.file(name, fileFormat), 'template', content?.sha256 ?? ''],
		queryFn: async ({ signal }): Promise<Template> => {
			const { items, draft } = await answerOf(api.GET(`${path}/history`, { signal, params: { ...params, query: { limit: 1 } } }));
			const draftEtag = draft === null ? undefined : (await taggedAnswerOf(api.GET(`${path}/draft`, { signal, params }))).etag;
			const stored = draft === null ? content : (draft.state.content ?? null);
			const known = { live: items[0], draft, draftEtag, size: stored?.size ?? 0 };
			if (stored === null) return { ...known, text: '' };
			if (stored.size > mostBytes) return { ...known, text: undefined, obstacle: 'too-large' };
			const query = { version: draft === null ? 'live' : 'draft' } as const;
			const bytes = await answerOf(api.GET(`${path}/history/content`, { signal, params: { ...params, query }, parseAs: 'arrayBuffer' }));
			const text = toText(bytes);
			return { ...known, text, ...(text === undefined ? { obstacle: 'binary' } : {}) };
		},
		// What somebody writes is not replaced while they write.
		staleTime: Number.POSITIVE_INFINITY,
		refetchOnWindowFocus: false,
		// The editor stays while what somebody else has made live is read.
		placeholderData: keepPreviousData,
	});
}

/** The byte order mark stays, and goes back with the rest. */
function toText(bytes: ArrayBuffer): string | undefined {
	try {
		const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
		return text.includes('\0') ? undefined : text;
	} catch {
		return undefined;
	}
}
