import pg from 'pg';
import { DmsError } from '../domain/errors.ts';

const busyStates: ReadonlySet<string> = new Set([
	'55P03', // lock_not_available
	'40P01', // deadlock_detected
	'40001', // serialization_failure
]);
/** Classes and states that say the server cannot be used; 08: connection, 28: authorization, 53: resources, 57P: shutdown. */
const unavailable = /^(08...|28...|3D000|53...|57P..|25P03)$/;

/** A server by host, port and database: never with the password. */
export function describeServer(url: string): string {
	const parsed = URL.parse(url);
	if (parsed === null || !/^postgres(ql)?:$/.test(parsed.protocol)) {
		throw new DmsError('configuration.invalid', 'the url of the store is not of the form postgres://user@host:port/database', {
			field: 'store.url',
		});
	}
	const host = parsed.host === '' ? (parsed.searchParams.get('host') ?? 'localhost') : parsed.host;
	return `PostgreSQL at ${host}${parsed.pathname}`;
}

/** What a caller of the store gets for a failed statement. An error that is not the server's own is a lost connection. */
export function toPostgresStoreError(error: unknown, server: string): unknown {
	if (!(error instanceof pg.DatabaseError)) return unavailableServer(server, error);
	const state = error.code ?? '';
	if (busyStates.has(state)) {
		return new DmsError('store.busy', `the store (${server}) is being written by somebody else`, {
			hint: 'Try again when the other change is done.',
			cause: error,
		});
	}
	return unavailable.test(state) ? unavailableServer(server, error) : error;
}

export function unavailableServer(server: string, cause: unknown): DmsError {
	const why = cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : '') : '';
	return new DmsError('store.unavailable', `the store (${server}) cannot be reached${why === '' ? '' : `: ${why}`}`, {
		hint: 'Check that the server runs, and its address, user and password.',
		cause,
	});
}

/** Name of the unique constraint or index that a statement broke; SQLite cannot get here, it has one writer. */
export function brokenUniqueConstraint(error: unknown): string | undefined {
	return error instanceof pg.DatabaseError && error.code === '23505' ? error.constraint : undefined;
}

/** Whether a row could not go because another one refers to it, or refers to one that has gone. */
export function isForeignKeyViolation(error: unknown): boolean {
	return error instanceof pg.DatabaseError && error.code === '23503';
}
