import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DeviceType } from '../../src/domain/device-type.ts';
import type { DeviceTypeFile, NewDeviceTypeFile } from '../../src/domain/device-type-file.ts';
import { noAuthentication } from '../../src/domain/device-type-file.ts';
import { checkNewDeviceTypeFile } from '../../src/domain/device-type-rules.ts';
import { requireCustomTagName, type TagSet } from '../../src/domain/tag.ts';
import type { Descriptor } from '../../src/dtaf/descriptor.ts';
import { packSample } from '../../src/dtaf/pack-sample.ts';
import { type ImportPlan, type ImportSurroundings, planImport, toImportName } from '../../src/dtaf/plan-import.ts';
import { openArchive } from '../../src/dtaf/read-archive.ts';

const samples = join(import.meta.dirname, '..', '..', 'dtaf-samples');
const { descriptor } = await openArchive(await packSample(join(samples, 'Sample-IP-DECT-2000_MAC')));
const at = new Date('2026-01-01T00:00:00Z');
const nothing: ImportSurroundings = { tagSets: [], deviceAccessUris: [] };

/** The store after an import of the sample. */
function toStored(
	change: (file: DeviceTypeFile) => DeviceTypeFile | undefined = (file) => file,
	from: Descriptor = descriptor,
): ImportSurroundings {
	const files = from.files.flatMap(({ file }, index) => change({ ...file, id: `file-${index}`, updatedAt: at }) ?? []);
	const type: DeviceType = { ...from.type, id: 'type-1', files, createdAt: at, updatedAt: at };
	const tagSets: TagSet[] = from.tagSets.map((set, index) => ({ ...set, id: `set-${index}`, updatedAt: at }));
	return { type, tagSets, deviceAccessUris: [{ deviceAccessUri: 'sample-ip-dect-mac', deviceType: type.name }] };
}

function withFiles(change: (file: NewDeviceTypeFile) => NewDeviceTypeFile): Descriptor {
	return {
		...descriptor,
		files: descriptor.files.map((archived) => ({ ...archived, file: checkNewDeviceTypeFile(change(archived.file)) })),
	};
}

const onFirst =
	<File extends NewDeviceTypeFile>(change: Partial<File>) =>
	(file: File): File =>
		file.fileFormat.endsWith('config.xml') ? { ...file, ...change } : file;

function differencesOf(plan: ImportPlan): object[] {
	return plan.filesToChange.flatMap(({ fileFormat, differences }) => differences.map((difference) => ({ fileFormat, ...difference })));
}

describe('an import of a new device type', () => {
	it('plans the type, its files and its tag set', () => {
		const plan = planImport(nothing, descriptor);
		expect(plan).toMatchObject({ outcome: 'created', deviceType: 'Sample IP-DECT 2000 MAC', differenceFound: true });
		expect(plan.newType).toEqual(descriptor.type);
		expect(plan.filesToAdd).toEqual(descriptor.files.map(({ file }) => file));
		expect(plan.tagSetsToAdd).toEqual(descriptor.tagSets);
		expect(plan.refusal).toBeUndefined();
	});

	it('plans another name and changes nothing but the name', () => {
		const plan = planImport(nothing, descriptor, { rename: '  My   DECT ' });
		expect(plan).toMatchObject({ outcome: 'created-renamed', deviceType: 'My DECT' });
		expect(plan.newType).toEqual({ ...descriptor.type, name: 'My DECT' });
		expect(toImportName(descriptor, { rename: 'My DECT' })).toBe('My DECT');
	});

	it('reject/a new name that is too long', () => {
		expect(() => planImport(nothing, descriptor, { rename: 'n'.repeat(41) })).toThrow(expect.objectContaining({ code: 'value.too-long' }));
	});

	it('reject/a name that exists, and still tells the differences', () => {
		const existing = toStored(onFirst<DeviceTypeFile>({ enableCaching: true }));
		const plan = planImport(existing, descriptor);
		expect(plan).toMatchObject({ outcome: 'refused-exists', refusal: { code: 'dtaf.device-type-exists' }, differenceFound: true });
		expect(differencesOf(plan)).toEqual([
			{ fileFormat: '%BWMACADDRESS%-config.xml', field: 'enableCaching', before: true, after: false, applied: true },
		]);
	});

	it('reject/a deviceAccessURI that another type has', () => {
		const existing = { ...nothing, deviceAccessUris: [{ deviceAccessUri: 'sample-ip-dect-mac', deviceType: 'Other' }] };
		expect(planImport(existing, descriptor)).toMatchObject({
			outcome: 'refused-invalid',
			refusal: { code: 'device-access-uri.exists', detail: expect.stringContaining('Other') },
		});
	});

	it('tells of a deviceAccessURI that overlaps another', () => {
		const existing = { ...nothing, deviceAccessUris: [{ deviceAccessUri: 'sample-ip-dect-mac/old', deviceType: 'Other' }] };
		const plan = planImport(existing, descriptor);
		expect(plan.outcome).toBe('created');
		expect(plan.messages).toContainEqual(expect.stringMatching(/overlaps sample-ip-dect-mac\/old of Other/));
	});

	it('reject/a tag set that is neither here nor in the archive', () => {
		expect(planImport(nothing, { ...descriptor, tagSets: [] })).toMatchObject({
			outcome: 'refused-invalid',
			refusal: { code: 'tag-set.not-found' },
		});
		expect(planImport({ ...nothing, tagSets: toStored().tagSets }, { ...descriptor, tagSets: [] }).outcome).toBe('created');
	});

	it('leaves a tag set alone that exists, and tells where it differs', () => {
		const same = planImport({ ...nothing, tagSets: toStored().tagSets }, descriptor);
		expect(same.tagSetsToAdd).toEqual([]);
		expect(same.messages).toEqual([]);
		const own = toStored().tagSets.map((set) => ({ ...set, tags: [{ name: requireCustomTagName('OWN'), value: '1', overridable: true }] }));
		const plan = planImport({ ...nothing, tagSets: own }, descriptor);
		expect(plan.tagSetsToAdd).toEqual([]);
		expect(plan.messages).toEqual([expect.stringMatching(/tag set Sample DECT: differs/)]);
	});

	it('tells of files without content', () => {
		const plan = planImport(
			nothing,
			withFiles(({ content: _content, ...file }) => file),
		);
		expect(plan.messages.filter((message) => message.includes('has no content'))).toHaveLength(4);
	});
});

