import { resolve } from 'node:path';
import type { z } from 'zod';
import { DmsError } from '../domain/errors.ts';
import { type ConfigurationKeys, listConfigurationKeys } from './configuration-keys.ts';
import { configurationSchema } from './configuration-schema.ts';
import { type Finding, readEnvironment, readTree, readYamlSource, type Setting } from './configuration-sources.ts';
import { readTextFile } from './read-text-file.ts';

type DeepReadonly<Value> = Value extends object ? { readonly [Key in keyof Value]: DeepReadonly<Value[Key]> } : Value;

/** What the server was told at its start; every path is absolute. */
export type Configuration = DeepReadonly<z.output<typeof configurationSchema>>;

/** Keys as they stand in the file; what is left out comes from the next source. */
export type ConfigurationOverrides = DeepReadonly<z.input<typeof configurationSchema>>;

export interface ConfigurationSources {
	/** YAML; without it the variable `DMS_CONFIG` names one. Its relative paths start at its folder, all others at `workingDirectory`. */
	readonly file?: string | undefined;
	readonly env: Readonly<Record<string, string | undefined>>;
	/** What the command line says; wins over everything. */
	readonly overrides?: ConfigurationOverrides;
	/** Default: the current one. */
	readonly workingDirectory?: string;
}

const maxFileBytes = 256 * 1024;

/**
 * Defaults, then the file, then `DMS_*` variables, then the command line. Everything unknown or invalid is refused,
 * with every finding and where it stands.
 * @throws DmsError `configuration.invalid`, `file.unreadable`.
 */
export function loadConfiguration(sources: ConfigurationSources): Configuration {
	const known = listConfigurationKeys();
	const folder = sources.workingDirectory ?? process.cwd();
	const file = sources.file ?? (sources.env['DMS_CONFIG'] || undefined);
	const readings = [
		...(file === undefined ? [] : [readYamlSource(file, readTextFile(resolve(folder, file), maxFileBytes), known)]),
		readEnvironment(sources.env, folder, known),
		readTree(sources.overrides, 'command line', folder, known),
	];
	const findings = readings.flatMap((reading) => reading.findings);
	const settings = new Map(readings.flatMap((reading) => [...reading.settings]));
	const parsed = configurationSchema.safeParse(toTree(settings, known));
	if (!parsed.success) findings.push(...parsed.error.issues.map((issue) => toFinding(issue, settings)));
	if (findings.length > 0 || !parsed.success) throw toError(findings);
	return { ...parsed.data, data: resolve(folder, parsed.data.data) };
}

/** The certificates of the operator's own, as pairs of files; none: the server makes its own. */
export function listCertificateFiles(tls: Configuration['tls']): readonly { readonly keyFile: string; readonly certificateFile: string }[] {
	const pairs = [
		[tls.ecdsaKeyFile, tls.ecdsaCertificateFile],
		[tls.rsaKeyFile, tls.rsaCertificateFile],
	];
	return pairs.flatMap(([keyFile, certificateFile]) =>
		keyFile === undefined || certificateFile === undefined ? [] : [{ keyFile, certificateFile }],
	);
}

/** Nested again, from known paths only. */
function toTree(settings: ReadonlyMap<string, Setting>, known: ConfigurationKeys): Record<string, unknown> {
	const sections = new Map<string, Record<string, unknown>>([['', {}]]);
	for (const section of known.sections) sections.set(section, {});
	const put = (path: string, value: unknown): void => {
		const at = path.lastIndexOf('.');
		const parent = sections.get(path.slice(0, Math.max(at, 0)));
		if (parent !== undefined) parent[path.slice(at + 1)] = value;
	};
	for (const [path, section] of sections) if (path !== '') put(path, section);
	for (const [path, setting] of settings) put(path, setting.value);
	return sections.get('') ?? {};
}

function toFinding(issue: z.core.$ZodIssue, settings: ReadonlyMap<string, Setting>): Finding {
	const field = issue.path.join('.');
	const origin = settings.get(field)?.origin ?? 'default';
	const message = issue.message.replace(/^Invalid (input|option): /, '').replace(/^Too (small|big): expected \w+ to be/, 'must be');
	return { field, message: `${origin}: ${field}: ${message}` };
}

function toError(findings: readonly Finding[]): DmsError {
	const [first] = findings;
	const more = findings.length > 1 ? ` (and ${findings.length - 1} more)` : '';
	return new DmsError('configuration.invalid', `${first?.message ?? 'invalid'}${more}`, {
		...(first === undefined ? {} : { field: first.field }),
		hint: 'docs/configuration.md lists every key.',
		findings: findings.map((finding) => finding.message),
	});
}
