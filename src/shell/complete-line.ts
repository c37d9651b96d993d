import { findByAbbreviation } from './abbreviation.ts';
import type { Parameter } from './bind-words.ts';
import { builtIns } from './built-ins.ts';
import type { ShellTree } from './plan-line.ts';
import type { ShellCommand } from './shell-command.ts';
import { contextOf, resolvePath, type ShellPlace } from './shell-context.ts';

/** What may stand in place of the last part of a line, and that part. */
export type Completion = readonly [candidates: readonly string[], part: string];

const mostCharacters = 1024;

/** Offers contexts, verbs, attributes, options and choices. What cannot be read offers nothing. */
export function completeLine(tree: ShellTree, from: ShellPlace, line: string): Completion {
	// Quotes are rare where there is something to complete.
	if (line.length > mostCharacters || /["'<>]/.test(line)) return [[], line];
	const commands = line
		.split(';')
		.map((command) => command.split(/[ \t]+/).filter((word, index, all) => word !== '' || index === all.length - 1));
	const words = commands.at(-1) ?? [];
	const part = words.at(-1) ?? '';
	const place = followMoves(from, commands.slice(0, -1));
	return [place === undefined ? [] : listCandidates(tree, place, words.slice(0, -1), part), part];
}

/** Where the commands before the last one lead; undefined where one of them leads nowhere. */
function followMoves(from: ShellPlace, commands: readonly (readonly string[])[]): ShellPlace | undefined {
	try {
		let place = from;
		for (const words of commands) {
			const [first = '', second] = words.filter((word) => word !== '');
			const isMove = first.includes('/') || first === '..' || findByAbbreviation(contextOf(place).children, first) !== undefined;
			if (isMove) place = resolvePath(place, first);
			else if (first === 'cd') place = resolvePath(place, second ?? '/');
		}
		return place;
	} catch {
		return undefined;
	}
}

function listCandidates(tree: ShellTree, place: ShellPlace, [verb, ...given]: readonly string[], part: string): readonly string[] {
	const { children, commands } = contextOf(place);
	const verbs = [...commands, ...tree.everywhere];
	if (verb === undefined) {
		if (part.includes('/')) return completePath(place, part);
		return matching([...children.map(({ name }) => name), ...verbs.map(({ name }) => name), ...builtIns.map(({ name }) => name)], part);
	}
	if (verb === 'cd') return given.length === 0 ? completePath(place, part) : [];
	if (verb === 'help' || verb === 'h') return matching([...verbs.map(({ name }) => name), ...children.map(({ name }) => name)], part);
	try {
		const command = findByAbbreviation(verbs, verb);
		return command === undefined ? [] : completeCommand(command, given, part);
	} catch {
		return [];
	}
}

/** Whole paths, so that the part before the last slash stays. */
function completePath(place: ShellPlace, part: string): readonly string[] {
	const cut = part.lastIndexOf('/') + 1;
	try {
		const { children } = contextOf(resolvePath(place, part.slice(0, cut)));
		return matching(
			children.map(({ name }) => part.slice(0, cut) + name),
			part,
		);
	} catch {
		return [];
	}
}

function completeCommand({ parameters }: ShellCommand, given: readonly string[], part: string): readonly string[] {
	const entries = Object.entries(parameters);
	const last = given.at(-1);
	const attribute = entries.find(([name, { kind }]) => kind === 'attribute' && name === last)?.[1];
	if (attribute !== undefined) return matching(attribute.type.choices ?? [], part);
	const at = part.indexOf('=');
	if (at > 0) {
		const name = part.slice(0, at);
		const choices = parameters[name]?.type.choices ?? [];
		return matching(
			choices.map((choice) => `${name}=${choice}`),
			part,
		);
	}
	return matching([...listWordChoices(entries, given), ...listNames(entries, given)], part);
}

/** The choices of the word that stands at this place, where an optional word before it may be left out. */
function listWordChoices(entries: readonly (readonly [string, Parameter<unknown>])[], given: readonly string[]): readonly string[] {
	const types = entries.filter(([, { kind }]) => kind === 'word').map(([, parameter]) => parameter);
	for (const text of given) {
		if (text.startsWith('-')) continue;
		let next = types.shift();
		while (next !== undefined && !next.isRequired && !next.type.accepts(text)) next = types.shift();
	}
	const required = types.findIndex(({ isRequired }) => isRequired);
	return types.slice(0, required < 0 ? types.length : required + 1).flatMap(({ type }) => type.choices ?? []);
}

function listNames(entries: readonly (readonly [string, Parameter<unknown>])[], given: readonly string[]): readonly string[] {
	return entries.flatMap(([name, { kind }]) => {
		const shown = kind === 'option' ? `-${name}` : name;
		return kind === 'word' || given.includes(shown) ? [] : [shown];
	});
}

function matching(candidates: readonly string[], part: string): readonly string[] {
	const wanted = part.toLowerCase();
	return candidates.filter((candidate) => candidate.toLowerCase().startsWith(wanted));
}
