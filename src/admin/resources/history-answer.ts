import { z } from 'zod';
import { toShownTag } from '../../app/history/compare-states.ts';
import type { VersionComparison } from '../../app/history/compare-versions.ts';
import type { ContentDifference } from '../../app/history/line-difference.ts';
import { overrideSources } from '../../domain/device-type-file.ts';
import type { Draft, Revision, RevisionState } from '../../domain/revision.ts';
import type { Tag, TagSetTag } from '../../domain/tag.ts';
import { contentDifferenceAnswer } from './content-difference.ts';
import { contentAnswer, typeFileAnswer } from './device-type-answer.ts';

const shownTag = z.object({ name: z.string(), value: z.string(), overridable: z.boolean().optional() });

const stateAnswer = z
	.object({
		kind: z.enum(['file', 'override', 'tag-set', 'tags', 'deleted']),
		options: typeFileAnswer
			.omit({ fileFormat: true, remoteFileFormat: true, fileCategory: true, content: true, updatedAt: true })
			.optional()
			.describe('Of a file.'),
		source: z.enum(overrideSources).optional().describe('Of what stands in place of a file.'),
		content: contentAnswer.optional(),
		tags: z.array(shownTag).optional().describe('Passwords are masked.'),
		tagSet: z.string().nullable().optional(),
		regions: z.array(z.object({ name: z.string(), countries: z.array(z.string()), tags: z.array(shownTag) })).optional(),
	})
	.meta({ id: 'RevisionState' });

export const draftAnswer = z
	.object({
		basedOn: z.int().describe('The live revision when the draft was begun; 0: there was none.'),
		author: z.string(),
		begunAt: z.string(),
		savedAt: z.string(),
		state: stateAnswer,
	})
	.meta({ id: 'Draft' });

export const historyAnswer = z
	.object({
		title: z.string(),
		items: z.array(
			z
				.object({ revision: z.int(), at: z.string(), author: z.string().nullable(), action: z.string().nullable(), state: stateAnswer })
				.meta({ id: 'Revision' }),
		),
		draft: draftAnswer.nullable(),
	})
	.meta({ id: 'History' });

const fieldValue = z.union([z.string(), z.number(), z.boolean()]).nullable();
const comparedTag = z.object({ value: z.string(), overridable: z.boolean().optional() }).optional();
const comparedVersion = z.object({
	version: z.union([z.int(), z.enum(['live', 'draft'])]),
	at: z.string().nullable(),
	author: z.string().nullable(),
	content: contentAnswer,
});

export const comparisonAnswer = z
	.object({
		title: z.string(),
		isSame: z.boolean(),
		before: comparedVersion,
		after: comparedVersion,
		fields: z.array(z.object({ field: z.string(), before: fieldValue, after: fieldValue })),
		tags: z.array(
			z.object({
				change: z.enum(['added', 'changed', 'removed']),
				name: z.string(),
				regionName: z.string().optional(),
				before: comparedTag,
				after: comparedTag,
			}),
		),
		content: contentDifferenceAnswer,
	})
	.meta({ id: 'VersionComparison' });

export const restoredAnswer = z
	.object({ title: z.string(), revision: z.int().describe('That is live now.'), changed: z.boolean() })
	.meta({ id: 'RestoredRevision' });

export function toRevisionAnswer({ number, at, by, state }: Revision): z.input<typeof historyAnswer>['items'][number] {
	return { revision: number, at: at.toISOString(), author: by?.author ?? null, action: by?.action ?? null, state: toStateAnswer(state) };
}

export function toDraftAnswer({ basedOn, author, begunAt, savedAt, state }: Draft): z.input<typeof draftAnswer> {
	return { basedOn, author, begunAt: begunAt.toISOString(), savedAt: savedAt.toISOString(), state: toStateAnswer(state) };
}

export function toComparisonAnswer(comparison: VersionComparison): z.input<typeof comparisonAnswer> {
	const { title, isSame, before, after, fields, tags, content } = comparison;
	return {
		...{ title, isSame, fields: [...fields], tags: [...tags] },
		before: toComparedVersion(before),
		after: toComparedVersion(after),
		content: toDifferenceAnswer(content),
	};
}

export function toDifferenceAnswer(difference: ContentDifference): z.input<typeof contentDifferenceAnswer> {
	if (difference.kind !== 'lines') return difference;
	return { ...difference, hunks: difference.hunks.map((each) => ({ ...each, lines: [...each.lines] })) };
}

function toComparedVersion({ reference, at, by, content }: VersionComparison['before']): z.input<typeof comparedVersion> {
	return { version: reference, at: at?.toISOString() ?? null, author: by?.author ?? null, content: content ?? null };
}

function toStateAnswer(state: RevisionState): z.input<typeof stateAnswer> {
	const { kind } = state;
	switch (kind) {
		case 'file':
			return { kind, options: state.options, content: state.content ?? null };
		case 'override':
			return { kind, source: state.source, content: state.content ?? null };
		case 'tags':
			return { kind, tags: state.tags.map(showTag), tagSet: state.tagSet ?? null };
		case 'tag-set':
			return {
				...{ kind, tags: state.tags.map(showTag) },
				regions: state.regions.map(({ name, countries, tags }) => ({ name, countries: [...countries], tags: tags.map(showTag) })),
			};
		case 'deleted':
			return { kind };
	}
}

function showTag(tag: Tag | TagSetTag): z.input<typeof shownTag> {
	return { name: tag.name, ...toShownTag(tag) };
}
