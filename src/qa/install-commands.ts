import { join } from 'node:path';
import { toColonForm } from '../domain/mac-address.ts';
import type { DeviceCredential } from './mint.ts';
import { authorityNames } from './mint.ts';
import type { Recipe } from './recipe.ts';

/** Command lines, for a shell, that make a server trust the test CA in this folder as its recipe wants to be trusted. */
export function toTrustCommands(recipe: Recipe, directory: string): string[] {
	const { ouis, macRules, digestFloor } = recipe.anchor;
	const options = [
		...ouis.flatMap((oui) => ['--oui', toColonForm(oui)]),
		...macRules.flatMap(({ source, pattern }) => ['--mac-from', pattern === undefined ? source : `${source}=${pattern}`]),
		...(digestFloor === undefined ? [] : ['--min-digest', digestFloor]),
	];
	return authorityNames(recipe).map((name) =>
		toCommand('dms', 'trust', 'add', toAlias(recipe, name), join(directory, `${name}.pem`), ...options),
	);
}

/** Command lines that bring a server into the state that the defect needs; none where it needs no more than its trust anchors. */
export function toPreparationCommands({ defect }: DeviceCredential, recipe: Recipe, output: string): string[] {
	const names = authorityNames(recipe);
	const demandLists = names.map((name) => toCommand('dms', 'trust', 'set', toAlias(recipe, name), '--revocation', 'hard'));
	switch (defect.needs) {
		case 'revoking-list':
		case 'stale-list':
			return [
				...names.map((name) => toCommand('dms', 'trust', 'crl', toAlias(recipe, name), join(output, `${name}.crl.pem`))),
				...demandLists,
			];
		case 'no-list':
			return demandLists;
		case 'deny-list':
			return [toCommand('dms', 'trust', 'deny', '--certificate', join(output, 'cert.pem'))];
		default:
			return [];
	}
}

function toAlias({ name }: Recipe, authority: string): string {
	return `${name}-${authority}`;
}

/** Words that a shell would read otherwise stand in single quotes. */
function toCommand(...words: readonly string[]): string {
	return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}
