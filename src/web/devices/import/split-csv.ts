/** A row as it stands in the file. */
export interface CsvRow {
	/** Where it ends, counted from 1, as the server counts. */
	readonly line: number;
	/** Without its line end. */
	readonly text: string;
}

export interface CsvFile {
	/** The names of the columns. */
	readonly header: string;
	readonly rows: readonly CsvRow[];
}

/** Cuts a file into its rows: a line end within quotes ends none (RFC 4180). Empty lines are no rows. */
export function splitCsv(text: string): CsvFile {
	const rows = [...eachRow(text.replace(/^\uFEFF/, ''))];
	return { header: rows[0]?.text ?? '', rows: rows.slice(1) };
}

function* eachRow(text: string): Generator<CsvRow> {
	let line = 0;
	let start = 0;
	let isQuoted = false;
	for (let at = 0; at <= text.length; at++) {
		const character = text[at];
		if (character === '"') isQuoted = !isQuoted;
		if (character !== undefined && character !== '\n') continue;
		line += 1;
		if (isQuoted && character !== undefined) continue;
		const row = text.slice(start, at).replace(/\r$/, '');
		if (row.trim() !== '') yield { line, text: row };
		start = at + 1;
	}
}
