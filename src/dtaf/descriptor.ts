import type { NewDeviceType } from '../domain/device-type.ts';
import type { NewDeviceTypeFile } from '../domain/device-type-file.ts';
import { checkDistinctFileFormats, checkNewDeviceType, checkNewDeviceTypeFile } from '../domain/device-type-rules.ts';
import { DmsError } from '../domain/errors.ts';
import { ElementReader, type Findings } from './element-reader.ts';
import { checkEntryPath, hasArchiveName, toCollisionKey, toShownPath } from './entry-path.ts';
import { readFileElements } from './file-elements.ts';
import type { ArchiveLimits } from './limits.ts';
import { type ArchivedTagSet, readTagSet } from './tag-set-elements.ts';
import { readTypeElements } from './type-elements.ts';
import { parseXml, type XmlElement } from './xml-tree.ts';

export const descriptorPath = 'device-type.xml';
export const contentFolder = 'files/';
export const formatVersion = '1';
const mostFindings = 50;

/** A file as the descriptor has it. */
export interface ArchivedFile {
	/** `content` is what the descriptor declares; absent where a file has none, or where its folder is not packed yet. */
	readonly file: NewDeviceTypeFile;
	/** Path of the entry with its content. */
	readonly contentPath?: string;
}

/** What `device-type.xml` says; every limit and rule of the domain holds. */
export interface Descriptor {
	/** With its language mappings; its credentials have an empty password. */
	readonly type: NewDeviceType;
	readonly files: readonly ArchivedFile[];
	readonly tagSets: readonly ArchivedTagSet[];
	/** One sentence each: what was dropped, or is kept but not served. */
	readonly warnings: readonly string[];
}

/**
 * Parses `device-type.xml`: UTF-8, strict, nothing unknown. With `digests` `optional` a content may come without its
 * SHA-256 and size, which is how a folder that people edit has it.
 * @throws DmsError `dtaf.descriptor-encoding`, `dtaf.descriptor-dtd`, `dtaf.descriptor-malformed`, `dtaf.format-version`, or
 * `dtaf.descriptor-invalid` with every finding.
 */
export function parseDescriptor(bytes: Uint8Array, limits: ArchiveLimits, digests: 'required' | 'optional' = 'required'): Descriptor {
	const root = parseXml(decode(bytes), limits);
	checkRoot(root);
	const findings: Findings = { problems: [], warnings: [] };
	const reader = new ElementReader(root, '', findings);
	reader.optionalAttribute('formatVersion');
	const type = readType(reader);
	const files = readFiles(reader, limits, digests);
	const tagSets = (reader.child('tagSets')?.childrenAlone('tagSet') ?? []).flatMap(
		(set, index) => readTagSet(set.within(`tagSet ${index + 1}: `)) ?? [],
	);
	reader.finish();
	if (findings.problems.length === 0) {
		noteDoubles(reader, files, tagSets);
		noteWarnings(findings, type, files);
	}
	if (findings.problems.length > 0) throw toError(findings.problems);
	return { type, files, tagSets, warnings: findings.warnings };
}

function decode(bytes: Uint8Array): string {
	const [first, second] = bytes;
	if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || first === 0 || second === 0) {
		throw new DmsError('dtaf.descriptor-encoding', 'device-type.xml is UTF-16 or UTF-32; it must be UTF-8');
	}
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch (cause) {
		throw new DmsError('dtaf.descriptor-encoding', 'device-type.xml is not UTF-8', { cause });
	}
}

function checkRoot(root: XmlElement): void {
	if (root.name !== 'deviceTypeArchive') {
		throw new DmsError(
			'dtaf.descriptor-invalid',
			`device-type.xml begins with ${JSON.stringify(root.name.slice(0, 64))}, not with deviceTypeArchive`,
		);
	}
	const version = root.attributes.get('formatVersion');
	if (version === formatVersion) return;
	const found = version === undefined ? 'no formatVersion' : `formatVersion ${JSON.stringify(version.slice(0, 64))}`;
	throw new DmsError('dtaf.format-version', `device-type.xml has ${found}; this version reads formatVersion "${formatVersion}"`);
}

function readType(reader: ElementReader): NewDeviceType {
	const before = reader.findings.problems.length;
	const type = readTypeElements(reader);
	const mappings = reader.child('languageMappings')?.childrenAlone('languageMapping') ?? [];
	const languageMappings = mappings.map((mapping) => {
		const pair = { language: mapping.text('language'), deviceLanguage: mapping.text('deviceLanguage') };
		mapping.finish();
		return pair;
	});
	return whereSound(reader, before, { ...type, languageMappings }, checkNewDeviceType);
}

