import type { z } from 'zod';
import { DmsError } from '../domain/errors.ts';

export type InputPlace = 'path' | 'query' | 'body';

const mostFindings = 50;

/** @throws DmsError `value.invalid` with a JSON pointer in `field`; no finding holds a value. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown, place: InputPlace): z.output<Schema> {
	const parsed = schema.safeParse(input);
	if (parsed.success) return parsed.data;
	const findings = parsed.error.issues.slice(0, mostFindings).map((issue) => `${place} ${toPointer(issue.path)}: ${issue.message}`);
	const [first] = parsed.error.issues;
	throw new DmsError('value.invalid', findings[0] ?? `the ${place} is not valid`, {
		field: toPointer(first?.path ?? []),
		findings,
	});
}

/** RFC 6901. */
function toPointer(path: readonly PropertyKey[]): string {
	return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
