import { type ErrorRow, errorTable } from '../../src/domain/errors.ts';
import { type GeneratedDocument, toDocument, toTable } from './document.ts';

const head = ['code', 'HTTP status', 'title', 'detail shown', 'log level', 'exit code'];

const toRow = ([code, row]: [string, ErrorRow]): string[] => [
	`\`${code}\``,
	String(row.status),
	row.title,
	row.expose ? 'yes' : 'no',
	row.level,
	String(row.exitCode),
];

/** Every error code of the product, from the table in `src/domain/errors.ts`. */
export const errorsDocument: GeneratedDocument = {
	path: 'docs/errors.md',
	generate: () =>
		toDocument('Errors', [
			'Every error has one of these codes. The command line prints `dms: <what> (<code>)` and ends with the exit code; the admin plane answers with the HTTP status, the code and the title. The detail goes into the answer where it says yes, and into the log only where it says no.',
			toTable(head, Object.entries<ErrorRow>(errorTable).map(toRow)),
		]),
};
