import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkLayers, type Finding, layerRules } from './check-layers.ts';
import { allowedFolders, builtinDoors, libraryDoors, operatorsLibraries, pureFolders } from './layer-rules.ts';

const root = join(import.meta.dirname, '..', '..');
const toLine = ({ file, line, rule, detail }: Finding): string => `src/${file}:${line} ${rule}: ${detail}`;

describe('the layers of src', () => {
	const { files, findings } = checkLayers(join(root, 'src'));

	it('reads every layer that is there', () => {
		expect(files).toContain('domain/errors.ts');
		expect(files.length).toBeGreaterThan(10);
	});

	it('has no import against the arrows, no cycle, and each library behind its door', () => {
		expect(findings.map(toLine)).toEqual([]);
	});
});

describe('the rules', () => {
	const dependenciesOf = (file: string) =>
		Object.keys((JSON.parse(readFileSync(join(root, file), 'utf8')) as { dependencies: Record<string, string> }).dependencies);
	const dependencies = ['package.json', 'src/web/package.json'].flatMap(dependenciesOf);

	it('give a door to each library of the product, and to no other', () => {
		expect([...libraryDoors.keys()].toSorted()).toEqual([...dependencies, ...operatorsLibraries].toSorted());
	});

	it('name only folders that are layers', () => {
		const named = [...allowedFolders.values(), ...libraryDoors.values(), ...builtinDoors.values(), pureFolders.keys()];
		const strangers = named.flatMap((folders) => [...folders]).filter((folder) => !allowedFolders.has(folder));
		expect(strangers).toEqual([]);
	});

	it('let no two layers import each other', () => {
		const pairs = [...allowedFolders].flatMap(([from, allowed]) => allowed.map((to) => [from, to] as const));
		const mutual = pairs.filter(([from, to]) => allowedFolders.get(to)?.includes(from) !== false);
		expect(mutual).toEqual([]);
	});
});

/** Each file of the fixture tree that has a fault, and the rule that must find it; all its other files are innocent. */
const planted: readonly [string, Finding['rule']][] = [
	['admin/opens-a-listener.ts', 'builtin-door'],
	['app/imports-adapter-dynamically.ts', 'layer'],
	['app/imports-adapter-in-a-type.ts', 'layer'],
	['cli/uses-builtin-without-prefix.ts', 'builtin-prefix'],
	['cli/uses-unknown-library.ts', 'library-unknown'],
	['compose/imports-main.ts', 'layer'],
	['compose/imports-the-page.ts', 'layer'],
	['dms/re-exports-another-surface.ts', 'layer'],
	['dms/starts-a-worker-by-url.ts', 'source-url'],
	['domain/imports-a-type-upwards.ts', 'layer'],
	['domain/uses-builtin.ts', 'builtin-door'],
	['domain/uses-library.ts', 'library-door'],
	['events/augments-a-library-elsewhere.ts', 'library-door'],
	['http/ends-the-process.ts', 'process-exit'],
	['http/requires.ts', 'builtin-door'],
	['pki/imports-its-neighbour.ts', 'layer'],
	['pki/uses-the-network.ts', 'builtin-door'],
	['runtime/computes-an-import.ts', 'computed-import'],
	['store/cycle-a.ts', 'cycle'],
	['store/imports-nothing-there.ts', 'unresolved'],
	['store/leaves-src.ts', 'outside-src'],
	['utils/anything.ts', 'unknown-folder'],
	['web/imports-the-server.tsx', 'layer'],
	['web/uses-a-builtin.ts', 'builtin-door'],
	['web/uses-a-library-of-the-server.ts', 'library-door'],
];

describe('a planted fault', () => {
	const { findings } = checkLayers(join(import.meta.dirname, 'fixtures'));

	it.each(planted)('reject/%s breaks the rule %s', (file, rule) => {
		expect(findings.filter((finding) => finding.file === file).map((finding) => finding.rule)).toEqual([rule]);
	});

	it('is all that is found', () => {
		expect(findings.map(({ file }) => file).toSorted()).toEqual(planted.map(([file]) => file).toSorted());
	});

	it('exists for every rule', () => {
		expect(new Set(planted.map(([, rule]) => rule))).toEqual(new Set(layerRules));
	});
});
