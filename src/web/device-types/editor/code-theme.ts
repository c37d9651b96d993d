import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import type { Extension } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const color = (light: string, dark: string): string => `light-dark(var(--mantine-color-${light}), var(--mantine-color-${dark}))`;

const chip = (light: string, dark: string): Record<string, string> => ({
	color: color(`${light}-9`, `${dark}-3`),
	backgroundColor: `color-mix(in srgb, var(--mantine-color-${light}-5) 14%, transparent)`,
});

const frame = EditorView.theme({
	'&': { fontSize: 'var(--mantine-font-size-sm)', color: 'var(--mantine-color-text)', height: '100%' },
	'&.cm-focused': { outline: 'none' },
	'.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.6' },
	'.cm-content': { caretColor: 'var(--mantine-color-text)' },
	'.cm-cursor': { borderLeftColor: 'var(--mantine-color-text)' },
	'.cm-gutters': {
		backgroundColor: 'transparent',
		color: 'var(--mantine-color-dimmed)',
		borderRight: '1px solid var(--mantine-color-default-border)',
	},
	'.cm-activeLine, .cm-activeLineGutter': { backgroundColor: 'color-mix(in srgb, var(--mantine-color-gray-5) 9%, transparent)' },
	'&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
		backgroundColor: 'color-mix(in srgb, var(--mantine-color-petrol-5) 25%, transparent)',
	},
	'.cm-tag': { borderRadius: '3px' },
	'.cm-tag-built-in': chip('petrol', 'petrol'),
	'.cm-tag-custom': chip('grape', 'grape'),
	'.cm-tag-mark': { ...chip('orange', 'orange'), fontWeight: '600' },
	'.cm-tag-open': { ...chip('gray', 'gray'), borderBottom: '1px dashed currentColor' },
	'.cm-tag-wrong': { ...chip('red', 'red'), textDecoration: 'underline wavy', textDecorationThickness: '1px' },
	'.cm-tooltip': {
		backgroundColor: 'var(--mantine-color-body)',
		color: 'var(--mantine-color-text)',
		border: '1px solid var(--mantine-color-default-border)',
		borderRadius: 'var(--mantine-radius-sm)',
		boxShadow: 'var(--mantine-shadow-md)',
	},
	'.cm-tag-tooltip, .cm-tooltip.cm-completionInfo': { padding: '4px 8px', maxWidth: '320px', fontSize: 'var(--mantine-font-size-xs)' },
	'.cm-tooltip-autocomplete ul li[aria-selected]': {
		backgroundColor: 'var(--mantine-primary-color-filled)',
		color: 'var(--mantine-color-white)',
	},
	'.cm-panels': { backgroundColor: 'var(--mantine-color-default-hover)', color: 'var(--mantine-color-text)' },
	'.cm-panel input, .cm-panel button': { color: 'inherit', backgroundColor: 'var(--mantine-color-body)', backgroundImage: 'none' },
});

const xml = HighlightStyle.define([
	{ tag: tags.tagName, color: color('blue-8', 'blue-4') },
	{ tag: tags.angleBracket, color: 'var(--mantine-color-dimmed)' },
	{ tag: tags.attributeName, color: color('indigo-8', 'indigo-3') },
	{ tag: tags.attributeValue, color: color('green-9', 'green-4') },
	{ tag: [tags.comment, tags.processingInstruction, tags.documentMeta], color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
	{ tag: tags.invalid, color: color('red-8', 'red-4') },
]);

/** The editor in the colours of the page, light and dark. */
export const codeTheme: Extension = [frame, syntaxHighlighting(xml)];
