/** OCI-P SystemDeviceProfileAuthenticationPasswordRules. */
export const lockoutTypes = ['None', 'Temporary', 'Temporary Then Permanent'] as const;
export type LockoutType = (typeof lockoutTypes)[number];

export const lockoutWaitAlgorithms = ['Double', 'Fixed'] as const;
export type LockoutWaitAlgorithm = (typeof lockoutWaitAlgorithms)[number];

export const fixedWaitMinutes = [5, 10, 20, 40, 60] as const;

export interface LockoutPolicy {
	readonly type: LockoutType;
	/** Failed attempts until a temporary lockout, 1 to 10. */
	readonly temporaryThreshold: number;
	/** `Double`: five minutes, then twice the last wait. */
	readonly waitAlgorithm: LockoutWaitAlgorithm;
	/** With `Fixed`: 5, 10, 20, 40 or 60. */
	readonly fixedWaitMinutes: (typeof fixedWaitMinutes)[number];
	/** Temporary lockouts until a permanent one, 2 to 10. */
	readonly permanentThreshold: number;
	/** Failures older than this are forgotten, in days, 1 to 10. */
	readonly resetAfterDays: number;
}

export const defaultLockoutPolicy: LockoutPolicy = {
	type: 'Temporary',
	temporaryThreshold: 5,
	waitAlgorithm: 'Double',
	fixedWaitMinutes: 5,
	permanentThreshold: 5,
	resetAfterDays: 1,
};

/** Failures of one user name from one network: a stranger elsewhere cannot lock a device out. */
export interface LockoutKey {
	/** Id of the device type, since user names are unique within a type. */
	readonly typeId: string;
	readonly userName: string;
	/** IPv4 address /24 or IPv6 address /64. */
	readonly network: string;
}

export interface LockoutState {
	/** Failed attempts since the last lockout or success. */
	readonly failures: number;
	readonly lastFailureAt: Date;
	/** Temporary lockouts so far. */
	readonly lockouts: number;
	readonly startedAt?: Date;
	/** Absent with `permanent`. */
	readonly expiresAt?: Date;
	readonly permanent: boolean;
}

/** A row of the administrator's list. */
export interface Lockout extends LockoutKey, LockoutState {
	readonly id: string;
}

const dayMs = 86_400_000;
const firstWaitMs = 5 * 60_000;
const longestDoublings = 12;

/** Whether an attempt at this time must be refused without looking at its password. */
export function lockoutAt(state: LockoutState | undefined, now: Date): 'temporary' | 'permanent' | undefined {
	if (state === undefined) return undefined;
	if (state.permanent) return 'permanent';
	return state.expiresAt !== undefined && state.expiresAt > now ? 'temporary' : undefined;
}

/** Whether a lockout began between two states. */
export function beginsLockout(before: LockoutState | undefined, after: LockoutState): boolean {
	return after.startedAt !== undefined && after.startedAt.getTime() !== before?.startedAt?.getTime();
}

/** The state after one more wrong password. One that was sent at the same time as the last allowed one changes nothing. */
export function afterFailure(state: LockoutState | undefined, policy: LockoutPolicy, now: Date): LockoutState {
	// Otherwise it would open what the other has just locked.
	if (state !== undefined && lockoutAt(state, now) !== undefined) return state;
	const forgotten =
		state === undefined || (!state.permanent && now.getTime() - state.lastFailureAt.getTime() > policy.resetAfterDays * dayMs);
	const failures = (forgotten ? 0 : state.failures) + 1;
	const lockouts = forgotten ? 0 : state.lockouts;
	const open: LockoutState = { failures, lastFailureAt: now, lockouts, permanent: false };
	if (policy.type === 'None' || failures < policy.temporaryThreshold) return open;
	if (policy.type === 'Temporary Then Permanent' && lockouts + 1 >= policy.permanentThreshold) {
		return { ...open, failures: 0, lockouts: lockouts + 1, startedAt: now, permanent: true };
	}
	const waitMs =
		policy.waitAlgorithm === 'Fixed' ? policy.fixedWaitMinutes * 60_000 : firstWaitMs * 2 ** Math.min(lockouts, longestDoublings);
	return { ...open, failures: 0, lockouts: lockouts + 1, startedAt: now, expiresAt: new Date(now.getTime() + waitMs) };
}

/** The network of an address: the first three bytes of IPv4, the first 64 bits of IPv6 (expanded, lower case). */
export function networkOf(address: string): string {
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
	const ipv4 = mapped?.[1] ?? (address.includes('.') && !address.includes(':') ? address : undefined);
	if (ipv4 !== undefined) return `${ipv4.split('.').slice(0, 3).join('.')}.0/24`;
	const bare = address.split('%')[0] ?? '';
	const [head = '', tail] = bare.split('::');
	const headGroups = head === '' ? [] : head.split(':');
	const tailGroups = tail === undefined || tail === '' ? [] : tail.split(':');
	const missing = tail === undefined ? 0 : Math.max(0, 8 - headGroups.length - tailGroups.length);
	const groups = [...headGroups, ...Array.from({ length: missing }, () => '0'), ...tailGroups];
	const first = Array.from({ length: 4 }, (_, index) => Number.parseInt(groups[index] ?? '0', 16).toString(16));
	return `${first.join(':')}::/64`;
}
