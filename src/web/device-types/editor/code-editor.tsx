import { autocompletion, closeCompletion, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap } from '@codemirror/commands';
import { xml } from '@codemirror/lang-xml';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { highlightSelectionMatches, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { drawSelection, EditorView, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers } from '@codemirror/view';
import { useMantineStyleNonce } from '@mantine/core';
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from 'react';
import classes from './code-editor.module.css';
import { codeTheme } from './code-theme.ts';
import { createTagCompletion } from './tag-completion.ts';
import { highlightTags } from './tag-highlight.ts';
import { createClassifier, type TagKnowledge } from './tag-knowledge.ts';
import { tagKindTexts } from './texts.ts';

export interface CodeEditorHandle {
	/** Shows a line, counted from 1, and puts the cursor there. */
	readonly jumpTo: (line: number) => void;
}

export interface CodeEditorProps {
	/** What stands in it at first; another text needs another `key`. */
	readonly initialText: string;
	readonly label: string;
	readonly language: 'xml' | 'text';
	readonly readOnly: boolean;
	readonly knowledge: TagKnowledge;
	readonly onChange: (text: string) => void;
	/** Ctrl+S, Cmd+S. */
	readonly onSave: () => void;
	readonly ref?: Ref<CodeEditorHandle>;
}

/** A template with its tags in colours, and their names as one types. */
export function CodeEditor({ initialText, label, language, readOnly, knowledge, onChange, onSave, ref }: CodeEditorProps): ReactNode {
	const parent = useRef<HTMLDivElement>(null);
	const view = useRef<EditorView>(undefined);
	const [tagPart] = useState(() => new Compartment());
	const nonce = useMantineStyleNonce();
	const handlers = useRef({ onChange, onSave });
	const tagExtension = useMemo(() => toTagExtension(knowledge), [knowledge]);
	const first = useRef({ initialText, label, language, readOnly, tagExtension, nonce: nonce?.() ?? '' });

	useLayoutEffect(() => {
		handlers.current = { onChange, onSave };
	}, [onChange, onSave]);

	useEffect(() => {
		const { current } = first;
		const state = EditorState.create({
			doc: current.initialText,
			extensions: [
				toBaseExtensions(current),
				tagPart.of(current.tagExtension),
				EditorView.updateListener.of(({ docChanged, state: after }) => {
					if (docChanged) handlers.current.onChange(after.sliceDoc());
				}),
				keymap.of([{ key: 'Mod-s', preventDefault: true, run: () => (handlers.current.onSave(), true) }]),
			],
		});
		const editor = new EditorView({ state, parent: parent.current ?? document.body });
		view.current = editor;
		return () => editor.destroy();
	}, [tagPart]);

	useEffect(() => {
		view.current?.dispatch({ effects: tagPart.reconfigure(tagExtension) });
	}, [tagExtension, tagPart]);

	useImperativeHandle(ref, () => ({ jumpTo: (line) => jumpTo(view.current, line) }), []);
	return <div ref={parent} className={classes['editor']} />;
}

interface BaseOptions {
	readonly initialText: string;
	readonly label: string;
	readonly language: 'xml' | 'text';
	readonly readOnly: boolean;
	readonly nonce: string;
}

function toBaseExtensions({ initialText, label, language, readOnly, nonce }: BaseOptions): Extension {
	return [
		...(nonce === '' ? [] : [EditorView.cspNonce.of(nonce)]),
		lineNumbers(),
		history(),
		drawSelection(),
		bracketMatching(),
		highlightActiveLine(),
		highlightActiveLineGutter(),
		highlightSelectionMatches(),
		indentUnit.of('\t'),
		EditorState.tabSize.of(4),
		// A file keeps the ends of its lines.
		...(initialText.includes('\r\n') ? [EditorState.lineSeparator.of('\r\n')] : []),
		EditorState.readOnly.of(readOnly),
		EditorView.contentAttributes.of({ 'aria-label': label, tabindex: '0' }),
		...(language === 'xml' ? [xml({ autoCloseTags: false })] : []),
		keymap.of([...completionKeymap, ...searchKeymap, ...historyKeymap, ...defaultKeymap]),
		EditorView.domEventHandlers({ blur: (_event, editor) => void closeCompletion(editor) }),
		codeTheme,
	];
}

function toTagExtension(knowledge: TagKnowledge): Extension {
	const classify = createClassifier(knowledge);
	const meanings = new Map(knowledge.names.map(({ name, meaning }) => [name, meaning]));
	const describe = (name: string): string => {
		const meaning = meanings.get(name) ?? meanings.get(name.replace(/-\d+%$/, '-n%'));
		const kind = tagKindTexts[classify(name)];
		return meaning === undefined ? kind : `${kind}: ${meaning}`;
	};
	return [highlightTags({ classify, describe }), autocompletion({ override: [createTagCompletion(knowledge.names)], icons: false })];
}

function jumpTo(editor: EditorView | undefined, line: number): void {
	if (editor === undefined) return;
	const { from } = editor.state.doc.line(Math.min(Math.max(line, 1), editor.state.doc.lines));
	editor.dispatch({ selection: { anchor: from }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
	editor.focus();
}
