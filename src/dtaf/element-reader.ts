import { collapse } from '../domain/text-rules.ts';
import type { XmlElement } from './xml-tree.ts';

/** Findings of one descriptor: what is wrong stops the import, what is odd is told. */
export interface Findings {
	readonly problems: string[];
	readonly warnings: string[];
}

/**
 * Reads the children of one element by name and notes what is missing, double, unknown or not of its kind. After a
 * problem a neutral value is returned, so that a person sees all problems at once; the caller must look at them.
 */
export class ElementReader {
	readonly where: string;
	readonly findings: Findings;
	readonly #element: XmlElement;
	readonly #unread: Map<string, XmlElement[]>;
	readonly #unreadAttributes: Map<string, string>;

	constructor(element: XmlElement, where: string, findings: Findings) {
		this.where = where;
		this.findings = findings;
		this.#element = element;
		this.#unread = Map.groupBy(element.children, ({ name }) => name);
		this.#unreadAttributes = new Map(element.attributes);
		if (element.children.length > 0 && element.text.trim() !== '') this.problem(`text stands between the elements of ${element.name}`);
	}

	problem(detail: string, line = this.#element.line): void {
		this.findings.problems.push(`line ${line}: ${this.where}${detail}`);
	}

	/** White space is collapsed. */
	text(name: string): string {
		return this.optionalText(name) ?? this.#missing(name, '');
	}

	optionalText(name: string): string | undefined {
		const text = this.optionalExactText(name);
		return text === undefined ? undefined : collapse(text);
	}

	/** White space is kept. */
	optionalExactText(name: string): string | undefined {
		const element = this.#take(name);
		return element === undefined ? undefined : this.#leaf(element);
	}

	flag(name: string): boolean {
		return this.optionalFlag(name) ?? this.#missing(name, false);
	}

	optionalFlag(name: string): boolean | undefined {
		const value = this.optionalChoice(name, ['true', 'false']);
		return value === undefined ? undefined : value === 'true';
	}

	choice<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice {
		return this.optionalChoice(name, choices) ?? this.#missing(name, choices[0]);
	}

	optionalChoice<Choice extends string>(name: string, choices: readonly [Choice, ...Choice[]]): Choice | undefined {
		const line = this.#lineOf(name);
		const value = this.optionalText(name);
		if (value === undefined) return undefined;
		const choice = choices.find((candidate) => candidate === value);
		if (choice === undefined)
			this.problem(`${name} is ${JSON.stringify(value.slice(0, 64))}; it must be one of: ${choices.join(', ')}`, line);
		return choice ?? choices[0];
	}

	optionalNumber(name: string): number | undefined {
		const line = this.#lineOf(name);
		const value = this.optionalText(name);
		return value === undefined ? undefined : this.#number(name, value, line);
	}

	child(name: string): ElementReader | undefined {
		const element = this.#take(name);
		return element === undefined ? undefined : new ElementReader(element, this.where, this.findings);
	}

	/** A reader of nothing after a problem. */
	required(name: string): ElementReader {
		const empty: XmlElement = { name, attributes: new Map(), children: [], text: '', line: this.#element.line };
		return this.child(name) ?? new ElementReader(this.#missing(name, empty), this.where, this.findings);
	}

	children(name: string): ElementReader[] {
		const elements = this.#unread.get(name) ?? [];
		this.#unread.delete(name);
		return elements.map((element) => new ElementReader(element, this.where, this.findings));
	}

	/** The children of an element that holds nothing else. */
	childrenAlone(name: string): ElementReader[] {
		const children = this.children(name);
		this.finish();
		return children;
	}

	/** The same element with a place that problems begin with. */
	within(where: string): ElementReader {
		return new ElementReader(this.#element, where, this.findings);
	}

	/** The text of a child, for messages, without reading it. */
	peek(name: string): string | undefined {
		const element = this.#unread.get(name)?.[0];
		return element === undefined ? undefined : collapse(element.text).slice(0, 64);
	}

	/** Texts of all children of the name. */
	texts(name: string): string[] {
		const elements = this.#unread.get(name) ?? [];
		this.#unread.delete(name);
		return elements.map((element) => collapse(this.#leaf(element)));
	}

	/** The children of these names that nobody has read yet, in the order of the document, as names and values. */
	carried(names: readonly string[]): { readonly name: string; readonly value: string }[] {
		const found = this.#element.children.filter(({ name }) => names.includes(name) && this.#unread.has(name));
		for (const { name } of found) this.#unread.delete(name);
		return found.map((element) => ({ name: element.name, value: collapse(this.#leaf(element)) }));
	}

	optionalAttribute(name: string): string | undefined {
		const value = this.#unreadAttributes.get(name);
		this.#unreadAttributes.delete(name);
		return value;
	}

	optionalNumberAttribute(name: string): number | undefined {
		const value = this.optionalAttribute(name);
		return value === undefined ? undefined : this.#number(name, value, this.#element.line);
	}

	/** Whatever was not read is not known. */
	finish(): void {
		for (const [name, [element]] of this.#unread) this.problem(`${this.#element.name} knows no element ${shorten(name)}`, element?.line);
		for (const name of this.#unreadAttributes.keys()) this.problem(`${this.#element.name} knows no attribute ${shorten(name)}`);
	}

	#take(name: string): XmlElement | undefined {
		const elements = this.#unread.get(name) ?? [];
		this.#unread.delete(name);
		const [first, second] = elements;
		if (second !== undefined) this.problem(`${name} is there twice`, second.line);
		return first;
	}

	#leaf(element: XmlElement): string {
		if (element.children.length > 0) this.problem(`${element.name} must hold text alone`, element.line);
		if (element.attributes.size > 0) this.problem(`${element.name} knows no attributes`, element.line);
		return element.text;
	}

	#number(name: string, value: string, line: number): number {
		if (/^(0|[1-9][0-9]{0,14})$/.test(value)) return Number(value);
		this.problem(`${name} is ${JSON.stringify(value.slice(0, 64))}; it must be a whole number`, line);
		return 0;
	}

	#missing<Value>(name: string, neutral: Value): Value {
		this.problem(`${this.#element.name} has no ${name}`);
		return neutral;
	}

	#lineOf(name: string): number {
		return this.#unread.get(name)?.[0]?.line ?? this.#element.line;
	}
}

function shorten(name: string): string {
	return name.length > 64 ? `${name.slice(0, 63)}…` : name;
}
