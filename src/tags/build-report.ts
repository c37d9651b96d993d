import type { EscapeMode } from '../domain/device-type-file.ts';
import type { TagReference } from './lex.ts';
import { type ResolvedTag, type TagOrigin, type TagProblem, tagProblems } from './resolved-tag.ts';

/** A tag as reports and lists show it; a value with a password in it is `********`. */
export interface TagRow {
	readonly name: string;
	/** As it was entered. */
	readonly value: string;
	/** With the tags in it resolved, before escaping. */
	readonly actualValue: string;
	/** Undefined where the tag did not resolve. */
	readonly origin: TagOrigin | undefined;
}

/** One kind of trouble with one tag. */
export interface BuildProblem {
	readonly kind: TagProblem;
	/** As it is written; undefined: the template's own text. */
	readonly tagName?: string;
	/** Numbers of the lines that it concerns, ascending; empty where it concerns none. */
	readonly lines: readonly number[];
	readonly detail: string;
}

/** What a file was built from. */
export interface BuildReport {
	/** Every tag once, those inside values too, in the order of their first use. */
	readonly tags: readonly TagRow[];
	readonly problems: readonly BuildProblem[];
	readonly charset: string;
	readonly escape: EscapeMode;
	readonly sizeBytes: number;
}

/** Column headings of a tag list. OCI-P GroupAccessDeviceGetAvailableCustomTagListResponse. */
export const tagColumns = ['Tag Name', 'Tag Value', 'Actual Tag Value', 'Tag Level', 'Tag Set Name', 'Region Name'] as const;

/** The cells of one row, under `tagColumns`. */
export function toTagCells(row: TagRow): readonly string[] {
	const { level = '', tagSetName = '', regionName = '' } = row.origin ?? {};
	return [row.name, row.value, row.actualValue, level, tagSetName, regionName];
}

const mask = '********';
const maxDetails = 10;

export function toTagRow(tag: Omit<ResolvedTag, 'isPlaceholder' | 'variesByLine' | 'problem'>): TagRow {
	return {
		name: tag.name,
		value: tag.enteredIsSecret ? toMasked(tag.enteredValue) : tag.enteredValue,
		actualValue: tag.isSecret ? toMasked(tag.text) : tag.text,
		origin: tag.origin,
	};
}

// That a password is missing is no secret, and the first thing to look for.
export function toMasked(value: string): string {
	return value === '' ? '' : mask;
}

/** Gathers the tags and problems of one rendering. */
export class BuildReporter {
	readonly #rows = new Map<string, TagRow>();
	readonly #problems = new Map<
		string,
		{ readonly kind: TagProblem; readonly tagName?: string; lines: Set<number>; details: Set<string> }
	>();

	constructor(problems: readonly BuildProblem[] = []) {
		for (const { kind, lines: _lines, ...about } of problems) this.addProblem(kind, about);
	}

	addTag(tag: ResolvedTag, reference: TagReference, line: number | undefined): void {
		// A tag that stays as it is where a circle closes has a value elsewhere.
		if (tag.origin !== undefined || !this.#rows.has(tag.name)) this.#rows.set(tag.name, toTagRow(tag));
		if (tag.problem !== undefined) this.addProblem(tag.problem, { tagName: reference.name, line });
	}

	addProblem(kind: TagProblem, about: { tagName?: string; line?: number | undefined; detail?: string }): void {
		const { tagName, line, detail = tagProblems[kind] } = about;
		const key = `${kind} ${tagName ?? ''}`;
		const named = tagName === undefined ? {} : { tagName };
		const problem = this.#problems.get(key) ?? { kind, ...named, lines: new Set<number>(), details: new Set<string>() };
		this.#problems.set(key, problem);
		if (line !== undefined) problem.lines.add(line);
		if (problem.details.size < maxDetails) problem.details.add(detail);
	}

	problems(): readonly BuildProblem[] {
		return [...this.#problems.values()].map(({ lines, details, ...problem }) => ({
			...problem,
			lines: [...lines].sort((one, other) => one - other),
			detail: [...details].join(', '),
		}));
	}

	toReport(about: Pick<BuildReport, 'charset' | 'escape' | 'sizeBytes'>): BuildReport {
		return { tags: [...this.#rows.values()], problems: this.problems(), ...about };
	}
}
