import { DmsError } from '../domain/errors.ts';
import type { BuiltInTag } from '../domain/tag.ts';
import { isLineSource } from './builtin-registry.ts';
import { lineValue, sharedValue } from './builtin-value.ts';
import { CustomTags } from './custom-tags.ts';
import { lexTags, type TagReference, toNumberedName, toTagReference } from './lex.ts';
import type { Placeholder, RenderContext, RenderOptions } from './render-context.ts';
import type { ResolvedTag, TagOrigin, TagProblem } from './resolved-tag.ts';

/** Told of every tag that is resolved, also of those inside values; `line` is set where the tag belongs to one. */
export type TagObserver = (tag: ResolvedTag, reference: TagReference, line: number | undefined) => void;

/** Most tags that one chain of values may pass through: a value in a value in a value. */
export const maxTagDepth = 10;

// Nothing real comes near it; a few thousand tags that refer to each other on thousands of lines would run for minutes.
const maxExpansions = 1_000_000;

const builtInOrigin: TagOrigin = { level: 'Built-in' };

interface Memo {
	readonly tag: ResolvedTag;
	/** Length of the longest chain of custom tags that begins here. */
	readonly height: number;
	/** Set where the chain was cut: the depth at which this tag stood then. Nearer to the template more of it may be resolved. */
	readonly cutAtDepth?: number;
}

/** Resolves the tags of one rendering; a value that does not depend on the line is worked out once. */
export class TagResolver {
	readonly customTags: CustomTags;
	readonly #context: RenderContext;
	readonly #options: RenderOptions;
	readonly #observe: TagObserver | undefined;
	readonly #shared = new Map<string, Memo>();
	readonly #ofLine = new Map<string, Memo>();
	readonly #path: string[] = [];
	#line: number | undefined;
	#expansions = 0;

	constructor(context: RenderContext, options: RenderOptions, observe?: TagObserver) {
		this.customTags = new CustomTags(context);
		this.#context = context;
		this.#options = options;
		this.#observe = observe;
	}

	/** From now on `-n` means this line, counted from 1; undefined: no line. */
	setLine(line: number | undefined): void {
		this.#line = line;
		this.#ofLine.clear();
	}

	/** @throws DmsError `content.too-large` when the value grows beyond the bound of the output. */
	resolve(reference: TagReference): ResolvedTag {
		return reference.isBuiltIn ? this.#resolveBuiltIn(reference) : this.#resolveCustom(reference, 1).tag;
	}

