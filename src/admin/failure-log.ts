import { DmsError, type ErrorCode } from '../domain/errors.ts';
import type { AdminLog } from './admin-plane-ports.ts';

/** How often a flood is told of. */
const windowMs = 10_000;
/** Fewer refusals in that time are everyday life. */
const leastOfFlood = 10;

/**
 * Tells of requests that went wrong at the level that their code has in the error table: only what somebody must act on stands there as an
 * error with its stack. What is refused since too much came at once is told of in sum, or a flood of requests would become one of lines.
 */
export class FailureLog {
	readonly #log: AdminLog;
	readonly #refused = new Map<ErrorCode, number>();

	constructor(log: AdminLog) {
		this.#log = log;
	}

	write(cause: unknown, requestId: string): void {
		if (!(cause instanceof DmsError) || cause.row.level === 'error') {
			this.#log.error({ err: cause, requestId }, 'an administration request failed');
			return;
		}
		const { code, row } = cause;
		this.#log.debug({ err: cause, requestId }, 'an administration request was refused');
		if (row.status === 429 || row.level === 'warn') this.#count(code);
	}

	#count(code: ErrorCode): void {
		if (this.#refused.size === 0) setTimeout(() => this.#sumUp(), windowMs).unref();
		this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1);
	}

	#sumUp(): void {
		const refused = Object.fromEntries(this.#refused);
		const count = [...this.#refused.values()].reduce((sum, each) => sum + each, 0);
		this.#refused.clear();
		const level = count < leastOfFlood ? 'info' : 'warn';
		this.#log[level]({ count, refused, seconds: windowMs / 1000 }, 'administration requests were refused, for too many came at once');
	}
}
