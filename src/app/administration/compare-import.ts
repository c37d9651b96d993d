import type { ContentReference } from '../../domain/device-type-file.ts';
import type { Store } from '../../domain/ports.ts';
import type { ImportPlan } from '../../dtaf/plan-import.ts';
import type { DtafArchive } from '../../dtaf/read-archive.ts';
import { type ContentDifference, compareBytes, mostComparedBytes } from '../history/line-difference.ts';

/** Comparing happens in a process that serves others too. */
const mostFiles = 20;
const noBytes = new Uint8Array();

/** How the contents that an import would replace differ from those in the archive, by the name of the file; of the first 20 files alone. */
export async function compareImport(store: Store, archive: DtafArchive, plan: ImportPlan): Promise<ReadonlyMap<string, ContentDifference>> {
	const differences = new Map<string, ContentDifference>();
	const changed = plan.filesToChange.filter(({ contentChanges }) => contentChanges).slice(0, mostFiles);
	const type = changed.length === 0 ? undefined : await store.deviceTypes.findByName(plan.deviceType);
	for (const { fileId, fileFormat, archiveFileFormat, change } of changed) {
		const before = type?.files.find(({ id }) => id === fileId)?.content;
		const read = async () => Buffer.concat(await Array.fromAsync(archive.readContent(archiveFileFormat)));
		differences.set(fileFormat, await compareContent(store, before, change.content, read));
	}
	return differences;
}

async function compareContent(
	store: Store,
	before: ContentReference | undefined,
	after: ContentReference | null | undefined,
	readAfter: () => Promise<Uint8Array>,
): Promise<ContentDifference> {
	if ([before, after].some((content) => (content?.size ?? 0) > mostComparedBytes)) return { kind: 'too-large' };
	const old = before === undefined ? noBytes : await store.content.readWhole(before.sha256, mostComparedBytes);
	return compareBytes(old, after === undefined || after === null ? noBytes : await readAfter());
}