function readFiles(reader: ElementReader, limits: ArchiveLimits, digests: 'required' | 'optional'): ArchivedFile[] {
	const list = reader.required('files').childrenAlone('file');
	if (list.length > limits.maxEntries) {
		reader.problem(`files has ${list.length} files; the limit is ${limits.maxEntries}`);
		return [];
	}
	return list.map((element, index) => {
		const format = element.peek('fileFormat');
		const file = element.within(`file ${index + 1}${format === undefined ? '' : ` (${format})`}: `);
		const before = file.findings.problems.length;
		const elements = readFileElements(file);
		const content = file.child('content');
		const archived = content === undefined ? { file: elements } : readContent(elements, content, digests);
		file.finish();
		return { ...archived, file: whereSound(file, before, archived.file, checkNewDeviceTypeFile) };
	});
}

function readContent(file: NewDeviceTypeFile, reader: ElementReader, digests: 'required' | 'optional'): ArchivedFile {
	const contentPath = reader.optionalAttribute('path');
	const sha256 = reader.optionalAttribute('sha256');
	const size = reader.optionalNumberAttribute('size');
	reader.finish();
	if (contentPath === undefined) {
		reader.problem('content has no path');
		return { file };
	}
	noteContentPath(reader, contentPath);
	if (sha256 !== undefined && size !== undefined)
		return { file: { ...file, content: { sha256: sha256.toLowerCase(), size } }, contentPath };
	if (digests === 'required' || sha256 !== undefined || size !== undefined) reader.problem('content needs a sha256 and a size');
	return { file, contentPath };
}

function noteContentPath(reader: ElementReader, path: string): void {
	if (!path.startsWith(contentFolder)) reader.problem(`content path ${toShownPath(path)} does not begin with ${contentFolder}`);
	if (path.endsWith('/')) reader.problem(`content path ${toShownPath(path)} is a directory`);
	if (hasArchiveName(path)) throw new DmsError('dtaf.nested-archive', `content path ${toShownPath(path)} is an archive`);
	checkEntryPath(path);
}

/** The rules of the domain say little about a record that has problems of form. */
function whereSound<Value>(reader: ElementReader, problemsBefore: number, value: Value, check: (value: Value) => Value): Value {
	if (reader.findings.problems.length > problemsBefore) return value;
	try {
		return check(value);
	} catch (error) {
		if (!(error instanceof DmsError)) throw error;
		for (const detail of error.findings.length > 0 ? error.findings : [error.message]) reader.problem(detail);
		return value;
	}
}

function noteDoubles(reader: ElementReader, files: readonly ArchivedFile[], tagSets: readonly ArchivedTagSet[]): void {
	try {
		checkDistinctFileFormats(files.map(({ file }) => file));
	} catch (error) {
		if (!(error instanceof DmsError)) throw error;
		reader.problem(error.message);
	}
	const paths = files.flatMap(({ contentPath }) => (contentPath === undefined ? [] : [toCollisionKey(contentPath)]));
	if (new Set(paths).size < paths.length) reader.problem('two files have the same content path');
	if (new Set(tagSets.map(({ name }) => name)).size < tagSets.length) reader.problem('two tag sets have the same name');
}

function noteWarnings({ warnings }: Findings, type: NewDeviceType, files: readonly ArchivedFile[]): void {
	if (type.configurationOption === 'Legacy') warnings.push('deviceTypeConfigurationOption Legacy is kept and served as Device Management');
	if (type.configurationOption === 'Not Supported')
		warnings.push('deviceTypeConfigurationOption is Not Supported: no file of this type is served');
	for (const { file } of files) {
		const name = file.fileFormat;
		if (file.allowTftp) warnings.push(`${name}: allowTftp is kept, but TFTP is not served`);
		if (file.authentication.bearerFileAuthentication)
			warnings.push(`${name}: bearerFileAuthentication is kept, but bearer tokens are not accepted`);
	}
}

function toError(problems: readonly string[]): DmsError {
	const [first = ''] = problems;
	const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
	const shown = problems.slice(0, mostFindings);
	if (shown.length < problems.length) shown.push(`${problems.length - shown.length} more`);
	return new DmsError('dtaf.descriptor-invalid', `device-type.xml: ${first}${more}`, { findings: shown });
}
