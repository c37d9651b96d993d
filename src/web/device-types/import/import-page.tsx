import { Progress, Stack, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useSession } from '../../session/session-context.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageFrame } from '../../ui/page-frame.tsx';
import { deviceTypesTexts as texts } from '../texts.ts';
import { ArchiveDrop } from './archive-drop.tsx';
import { ArchiveRefusal } from './archive-refusal.tsx';
import { ArchiveSummary } from './archive-summary.tsx';
import { ImportOptionsForm } from './import-options-form.tsx';
import { ImportOutcome } from './import-outcome.tsx';
import { PlanView } from './plan-view.tsx';
import { importTexts } from './texts.ts';
import { type ArchiveImport, useArchiveImport } from './use-archive-import.ts';

/** For those who may import. */
export function ImportPage(): ReactNode {
	const { can, isBound } = useSession();
	const mayImport = can('dms.rest.dtaf.import.create') && !isBound;
	return (
		<PageFrame
			title={texts.import.title}
			description={texts.import.description}
			parents={[{ label: texts.deviceTypes.title, to: '/device-types' }]}
		>
			{mayImport ? <ArchiveImporter /> : <EmptyState icon={IconLock} title={importTexts.forbidden} text={texts.list.emptyReader} />}
		</PageFrame>
	);
}

/** An archive is dropped, looked into, compared with what is there, and imported. */
function ArchiveImporter(): ReactNode {
	const { state, choose, change, apply, reset } = useArchiveImport();
	const { archive, facts, options, plan, result, step, failure } = state;
	return (
		<Stack gap="md" maw={980}>
			{result === undefined ? (
				<ArchiveDrop archive={archive} isBusy={step !== undefined} onChoose={(file) => void choose(file)} />
			) : (
				<ImportOutcome result={result} onNext={reset} />
			)}
			<ImportProgress state={state} />
			{failure === undefined ? null : <ArchiveRefusal error={failure} />}
			{facts === undefined || result !== undefined ? null : (
				<>
					<ArchiveSummary facts={facts} />
					<ImportOptionsForm
						key={`${options.mode}/${options.name}`}
						options={options}
						archiveName={facts.deviceType}
						isBusy={step !== undefined}
						onChange={(next) => void change(next)}
					/>
				</>
			)}
			{plan === undefined ? null : (
				<PlanView
					plan={plan}
					isBusy={step !== undefined}
					onImport={() => void apply()}
					onChange={(next) => void change({ ...options, ...next })}
				/>
			)}
		</Stack>
	);
}

function ImportProgress({ state: { step, sent } }: { readonly state: ArchiveImport }): ReactNode {
	if (step === undefined) return null;
	const percent = sent === undefined || sent.ofBytes === 0 ? 0 : (100 * sent.bytes) / sent.ofBytes;
	const label = importTexts.steps[step];
	return (
		<Stack gap={4} role="status">
			<Text size="sm">{`${label} …`}</Text>
			<Progress value={step === 'sending' ? percent : 100} animated={step !== 'sending'} aria-label={label} />
		</Stack>
	);
}
