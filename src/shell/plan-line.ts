import { DmsError } from '../domain/errors.ts';
import { includesRole, type Role } from '../domain/role.ts';
import { quote } from '../domain/text-rules.ts';
import { findByAbbreviation, type Named } from './abbreviation.ts';
import { builtIns } from './built-ins.ts';
import { readPastedPrompt } from './pasted-prompt.ts';
import type { BoundCommand, ShellCommand } from './shell-command.ts';
import { contextOf, enterJoined, resolvePath, type ShellContext, type ShellPlace, toPathText } from './shell-context.ts';
import { toCommandHelp, toContextHelp } from './shell-help.ts';
import { type ShellWord, splitLine } from './shell-words.ts';

/** One thing that a line does besides moving. */
export type PlannedStep = { readonly place: ShellPlace } & (
	| { readonly kind: 'run'; readonly command: BoundCommand }
	| { readonly kind: 'print'; readonly text: string }
	| { readonly kind: 'exit' }
);

export interface LinePlan {
	readonly steps: readonly PlannedStep[];
	/** Where the session stands when all is done. */
	readonly place: ShellPlace;
	/** Whether a secret stands in it, so that it must not be kept. */
	readonly hasSecret: boolean;
}

/** The tree and the verbs that every context has besides its own. */
export interface ShellTree {
	readonly root: ShellContext;
	readonly everywhere: readonly ShellCommand[];
}

/**
 * Reads a whole line before anything of it is done, so that a line with a mistake changes nothing. A line that was copied with its prompt is
 * read, and leaves the session, where that prompt stood. @throws DmsError `usage.invalid`, `value.*`, `mac.invalid`.
 */
export function planLine(tree: ShellTree, from: ShellPlace, line: string, role: Role): LinePlan {
	const { path, command } = readPastedPrompt(line);
	let place = path === undefined ? from : resolvePath([tree.root], path);
	const steps: PlannedStep[] = [];
	for (const words of splitLine(command)) {
		const planned = planCommand(tree, place, words, role);
		place = planned.place;
		if (planned.step !== undefined) steps.push({ ...planned.step, place });
	}
	return { steps, place, hasSecret: steps.some((step) => step.kind === 'run' && step.command.hasSecret) };
}

type Step = { kind: 'run'; command: BoundCommand } | { kind: 'print'; text: string } | { kind: 'exit' };

interface PlannedCommand {
	readonly place: ShellPlace;
	readonly step?: Step;
}

/** What the first word of a command may be. */
type Target = Named &
	(
		| { readonly kind: 'built-in' }
		| { readonly kind: 'context'; readonly context: ShellContext }
		| { readonly kind: 'command'; readonly command: ShellCommand }
	);

function planCommand(tree: ShellTree, place: ShellPlace, [first, ...rest]: readonly ShellWord[], role: Role): PlannedCommand {
	if (first === undefined) return { place };
	const { text } = first;
	if (text.includes('/') || text === '..' || text === '.') return planMove(place, text, rest);
	const target = findByAbbreviation(targetsOf(tree, place), text);
	switch (target?.kind) {
		case undefined:
			if (enterJoined(place, text) !== undefined) return planMove(place, text, rest);
			throw new DmsError('usage.invalid', `no command or context ${quote(text)} in ${toPathText(place)}`, {
				hint: 'help shows what there is.',
			});
		case 'context':
			return planMove(place, target.name, rest);
		case 'command':
			return { place, step: { kind: 'run', command: bind(target.command, rest, role) } };
		case 'built-in':
			return planBuiltIn(tree, place, target.name, rest);
	}
}

function targetsOf({ everywhere }: ShellTree, place: ShellPlace): readonly Target[] {
	const { children, commands } = contextOf(place);
	return [
		...children.map((context): Target => ({ kind: 'context', name: context.name, aliases: context.aliases ?? [], context })),
		...[...commands, ...everywhere].map((command): Target => ({ ...command, kind: 'command', command })),
		...builtIns.map(({ name, aliases }): Target => ({ kind: 'built-in', name, aliases })),
	];
}

function planMove(place: ShellPlace, path: string, rest: readonly ShellWord[]): PlannedCommand {
	const next = resolvePath(place, path);
	if (rest[0] === undefined) return { place: next };
	throw new DmsError('usage.invalid', `behind a context stands ${quote(rest[0].text)}; commands are separated by ;`);
}

function bind(command: ShellCommand, words: readonly ShellWord[], role: Role): BoundCommand {
	if (!includesRole(role, command.leastRole)) {
		throw new DmsError('permission.denied', `${command.name} needs the role ${command.leastRole}; this session has ${role}`);
	}
	return command.bind(words);
}

function planBuiltIn(tree: ShellTree, place: ShellPlace, name: string, rest: readonly ShellWord[]): PlannedCommand {
	if (rest.length > 1) throw new DmsError('usage.invalid', `${name} cannot take ${quote(rest[1]?.text ?? '')}`);
	const about = rest[0]?.text;
	if (name === 'cd') return { place: resolvePath(place, about ?? '/') };
	if (name === 'help') return { place, step: { kind: 'print', text: toHelp(tree, place, about) } };
	if (about !== undefined) throw new DmsError('usage.invalid', `${name} cannot take ${quote(about)}`);
	return { place, step: { kind: 'exit' } };
}

function toHelp(tree: ShellTree, place: ShellPlace, about: string | undefined): string {
	const context = contextOf(place);
	if (about === undefined) return toContextHelp(context, tree.everywhere);
	const target = about.includes('/') ? undefined : findByAbbreviation(targetsOf(tree, place), about);
	if (target?.kind === 'command') return toCommandHelp(target.command);
	if (target?.kind === 'built-in') return `${builtIns.find(({ name }) => name === target.name)?.description ?? ''}\n`;
	return toContextHelp(contextOf(resolvePath(place, about)), tree.everywhere);
}
