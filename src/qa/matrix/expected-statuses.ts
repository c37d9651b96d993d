import { z } from 'zod';
import { DmsError } from '../../domain/errors.ts';
import type { TlsVersion } from './exchange.ts';
import type { RowExpectation } from './matrix-row.ts';

/** Status by `recipe/defect`, or by `recipe/defect/TLSv1.2` for one version of TLS. */
export type ExpectedStatuses = ReadonlyMap<string, RowExpectation['status']>;

const file = z.record(z.string(), z.union([z.int().min(100).max(599), z.literal('handshake-refused')]));

/** @throws DmsError `value.invalid` with every finding. */
export function parseExpectedStatuses(json: string): ExpectedStatuses {
	let value: unknown;
	try {
		value = JSON.parse(json);
	} catch (cause) {
		throw new DmsError('value.invalid', 'the expectations are not JSON', { field: 'expect', cause });
	}
	const parsed = file.safeParse(value);
	if (parsed.success) return new Map(Object.entries(parsed.data));
	const findings = parsed.error.issues.map(
		({ path }) => `${path.join('.') || 'the file'}: expected a status from 100 to 599, or "handshake-refused"`,
	);
	throw new DmsError('value.invalid', findings[0] ?? 'the expectations are not valid', { field: 'expect', findings });
}

/** What the file says of a row goes before what the row says; the reason is known of our own answer alone. */
export function toExpectation(own: RowExpectation, row: string, tls: TlsVersion, statuses: ExpectedStatuses): RowExpectation {
	const status = statuses.get(`${row}/${tls}`) ?? statuses.get(row);
	return status === undefined || status === own.status ? own : { status };
}

/** A name that no row has is a slip of the pen, and its row would pass unseen. @throws DmsError `value.invalid` naming all. */
export function checkExpectedNames(statuses: ExpectedStatuses, rows: readonly string[], versions: readonly TlsVersion[]): void {
	const known = new Set(rows.flatMap((row) => [row, ...versions.map((tls) => `${row}/${tls}`)]));
	const unknown = [...statuses.keys()]
		.filter((name) => !known.has(name))
		.map((name) => `no row is called ${JSON.stringify(name.slice(0, 128))}`);
	if (unknown.length > 0) throw new DmsError('value.invalid', unknown[0] ?? '', { field: 'expect', findings: unknown });
}
