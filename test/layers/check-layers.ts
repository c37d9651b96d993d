import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { findCycles } from './find-cycles.ts';
import { allowedFolders, builtinDoors, exitFolders, libraryDoors, pureFolders } from './layer-rules.ts';
import { type ModuleReference, readSource } from './read-source.ts';

export const layerRules = [
	'unknown-folder',
	'layer',
	'cycle',
	'library-unknown',
	'library-door',
	'builtin-door',
	'builtin-prefix',
	'computed-import',
	'source-url',
	'outside-src',
	'unresolved',
	'process-exit',
] as const;

export interface Finding {
	readonly rule: (typeof layerRules)[number];
	/** Relative to the folder that was checked, with `/`. */
	readonly file: string;
	readonly line: number;
	readonly detail: string;
}

type Judgement = Pick<Finding, 'rule' | 'detail'> | undefined;

const toFolder = (file: string): string => (file === 'main.ts' ? 'main' : file.includes('/') ? file.slice(0, file.indexOf('/')) : file);

/** `kysely/migration` is of kysely, `@koa/router/x` of @koa/router. */
const toLibrary = (specifier: string): string =>
	specifier
		.split('/')
		.slice(0, specifier.startsWith('@') ? 2 : 1)
		.join('/');

const judgeFile = (from: string, target: string, root: string): Judgement => {
	if (target.startsWith('../')) return { rule: 'outside-src', detail: `${target} is outside of src` };
	if (!existsSync(join(root, target))) return { rule: 'unresolved', detail: `${target} does not exist` };
	const to = toFolder(target);
	if (from === to || allowedFolders.get(from)?.includes(to) === true) return undefined;
	return { rule: 'layer', detail: `${from} may not import ${to} (${target})` };
};

const judgeBuiltin = (from: string, name: string, isTypeOnly: boolean): Judgement => {
	if (!name.startsWith('node:')) return { rule: 'builtin-prefix', detail: `write node:${name}` };
	const pure = pureFolders.get(from);
	const isFree = isTypeOnly || builtinDoors.get(name)?.includes(from) !== false;
	return (pure?.includes(name) ?? isFree) ? undefined : { rule: 'builtin-door', detail: `${from} may not use ${name}` };
};

const judgeLibrary = (from: string, name: string): Judgement => {
	const doors = libraryDoors.get(name);
	if (doors === undefined) return { rule: 'library-unknown', detail: `${name} has no door in layer-rules.ts` };
	return doors.includes(from) ? undefined : { rule: 'library-door', detail: `${name} is for ${doors.join(', ')}, not for ${from}` };
};

const isRelative = (specifier: string): boolean => /^\.{0,2}\//u.test(specifier);

/** The file that a relative specifier names, relative to `root`; it begins with `../` where it lies outside. */
const toTarget = (file: string, specifier: string): string => join(dirname(file), specifier).split(sep).join('/');

const judge = (file: string, { specifier, isTypeOnly }: ModuleReference, root: string): Judgement => {
	const from = toFolder(file);
	if (specifier === undefined) return { rule: 'computed-import', detail: 'the name of the module is computed' };
	if (isRelative(specifier)) return judgeFile(from, toTarget(file, specifier), root);
	return isBuiltin(specifier) ? judgeBuiltin(from, specifier, isTypeOnly) : judgeLibrary(from, toLibrary(specifier));
};

const listFiles = (root: string): string[] =>
	readdirSync(root, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile() && /\.[cm]?tsx?$/u.test(entry.name))
		.map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
		.toSorted();

/** Checks every file below `root` against the rules of `layer-rules.ts`; findings are in the order of the files. */
export const checkLayers = (root: string): { readonly files: readonly string[]; readonly findings: readonly Finding[] } => {
	const files = listFiles(root);
	const findings: Finding[] = [];
	const edges = new Map<string, string[]>();
	for (const file of files) {
		const source = readSource(file, readFileSync(join(root, file), 'utf8'));
		const folder = toFolder(file);
		if (!allowedFolders.has(folder)) findings.push({ rule: 'unknown-folder', file, line: 1, detail: `${folder} is no layer` });
		for (const reference of source.references) {
			const judgement = judge(file, reference, root);
			if (judgement !== undefined) findings.push({ ...judgement, file, line: reference.line });
		}
		for (const line of source.sourceUrlLines) {
			findings.push({ rule: 'source-url', file, line, detail: 'the build does not rewrite a URL of a source file; import the module' });
		}
		for (const line of exitFolders.includes(folder) ? [] : source.exitLines) {
			findings.push({ rule: 'process-exit', file, line, detail: 'only main ends the process' });
		}
		const specifiers = source.references.map(({ specifier }) => specifier ?? '').filter(isRelative);
		edges.set(
			file,
			specifiers.map((specifier) => toTarget(file, specifier)),
		);
	}
	for (const cycle of findCycles(edges)) findings.push({ rule: 'cycle', file: cycle[0] ?? '', line: 1, detail: cycle.join(', ') });
	return { files, findings };
};
