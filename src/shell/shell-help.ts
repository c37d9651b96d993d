import type { Parameter } from './bind-words.ts';
import { builtIns } from './built-ins.ts';
import type { ShellCommand } from './shell-command.ts';
import type { ShellContext } from './shell-context.ts';

const width = 78;
const rule = '='.repeat(width);

/** Contexts and verbs of a context. */
export function toContextHelp({ description, children, commands }: ShellContext, everywhere: readonly ShellCommand[]): string {
	const blocks = [
		[...wrap(description, width - 1).map((line) => ` ${line}`)],
		toListing(
			'Contexts:',
			children.map((child) => [child.name, child.description]),
		),
		toListing(
			'Commands:',
			commands.map((command) => [command.name, command.description]),
		),
		toListing('Everywhere:', [
			...everywhere.map((command): Entry => [command.name, command.description]),
			...builtIns.map((each): Entry => [[each.name, ...each.aliases].join(', '), each.description]),
		]),
	];
	return `${blocks
		.filter((lines) => lines.length > 0)
		.map((lines) => lines.join('\n'))
		.join('\n\n')}\n`;
}

/** What a verb does, what its parameters mean, and its grammar. */
export function toCommandHelp(command: ShellCommand): string {
	const parameters = Object.entries(command.parameters);
	const options = (kind: Parameter<unknown>['kind']) => parameters.filter(([, parameter]) => parameter.kind === kind);
	const described = parameters.map(([name, { kind, description }]): Entry => [kind === 'option' ? `-${name}` : name, description]);
	const optional = options('attribute').filter(([, { isRequired }]) => !isRequired);
	const grammar = [
		command.name,
		...[...options('word'), ...options('attribute').filter(([, { isRequired }]) => isRequired)].map(([name, parameter]) =>
			toTerm(name, parameter),
		),
		...toAttributeTerms(optional, command.needsAttribute),
		...options('option').map(([name]) => `\t[-${name}]`),
	];
	const prose = wrap(`${command.description} Needs the role ${command.leastRole}.`, width - 1).map((line) => ` ${line}`);
	return `${[...prose, '', ...toListing('Parameters description:', described), ...(described.length > 0 ? [''] : []), rule, ...grammar].join('\n')}\n`;
}

type Entry = readonly [name: string, text: string];

/** `  name : text`, the colons below each other, long texts on several lines. */
function toListing(title: string, entries: readonly Entry[]): readonly string[] {
	if (entries.length === 0) return [];
	const column = Math.max(...entries.map(([name]) => name.length));
	const lines = entries.flatMap(([name, text]) => {
		const [first = '', ...others] = wrap(text, Math.max(20, width - column - 5));
		return [`  ${name.padEnd(column)} : ${first}`.trimEnd(), ...others.map((line) => ' '.repeat(column + 5) + line)];
	});
	return [title, ...lines];
}

function toTerm(name: string, { kind, isRequired, type }: Parameter<unknown>): string {
	const term = kind === 'attribute' ? `${name}, ${type.label}` : `<${name}>, ${type.label}`;
	return isRequired ? `\t${term}` : `\t[${term}]`;
}

/** All optional attributes as one choice of several, with their types below. */
function toAttributeTerms(attributes: readonly (readonly [string, Parameter<unknown>])[], needsOne: boolean): readonly string[] {
	if (attributes.length === 0) return [];
	const choice = `<attribute>, Multiple Choice = {${attributes.map(([name]) => name).join(', ')}}`;
	return [needsOne ? `\t${choice}` : `\t[${choice}]`, ...attributes.map(([name, { type }]) => `\t\t<${name}>, ${type.label}`)];
}

/** Lines of at most so many characters, where the words allow it. */
function wrap(text: string, most: number): readonly string[] {
	const lines: string[] = [];
	let line = '';
	for (const word of text.split(' ')) {
		if (line !== '' && line.length + 1 + word.length > most) {
			lines.push(line);
			line = word;
		} else line = line === '' ? word : `${line} ${word}`;
	}
	return [...lines, line];
}
