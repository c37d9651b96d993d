import { SaxesParser } from 'saxes';
import { DmsError } from '../domain/errors.ts';
import type { ArchiveLimits } from './limits.ts';

/** An element of a parsed document. */
export interface XmlElement {
	readonly name: string;
	readonly attributes: ReadonlyMap<string, string>;
	readonly children: readonly XmlElement[];
	/** All text directly inside the element, white space kept. */
	readonly text: string;
	/** Line of its start tag, from 1. */
	readonly line: number;
}

/** An element to be written: either a value or children. */
export interface WrittenElement {
	readonly name: string;
	readonly attributes?: Readonly<Record<string, string | number>>;
	readonly value: string | number | boolean | readonly WrittenElement[];
}

interface OpenElement extends XmlElement {
	readonly attributes: Map<string, string>;
	readonly children: OpenElement[];
	readonly pieces: string[];
	text: string;
}

/**
 * Parses a document strictly as XML 1.0 without name spaces. A document type declaration is refused where it stands,
 * so no entity can be defined and nothing is ever fetched.
 * @throws DmsError `dtaf.descriptor-dtd`, `dtaf.descriptor-encoding`, `dtaf.descriptor-malformed`.
 */
export function parseXml(text: string, limits: ArchiveLimits): XmlElement {
	const parser = new SaxesParser({ xmlns: false, defaultXMLVersion: '1.0', forceXMLVersion: true });
	const open: OpenElement[] = [];
	let root: OpenElement | undefined;
	let count = 0;
	parser.on('error', (error) => {
		throw malformed(error.message);
	});
	parser.on('doctype', () => {
		throw new DmsError('dtaf.descriptor-dtd', `line ${parser.line}: device-type.xml has a document type declaration`);
	});
	parser.on('processinginstruction', () => {
		throw malformed(`line ${parser.line}: a processing instruction is not allowed`);
	});
	parser.on('xmldecl', ({ encoding }) => {
		if (encoding !== undefined && encoding.toUpperCase() !== 'UTF-8') {
			throw new DmsError('dtaf.descriptor-encoding', 'device-type.xml declares an encoding other than UTF-8');
		}
	});
	parser.on('opentag', (tag) => {
		count += 1;
		if (count > limits.maxXmlElements) throw malformed(`it has more than ${limits.maxXmlElements} elements`);
		if (open.length >= limits.maxXmlDepth) throw malformed(`line ${parser.line}: elements are nested more than ${limits.maxXmlDepth} deep`);
		const element: OpenElement = {
			name: tag.name,
			attributes: new Map(Object.entries(tag.attributes)),
			children: [],
			pieces: [],
			text: '',
			line: parser.line,
		};
		root ??= element;
		open.at(-1)?.children.push(element);
		open.push(element);
	});
	parser.on('closetag', () => {
		const element = open.pop();
		if (element !== undefined) element.text = element.pieces.join('');
	});
	parser.on('text', (piece) => open.at(-1)?.pieces.push(piece));
	parser.on('cdata', (piece) => open.at(-1)?.pieces.push(piece));
	parser.write(text).close();
	if (root === undefined) throw malformed('it has no element');
	return root;
}

/**
 * A document of its own, indented with tabs; a value stands between its tags without added white space.
 * @throws DmsError `value.invalid` for a character that XML 1.0 cannot carry.
 */
export function toXml(root: WrittenElement): string {
	const lines = ['<?xml version="1.0" encoding="UTF-8"?>'];
	writeElement(root, '', lines);
	return `${lines.join('\n')}\n`;
}

function writeElement({ name, attributes = {}, value }: WrittenElement, indent: string, lines: string[]): void {
	const start = [name, ...Object.entries(attributes).map(([key, text]) => `${key}="${escape(String(text))}"`)].join(' ');
	if (typeof value !== 'object') {
		const text = escape(String(value));
		lines.push(text === '' ? `${indent}<${start}/>` : `${indent}<${start}>${text}</${name}>`);
		return;
	}
	if (value.length === 0) {
		lines.push(`${indent}<${start}/>`);
		return;
	}
	lines.push(`${indent}<${start}>`);
	for (const child of value) writeElement(child, `${indent}\t`, lines);
	lines.push(`${indent}</${name}>`);
}

const namedReferences: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Carriage return, tab and line feed as references: a parser would turn them into something else. */
function escape(text: string): string {
	if (!text.isWellFormed() || /[^\t\n\r\u0020-\ufffd\u{10000}-\u{10ffff}]/u.test(text)) {
		throw new DmsError('value.invalid', 'a value contains a character that XML cannot carry');
	}
	return text.replace(/[&<>"\t\n\r\u0085\u2028]/g, (character) => namedReferences[character] ?? `&#${character.charCodeAt(0)};`);
}

function malformed(detail: string): DmsError {
	const oneLine = detail.replace(/\s+/g, ' ').slice(0, 200);
	return new DmsError('dtaf.descriptor-malformed', `device-type.xml is not well-formed: ${oneLine}`);
}
