import type { EscapeMode } from '../domain/device-type-file.ts';
import { DmsError } from '../domain/errors.ts';
import { ok, type Result, refused } from '../domain/result.ts';
import { type BuildProblem, BuildReporter } from './build-report.ts';
import { type Charset, encodeText, findCharset, requireCharset } from './charset.ts';
import { toCodePoint, toEscapeMode, toSubstitute } from './escape.ts';
import { eachLineBegin, eachLineEnd, lexTags, type TagReference, type TagToken, toTagReference } from './lex.ts';
import { readTemplateText, type TemplateText } from './template-text.ts';

export type Segment =
	| { readonly kind: 'literal'; readonly bytes: Buffer }
	/** Index into `CompiledTemplate.tags`. */
	| { readonly kind: 'tag'; readonly tag: number }
	/** Repeated for each line of the device. */
	| { readonly kind: 'each-line'; readonly segments: readonly Segment[] };

/** A template in pieces, its own text already in the bytes of the file. */
export interface CompiledTemplate {
	readonly segments: readonly Segment[];
	/** Each distinct tag once, in the order of first appearance. */
	readonly tags: readonly TagReference[];
	readonly charset: Charset;
	readonly escape: EscapeMode;
	/** What is wrong with the template's own text. */
	readonly problems: readonly BuildProblem[];
	readonly literalBytes: number;
}

export interface TemplateOptions {
	/** File format of the file; a name that ends in `.xml` is escaped as XML. */
	readonly fileName?: string | undefined;
	/** Undefined: by the file name and the XML declaration. */
	readonly escape?: EscapeMode | undefined;
	/** The type's defaultDeviceEncoding. Undefined: as the template says itself, else UTF-8. */
	readonly charset?: string | undefined;
	readonly maxTemplateBytes?: number | undefined;
}

export interface TemplateRefusal {
	readonly code: 'too-large' | 'too-many-tags' | 'charset-unsupported' | 'each-line-nested' | 'each-line-not-begun' | 'each-line-not-ended';
	/** Of the template, from 1. */
	readonly line?: number;
	readonly detail: string;
}

const defaultMaxTemplateBytes = 4 * 1024 * 1024;
const maxTagTokens = 200_000;

/** Bytes in the template's charset, or text. Never throws for any bytes. */
export function compileTemplate(template: Uint8Array | string, options: TemplateOptions = {}): Result<CompiledTemplate, TemplateRefusal> {
	const maxBytes = options.maxTemplateBytes ?? defaultMaxTemplateBytes;
	if (template.length > maxBytes) {
		return refused({ code: 'too-large', detail: `the template has ${template.length} bytes; the limit is ${maxBytes}` });
	}
	const charset = options.charset === undefined ? undefined : findCharset(options.charset);
	if (options.charset !== undefined && charset === undefined) {
		return refused({ code: 'charset-unsupported', detail: `${JSON.stringify(options.charset.slice(0, 64))} is not a supported encoding` });
	}
	const source = readTemplateText(template, charset);
	const escape = options.escape ?? toEscapeMode(options.fileName, source.hasXmlDeclaration);
	return new TemplateBuilder(source, escape).build();
}

/** As `compileTemplate`, for the moment when an administrator saves one. @throws DmsError `value.invalid`, `content.too-large`. */
export function requireTemplate(template: Uint8Array | string, options: TemplateOptions = {}): CompiledTemplate {
	if (options.charset !== undefined) requireCharset(options.charset);
	const compiled = compileTemplate(template, options);
	if (compiled.ok) return compiled.value;
	const { code, line, detail } = compiled.reason;
	const isLarge = code === 'too-large' || code === 'too-many-tags';
	const where = line === undefined ? '' : `line ${line}: `;
	throw new DmsError(isLarge ? 'content.too-large' : 'value.invalid', `template: ${where}${detail}`, { field: 'content' });
}

/** Names of the tags of a template as they are written, in the order of first appearance. */
export function listTags(template: CompiledTemplate): readonly string[] {
	return template.tags.map((tag) => tag.name);
}

class TemplateBuilder {
	readonly #source: TemplateText;
	readonly #escape: EscapeMode;
	readonly #reporter: BuildReporter;
	readonly #indexes = new Map<string, number>();
	readonly #tags: TagReference[] = [];
	readonly #segments: Segment[] = [];
	/** Set inside a repeated part. */
	#block: { readonly segments: Segment[]; readonly begin: TagToken } | undefined;
	#cursor = 0;
	#literalBytes = 0;

	constructor(source: TemplateText, escape: EscapeMode) {
		this.#source = source;
		this.#escape = escape;
		this.#reporter = new BuildReporter(source.problems);
	}

