/** The candidate that a mistyped name most likely means; undefined where none is near. */
export function findClosestName(name: string, candidates: Iterable<string>): string | undefined {
	let closest: string | undefined;
	let least = Math.max(2, Math.floor(name.length / 3)) + 1;
	for (const candidate of candidates) {
		const distance = editDistance(name.toLowerCase(), candidate.toLowerCase(), least);
		if (distance < least) [closest, least] = [candidate, distance];
	}
	return closest;
}

/** Levenshtein distance, or `bound` where it is at least that. */
function editDistance(left: string, right: string, bound: number): number {
	if (Math.abs(left.length - right.length) >= bound) return bound;
	let row = Array.from({ length: right.length + 1 }, (_, column) => column);
	for (let i = 1; i <= left.length; i++) {
		const next = [i];
		for (let j = 1; j <= right.length; j++) {
			const substitution = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1);
			next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
		}
		row = next;
	}
	return Math.min(row[right.length] ?? bound, bound);
}
