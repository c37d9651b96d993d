import { basename } from 'node:path';
import type { Command } from 'commander';
import { deviceColumns, lineColumns } from '../app/administration/device-columns.ts';
import { type DeviceImportReport, importDevices } from '../app/administration/import-devices.ts';
import { presentFields } from '../app/administration/present-fields.ts';
import { DmsError } from '../domain/errors.ts';
import { readCsv } from '../http/read-csv.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { startProgress } from './progress.ts';
import { openInput } from './read-input.ts';
import { counted } from './store-content.ts';

interface ImportOptions {
	readonly dryRun?: boolean;
	readonly keepGoing?: boolean;
	readonly update?: boolean;
}

export function addDeviceImportCommand(device: Command, run: Runner): void {
	device
		.command('import')
		.description('add the devices of a CSV file: all of them, or none if a row is wrong')
		.argument('<file>', 'CSV file with a header line; - is standard input')
		.option('--dry-run', 'check every row and add nothing')
		.option('--keep-going', 'add the good rows although others are refused')
		.option(
			'--update',
			'change devices that are there already, in the columns that the file has; an empty password keeps the one that is there',
		)
		.action(run(importFile))
		.addHelpText('after', `${toExamples('dms device import fleet.csv --dry-run', 'dms device import fleet.csv')}\n${describeColumns()}`);
}

function describeColumns(): string {
	const width = Math.max(...Object.keys(deviceColumns).map((name) => name.length));
	const rows = Object.entries(deviceColumns).map(([name, meaning]) => `  ${name.padEnd(width)}  ${meaning}`);
	return [
		'Columns, in any order; deviceType and deviceName are needed:',
		...rows,
		`  ${'%TAG%'.padEnd(width)}  value of this custom tag; "" is an empty one ("""""" in the file)`,
		`  ${'linePort-1'.padEnd(width)}  line 1, then linePort-2 and so on; in place of linePort also`,
		...toWrapped(lineColumns.slice(1)).map((names) => `  ${''.padEnd(width)}  ${names}`),
		`  ${'%BWTAG-1%'.padEnd(width)}  attribute of line 1, by the built-in tag that has its value`,
		'',
	].join('\n');
}

const namesPerRow = 5;

function toWrapped(names: readonly string[]): readonly string[] {
	return names.length <= namesPerRow
		? [names.join(', ')]
		: [`${names.slice(0, namesPerRow).join(', ')},`, ...toWrapped(names.slice(namesPerRow))];
}

async function importFile(session: CommandSession, path: string, options: ImportOptions): Promise<number> {
	const { chunks, size } = await openInput(session, path);
	const administration = await session.administration();
	const progress = startProgress(session.output, 'bytes', size);
	const rows = readCsv(counted(chunks, progress.advance));
	const source = path === '-' ? 'standard input' : basename(path);
	const report = await importDevices(administration, rows, { ...presentFields(options), source }).finally(() => progress.stop());
	if (session.wantsJson) await session.output.json({ ...report, dryRun: options.dryRun === true });
	else await session.output.line(toSummary(report, options));
	if (report.findingCount === 0) return 0;
	throw toRefusal(report, options);
}

function toSummary({ rows, added, changed, refusedRows, withoutPassword }: DeviceImportReport, { dryRun, update }: ImportOptions): string {
	const change = update === true ? ` and ${changed} changed` : '';
	const summary = `${rows} rows, ${added} devices ${dryRun === true ? 'would be added' : 'added'}${change}, ${refusedRows} rows refused`;
	if (withoutPassword === 0) return summary;
	return `${summary}; ${withoutPassword} have a user name and the file no column password: they need a password of their own`;
}

/** One line for each finding, as many as the report has. */
function toRefusal({ findings, findingCount, refusedRows }: DeviceImportReport, { keepGoing }: ImportOptions): DmsError {
	const lines = findings.map(({ line, code, message }) => `line ${line}: ${message} (${code})`);
	const left = findingCount - findings.length;
	return new DmsError('csv.invalid', `${refusedRows} rows are not valid`, {
		findings: left === 0 ? lines : [...lines, `and ${left} more`],
		hint: keepGoing === true ? 'The other rows are not affected.' : 'Correct them, or add the others alone with --keep-going.',
	});
}
