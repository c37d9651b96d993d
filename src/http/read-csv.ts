import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import type { DeviceFileRow } from '../app/administration/import-devices.ts';
import { DmsError } from '../domain/errors.ts';

const longestRecord = 1024 * 1024;

/**
 * The rows of a CSV file (RFC 4180; UTF-8, with or without a byte order mark), each with the line on which it begins.
 * Rows of another length than the header are the caller's to refuse. @throws DmsError `csv.invalid` for text that is no CSV.
 */
export async function* readCsv(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<DeviceFileRow> {
	const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: true, info: true, max_record_size: longestRecord });
	const source = Readable.from(chunks);
	// A file that cannot be read to its end must not look like one that ends.
	source.on('error', (error) => parser.destroy(error));
	source.pipe(parser);
	try {
		for await (const { record, info } of parser as AsyncIterable<CsvRecord>) yield { line: info.lines, cells: record };
	} catch (cause) {
		if (!(cause instanceof CsvError)) throw cause;
		throw new DmsError('csv.invalid', toMessage(cause), { cause });
	} finally {
		source.destroy();
		parser.destroy();
	}
}

interface CsvRecord {
	readonly record: string[];
	readonly info: { readonly lines: number };
}

/** The library's own messages quote the file, and passwords are in it. */
function toMessage(error: CsvError): string {
	const lines = 'lines' in error ? `line ${String(error.lines)}: ` : '';
	switch (error.code) {
		case 'CSV_MAX_RECORD_SIZE':
			return `${lines}a row is longer than ${longestRecord} characters`;
		case 'CSV_QUOTE_NOT_CLOSED':
			return `${lines}a quote is opened and never closed`;
		case 'CSV_INVALID_CLOSING_QUOTE':
		case 'INVALID_OPENING_QUOTE':
			return `${lines}a quote stands where none may stand; a quote inside a quoted cell is written twice`;
		default:
			return `${lines}not CSV (${error.code})`;
	}
}
