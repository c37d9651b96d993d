import type { Command } from 'commander';
import { exportDtaf } from '../app/administration/export-dtaf.ts';
import { importDtaf, planDtafImport } from '../app/administration/import-dtaf.ts';
import { presentFields } from '../app/administration/present-fields.ts';
import type { FieldDifference } from '../dtaf/differences.ts';
import { inspectArchive } from '../dtaf/inspect-archive.ts';
import type { ImportPlan } from '../dtaf/plan-import.ts';
import { openArchiveFile } from '../dtaf/read-archive.ts';
import type { CommandSession, Runner } from './command-session.ts';
import { toExamples } from './help-examples.ts';
import { startProgress } from './progress.ts';
import { untilInterrupted } from './read-input.ts';
import { describeFileAuthentication } from './type-view.ts';
import { writeOutputFile } from './write-output-file.ts';

interface ImportCommandOptions {
	readonly dryRun?: boolean;
	readonly rename?: string;
	readonly updateFiles?: boolean;
}

export function addDtafCommands(program: Command, run: Runner): void {
	const dtaf = program.command('dtaf').description('device type archives');
	dtaf
		.command('inspect')
		.description('what an archive holds; nothing is imported')
		.argument('<file>', 'archive (zip)')
		.action(run(inspect))
		.addHelpText('after', toExamples('dms dtaf inspect Sample-IP-DECT-2000_MAC.zip', 'dms dtaf inspect sample.zip --json'));
	dtaf
		.command('import')
		.description('add the device type of an archive, or update the files of one')
		.argument('<file>', 'archive (zip)')
		.option('--dry-run', 'print what would be done, field by field, and do nothing')
		.option('--rename <name>', 'name of the device type instead of the one in the archive')
		.option('--update-files', 'update the files of the device type that is there, matched by file format')
		.action(run(importArchive))
		.addHelpText(
			'after',
			toExamples('dms dtaf import sample.zip --dry-run', 'dms dtaf import sample.zip', 'dms dtaf import newer.zip --update-files'),
		);
	dtaf
		.command('export')
		.description('write a device type with its files and tag set into an archive; it holds no password')
		.argument('<type>', 'device type')
		.requiredOption('--output <file>', 'archive to write')
		.option('--force', 'replace the file if it exists')
		.action(
			run(async (session, typeName: string, { output, force }: { readonly output: string; readonly force?: boolean }) => {
				const { type, chunks } = await exportDtaf(await session.store(), typeName);
				const size = await writeOutputFile(output, untilInterrupted(chunks, session), { force: force === true });
				await session.done({ deviceType: type.name, output, size }, `${type.name}: ${size} bytes in ${output}`);
			}),
		)
		.addHelpText('after', toExamples('dms dtaf export "Sample IP-DECT 2000" --output sample.zip'));
}

async function inspect(session: CommandSession, file: string): Promise<void> {
	const archive = await openArchiveFile(file);
	if (session.wantsJson) return session.output.json(inspectArchive(archive));
	const { type, files, tagSets, warnings } = archive.descriptor;
	const { deviceAccessProtocol, deviceAccessUri } = type.cpe.deviceManagement;
	await session.output.properties([
		['deviceType', type.name],
		['deviceAccessURI', deviceAccessUri],
		['deviceAccessProtocol', deviceAccessProtocol],
		['numberOfPorts', type.numberOfPorts ?? 'unlimited'],
		['tagSets', tagSets.length === 0 ? undefined : tagSets.map(({ name }) => name).join(', ')],
	]);
	await session.output.write('\n');
	await session.output.table(
		['File Format', 'Category', 'Source', 'Authentication', 'Bytes'],
		files.map((entry) => [
			entry.file.fileFormat,
			entry.file.fileCategory,
			entry.file.fileSource,
			describeFileAuthentication(entry.file.authentication),
			entry.file.content === undefined ? '' : String(entry.file.content.size),
		]),
	);
	for (const warning of warnings) await session.output.warn(warning);
}

async function importArchive(session: CommandSession, file: string, { dryRun, rename, updateFiles }: ImportCommandOptions): Promise<void> {
	const archive = await openArchiveFile(file);
	const options = presentFields({ rename, updateFiles });
	if (dryRun === true) {
		const plan = await planDtafImport(await session.store(), archive, options);
		await printPlan(session, plan, true);
		if (plan.refusal !== undefined) await session.output.warn(`the import would be refused: ${plan.refusal.detail} (${plan.refusal.code})`);
		return;
	}
	const contents = archive.descriptor.files.filter(({ contentPath }) => contentPath !== undefined).length;
	const progress = startProgress(session.output, 'files', contents);
	const onContent = () => {
		session.ports.interrupted.throwIfAborted();
		progress.advance(1);
	};
	const plan = await importDtaf(await session.administration(), archive, options, onContent).finally(() => progress.stop());
	await printPlan(session, plan, false);
}

async function printPlan(session: CommandSession, plan: ImportPlan, dryRun: boolean): Promise<void> {
	if (session.wantsJson) return session.output.json(toPlanJson(plan, dryRun));
	const { output } = session;
	await output.line(`${plan.deviceType}: ${plan.outcome}${dryRun ? ' (dry run, nothing was changed)' : ''}`);
	await output.line(`differenceFound = ${plan.differenceFound}`);
	await output.write('\n');
	const rows = [
		...plan.typeDifferences.map((difference) => ['(device type)', ...toDifferenceCells(difference)]),
		...plan.filesToAdd.map(({ fileFormat }) => [fileFormat, 'added', '', '', '']),
		...plan.filesToChange.flatMap((file) => file.differences.map((difference) => [file.fileFormat, ...toDifferenceCells(difference)])),
		...plan.filesUnchanged.map((fileFormat) => [fileFormat, 'unchanged', '', '', '']),
		...plan.filesKept.map((fileFormat) => [fileFormat, 'not in the archive', '', '', '']),
		...plan.tagSetsToAdd.map(({ name }) => [`tag set ${name}`, 'added', '', '', '']),
	];
	await output.table(['File', 'What', 'Field', 'Before', 'After'], rows);
	for (const message of plan.messages) await output.note(`note: ${message}`);
}

function toDifferenceCells({ field, before, after, applied }: FieldDifference): readonly string[] {
	return [applied ? 'changed' : 'differs', field, String(before ?? ''), String(after ?? '')];
}

function toPlanJson(plan: ImportPlan, dryRun: boolean): object {
	return {
		deviceType: plan.deviceType,
		outcome: plan.outcome,
		differenceFound: plan.differenceFound,
		dryRun,
		refusal: plan.refusal ?? null,
		filesAdded: plan.filesToAdd.map(({ fileFormat, fileCategory, content }) => ({ fileFormat, fileCategory, content: content ?? null })),
		filesChanged: plan.filesToChange.map(({ fileFormat, contentChanges, differences }) => ({ fileFormat, contentChanges, differences })),
		filesUnchanged: plan.filesUnchanged,
		filesKept: plan.filesKept,
		typeDifferences: plan.typeDifferences,
		tagSetsAdded: plan.tagSetsToAdd.map(({ name }) => name),
		messages: plan.messages,
	};
}
