import { lineColumns, parseLine, parseLineColumns } from '../app/administration/device-columns.ts';
import type { Line } from '../domain/device-profile.ts';
import { DmsError } from '../domain/errors.ts';
import { quote } from '../domain/text-rules.ts';
import { readCsv } from '../http/read-csv.ts';
import type { CommandSession } from './command-session.ts';
import { openInput, readWholeFile } from './read-input.ts';

const longestJson = 16 * 1024 * 1024;
const flags: ReadonlySet<string> = new Set<keyof Line>(['isPrimary', 'shared']);

/** Lines from a CSV or JSON file, in its order. @throws DmsError `file.unreadable`, `csv.invalid`, `value.invalid`. */
export function readLines(session: CommandSession, path: string): Promise<readonly Line[]> {
	return path.toLowerCase().endsWith('.json') ? readJsonLines(path) : readCsvLines(session, path);
}

async function readCsvLines(session: CommandSession, path: string): Promise<readonly Line[]> {
	let columns: ReadonlyMap<string, number> | undefined;
	const lines: Line[] = [];
	for await (const { cells } of readCsv((await openInput(session, path)).chunks)) {
		if (columns === undefined) columns = parseLineColumns(cells);
		else lines.push(parseLine(columns, cells, lines.length + 1));
	}
	if (columns === undefined) throw new DmsError('csv.invalid', 'the file has no header line');
	return lines;
}

async function readJsonLines(path: string): Promise<readonly Line[]> {
	const text = (await readWholeFile(path, longestJson)).toString('utf8');
	const value = parseJson(path, text);
	if (!Array.isArray(value)) throw new DmsError('value.invalid', `${path} must hold an array of lines`, { field: 'lines' });
	return value.map((entry: unknown, index) => parseJsonLine(entry, index + 1));
}

function parseJson(path: string, text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		// The message of the parser would quote the file, and passwords are in it.
		throw new DmsError('value.invalid', `${path} is not JSON`, { field: 'lines' });
	}
}

function parseJsonLine(entry: unknown, number: number): Line {
	if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw invalid(number, 'is not an object');
	const known = new Map<string, number>();
	const cells: string[] = [];
	let attributes: Readonly<Record<string, string>> | undefined;
	for (const [name, value] of Object.entries(entry)) {
		if (value === null) continue;
		if (name === 'attributes') attributes = parseAttributes(value, number);
		else if (!lineColumns.some((column) => column === name)) throw invalid(number, `has a field ${quote(name)} that no line has`);
		else if (typeof value !== (flags.has(name) ? 'boolean' : 'string'))
			throw invalid(number, `has a ${name} that is no ${flags.has(name) ? 'boolean' : 'string'}`);
		else {
			known.set(name, cells.length);
			cells.push(String(value));
		}
	}
	return { ...parseLine(known, cells, number), ...(attributes === undefined ? {} : { attributes }) };
}

function parseAttributes(value: unknown, number: number): Readonly<Record<string, string>> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid(number, 'has attributes that are no object');
	const attributes: [string, string][] = [];
	for (const [name, text] of Object.entries(value)) {
		if (typeof text !== 'string') throw invalid(number, `has an attribute ${quote(name)} that is no string`);
		attributes.push([name, text]);
	}
	return Object.fromEntries(attributes);
}

function invalid(number: number, what: string): DmsError {
	return new DmsError('value.invalid', `line ${number} ${what}`, { field: 'lines' });
}
