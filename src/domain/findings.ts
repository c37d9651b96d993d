import { DmsError } from './errors.ts';

/** A rule: throws a DmsError where it does not hold. */
export type Check = () => unknown;

/** Runs every check, so that a person sees all findings at once. @throws DmsError the first, with the messages of all in `findings`. */
export function checkAll(checks: readonly Check[]): void {
	const found: DmsError[] = [];
	for (const check of checks) {
		try {
			check();
		} catch (error) {
			if (!(error instanceof DmsError)) throw error;
			found.push(error);
		}
	}
	const first = found[0];
	if (first === undefined) return;
	if (found.length === 1) throw first;
	throw new DmsError(first.code, first.message, {
		...(first.field === undefined ? {} : { field: first.field }),
		findings: found.map(({ message }) => message),
	});
}
