import { DmsError } from '../domain/errors.ts';
import { quote } from '../domain/text-rules.ts';

export interface Named {
	readonly name: string;
	/** Other names; unlike the name they cannot be abbreviated. */
	readonly aliases?: readonly string[];
	/** What nobody should do by a slip of one letter is typed in full. */
	readonly isTypedInFull?: true;
}

/** What the word names: in full, or by the first letters where these fit one alone; upper and lower case are the same. @throws DmsError `usage.invalid` where several fit. */
export function findByAbbreviation<Candidate extends Named>(candidates: readonly Candidate[], word: string): Candidate | undefined {
	const wanted = word.toLowerCase();
	if (wanted === '') return undefined;
	const exact = candidates.find(({ name, aliases = [] }) => [name, ...aliases].some((each) => each.toLowerCase() === wanted));
	if (exact !== undefined) return exact;
	const fitting = candidates.filter(({ name, isTypedInFull }) => isTypedInFull !== true && name.toLowerCase().startsWith(wanted));
	if (fitting.length > 1) {
		throw new DmsError('usage.invalid', `${quote(word)} is ambiguous: ${fitting.map(({ name }) => name).join(', ')}`);
	}
	return fitting[0];
}
