import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkNewDeviceType, checkNewDeviceTypeFile } from '../../src/domain/device-type-rules.ts';
import { openArchive } from '../../src/dtaf/read-archive.ts';
import { writeArchive } from '../../src/dtaf/write-archive.ts';
import { deviceType, fileWithBytes, tagSets } from './arbitraries.ts';
import { collect } from './collect.ts';

const files = fc.uniqueArray(fileWithBytes, { selector: ({ file }) => file.fileFormat.toLowerCase(), maxLength: 4 });

describe('a device type that is exported and imported again', () => {
	it('is the same device type, with the same files, contents and tag sets', async () => {
		await fc.assert(
			fc.asyncProperty(deviceType, files, tagSets, async (type, given, sets) => {
				expect(checkNewDeviceType(type)).toEqual(type);
				for (const { file } of given) expect(checkNewDeviceTypeFile(file)).toEqual(file);
				const written = given.map(({ file, bytes }) => ({ file, ...(bytes === undefined ? {} : { read: () => [bytes] }) }));
				const archive = await openArchive(await collect(writeArchive(type, written, sets)));
				expect(archive.descriptor.type).toEqual(type);
				expect(archive.descriptor.tagSets).toEqual(sets);
				expect(archive.descriptor.files.map(({ file }) => file)).toEqual(given.map(({ file }) => file));
				for (const { file, bytes } of given) {
					if (bytes === undefined) expect(() => archive.readContent(file.fileFormat)).toThrow('has no content');
					else expect(await collect(archive.readContent(file.fileFormat))).toEqual(Buffer.from(bytes));
				}
			}),
			{ numRuns: 300 },
		);
	});
});
