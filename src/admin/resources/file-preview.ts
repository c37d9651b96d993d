import { z } from 'zod';
import type { RenderedFile } from '../../app/administration/render-file.ts';
import { escapeModes, overrideSources } from '../../domain/device-type-file.ts';
import { tagLevels } from '../../domain/tag.ts';
import { tagProblems } from '../../tags/resolved-tag.ts';
import { contentAnswer } from './device-type-answer.ts';

const source = z.object({
	level: z.string().describe('The level whose content it is.'),
	source: z.enum(overrideSources),
	content: contentAnswer,
	updatedAt: z.string(),
});

export const previewAnswer = z
	.object({
		deviceType: z.string(),
		fileFormat: z.string(),
		source,
		sizeBytes: z.int().describe('With masks in place of passwords.'),
		charset: z.string().nullable(),
		escape: z.enum(escapeModes).nullable(),
		text: z.string().nullable().describe('With masks in place of passwords; null where the file is no text.'),
		tags: z.array(
			z.object({
				name: z.string(),
				value: z.string(),
				actualValue: z.string(),
				level: z.enum(tagLevels).optional(),
				tagSetName: z.string().optional(),
				regionName: z.string().optional(),
			}),
		),
		problems: z.array(
			z.object({
				kind: z.enum(Object.keys(tagProblems) as [keyof typeof tagProblems]),
				tagName: z.string().optional(),
				lines: z.array(z.int()),
				detail: z.string(),
			}),
		),
	})
	.meta({ id: 'FilePreview' });

/** Of a file that was built with masks in place of passwords. */
export function toPreview({
	deviceType,
	fileFormat,
	source: { level, ...from },
	bytes,
	report,
}: RenderedFile): z.input<typeof previewAnswer> {
	return {
		deviceType,
		fileFormat,
		source: { level, source: from.source, content: from.content ?? null, updatedAt: from.updatedAt.toISOString() },
		sizeBytes: bytes.length,
		charset: report?.charset ?? null,
		escape: report?.escape ?? null,
		text: toText(bytes, report?.charset ?? 'utf-8'),
		tags: (report?.tags ?? []).map(({ name, value, actualValue, origin }) => ({ name, value, actualValue, ...origin })),
		problems: (report?.problems ?? []).map(({ lines, ...problem }) => ({ ...problem, lines: [...lines] })),
	};
}

/** Null where the bytes are no text of the encoding, or this runtime does not know it. */
function toText(bytes: Uint8Array, charset: string): string | null {
	try {
		const decoded = new TextDecoder(charset, { fatal: true }).decode(bytes);
		return decoded.includes('\0') ? null : decoded;
	} catch {
		return null;
	}
}
