import { DmsError } from '../domain/errors.ts';

// Primary result codes of SQLite; the extended ones have them in their low byte.
const busyCodes: ReadonlySet<number> = new Set([5, 6]);
const brokenCodes: ReadonlySet<number> = new Set([8, 10, 11, 13, 14, 26]);

function primaryCodeOf(error: unknown): number | undefined {
	if (!(error instanceof Error) || !('code' in error) || error.code !== 'ERR_SQLITE_ERROR') return undefined;
	return 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

/** Whether another connection holds the lock. */
export function isSqliteBusy(error: unknown): boolean {
	const code = primaryCodeOf(error);
	return code !== undefined && busyCodes.has(code);
}

/** What a caller of the store gets for a failure of SQLite; anything else stays as it is. */
export function toSqliteStoreError(error: unknown, path: string): unknown {
	const code = primaryCodeOf(error);
	if (code === undefined || !(error instanceof Error)) return error;
	if (busyCodes.has(code)) return busyStore(path, error);
	if (!brokenCodes.has(code)) return error;
	return new DmsError('store.unavailable', `the store ${path} cannot be used: ${error.message}`, { cause: error });
}

export function busyStore(path: string, cause?: unknown): DmsError {
	return new DmsError('store.busy', `the store ${path} is being written by somebody else`, {
		hint: 'Try again when the other change is done.',
		cause,
	});
}
