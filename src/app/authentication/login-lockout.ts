import { DmsError } from '../../domain/errors.ts';
import { beginsLockout, type LockoutKey, type LockoutState, lockoutAt, networkOf } from '../../domain/lockout.ts';
import type { Authentication } from './authentication.ts';

/** When failures lead to a lockout, and for how long. */
export interface LockoutRule {
	/** Failures until a lockout. */
	readonly threshold: number;
	/** A failure is forgotten when none followed it for so long. */
	readonly memoryMs: number;
	/** The first lockout; each further one within a day takes twice as long as the one before. */
	readonly firstMs: number;
	readonly longestMs: number;
}

const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** One login from one network: a stranger elsewhere locks nobody out. */
export const accountRule: LockoutRule = { threshold: 5, memoryMs: 15 * minuteMs, firstMs: 10 * minuteMs, longestMs: 160 * minuteMs };
/** All logins from one network together: whoever tries one password for many logins. */
export const networkRule: LockoutRule = { threshold: 30, memoryMs: 15 * minuteMs, firstMs: 10 * minuteMs, longestMs: 160 * minuteMs };

/** All proofs of others from one network together. They are no guesses, so that a workstation with a wrong clock may fail more often. */
export const proofRule: LockoutRule = { threshold: 100, memoryMs: 15 * minuteMs, firstMs: 10 * minuteMs, longestMs: 160 * minuteMs };

/** Where people, and proofs of others, stand in the place of a device type. */
const people = 'people';
const proofs = 'proofs';

interface Place {
	readonly key: LockoutKey;
	readonly rule: LockoutRule;
}

type LockoutPorts = Pick<Authentication, 'store' | 'lockoutAudit'>;

/** The failures that count against whoever says who they are; names that nobody has count like all others, so that nothing tells who exists. */
export class LoginLockout {
	/** IPv4 /24 or IPv6 /64. */
	readonly network: string;
	readonly #ports: LockoutPorts;
	/** The widest one first. */
	readonly #places: readonly Place[];

	/** @param login in the form of `foldLogin`. */
	static ofPassword(ports: LockoutPorts, login: string, remoteAddress: string): LoginLockout {
		const network = networkOf(remoteAddress);
		return new LoginLockout(ports, network, [
			{ key: { typeId: people, userName: '', network }, rule: networkRule },
			{ key: { typeId: people, userName: login, network }, rule: accountRule },
		]);
	}

	/** For whoever brings a proof of somebody else, which names the login only when it is right. */
	static ofProof(ports: LockoutPorts, remoteAddress: string): LoginLockout {
		const network = networkOf(remoteAddress);
		return new LoginLockout(ports, network, [{ key: { typeId: proofs, userName: '', network }, rule: proofRule }]);
	}

	private constructor(ports: LockoutPorts, network: string, places: readonly Place[]) {
		this.#ports = ports;
		this.network = network;
		this.#places = places;
	}

	/** @throws DmsError `login.locked` with the seconds that are left. */
	async check(now: Date): Promise<void> {
		for (const { key } of this.#places) {
			const state = await this.#ports.store.lockouts.find(key);
			if (lockoutAt(state, now) === undefined) continue;
			const seconds = Math.max(1, Math.ceil(((state?.expiresAt ?? now).getTime() - now.getTime()) / 1000));
			throw new DmsError('login.locked', 'too many failed attempts; wait before the next one', { retryAfterSeconds: seconds });
		}
	}

	async fail(now: Date): Promise<void> {
		for (const { key, rule } of this.#places) {
			const begun: LockoutState[] = [];
			await this.#ports.store.lockouts.change(
				key,
				(before) => afterLoginFailure(before, rule, now),
				(before, after) => {
					if (beginsLockout(before, after)) begun.push(after);
					return [];
				},
			);
			for (const { expiresAt = now } of begun) await this.#ports.lockoutAudit.write(key, expiresAt, now);
		}
	}

	/** The failures of the network stay: a guesser with one account of their own must not wipe them out. */
	async succeed(): Promise<void> {
		for (const { key } of this.#places.slice(1)) await this.#ports.store.lockouts.forget(key);
	}
}

/** The state after one more failure. One that was sent at the same time as the last allowed one changes nothing. */
export function afterLoginFailure(state: LockoutState | undefined, rule: LockoutRule, now: Date): LockoutState {
	// Otherwise it would open what the other has just locked.
	if (state !== undefined && lockoutAt(state, now) !== undefined) return state;
	const sinceMs = state === undefined ? Infinity : now.getTime() - state.lastFailureAt.getTime();
	const failures = (sinceMs > rule.memoryMs ? 0 : (state?.failures ?? 0)) + 1;
	const lockouts = sinceMs > dayMs ? 0 : (state?.lockouts ?? 0);
	if (failures < rule.threshold) return { failures, lastFailureAt: now, lockouts, permanent: false };
	const lengthMs = Math.min(rule.longestMs, rule.firstMs * 2 ** lockouts);
	return {
		failures: 0,
		lastFailureAt: now,
		lockouts: lockouts + 1,
		startedAt: now,
		expiresAt: new Date(now.getTime() + lengthMs),
		permanent: false,
	};
}
