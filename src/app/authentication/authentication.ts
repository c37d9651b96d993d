import type { Clock, Store } from '../../domain/ports.ts';
import type { TokenLifetimes } from '../../domain/token.ts';
import type { BoundedQueue } from './bounded-queue.ts';
import type { LockoutAudit } from './lockout-audit.ts';
import type { SharedTokens } from './shared-tokens.ts';

/** What proving who one is needs. */
export interface Authentication {
	readonly store: Store;
	readonly clock: Clock;
	readonly lifetimes: TokenLifetimes;
	readonly sharedTokens: SharedTokens;
	readonly lockoutAudit: LockoutAudit;
	/** All password hashing of the process goes through it. */
	readonly hashing: BoundedQueue;
	/** `verifyPassword`, where it holds up nobody else. */
	readonly verify: (password: string, hash: string | undefined) => Promise<boolean>;
}
