import type { Extension } from '@codemirror/state';
import {
	Decoration,
	type DecorationSet,
	type EditorView,
	hoverTooltip,
	MatchDecorator,
	ViewPlugin,
	type ViewUpdate,
} from '@codemirror/view';
import { type ClassifyTag, type TagKind, tagPattern } from './tag-knowledge.ts';

export interface TagHighlightOptions {
	readonly classify: ClassifyTag;
	/** What stands beside the pointer. */
	readonly describe: (name: string) => string;
}

/** Tags in the colours of what is known of them, and a word about each below the pointer. */
export function highlightTags({ classify, describe }: TagHighlightOptions): Extension {
	const marks = new Map<TagKind, Decoration>();
	const markOf = (kind: TagKind): Decoration => {
		const known = marks.get(kind) ?? Decoration.mark({ class: `cm-tag cm-tag-${kind}` });
		marks.set(kind, known);
		return known;
	};
	const matcher = new MatchDecorator({ regexp: new RegExp(tagPattern), decoration: ([name]) => markOf(classify(name)) });
	const plugin = ViewPlugin.fromClass(
		class {
			decorations: DecorationSet;
			constructor(view: EditorView) {
				this.decorations = matcher.createDeco(view);
			}
			update(update: ViewUpdate): void {
				this.decorations = matcher.updateDeco(update, this.decorations);
			}
		},
		{ decorations: (value) => value.decorations },
	);
	return [plugin, tagTooltip(describe)];
}

function tagTooltip(describe: (name: string) => string): Extension {
	return hoverTooltip((view, position) => {
		const { from, text } = view.state.doc.lineAt(position);
		const found = [...text.matchAll(tagPattern)].find(
			({ index, 0: name }) => from + index <= position && position <= from + index + name.length,
		);
		if (found === undefined) return null;
		const [name] = found;
		const start = from + found.index;
		return {
			pos: start,
			end: start + name.length,
			above: true,
			create: () => {
				const dom = document.createElement('div');
				dom.className = 'cm-tag-tooltip';
				dom.textContent = describe(name);
				return { dom };
			},
		};
	});
}
