import { dirname, resolve } from 'node:path';
import { parseDocument } from 'yaml';
import { findClosestName } from './closest-name.ts';
import type { ConfigurationKey, ConfigurationKeys } from './configuration-keys.ts';

/** A value of a key, and who said so. */
export interface Setting {
	readonly value: unknown;
	/** For messages: the file, the variable, or the command line. */
	readonly origin: string;
}

/** What one source says: settings by key path, and what is wrong with it. */
export interface SourceReading {
	readonly settings: ReadonlyMap<string, Setting>;
	readonly findings: readonly Finding[];
}

export interface Finding {
	/** Key path or name of the variable. */
	readonly field: string;
	readonly message: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** YAML 1.2, one document. Anchors, tags and repeated keys are refused: a configuration needs none of them. */
export function readYamlSource(file: string, text: string, known: ConfigurationKeys): SourceReading {
	const invalid = (message: string): SourceReading => ({
		settings: new Map(),
		findings: [{ field: file, message: `${file}: ${message}` }],
	});
	try {
		const document = parseDocument(text, {
			version: '1.2',
			schema: 'core',
			strict: true,
			uniqueKeys: true,
			stringKeys: true,
			merge: false,
		});
		const [fault] = [...document.errors, ...document.warnings];
		if (fault !== undefined) return invalid(firstLine(fault.message));
		return readTree(document.toJS({ maxAliasCount: 0 }), file, dirname(resolve(file)), known);
	} catch (cause) {
		return invalid(cause instanceof Error ? firstLine(cause.message) : 'cannot be parsed');
	}
}

/** Nested keys as in the file. */
export function readTree(tree: unknown, origin: string, folder: string, known: ConfigurationKeys): SourceReading {
	const settings = new Map<string, Setting>();
	const findings: Finding[] = [];
	const visit = (value: unknown, path: string): void => {
		const key = known.keys.get(path);
		if (key !== undefined) {
			if (value !== undefined) settings.set(path, { value: key.notes.unit === 'path' ? toPath(value, folder) : value, origin });
		} else if (!known.sections.has(path)) {
			findings.push({ field: path, message: `${origin}: unknown key ${JSON.stringify(path)}${suggest(path, known)}` });
		} else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
			for (const [name, member] of Object.entries(value)) {
				// A dotted name would be a second spelling of a key, and which of the two holds nobody could tell.
				if (name.includes('.'))
					findings.push({ field: name, message: `${origin}: key ${JSON.stringify(name)} has a dot; nest it instead` });
				else visit(member, path === '' ? name : `${path}.${name}`);
			}
		} else if (value !== undefined && value !== null) {
			findings.push({ field: path, message: `${origin}: ${path === '' ? 'the file' : path} must hold keys` });
		}
	};
	visit(tree, '');
	return { settings, findings };
}

/** Variables that begin like ours and are not: the file's own name, what Kubernetes sets for a service named `dms`, what tests set. */
const otherVariables = /^DMS_(CONFIG|SERVICE_(HOST|PORT).*|PORT|PORT_\d+_.*|TEST_.*)$/;

/** Every `DMS_` variable is a key or a mistake; an empty one counts as not set. */
export function readEnvironment(environment: Environment, folder: string, known: ConfigurationKeys): SourceReading {
	const keyByVariable = new Map([...known.keys.values()].map((key) => [key.variable, key]));
	const settings = new Map<string, Setting>();
	const findings: Finding[] = [];
	for (const [name, text] of Object.entries(environment)) {
		if (!name.startsWith('DMS_') || otherVariables.test(name) || text === undefined || text === '') continue;
		const key = keyByVariable.get(name);
		if (key === undefined) {
			const closest = findClosestName(name, keyByVariable.keys());
			const hint = closest === undefined ? '' : `; did you mean ${closest}?`;
			findings.push({ field: name, message: `unknown environment variable ${name}${hint}` });
			continue;
		}
		settings.set(key.path, toSetting(key, text, folder, name));
	}
	for (const key of known.keys.values()) {
		const text = key.notes.alias === undefined ? undefined : environment[key.notes.alias];
		if (text === undefined || text === '' || settings.has(key.path)) continue;
		settings.set(key.path, toSetting(key, text, folder, key.notes.alias ?? ''));
	}
	return { settings, findings };
}

function toSetting({ isNumber, notes }: ConfigurationKey, text: string, folder: string, origin: string): Setting {
	const value = isNumber && /^\d{1,15}$/.test(text) ? Number(text) : text;
	return { value: notes.unit === 'path' ? toPath(value, folder) : value, origin };
}

function toPath(value: unknown, folder: string): unknown {
	return typeof value === 'string' && value !== '' ? resolve(folder, value) : value;
}

/** A key in the wrong section is as likely as a mistyped one. */
function suggest(path: string, known: ConfigurationKeys): string {
	const lastOf = (name: string): string => name.slice(name.lastIndexOf('.') + 1);
	const paths = [...known.keys.keys(), ...known.sections].filter((name) => name !== '');
	const closest = findClosestName(path, paths);
	if (closest !== undefined) return `; did you mean ${closest}?`;
	const closestLast = findClosestName(lastOf(path), paths.map(lastOf));
	const elsewhere = paths.find((name) => lastOf(name) === closestLast);
	return elsewhere === undefined ? '' : `; did you mean ${elsewhere}?`;
}

function firstLine(message: string): string {
	return (message.split('\n')[0] ?? '').replace(/:$/, '');
}
