import { Checkbox, Code, Group, Paper, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useApi } from '../../api/api-context.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { ProblemAlert } from '../../ui/problem-alert.tsx';
import { deviceKeys } from '../queries.ts';
import { deviceWords } from '../words.ts';
import { CheckedFile } from './checked-file.tsx';
import { FileDrop } from './file-drop.tsx';
import { checkFile, type ImportOutcome, type ImportReport, importFile } from './import-devices.ts';
import { ImportProgress } from './import-progress.tsx';
import { ImportedFile } from './imported-file.tsx';
import { type CsvFile, splitCsv } from './split-csv.ts';
import { importTexts as texts } from './texts.ts';

/** The columns that a file may have. */
const columns = [
	...[
		'deviceType',
		'deviceName',
		'serviceProvider',
		'group',
		'mac',
		'enabled',
		'serialNumber',
		'description',
		'physicalLocation',
		'netAddress',
	],
	...['country', 'userName', 'password', 'tagSet', 'pinnedFingerprint', 'linePort-1', 'authPassword-1', '%TAG%'],
];

type Stage =
	| { readonly kind: 'choose'; readonly failure?: unknown }
	| { readonly kind: 'check' }
	| { readonly kind: 'checked'; readonly name: string; readonly csv: CsvFile; readonly report: ImportReport }
	| { readonly kind: 'import'; readonly csv: CsvFile; readonly done: ImportOutcome & { readonly rows: number } }
	| { readonly kind: 'imported'; readonly outcome: ImportOutcome; readonly failure?: unknown };

const nothingDone = { added: 0, changed: 0, refusedRows: 0, rows: 0 };

/** From a file to devices: check, see what is wrong, import. */
export function ImportPage(): ReactNode {
	const api = useApi();
	const queryClient = useQueryClient();
	const [stage, setStage] = useState<Stage>({ kind: 'choose' });
	const [updates, setUpdates] = useState(false);

	async function check(file: File): Promise<void> {
		setStage({ kind: 'check' });
		try {
			const [report, text] = await Promise.all([checkFile(api, file, updates), file.text()]);
			setStage({ kind: 'checked', name: file.name, csv: splitCsv(text), report });
		} catch (failure) {
			setStage({ kind: 'choose', failure });
		}
	}

	async function run(csv: CsvFile, keepsGoing: boolean): Promise<void> {
		let done = nothingDone;
		setStage({ kind: 'import', csv, done });
		try {
			const outcome = await importFile(api, csv, { updates, keepsGoing }, (progress) => {
				done = progress;
				setStage({ kind: 'import', csv, done });
			});
			setStage({ kind: 'imported', outcome });
		} catch (failure) {
			setStage({ kind: 'imported', outcome: done, failure });
		}
		await queryClient.invalidateQueries({ queryKey: deviceKeys.all });
	}

	return (
		<PageFrame title={texts.title} description={texts.description} parents={[{ label: deviceWords.devices, to: '/devices' }]}>
			<Stack maw={1080}>
				{stage.kind === 'choose' || stage.kind === 'check' ? (
					<>
						<ProblemAlert error={stage.kind === 'choose' ? stage.failure : undefined} />
						<Checkbox
							label={texts.updates}
							description={texts.updatesHint}
							checked={updates}
							disabled={stage.kind === 'check'}
							onChange={(event) => setUpdates(event.currentTarget.checked)}
						/>
						<FileDrop isBusy={stage.kind === 'check'} onFile={(file) => void check(file)} />
						<ColumnsHint />
					</>
				) : null}
				{stage.kind === 'checked' ? (
					<CheckedFile {...stage} onImport={(keepsGoing) => void run(stage.csv, keepsGoing)} onOther={() => setStage({ kind: 'choose' })} />
				) : null}
				{stage.kind === 'import' ? <ImportProgress done={stage.done.rows} total={stage.csv.rows.length} /> : null}
				{stage.kind === 'imported' ? <ImportedFile {...stage} onOther={() => setStage({ kind: 'choose' })} /> : null}
			</Stack>
		</PageFrame>
	);
}

function ColumnsHint(): ReactNode {
	return (
		<Paper withBorder p="md">
			<Stack gap="xs">
				<Text fw={600} size="sm">
					{texts.columns}
				</Text>
				<Text size="sm" c="dimmed">
					{texts.columnsHint}
				</Text>
				<Group gap={6}>
					{columns.map((column) => (
						<Code key={column}>{column}</Code>
					))}
				</Group>
			</Stack>
		</Paper>
	);
}
