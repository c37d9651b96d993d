import type { TagDifference } from '../app/history/compare-states.ts';
import { toShownTag } from '../app/history/compare-states.ts';
import type { ComparedVersion, VersionComparison } from '../app/history/compare-versions.ts';
import type { ContentDifference } from '../app/history/line-difference.ts';
import type { Revision, RevisionState } from '../domain/revision.ts';
import type { Tag, TagSetTag } from '../domain/tag.ts';

/** A state for JSON; values of tags that sound like passwords are masked. */
export function toStateJson(state: RevisionState): object {
	switch (state.kind) {
		case 'tags':
			return { tags: state.tags.map(toTagJson), tagSet: state.tagSet ?? null };
		case 'tag-set':
			return { tags: state.tags.map(toTagJson), regions: state.regions.map((region) => ({ ...region, tags: region.tags.map(toTagJson) })) };
		case 'deleted':
			return { deleted: true };
		default: {
			const { kind: _, content, ...rest } = state;
			return { ...rest, content: content ?? null };
		}
	}
}

function toTagJson(tag: Tag | TagSetTag): object {
	return { name: tag.name, ...toShownTag(tag) };
}

export function toRevisionJson({ number, at, by, state }: Revision): object {
	return { revision: number, at, author: by?.author ?? null, action: by?.action ?? null, ...toStateJson(state) };
}

/** What a state is, in a few words. */
export function toStateText(state: RevisionState): string {
	switch (state.kind) {
		case 'file':
			return `source ${state.options.fileSource}, ${toContentText(state.content)}`;
		case 'override':
			return state.source === 'Default' ? 'source Default' : `source ${state.source}, ${toContentText(state.content)}`;
		case 'tags':
			return `${state.tags.length} tags${state.tagSet === undefined ? '' : `, tag set ${state.tagSet}`}`;
		case 'tag-set':
			return `${state.tags.length} tags, ${state.regions.length} regions`;
		case 'deleted':
			return 'deleted';
	}
}

function toContentText(content: { readonly sha256: string; readonly size: number } | undefined): string {
	return content === undefined ? 'no content' : `${content.size} bytes, sha256 ${content.sha256.slice(0, 12)}`;
}

/** A unified difference: options and tags as lines of their own, then the lines of the content. */
export function toDifferenceLines(comparison: VersionComparison): readonly string[] {
	if (comparison.isSame) return [];
	const { title, before, after, fields, tags, content } = comparison;
	return [
		`--- ${title} (${toVersionText(before)})`,
		`+++ ${title} (${toVersionText(after)})`,
		...fields.flatMap(({ field, before: old, after: current }) => [
			...(old === null ? [] : [`-${field}: ${old}`]),
			...(current === null ? [] : [`+${field}: ${current}`]),
		]),
		...tags.flatMap(toTagLines),
		...toContentLines(content, before, after),
	];
}

export function toVersionText({ reference, at, by }: ComparedVersion): string {
	const name = typeof reference === 'number' ? `revision ${reference}` : reference;
	return [name, ...(at === undefined ? [] : [at.toISOString()]), ...(by === undefined ? [] : [by.author])].join(', ');
}

function toTagLines({ name, regionName, before, after }: TagDifference): string[] {
	const where = regionName === undefined ? '' : ` [${regionName}]`;
	const toLine = (sign: string, tag: typeof before) =>
		tag === undefined ? [] : [`${sign}${name}${where} = ${tag.value}${tag.overridable === false ? ' (not overridable)' : ''}`];
	return [...toLine('-', before), ...toLine('+', after)];
}

const whyNoLines = {
	same: undefined,
	binary: 'the contents are no text',
	'too-large': 'the contents are too large to compare line by line',
	'too-different': 'the contents have too little in common to compare line by line',
} as const;

export function toContentLines(
	difference: ContentDifference,
	before?: Pick<ComparedVersion, 'content'>,
	after?: Pick<ComparedVersion, 'content'>,
): readonly string[] {
	if (difference.kind !== 'lines') {
		const why = whyNoLines[difference.kind];
		return why === undefined ? [] : [`-${toContentText(before?.content)}`, `+${toContentText(after?.content)}`, `(${why})`];
	}
	return difference.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
		`@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
		...lines,
	]);
}
