import { DmsError } from '../domain/errors.ts';
import { quote } from '../domain/text-rules.ts';
import type { ParameterType } from './parameter-types.ts';
import { quoteWord, type ShellWord } from './shell-words.ts';

/** One parameter of a command. */
export interface Parameter<Value> {
	/** `word`: by its place. `attribute`: `name value` or `name=value`, in any order. `option`: `-name`. */
	readonly kind: 'word' | 'attribute' | 'option';
	readonly description: string;
	readonly isRequired: boolean;
	readonly type: ParameterType<Value>;
}

/** By name, the words in their order. */
export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

/** What a command is given for its parameters; what was left out is undefined, an option false. */
export type BoundValues<Declared> = {
	readonly [Name in keyof Declared]: Declared[Name] extends Parameter<infer Value> ? Value : never;
};

export function word<Value>(type: ParameterType<Value>, description: string): Parameter<Value> {
	return { kind: 'word', type, description, isRequired: true };
}

/** Left out where the next word does not look like one. */
export function optionalWord<Value>(type: ParameterType<Value>, description: string): Parameter<Value | undefined> {
	return { kind: 'word', type, description, isRequired: false };
}

export function attribute<Value>(type: ParameterType<Value>, description: string): Parameter<Value | undefined> {
	return { kind: 'attribute', type, description, isRequired: false };
}

export function requiredAttribute<Value>(type: ParameterType<Value>, description: string): Parameter<Value> {
	return { kind: 'attribute', type, description, isRequired: true };
}

export function option(description: string): Parameter<boolean> {
	const type = { label: '', accepts: () => true, parse: () => true };
	return { kind: 'option', type, description, isRequired: false };
}

interface Grammar<Declared extends Parameters> {
	readonly verb: string;
	readonly parameters: Declared;
	readonly needsAttribute: boolean;
	readonly heads: readonly (readonly string[])[];
}

export interface BoundWords<Declared extends Parameters> {
	readonly values: BoundValues<Declared>;
	/** The command with its words quoted where need be and secrets masked. */
	readonly text: string;
	readonly hasSecret: boolean;
}

/** Reads the words behind a verb. @throws DmsError `usage.invalid`, `value.*`. */
export function bindWords<Declared extends Parameters>(grammar: Grammar<Declared>, words: readonly ShellWord[]): BoundWords<Declared> {
	const reader = new WordReader(grammar);
	reader.read(withoutOutput(grammar, words));
	reader.finish();
	// The reader has a value for every name of `Declared`, each from the type that stands there.
	return { values: reader.values as BoundValues<Declared>, text: reader.texts.join(' '), hasSecret: reader.hasSecret };
}

/**
 * A command is often copied with the table that it printed, all in one line. What stands from the head of one of its own tables on is dropped.
 * @throws DmsError `usage.invalid` where there is a rule of a table but not such a head before it.
 */
function withoutOutput({ verb, heads }: Pick<Grammar<Parameters>, 'verb' | 'heads'>, words: readonly ShellWord[]): readonly ShellWord[] {
	const rule = words.findIndex(({ text, isQuoted }) => !isQuoted && /^={5,}$/.test(text));
	if (rule < 0) return words;
	for (const head of heads) {
		const titles = head.join(' ').split(' ');
		const start = rule - titles.length;
		if (start >= 0 && titles.every((title, index) => words[start + index]?.text === title)) return words.slice(0, start);
	}
	throw new DmsError('usage.invalid', `behind ${verb} stands the output of a command; give the command alone`);
}

class WordReader {
	readonly values: Record<string, unknown> = {};
	readonly texts: string[];
	hasSecret = false;
	readonly #grammar: Grammar<Parameters>;
	readonly #entries: readonly (readonly [string, Parameter<unknown>])[];
	readonly #positions: (readonly [string, Parameter<unknown>])[];

	constructor(grammar: Grammar<Parameters>) {
		this.#grammar = grammar;
		this.texts = [grammar.verb];
		this.#entries = Object.entries(grammar.parameters);
		this.#positions = this.#entries.filter(([, { kind }]) => kind === 'word');
	}

