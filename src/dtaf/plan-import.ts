import type { DeviceType, NewDeviceType } from '../domain/device-type.ts';
import type { DeviceTypeFile, DeviceTypeFileChange, NewDeviceTypeFile } from '../domain/device-type-file.ts';
import { checkFileChange, checkNewDeviceType } from '../domain/device-type-rules.ts';
import { DmsError, type ErrorCode } from '../domain/errors.ts';
import type { TagSet } from '../domain/tag.ts';
import type { Descriptor } from './descriptor.ts';
import { areSameTagSets, compareFiles, compareTypes, type FieldDifference } from './differences.ts';
import type { ArchivedTagSet } from './tag-set-elements.ts';

export interface ImportOptions {
	/** The name that the device type gets instead of its own. */
	readonly rename?: string;
	/** Update the files of an existing type instead of adding a type. OCI-P deviceTypeFileUpdate. */
	readonly updateFiles?: boolean;
}

/** What the store holds that an import may collide with. */
export interface ImportSurroundings {
	/** The type that has the name which the import would give (see `toImportName`). */
	readonly type?: DeviceType;
	readonly tagSets: readonly TagSet[];
	/** Of all types. */
	readonly deviceAccessUris: readonly { readonly deviceAccessUri: string; readonly deviceType: string }[];
}

export type ImportOutcome = 'created' | 'created-renamed' | 'files-updated' | 'refused-exists' | 'refused-missing' | 'refused-invalid';

export interface PlannedFileChange {
	readonly fileId: string;
	/** As the store has it. */
	readonly fileFormat: string;
	/** As the archive has it; the name to read its content by. */
	readonly archiveFileFormat: string;
	readonly change: DeviceTypeFileChange;
	/** True where the content is another one and must be stored first. */
	readonly contentChanges: boolean;
	readonly differences: readonly FieldDifference[];
}

/** All that an import would do, as data. With a refusal nothing may be written; the rest is then for the report. */
export interface ImportPlan {
	readonly outcome: ImportOutcome;
	readonly deviceType: string;
	/** Whether the store would have to change to be what the archive says. */
	readonly differenceFound: boolean;
	readonly refusal?: { readonly code: ErrorCode; readonly detail: string; readonly hint?: string };
	/** Only when a type is created. */
	readonly newType?: NewDeviceType;
	/** Only when files of an existing type are updated. */
	readonly typeId?: string;
	readonly filesToAdd: readonly NewDeviceTypeFile[];
	readonly filesToChange: readonly PlannedFileChange[];
	readonly filesUnchanged: readonly string[];
	/** In the store and not in the archive; they stay. */
	readonly filesKept: readonly string[];
	/** Differences of the type itself; an update of files tells them and does not apply them. */
	readonly typeDifferences: readonly FieldDifference[];
	/** Only when a type is created; a set that exists is never changed. */
	readonly tagSetsToAdd: readonly ArchivedTagSet[];
	/** One sentence each, for people. */
	readonly messages: readonly string[];
}

/** The name of the device type after the import. @throws DmsError `value.*` for a bad new name. */
export function toImportName(descriptor: Descriptor, options: ImportOptions): string {
	return toImportedType(descriptor, options).name;
}

/**
 * The dry run: decides what an import does and writes nothing. Files are matched by fileFormat; format and category of
 * an existing file never change, files that the archive has not stay, new ones are added. OCI-P SystemDeviceTypeImportDryRunRequest.
 * @throws DmsError `value.*` for a bad new name, or for a file that would contradict itself with what it cannot change.
 */
export function planImport(existing: ImportSurroundings, descriptor: Descriptor, options: ImportOptions = {}): ImportPlan {
	const type = toImportedType(descriptor, options);
	const outcome = toOutcome(existing, options);
	const plan = existing.type === undefined ? planNewType(type, descriptor) : planUpdate(existing.type, type, descriptor);
	const isCreated = existing.type === undefined;
	const { tagSetsToAdd, messages: tagSetMessages } = planTagSets(existing.tagSets, descriptor, isCreated);
	const refusal = findRefusal(outcome, existing, type, tagSetsToAdd);
	return {
		...plan,
		outcome: refusal !== undefined && !outcome.startsWith('refused') ? 'refused-invalid' : outcome,
		deviceType: type.name,
		...(refusal === undefined ? {} : { refusal }),
		tagSetsToAdd,
		messages: [...descriptor.warnings, ...plan.messages, ...tagSetMessages, ...(isCreated ? uriMessages(existing, type) : [])],
	};
}

type PartialPlan = Omit<ImportPlan, 'outcome' | 'deviceType' | 'refusal' | 'tagSetsToAdd'>;

function toImportedType({ type }: Descriptor, { rename }: ImportOptions): NewDeviceType {
	return rename === undefined ? type : checkNewDeviceType({ ...type, name: rename });
}

function toOutcome(existing: ImportSurroundings, options: ImportOptions): ImportOutcome {
	if (options.updateFiles === true) return existing.type === undefined ? 'refused-missing' : 'files-updated';
	if (existing.type !== undefined) return 'refused-exists';
	return options.rename === undefined ? 'created' : 'created-renamed';
}

function planNewType(type: NewDeviceType, descriptor: Descriptor): PartialPlan {
	const empty = descriptor.files.filter(({ file }) => file.content === undefined);
	return {
		differenceFound: true,
		newType: type,
		filesToAdd: descriptor.files.map(({ file }) => file),
		filesToChange: [],
		filesUnchanged: [],
		filesKept: [],
		typeDifferences: [],
		messages: empty.map(({ file }) => `${file.fileFormat}: the archive has no content for it`),
	};
}