	#resolveBuiltIn(reference: TagReference): ResolvedTag {
		const row = this.#context.builtIns.get(reference.stem === undefined ? reference.name : `${reference.stem}n%`);
		if (row === undefined) return this.#toPlaceholder(reference, 'unknown-built-in', this.#options.unknownBuiltIn);
		const found = this.#findBuiltInValue(row, reference);
		if (found === 'line-number-missing') return this.#toPlaceholder(reference, found, this.#options.unknownBuiltIn);
		if (found === 'no-device') return this.#toPlaceholder(reference, found, this.#options.noDevice);
		if (found === 'unassigned-line') return this.#toPlaceholder(reference, found, this.#options.unassignedLine);
		const text = found.text ?? '';
		const isSecret = row.source === 'line.authPassword' || reference.hasSecretName;
		// Not lexed again: a user who calls himself %BWAUTHPASSWORD-1% must not get one.
		return this.#report(reference, {
			name: toNumberedName(reference, this.#line),
			text,
			isPlaceholder: false,
			enteredValue: text,
			origin: builtInOrigin,
			isSecret,
			enteredIsSecret: isSecret,
			variesByLine: false,
			problem: text === '' ? 'no-value' : undefined,
		});
	}

	#findBuiltInValue(
		{ name, source }: BuiltInTag,
		reference: TagReference,
	): { readonly text: string | undefined } | 'line-number-missing' | 'no-device' | 'unassigned-line' {
		const { device, type } = this.#context;
		if (!isLineSource(source)) return sharedValue(source, this.#context, this.#options);
		const number = this.#lineOf(reference);
		if (number === undefined) return 'line-number-missing';
		if (device === undefined) return 'no-device';
		const line = device.lines[number - 1];
		if (line === undefined) return 'unassigned-line';
		return { text: lineValue(source, { line, number, device, type, attribute: name.slice(1, -3) }) };
	}

	#resolveCustom(reference: TagReference, depth: number): Memo {
		const name = toNumberedName(reference, this.#line);
		if (this.#path.includes(name)) return this.#toCut(reference, 'cycle');
		const known = this.#shared.get(name) ?? this.#ofLine.get(name);
		if (known !== undefined && (known.cutAtDepth === undefined || known.cutAtDepth <= depth)) {
			const fits = known.cutAtDepth !== undefined || depth + known.height - 1 <= maxTagDepth;
			return fits ? known : this.#toCut(reference, 'depth');
		}
		if (depth > maxTagDepth) return this.#toCut(reference, 'depth');
		const memo = this.#resolveAnew(reference, name, depth);
		(memo.tag.variesByLine ? this.#ofLine : this.#shared).set(name, memo);
		return memo;
	}

	#resolveAnew(reference: TagReference, name: string, depth: number): Memo {
		const found = this.customTags.find(name);
		if (found === undefined) return { tag: this.#toPlaceholder(reference, 'undefined', this.#options.undefinedTag), height: 1 };
		this.#path.push(name);
		try {
			const expanded = this.#expand(found.value, depth);
			const tag = this.#report(reference, {
				name,
				text: expanded.text,
				isPlaceholder: false,
				enteredValue: found.value,
				origin: found.origin,
				isSecret: expanded.isSecret || reference.hasSecretName,
				enteredIsSecret: reference.hasSecretName,
				variesByLine: expanded.variesByLine,
				problem: undefined,
			});
			return { tag, height: expanded.height + 1, ...(expanded.isCut ? { cutAtDepth: depth } : {}) };
		} finally {
			this.#path.pop();
		}
	}

	/** The value with the tags in it resolved. `height` is that of the highest of them. */
	#expand(value: string, depth: number): { text: string; isSecret: boolean; variesByLine: boolean; height: number; isCut: boolean } {
		const expanded = { text: '', isSecret: false, variesByLine: false, height: 0, isCut: false };
		if (!value.includes('%')) return { ...expanded, text: value };
		let end = 0;
		for (const token of lexTags(value)) {
			this.#countExpansion();
			const reference = toTagReference(token.name);
			const { tag, height, cutAtDepth } = reference.isBuiltIn
				? { tag: this.#resolveBuiltIn(reference), height: 0, cutAtDepth: undefined }
				: this.#resolveCustom(reference, depth + 1);
			expanded.text += value.slice(end, token.start) + tag.text;
			if (expanded.text.length > this.#options.maxOutputBytes) throw this.#tooLarge('the value of a tag grows beyond');
			expanded.isSecret ||= tag.isSecret;
			expanded.variesByLine ||= tag.variesByLine || reference.line === 'current';
			expanded.height = Math.max(expanded.height, height);
			expanded.isCut ||= cutAtDepth !== undefined;
			end = token.end;
		}
		expanded.text += value.slice(end);
		return expanded;
	}

	#toCut(reference: TagReference, problem: 'cycle' | 'depth'): Memo {
		return {
			tag: this.#toPlaceholder(reference, problem, 'literal'),
			height: 1,
			...(problem === 'depth' ? { cutAtDepth: maxTagDepth } : {}),
		};
	}

	#toPlaceholder(reference: TagReference, problem: TagProblem, placeholder: Placeholder): ResolvedTag {
		const name = toNumberedName(reference, this.#line);
		return this.#report(reference, {
			name,
			text: placeholder === 'empty' ? '' : placeholder === 'literal' ? name : `[${name}]`,
			isPlaceholder: true,
			enteredValue: '',
			origin: undefined,
			isSecret: false,
			enteredIsSecret: false,
			variesByLine: false,
			problem,
		});
	}

	#report(reference: TagReference, tag: ResolvedTag): ResolvedTag {
		this.#observe?.(tag, reference, this.#lineOf(reference));
		return tag;
	}

	#lineOf(reference: TagReference): number | undefined {
		return reference.line === 'current' ? this.#line : reference.line;
	}

	#countExpansion(): void {
		this.#expansions += 1;
		if (this.#expansions > maxExpansions) throw this.#tooLarge('resolving the tags takes too many steps for');
	}

	#tooLarge(what: string): DmsError {
		return new DmsError('content.too-large', `${what} the limit of ${this.#options.maxOutputBytes} bytes`, {
			field: 'tagValue',
			hint: 'Look for tags whose values refer to each other many times over.',
		});
	}
}
