export { toEntityTag } from '../domain/entity-tag.ts';

const longestList = 4096;

/** Both tags are strong and equal, character by character (RFC 9110 8.8.3.2). */
export function matchesStrongly(left: string, right: string): boolean {
	return left === right && left.startsWith('"');
}

/**
 * Whether a list of entity tags (the value of If-Match or If-None-Match, not `*`) holds this one. Reading stops at the
 * first thing that is no entity tag, and a list over 4,096 characters is not read.
 */
export function listHolds(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
	if (list.length > longestList) return false;
	let at = 0;
	for (;;) {
		at = skipSeparators(list, at);
		const end = endOfEntityTag(list, at);
		if (end < 0) return false;
		const candidate = list.slice(at, end);
		if (comparison === 'strong' ? matchesStrongly(candidate, etag) : opaquePart(candidate) === opaquePart(etag)) return true;
		at = end;
	}
}

function opaquePart(etag: string): string {
	return etag.startsWith('W/') ? etag.slice(2) : etag;
}

function skipSeparators(list: string, start: number): number {
	let at = start;
	while (list[at] === ' ' || list[at] === '\t' || list[at] === ',') at++;
	return at;
}

/** Index after the entity tag that begins here, or -1. A comma may stand inside the quotes. */
function endOfEntityTag(list: string, start: number): number {
	const quote = list.startsWith('W/', start) ? start + 2 : start;
	if (list[quote] !== '"') return -1;
	return list.indexOf('"', quote + 1) + 1 || -1;
}