function planUpdate(existing: DeviceType, type: NewDeviceType, descriptor: Descriptor): PartialPlan {
	const archived = new Map(descriptor.files.map(({ file }) => [file.fileFormat.toLowerCase(), file]));
	const stored = new Map(existing.files.map((file) => [file.fileFormat.toLowerCase(), file]));
	const filesToAdd = [...archived].filter(([key]) => !stored.has(key)).map(([, file]) => file);
	const compared = [...stored].flatMap(([key, before]) => {
		const after = archived.get(key);
		return after === undefined ? [] : [planFileChange(before, after)];
	});
	const filesKept = [...stored].filter(([key]) => !archived.has(key)).map(([, { fileFormat }]) => fileFormat);
	const typeDifferences = compareTypes(existing, type);
	const differing = compared.filter(({ differences }) => differences.length > 0);
	return {
		differenceFound: filesToAdd.length + differing.length + typeDifferences.length > 0,
		typeId: existing.id,
		filesToAdd,
		filesToChange: differing.filter(({ differences }) => differences.some(({ applied }) => applied)),
		filesUnchanged: compared.filter(({ differences }) => differences.length === 0).map(({ fileFormat }) => fileFormat),
		filesKept,
		typeDifferences,
		messages: [
			...differing.flatMap(({ fileFormat, differences }) => immutableMessages(fileFormat, differences)),
			...filesKept.map((fileFormat) => `${fileFormat}: not in the archive, stays as it is`),
			...(typeDifferences.length === 0
				? []
				: [`the device type differs in ${typeDifferences.map(({ field }) => field).join(', ')}, which an update of files leaves alone`]),
		],
	};
}

function planFileChange(before: DeviceTypeFile, after: NewDeviceTypeFile): PlannedFileChange {
	const { fileFormat: _format, remoteFileFormat: _remote, fileCategory: _category, ...change } = after;
	const differences = compareFiles(before, after);
	return {
		fileId: before.id,
		fileFormat: before.fileFormat,
		archiveFileFormat: after.fileFormat,
		change: checkedChange(before, change),
		contentChanges: differences.some(({ field }) => field === 'content'),
		differences,
	};
}

/** What the archive says can contradict the category that the stored file keeps. */
function checkedChange(before: DeviceTypeFile, change: DeviceTypeFileChange): DeviceTypeFileChange {
	try {
		return checkFileChange(before, change);
	} catch (cause) {
		if (!(cause instanceof DmsError)) throw cause;
		throw new DmsError(cause.code, `file ${before.fileFormat}: ${cause.message}`, { findings: cause.findings, cause });
	}
}

function immutableMessages(fileFormat: string, differences: readonly FieldDifference[]): string[] {
	return differences
		.filter(({ applied }) => !applied)
		.map(({ field, before, after }) => `${fileFormat}: ${field} is ${before} here and ${after} in the archive; it cannot change`);
}

function planTagSets(
	existing: readonly TagSet[],
	descriptor: Descriptor,
	isCreated: boolean,
): { readonly tagSetsToAdd: readonly ArchivedTagSet[]; readonly messages: readonly string[] } {
	const stored = new Map(existing.map((set) => [set.name, set]));
	const missing = descriptor.tagSets.filter(({ name }) => !stored.has(name));
	const differing = descriptor.tagSets.filter((set) => {
		const other = stored.get(set.name);
		return other !== undefined && !areSameTagSets(other, set);
	});
	return {
		tagSetsToAdd: isCreated ? missing : [],
		messages: [
			...differing.map(({ name }) => `tag set ${name}: differs from the one in the archive, stays as it is`),
			...(isCreated ? [] : missing.map(({ name }) => `tag set ${name}: not here; an update of files adds none`)),
		],
	};
}

function findRefusal(
	outcome: ImportOutcome,
	existing: ImportSurroundings,
	type: NewDeviceType,
	tagSetsToAdd: readonly ArchivedTagSet[],
): ImportPlan['refusal'] {
	if (outcome === 'refused-exists') {
		return {
			code: 'dtaf.device-type-exists',
			detail: `device type ${type.name} exists`,
			hint: 'import it under another name, or update the files of the existing type',
		};
	}
	if (outcome === 'refused-missing') {
		return { code: 'dtaf.device-type-missing', detail: `there is no device type ${type.name} whose files could be updated` };
	}
	if (outcome === 'files-updated') return undefined;
	const { deviceAccessUri, tagSet } = type.cpe.deviceManagement;
	const holder = existing.deviceAccessUris.find((other) => other.deviceAccessUri === deviceAccessUri);
	if (holder !== undefined) {
		return {
			code: 'device-access-uri.exists',
			detail: `deviceAccessURI ${holder.deviceAccessUri} belongs to device type ${holder.deviceType}`,
			hint: 'give the device type in the archive a deviceAccessURI of its own',
		};
	}
	const isTagSetThere = [...existing.tagSets, ...tagSetsToAdd].some(({ name }) => name === tagSet);
	if (tagSet === undefined || isTagSetThere) return undefined;
	return { code: 'tag-set.not-found', detail: `tag set ${tagSet} of the device type is neither here nor in the archive` };
}

/** One URI inside another is allowed; the longer one wins, which is worth a word. */
function uriMessages(existing: ImportSurroundings, type: NewDeviceType): string[] {
	const own = type.cpe.deviceManagement.deviceAccessUri;
	if (own === undefined) return ['the device type has no deviceAccessURI: devices cannot reach its files'];
	return existing.deviceAccessUris
		.filter(({ deviceAccessUri }) => own.startsWith(`${deviceAccessUri}/`) || deviceAccessUri.startsWith(`${own}/`))
		.map(
			({ deviceAccessUri, deviceType }) =>
				`deviceAccessURI ${own} overlaps ${deviceAccessUri} of ${deviceType}; the longer one is matched first`,
		);
}
