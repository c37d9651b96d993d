import { structuredPatch } from 'diff';
import type { ContentReference } from '../../domain/device-type-file.ts';
import type { RenderSources } from '../render-sources.ts';

/** Lines as a unified difference has them: each begins with a space, `-` or `+`. */
export interface DifferenceHunk {
	/** Number of the first line, from 1, and how many there are. */
	readonly oldStart: number;
	readonly oldLines: number;
	readonly newStart: number;
	readonly newLines: number;
	readonly lines: readonly string[];
}

/** How two contents differ: by their lines, or, where they are no text or too much of it, by sizes and hashes alone. */
export type ContentDifference =
	| { readonly kind: 'same' }
	| { readonly kind: 'lines'; readonly added: number; readonly removed: number; readonly hunks: readonly DifferenceHunk[] }
	| { readonly kind: 'binary' | 'too-large' | 'too-different' };

/** Comparing happens in a process that serves others too. */
export const mostComparedBytes = 1024 * 1024;
const mostEdits = 5_000;
const timeoutMs = 500;
const contextLines = 3;

/** @throws DmsError `content.not-found`. */
export async function compareContents(
	store: Pick<RenderSources, 'content'>,
	before: ContentReference | undefined,
	after: ContentReference | undefined,
): Promise<ContentDifference> {
	if (before?.sha256 === after?.sha256) return { kind: 'same' };
	if ((before?.size ?? 0) > mostComparedBytes || (after?.size ?? 0) > mostComparedBytes) return { kind: 'too-large' };
	const read = (content: ContentReference | undefined) =>
		content === undefined ? noBytes : store.content.readWhole(content.sha256, mostComparedBytes);
	return compareBytes(await read(before), await read(after));
}

export function compareBytes(before: Uint8Array, after: Uint8Array): ContentDifference {
	if (Buffer.compare(before, after) === 0) return { kind: 'same' };
	if (before.length > mostComparedBytes || after.length > mostComparedBytes) return { kind: 'too-large' };
	const [old, current] = [decodeText(before), decodeText(after)];
	if (old === undefined || current === undefined) return { kind: 'binary' };
	const options = { context: contextLines, maxEditLength: mostEdits, timeout: timeoutMs };
	const patch = structuredPatch('', '', old, current, undefined, undefined, options);
	if (patch === undefined) return { kind: 'too-different' };
	const count = (sign: string) => patch.hunks.reduce((sum, { lines }) => sum + lines.filter((line) => line.startsWith(sign)).length, 0);
	// Two encodings of one text, or a byte order mark more.
	if (patch.hunks.length === 0) return { kind: 'binary' };
	return {
		kind: 'lines',
		added: count('+'),
		removed: count('-'),
		hunks: patch.hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => ({ oldStart, oldLines, newStart, newLines, lines })),
	};
}

const noBytes = new Uint8Array();

/** UTF-8, UTF-16 with a byte order mark, else one character for each byte; undefined: no text at all. */
function decodeText(bytes: Uint8Array): string | undefined {
	const mark = `${bytes[0] ?? 0} ${bytes[1] ?? 0}`;
	if (mark === '255 254') return decode('utf-16le', bytes);
	if (mark === '254 255') return decode('utf-16be', bytes);
	const text = decode('utf-8', bytes) ?? decode('windows-1252', bytes);
	return text === undefined || /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text) ? undefined : text;
}

function decode(encoding: string, bytes: Uint8Array): string | undefined {
	try {
		return new TextDecoder(encoding, { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}
