import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { packSample } from '../src/dtaf/pack-sample.ts';
import { openArchive } from '../src/dtaf/read-archive.ts';
import { writeArchive } from '../src/dtaf/write-archive.ts';
import { samplesDirectory, sampleTypes, toNoise, toStaticFile } from './device-data.ts';

/** A sample with firmware that no compression makes smaller. */
export async function packFirmware(mebibytes: number): Promise<Buffer<ArrayBuffer>> {
	const { descriptor, readContent } = await openArchive(await packSample(join(samplesDirectory, sampleTypes.certificate.folder)));
	const { type, files, tagSets } = descriptor;
	const read = toNoise(mebibytes);
	const digest = createHash('sha256');
	for (const piece of read()) digest.update(piece);
	const firmware = toStaticFile('firmware.bin', { sha256: digest.digest('hex'), size: mebibytes * 1024 ** 2 });
	const { deviceManagement } = type.cpe;
	const renamed = {
		...type,
		name: 'Firmware',
		cpe: { ...type.cpe, deviceManagement: { ...deviceManagement, deviceAccessUri: 'firmware' } },
	};
	const chunks = writeArchive(
		renamed,
		[
			...files.map(({ file, contentPath }) => (contentPath === undefined ? { file } : { file, read: () => readContent(file.fileFormat) })),
			{ file: firmware, read },
		],
		tagSets,
	);
	return Buffer.concat(await Array.fromAsync(chunks));
}
