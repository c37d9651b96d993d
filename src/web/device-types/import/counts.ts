import { importTexts } from './texts.ts';
import type { ImportPlan } from './use-archive-import.ts';

/** How many files change, come, and stay: `1 changed, 2 as before`. */
export function toCounts({ filesAdded, filesChanged, filesUnchanged, filesKept }: ImportPlan): string {
	return importTexts.counts(filesAdded.length, filesChanged.length, filesUnchanged.length + filesKept.length);
}
