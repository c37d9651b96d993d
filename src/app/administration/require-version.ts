import { DmsError } from '../../domain/errors.ts';

/** So that nobody overwrites a change that they have not seen; undefined asks for none. @throws DmsError `precondition.failed`. */
export function requireVersion(existing: { readonly version: number }, expected: number | undefined): void {
	if (expected === undefined || expected === existing.version) return;
	throw new DmsError('precondition.failed', `it has version ${existing.version} now, and the change was made for version ${expected}`, {
		hint: 'Read it again and repeat the change.',
	});
}
