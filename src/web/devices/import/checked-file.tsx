import { Button, Checkbox, Group, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Notice } from '../../ui/notice.tsx';
import { type ImportReport, toRowProblems } from './import-devices.ts';
import { RowProblemsTable } from './row-problems-table.tsx';
import type { CsvFile } from './split-csv.ts';
import { importTexts as texts } from './texts.ts';

export interface CheckedFileProps {
	readonly name: string;
	readonly csv: CsvFile;
	readonly report: ImportReport;
	/** @param keepsGoing the good rows alone. */
	readonly onImport: (keepsGoing: boolean) => void;
	readonly onOther: () => void;
}

/** What a check has found, before anything is written. */
export function CheckedFile({ name, csv, report, onImport, onOther }: CheckedFileProps): ReactNode {
	const [keepsGoing, setKeepsGoing] = useState(false);
	const { rows, refusedRows, findingCount } = report;
	const isGood = findingCount === 0 && rows > 0;
	const good = rows - refusedRows;
	return (
		<Stack>
			<Notice tone={isGood ? 'good' : 'warning'} title={toTitle(report)} isLive>
				{isGood ? texts.goodText : texts.badText} ({name}){report.changed > 0 ? ` ${texts.changes(report.added, report.changed)}` : ''}
				{report.withoutPassword > 0 ? ` ${texts.withoutPassword(report.withoutPassword)}` : ''}
			</Notice>
			{findingCount === 0 ? null : <RowProblemsTable problems={toRowProblems(report, csv)} count={findingCount} />}
			{isGood || good === 0 ? null : (
				<Checkbox label={texts.keepGoing} checked={keepsGoing} onChange={(event) => setKeepsGoing(event.currentTarget.checked)} />
			)}
			<Group>
				<Button disabled={good === 0 || !(isGood || keepsGoing)} onClick={() => onImport(!isGood)}>
					{texts.start(good)}
				</Button>
				<Button variant="default" onClick={onOther}>
					{texts.other}
				</Button>
			</Group>
		</Stack>
	);
}

function toTitle({ rows, refusedRows, findingCount }: ImportReport): string {
	if (rows === 0 && findingCount === 0) return texts.empty;
	return findingCount === 0 ? texts.good(rows) : texts.bad(refusedRows, rows);
}
