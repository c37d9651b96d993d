import type { EscapeMode } from '../domain/device-type-file.ts';
import { type BuildReport, BuildReporter, toMasked } from './build-report.ts';
import { encodeText } from './charset.ts';
import type { CompiledTemplate, Segment } from './compile.ts';
import { escapeValue, findDropped, toCodePoint, toSubstitute } from './escape.ts';
import { eachLineBegin, lexTags, type TagReference, toTagReference } from './lex.ts';
import { OutputBuffer } from './output-buffer.ts';
import { defaultRenderOptions, type RenderContext, type RenderOptions } from './render-context.ts';
import { TagResolver } from './resolve.ts';
import type { ResolvedTag } from './resolved-tag.ts';

/** The bytes of a file. @throws DmsError `content.too-large` beyond `maxOutputBytes`. */
export function renderTemplate(template: CompiledTemplate, context: RenderContext, options: Partial<RenderOptions> = {}): Buffer {
	return new Rendering(template, context, { ...defaultRenderOptions, ...options }).run();
}

/** As `renderTemplate`, with an account of every tag; for people, not for devices. */
export function renderWithReport(
	template: CompiledTemplate,
	context: RenderContext,
	options: Partial<RenderOptions> = {},
): { readonly bytes: Buffer; readonly report: BuildReport } {
	const reporter = new BuildReporter(template.problems);
	const bytes = new Rendering(template, context, { ...defaultRenderOptions, ...options }, reporter).run();
	return { bytes, report: reporter.toReport({ charset: template.charset.name, escape: template.escape, sizeBytes: bytes.length }) };
}

/** A short text with tags, such as a file format. Parts that are not to be repeated for each line. @throws DmsError `content.too-large`. */
export function renderText(
	text: string,
	context: RenderContext,
	{ escape = 'none', ...options }: Partial<RenderOptions> & { readonly escape?: EscapeMode } = {},
): string {
	const resolver = new TagResolver(context, { ...defaultRenderOptions, ...options });
	let rendered = '';
	let end = 0;
	for (const token of lexTags(text)) {
		const tag = resolver.resolve(toTagReference(token.name));
		rendered += text.slice(end, token.start) + (tag.isPlaceholder ? tag.text : escapeValue(tag.text, escape));
		end = token.end;
	}
	return rendered + text.slice(end);
}

class Rendering {
	readonly #template: CompiledTemplate;
	readonly #reporter: BuildReporter | undefined;
	readonly #resolver: TagResolver;
	readonly #output: OutputBuffer;
	/** Bytes of the tags that are the same on every line, by their index in the template. */
	readonly #bytes: (Buffer | undefined)[] = [];
	readonly #lineCount: number | undefined;
	readonly #masksSecrets: boolean;
	#line: number | undefined;

	constructor(template: CompiledTemplate, context: RenderContext, options: RenderOptions, reporter?: BuildReporter) {
		this.#template = template;
		this.#reporter = reporter;
		this.#resolver = new TagResolver(context, options, reporter && ((tag, reference, line) => reporter.addTag(tag, reference, line)));
		this.#output = new OutputBuffer(options.maxOutputBytes, template.literalBytes + template.tags.length * 32 + 64);
		this.#lineCount = context.device?.lines.length;
		this.#masksSecrets = options.masksSecrets;
	}

	run(): Buffer {
		this.#write(this.#template.segments);
		return this.#output.toBuffer();
	}

	#write(segments: readonly Segment[]): void {
		for (const segment of segments) {
			if (segment.kind === 'literal') this.#output.append(segment.bytes);
			else if (segment.kind === 'tag') this.#output.append(this.#bytes[segment.tag] ?? this.#toBytes(segment.tag));
			else this.#writeEachLine(segment.segments);
		}
	}

	#writeEachLine(segments: readonly Segment[]): void {
		if (this.#lineCount === undefined) return this.#reporter?.addProblem('no-device', { tagName: eachLineBegin });
		for (let line = 1; line <= this.#lineCount; line += 1) {
			this.#setLine(line);
			this.#write(segments);
		}
		this.#setLine(undefined);
	}

	#setLine(line: number | undefined): void {
		this.#line = line;
		this.#resolver.setLine(line);
	}

	#toBytes(index: number): Buffer {
		const reference = this.#template.tags[index];
		if (reference === undefined) return Buffer.alloc(0);
		const { charset, escape } = this.#template;
		const tag = this.#resolver.resolve(reference);
		if (!tag.isPlaceholder) this.#reportDropped(tag, reference);
		const shown = this.#masksSecrets && tag.isSecret ? toMasked(tag.text) : tag.text;
		const text = tag.isPlaceholder ? shown : escapeValue(shown, escape);
		const bytes = encodeText(text, charset, (character) => {
			this.#report('unencodable', tag, reference, character);
			return toSubstitute(character, escape);
		});
		if (!tag.variesByLine && reference.line !== 'current') this.#bytes[index] = bytes;
		return bytes;
	}

	#reportDropped(tag: ResolvedTag, reference: TagReference): void {
		if (this.#reporter === undefined) return;
		for (const character of findDropped(tag.text, this.#template.escape)) this.#report('dropped', tag, reference, character);
	}

	#report(kind: 'unencodable' | 'dropped', tag: ResolvedTag, reference: TagReference, character: string): void {
		const line = reference.line === 'current' ? this.#line : reference.line;
		// A character of a password is a part of the password.
		this.#reporter?.addProblem(kind, { tagName: reference.name, line, ...(tag.isSecret ? {} : { detail: toCodePoint(character) }) });
	}
}