	build(): Result<CompiledTemplate, TemplateRefusal> {
		const { charset, text } = this.#source;
		if (charset.addsMark && !text.startsWith('\ufeff')) this.#append(encodeText('\ufeff', charset, () => ''));
		let count = 0;
		for (const token of lexTags(text)) {
			count += 1;
			if (count > maxTagTokens) return refused({ code: 'too-many-tags', detail: `the template has more than ${maxTagTokens} tags` });
			const refusal = this.#addToken(token);
			if (refusal !== undefined) return refused({ ...refusal, line: this.#lineOf(token) });
		}
		if (this.#block !== undefined) {
			const detail = `${eachLineBegin} has no ${eachLineEnd}`;
			return refused({ code: 'each-line-not-ended', line: this.#lineOf(this.#block.begin), detail });
		}
		this.#addRest();
		return ok({
			segments: this.#segments,
			tags: this.#tags,
			charset,
			escape: this.#escape,
			problems: this.#reporter.problems(),
			literalBytes: this.#literalBytes,
		});
	}

	#addToken(token: TagToken): Omit<TemplateRefusal, 'line'> | undefined {
		if (token.name === eachLineBegin) return this.#begin(token);
		if (token.name === eachLineEnd) return this.#end(token);
		this.#addLiteral(token.start);
		this.#cursor = token.end;
		this.#add({ kind: 'tag', tag: this.#indexOf(token.name) });
		return undefined;
	}

	#begin(token: TagToken): Omit<TemplateRefusal, 'line'> | undefined {
		if (this.#block !== undefined) {
			return {
				code: 'each-line-nested',
				detail: `${eachLineBegin} inside the part that begins in line ${this.#lineOf(this.#block.begin)}`,
			};
		}
		this.#addUpToMarker(token);
		this.#block = { segments: [], begin: token };
		return undefined;
	}

	#end(token: TagToken): Omit<TemplateRefusal, 'line'> | undefined {
		if (this.#block === undefined) return { code: 'each-line-not-begun', detail: `${eachLineEnd} without ${eachLineBegin}` };
		this.#addUpToMarker(token);
		const { segments } = this.#block;
		this.#block = undefined;
		this.#add({ kind: 'each-line', segments });
		return undefined;
	}

	/** A marker that has a line for itself takes the whole line with it. */
	#addUpToMarker(token: TagToken): void {
		const { text, bodyStart } = this.#source;
		let start = token.start;
		while (start > bodyStart && isBlank(text[start - 1])) start -= 1;
		let end = token.end;
		while (isBlank(text[end])) end += 1;
		const beginsLine = start === bodyStart || isBreak(text[start - 1]);
		const endsLine = end === text.length || isBreak(text[end]);
		if (!beginsLine || !endsLine) {
			this.#addLiteral(token.start);
			this.#cursor = token.end;
			return;
		}
		this.#addLiteral(start);
		this.#cursor = text.startsWith('\r\n', end) ? end + 2 : Math.min(end + 1, text.length);
	}

	#addLiteral(end: number): void {
		const start = this.#cursor;
		if (end > start) this.#append(this.#toBytes(start, end));
		this.#cursor = Math.max(start, end);
	}

	#toBytes(start: number, end: number): Buffer {
		const { text, charset, verbatim } = this.#source;
		if (verbatim === undefined) {
			return encodeText(text.slice(start, end), charset, (character) => {
				this.#reporter.addProblem('unencodable', { detail: toCodePoint(character) });
				return toSubstitute(character, this.#escape);
			});
		}
		return verbatim.subarray(start * charset.bytesPerUnit, end * charset.bytesPerUnit);
	}

	/** To the last byte: half a character at the end of a damaged template has no place in the text. */
	#addRest(): void {
		const { text, charset, verbatim } = this.#source;
		if (verbatim === undefined) return this.#addLiteral(text.length);
		const rest = verbatim.subarray(this.#cursor * charset.bytesPerUnit);
		if (rest.length > 0) this.#append(rest);
	}

	#append(bytes: Buffer): void {
		this.#literalBytes += bytes.length;
		this.#add({ kind: 'literal', bytes });
	}

	#add(segment: Segment): void {
		(this.#block?.segments ?? this.#segments).push(segment);
	}

	#indexOf(name: string): number {
		const known = this.#indexes.get(name);
		if (known !== undefined) return known;
		this.#indexes.set(name, this.#tags.length);
		return this.#tags.push(toTagReference(name)) - 1;
	}

	#lineOf(token: TagToken): number {
		return this.#source.text.slice(0, token.start).split(/\r\n|\r|\n/).length;
	}
}

function isBlank(character: string | undefined): boolean {
	return character === ' ' || character === '\t';
}

function isBreak(character: string | undefined): boolean {
	return character === '\n' || character === '\r';
}
