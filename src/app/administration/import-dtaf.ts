import type { DeviceType } from '../../domain/device-type.ts';
import type { NewDeviceTypeFile } from '../../domain/device-type-file.ts';
import { DmsError } from '../../domain/errors.ts';
import type { Store } from '../../domain/ports.ts';
import { type ImportOptions, type ImportPlan, type ImportSurroundings, planImport, toImportName } from '../../dtaf/plan-import.ts';
import type { DtafArchive } from '../../dtaf/read-archive.ts';
import { isTemplate } from '../effective-source.ts';
import { parseHeaderPattern } from '../header-pattern.ts';
import { type Administration, applyAudited } from './administration.ts';
import { checkTemplate, maxTemplateBytes } from './check-template.ts';

/** The dry run: what an import would do now. @throws DmsError `value.*`, `content.too-large`. OCI-P SystemDeviceTypeImportDryRunRequest. */
export async function planDtafImport(store: Store, archive: DtafArchive, options: ImportOptions): Promise<ImportPlan> {
	await checkFiles(archive);
	return planAgainst(store, archive, options);
}

async function planAgainst(store: Store, archive: DtafArchive, options: ImportOptions): Promise<ImportPlan> {
	return planImport(await loadSurroundings(store, archive, options), archive.descriptor, options);
}

/**
 * Imports a device type, or updates the files of one. The contents go first, for nothing sees them until the one
 * transaction refers to them: an import that is cut short leaves nothing behind.
 * @throws DmsError with the code of the plan's refusal, `value.*`, `dtaf.*`. OCI-P SystemDeviceTypeImportRequest.
 */
export async function importDtaf(
	administration: Administration,
	archive: DtafArchive,
	options: ImportOptions,
	onContent: (fileFormat: string) => void = () => undefined,
): Promise<ImportPlan> {
	const { store } = administration;
	for (const { fileFormat, size } of contentsToStore(requireAccepted(await planDtafImport(store, archive, options)))) {
		await store.content.put(archive.readContent(fileFormat), size);
		onContent(fileFormat);
	}
	return applyAudited(administration, 'dtaf import', async (transaction) => {
		// Planned again: what the store holds may have changed while the contents were written.
		const plan = requireAccepted(await planAgainst(transaction, archive, options));
		await applyImport(transaction, plan);
		return { value: plan, subject: plan.deviceType, detail: toDetail(plan) };
	});
}

/** What would fail with the first request only: patterns that nobody can compile, templates that nobody can build. */
async function checkFiles({ descriptor, readContent }: DtafArchive): Promise<void> {
	const charset = descriptor.type.cpe.deviceManagement.defaultDeviceEncoding;
	for (const { file, contentPath } of descriptor.files) {
		const { macFormatInNonRequestUri } = file.authentication;
		if (macFormatInNonRequestUri !== undefined) parseHeaderPattern(macFormatInNonRequestUri);
		if (contentPath === undefined || !isTemplate(file, file.fileSource)) continue;
		if ((file.content?.size ?? 0) > maxTemplateBytes) {
			throw new DmsError('content.too-large', `${file.fileFormat}: a template has at most ${maxTemplateBytes} bytes`, { field: 'content' });
		}
		checkTemplate(file, Buffer.concat(await Array.fromAsync(readContent(file.fileFormat))), charset);
	}
}

async function loadSurroundings(store: Store, { descriptor }: DtafArchive, options: ImportOptions): Promise<ImportSurroundings> {
	const name = toImportName(descriptor, options);
	const types = await store.deviceTypes.list();
	const type = types.find((candidate) => candidate.name === name);
	return { ...(type === undefined ? {} : { type }), tagSets: await store.tagSets.list(), deviceAccessUris: types.flatMap(toUri) };
}

function toUri(type: DeviceType): ImportSurroundings['deviceAccessUris'] {
	const { deviceAccessUri } = type.cpe.deviceManagement;
	return deviceAccessUri === undefined ? [] : [{ deviceAccessUri, deviceType: type.name }];
}

function requireAccepted(plan: ImportPlan): ImportPlan {
	if (plan.refusal === undefined) return plan;
	const { code, detail, hint } = plan.refusal;
	throw new DmsError(code, detail, hint === undefined ? {} : { hint });
}

function contentsToStore(plan: ImportPlan): readonly { readonly fileFormat: string; readonly size: number }[] {
	const added = plan.filesToAdd.map((file: NewDeviceTypeFile) => ({ fileFormat: file.fileFormat, content: file.content }));
	const changed = plan.filesToChange
		.filter(({ contentChanges }) => contentChanges)
		.map(({ archiveFileFormat, change }) => ({ fileFormat: archiveFileFormat, content: change.content }));
	return [...added, ...changed].flatMap(({ fileFormat, content }) => (content === undefined ? [] : [{ fileFormat, size: content.size }]));
}

async function applyImport(store: Store, plan: ImportPlan): Promise<void> {
	for (const set of plan.tagSetsToAdd) await store.tagSets.save(set);
	const typeId = plan.newType === undefined ? plan.typeId : (await store.deviceTypes.add(plan.newType)).id;
	if (typeId === undefined) throw new DmsError('internal', 'the plan names no device type');
	for (const file of plan.filesToAdd) await store.deviceTypes.addFile(typeId, file);
	for (const { fileId, change } of plan.filesToChange) await store.deviceTypes.updateFile(fileId, change);
}

function toDetail(plan: ImportPlan): string {
	const sets = plan.tagSetsToAdd.length === 0 ? '' : `, ${plan.tagSetsToAdd.length} tag sets added`;
	return `${plan.outcome}: ${plan.filesToAdd.length} files added, ${plan.filesToChange.length} changed${sets}`;
}
