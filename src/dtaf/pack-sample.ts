import { createHash } from 'node:crypto';
import { lstat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DmsError } from '../domain/errors.ts';
import { type ArchivedFile, contentFolder, descriptorPath, parseDescriptor } from './descriptor.ts';
import { defaultArchiveLimits } from './limits.ts';
import { type FileToWrite, writeArchive } from './write-archive.ts';

/**
 * Packs a folder with `device-type.xml` and the contents it names into an archive. A content may stand there without
 * SHA-256 and size: they are computed, so that people can edit the contents.
 * @throws DmsError `file.unreadable`, `dtaf.sha256-mismatch` where a given SHA-256 is not the content's, `dtaf.*`.
 */
export async function packSample(folder: string): Promise<Uint8Array> {
	const limits = defaultArchiveLimits;
	const descriptor = parseDescriptor(await readInside(folder, descriptorPath), limits, 'optional');
	const files = await Promise.all(descriptor.files.map((archived) => toFileToWrite(folder, archived)));
	const chunks: Uint8Array[] = [];
	for await (const chunk of writeArchive(descriptor.type, files, descriptor.tagSets)) chunks.push(chunk);
	return Buffer.concat(chunks);
}

async function toFileToWrite(folder: string, { file, contentPath }: ArchivedFile): Promise<FileToWrite> {
	if (contentPath === undefined) return { file };
	const bytes = await readInside(folder, contentPath);
	const content = file.content ?? { sha256: createHash('sha256').update(bytes).digest('hex'), size: bytes.length };
	return { file: { ...file, content }, read: () => [bytes] };
}

async function readInside(folder: string, path: string): Promise<Uint8Array> {
	const fullPath = join(folder, ...path.split('/'));
	try {
		// A link could lead out of the folder.
		if (!(await lstat(fullPath)).isFile()) throw new DmsError('file.unreadable', `${path} is not a file`);
		return await readFile(fullPath);
	} catch (cause) {
		if (cause instanceof DmsError) throw cause;
		const hint = path.startsWith(contentFolder) ? `${descriptorPath} names it` : `a sample folder needs ${descriptorPath}`;
		throw new DmsError('file.unreadable', `${fullPath} cannot be read`, { hint, cause });
	}
}
