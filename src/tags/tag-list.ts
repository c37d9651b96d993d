import { DmsError } from '../domain/errors.ts';
import { type TagRow, toTagRow } from './build-report.ts';
import { toTagReference } from './lex.ts';
import { defaultRenderOptions, type RenderContext, type RenderOptions } from './render-context.ts';
import { TagResolver } from './resolve.ts';

// A list is for reading; the bound of a file would let one tag fill it with megabytes.
const maxActualValue = 64 * 1024;

/**
 * Every custom tag that is defined for the device (or the scope, where the context has no device), by name, with the
 * value in effect and its origin. Where an actual value would grow too large, the entered one stands in its place.
 */
export function listEffectiveTags(context: RenderContext, options: Partial<RenderOptions> = {}): readonly TagRow[] {
	const resolver = new TagResolver(context, { ...defaultRenderOptions, ...options, maxOutputBytes: maxActualValue });
	return resolver.customTags.names().map((name) => toRow(resolver, name));
}

function toRow(resolver: TagResolver, name: string): TagRow {
	const reference = toTagReference(name);
	try {
		return toTagRow(resolver.resolve(reference));
	} catch (error) {
		if (!(error instanceof DmsError) || error.code !== 'content.too-large') throw error;
		const found = resolver.customTags.find(name);
		const value = found?.value ?? '';
		const isSecret = reference.hasSecretName;
		return toTagRow({ name, text: value, enteredValue: value, origin: found?.origin, isSecret, enteredIsSecret: isSecret });
	}
}