describe('an update of the files of a device type', () => {
	const options = { updateFiles: true };

	it('reject/a type that does not exist', () => {
		expect(planImport(nothing, descriptor, options)).toMatchObject({
			outcome: 'refused-missing',
			refusal: { code: 'dtaf.device-type-missing' },
		});
	});

	it('finds no difference after an import of the same archive', () => {
		const plan = planImport(toStored(), descriptor, options);
		expect(plan).toMatchObject({
			outcome: 'files-updated',
			typeId: 'type-1',
			differenceFound: false,
			filesToAdd: [],
			filesToChange: [],
			filesKept: [],
			typeDifferences: [],
			tagSetsToAdd: [],
		});
		expect(plan.newType).toBeUndefined();
		expect(plan.filesUnchanged).toHaveLength(4);
	});

	it('changes every field but format and category', () => {
		const password = {
			...noAuthentication,
			userNamePasswordFileAuthentication: true,
			useHttpDigestAuthentication: true,
			combine: 'All' as const,
		};
		const changed = withFiles(
			onFirst<NewDeviceTypeFile>({
				authentication: password,
				allowHttp: true,
				remoteFileFormat: 'other.xml',
				fileCategory: 'Dynamic Group',
				escape: 'xml',
			}),
		);
		const plan = planImport(toStored(), changed, options);
		expect(plan.filesToChange).toHaveLength(1);
		expect(differencesOf(plan)).toEqual(
			[
				['remoteFileFormat', '%BWDEVICEID%-config.xml', 'other.xml', false],
				['fileCategory', 'Dynamic Profile', 'Dynamic Group', false],
				['useHttpDigestAuthentication', false, true, true],
				['macBasedFileAuthentication', true, false, true],
				['userNamePasswordFileAuthentication', false, true, true],
				['macInCert', true, false, true],
				['combine', 'Any', 'All', true],
				['allowHttp', false, true, true],
				['escape', undefined, 'xml', true],
			].map(([field, before, after, applied]) => ({
				fileFormat: '%BWMACADDRESS%-config.xml',
				field,
				...(before === undefined ? {} : { before }),
				after,
				applied,
			})),
		);
		const [planned] = plan.filesToChange;
		expect(planned).toMatchObject({
			fileId: 'file-0',
			contentChanges: false,
			change: { authentication: password, allowHttp: true, escape: 'xml' },
		});
		expect(planned?.change).not.toHaveProperty('fileCategory');
		expect(planned?.change).not.toHaveProperty('remoteFileFormat');
		expect(plan.messages).toContainEqual(
			expect.stringMatching(/fileCategory is Dynamic Profile here and Dynamic Group in the archive; it cannot change/),
		);
	});

	it('plans no change where only the category differs, and still finds the difference', () => {
		const plan = planImport(toStored(), withFiles(onFirst<NewDeviceTypeFile>({ fileCategory: 'Dynamic Group' })), options);
		expect(plan).toMatchObject({ differenceFound: true, filesToChange: [] });
		expect(plan.filesUnchanged).toHaveLength(3);
	});

	it('compares contents by their SHA-256', () => {
		const content = { sha256: 'a'.repeat(64), size: 3 };
		const plan = planImport(toStored(onFirst<DeviceTypeFile>({ content })), descriptor, options);
		expect(plan.filesToChange).toMatchObject([
			{
				contentChanges: true,
				differences: [{ field: 'content', before: content.sha256, after: descriptor.files[0]?.file.content?.sha256, applied: true }],
			},
		]);
	});

	it('keeps a stored content where the archive has none', () => {
		const plan = planImport(
			toStored(),
			withFiles(({ content: _content, ...file }) => file),
			options,
		);
		expect(plan.differenceFound).toBe(false);
	});

	it('adds files that are new and keeps files that the archive has not', () => {
		const stored = toStored((file) =>
			file.fileFormat === 'handsets.xml' ? undefined : file.fileFormat.startsWith('firmware') ? { ...file, fileFormat: 'old.bin' } : file,
		);
		const plan = planImport(stored, descriptor, options);
		expect(plan.filesToAdd.map(({ fileFormat }) => fileFormat)).toEqual(['handsets.xml', 'firmware-PCS00A.bin']);
		expect(plan.filesKept).toEqual(['old.bin']);
		expect(plan.messages).toContain('old.bin: not in the archive, stays as it is');
	});

	it('matches formats in any case and keeps the stored one', () => {
		const stored = toStored((file) =>
			file.fileFormat === 'handsets.xml' ? { ...file, fileFormat: 'Handsets.XML', enableCaching: true } : file,
		);
		const plan = planImport(stored, descriptor, options);
		expect(plan.filesToAdd).toEqual([]);
		expect(plan.filesToChange).toMatchObject([{ fileFormat: 'Handsets.XML', archiveFileFormat: 'handsets.xml' }]);
	});

	it('tells differences of the type and leaves it alone', () => {
		const stored = toStored();
		if (stored.type === undefined) throw new Error('nothing is stored');
		const type = { ...stored.type, numberOfPorts: 4, cpe: { ...stored.type.cpe, enableMonitoring: true } };
		const plan = planImport({ ...stored, type }, descriptor, options);
		expect(plan.typeDifferences).toEqual([
			{ field: 'numberOfPorts.quantity', before: 4, applied: false },
			{ field: 'cpeDeviceOptions.enableMonitoring', before: true, after: false, applied: false },
			{ field: 'numberOfPorts.unlimited', after: true, applied: false },
		]);
		expect(plan).toMatchObject({ differenceFound: true, filesToChange: [] });
	});

	it('never shows a password among the differences', () => {
		const stored = toStored();
		if (stored.type === undefined) throw new Error('nothing is stored');
		const { deviceManagement } = stored.type.cpe;
		const credentials = { userName: 'phones', password: 'correct-horse' };
		const type = {
			...stored.type,
			cpe: { ...stored.type.cpe, deviceManagement: { ...deviceManagement, accessDeviceCredentials: credentials } },
		};
		const plan = planImport({ ...stored, type }, descriptor, options);
		expect(plan.typeDifferences).toMatchObject([
			{ field: 'cpeDeviceOptions.deviceManagementDeviceTypeOptions.accessDeviceCredentials.userName', before: 'phones' },
		]);
		expect(JSON.stringify(plan)).not.toContain('correct-horse');
	});

	it('takes the name of the type to update from the new name', () => {
		const stored = toStored();
		expect(planImport(stored, descriptor, { updateFiles: true, rename: 'Sample IP-DECT 2000 MAC' }).outcome).toBe('files-updated');
	});

	it('reject/a change that contradicts what a file cannot change', () => {
		const stored = toStored((file) => (file.fileFormat === 'handsets.xml' ? { ...file, fileCategory: 'Template Only' } : file));
		const uploads = withFiles((file) => ({ ...file, allowUploadFromDevice: true }));
		expect(() => planImport(stored, uploads, options)).toThrow(
			expect.objectContaining({ code: 'value.contradiction', message: expect.stringContaining('file handsets.xml') }),
		);
	});
});
