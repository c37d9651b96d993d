import {
	type Completion,
	type CompletionContext,
	type CompletionResult,
	type CompletionSource,
	snippetCompletion,
} from '@codemirror/autocomplete';
import type { EditorView } from '@codemirror/view';
import type { TagName } from '../queries.ts';
import { toOrigin } from '../tag-origin.ts';
import { eachLineBegin, eachLineEnd } from './tag-knowledge.ts';

/** Names of tags after a percent sign. */
export function createTagCompletion(names: readonly TagName[]): CompletionSource {
	const options = [...names.map(toCompletion), eachLine];
	return (context: CompletionContext): CompletionResult | null => {
		const typed = context.matchBefore(/%[A-Za-z0-9_.-]*/);
		if (typed === null && !context.explicit) return null;
		return { from: typed?.from ?? context.pos, options, validFor: /^%[A-Za-z0-9_.-]*$/ };
	};
}

const eachLine: Completion = snippetCompletion(`${eachLineBegin}\n\t\${}\n${eachLineEnd}`, {
	label: eachLineBegin,
	detail: 'a part for each line',
	type: 'keyword',
	boost: -1,
});

function toCompletion(tag: TagName): Completion {
	return {
		label: tag.name,
		detail: toOrigin(tag),
		type: tag.level === 'Built-in' ? 'constant' : 'variable',
		apply: insertName,
		...(tag.meaning === undefined ? {} : { info: tag.meaning }),
	};
}

/** A percent sign that stands there already is not put there twice. */
function insertName(view: EditorView, { label }: Completion, from: number, to: number): void {
	const after = view.state.sliceDoc(to, to + 1);
	const end = after === '%' ? to + 1 : to;
	view.dispatch({ changes: { from, to: end, insert: label }, selection: { anchor: from + label.length }, userEvent: 'input.complete' });
}
