import { DmsError } from '../domain/errors.ts';
import { quote } from '../domain/text-rules.ts';
import { findByAbbreviation, type Named } from './abbreviation.ts';
import { toOwnPath } from './pasted-prompt.ts';
import type { ShellCommand } from './shell-command.ts';

/** A level of the tree with its commands. */
export interface ShellContext extends Named {
	readonly description: string;
	readonly commands: readonly ShellCommand[];
	readonly children: readonly ShellContext[];
}

/** A context and those above it, from the root on; never empty. */
export type ShellPlace = readonly [ShellContext, ...(readonly ShellContext[])];

export function contextOf(place: ShellPlace): ShellContext {
	return place.at(-1) ?? place[0];
}

/** `DMS_CLI/Interface/CTI`. */
export function toPathText(place: ShellPlace): string {
	return place.map(({ name }) => name).join('/');
}

/** The place that a path names, from the given one or, with a slash before it, from the root. @throws DmsError `usage.invalid`. */
export function resolvePath(from: ShellPlace, path: string): ShellPlace {
	const own = toOwnPath(path);
	let place: ShellPlace = own.startsWith('/') ? [from[0]] : from;
	for (const segment of own.split('/')) {
		if (segment === '' || segment === '.') continue;
		place = segment === '..' ? toParent(place) : enter(place, segment);
	}
	return place;
}

/** The root is its own parent. */
export function toParent([root, ...others]: ShellPlace): ShellPlace {
	return [root, ...others.slice(0, -1)];
}

function enter(place: ShellPlace, segment: string): ShellPlace {
	const context = contextOf(place);
	const child = findByAbbreviation(context.children, segment);
	if (child !== undefined) return [...place, child];
	const joined = enterJoined(place, segment);
	if (joined !== undefined) return joined;
	const names = context.children.map(({ name }) => name).join(', ');
	const has = names === '' ? 'it has none' : `it has: ${names}`;
	throw new DmsError('usage.invalid', `no context ${quote(segment)} in ${toPathText(place)}; ${has}`);
}

/** Two names without the slash between them, as in the guide's `CTIServerSSLSettings`. */
export function enterJoined(place: ShellPlace, segment: string): ShellPlace | undefined {
	const wanted = segment.toLowerCase();
	for (const parent of contextOf(place).children) {
		const child = parent.children.find(({ name }) => `${parent.name}${name}`.toLowerCase() === wanted);
		if (child !== undefined) return [...place, parent, child];
	}
	return undefined;
}