	read(words: readonly ShellWord[]): void {
		const rest = [...words];
		for (let next = rest.shift(); next !== undefined; next = rest.shift()) {
			if (isOption(next)) this.#takeOption(next);
			else if (!this.#takePair(next, rest) && !this.#takeAttribute(next, rest)) this.#takeWord(next);
		}
	}

	/** Checks that nothing is missing. */
	finish(): void {
		const { verb, needsAttribute } = this.#grammar;
		for (const [name, { kind, isRequired }] of this.#entries) {
			if (Object.hasOwn(this.values, name)) continue;
			if (isRequired) throw this.#wrong(`${verb} needs ${kind === 'word' ? `<${name}>` : `${name} <value>`}`);
			this.values[name] = kind === 'option' ? false : undefined;
		}
		const attributes = this.#entries.filter(([, { kind }]) => kind === 'attribute');
		if (needsAttribute && attributes.every(([name]) => this.values[name] === undefined)) {
			throw this.#wrong(`${verb} needs at least one of: ${attributes.map(([name]) => name).join(', ')}`);
		}
	}

	#takeOption({ text }: ShellWord): void {
		const entry = this.#find('option', text.slice(1));
		if (entry === undefined) {
			const options = this.#entries.filter(([, { kind }]) => kind === 'option').map(([name]) => `-${name}`);
			throw this.#wrong(
				`${this.#grammar.verb} has no option ${quote(text)}${options.length === 0 ? '' : `; it has: ${options.join(', ')}`}`,
			);
		}
		this.#set(entry, '', `-${entry[0]}`);
	}

	/** `name=value`, or `name=` with the value as the next word. */
	#takePair({ text, bareLength, isQuoted }: ShellWord, rest: ShellWord[]): boolean {
		const at = text.indexOf('=');
		const entry = at > 0 && at < bareLength ? this.#find('attribute', text.slice(0, at)) : undefined;
		if (entry === undefined) return false;
		const isOpen = at + 1 === text.length && !isQuoted;
		this.#setAttribute(entry, isOpen ? this.#shiftValue(entry[0], rest) : text.slice(at + 1));
		return true;
	}

	/** `name value`. While words are missing that must come first, the name of an attribute is no attribute. */
	#takeAttribute({ text, isQuoted }: ShellWord, rest: ShellWord[]): boolean {
		if (isQuoted || this.#positions.some(([, { isRequired }]) => isRequired)) return false;
		const entry = this.#find('attribute', text);
		if (entry === undefined) return false;
		this.#setAttribute(entry, this.#shiftValue(entry[0], rest));
		return true;
	}

	#takeWord({ text }: ShellWord): void {
		for (let entry = this.#positions.shift(); entry !== undefined; entry = this.#positions.shift()) {
			const [, { isRequired, type }] = entry;
			if (!isRequired && !type.accepts(text)) continue;
			return this.#set(entry, text, quoteWord(type.mask?.(text) ?? text));
		}
		const attributes = this.#entries.filter(([, { kind }]) => kind === 'attribute').map(([name]) => name);
		const has = attributes.length === 0 ? '' : `; its attributes are: ${attributes.join(', ')}`;
		throw this.#wrong(`${this.#grammar.verb} cannot take ${quote(text)} there${has}`);
	}

	#shiftValue(name: string, rest: ShellWord[]): string {
		const value = rest.shift();
		if (value === undefined) throw this.#wrong(`${name} has no value; an empty one is ${name} ""`);
		return value.text;
	}

	#setAttribute(entry: readonly [string, Parameter<unknown>], text: string): void {
		const [name, { type }] = entry;
		this.#set(entry, text, `${name} ${quoteWord(type.mask?.(text) ?? text)}`);
	}

	#set([name, { type }]: readonly [string, Parameter<unknown>], text: string, shown: string): void {
		if (Object.hasOwn(this.values, name)) throw this.#wrong(`${name} is given twice`);
		this.values[name] = type.parse(name, text);
		this.texts.push(shown);
		if (type.mask !== undefined && type.mask(text) !== text) this.hasSecret = true;
	}

	#find(wanted: Parameter<unknown>['kind'], name: string): readonly [string, Parameter<unknown>] | undefined {
		return this.#entries.find(([each, { kind }]) => kind === wanted && each.toLowerCase() === name.toLowerCase());
	}

	#wrong(detail: string): DmsError {
		return new DmsError('usage.invalid', detail, { hint: `help ${this.#grammar.verb} shows the grammar.` });
	}
}

function isOption({ text, isQuoted }: ShellWord): boolean {
	return !isQuoted && /^-[A-Za-z]/.test(text);
}
