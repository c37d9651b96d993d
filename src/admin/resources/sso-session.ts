import type { z } from 'zod';
import type { LoginMeans } from '../../app/authentication/admit-person.ts';
import { logInProven } from '../../app/authentication/log-in-proven.ts';
import { LoginLockout } from '../../app/authentication/login-lockout.ts';
import type { Result } from '../../domain/result.ts';
import type { Caller, RouteAnswer, RouteFacts } from '../route.ts';
import { type SsoRefusal, ssoRefusals, toXivoRefusal } from '../sso/sso-refusal.ts';
import { type session, toSession } from './session.ts';

/** Of routes that give somebody a token who is proven by others. */
export const sessionFacts = {
	...{ permission: 'public', scope: 'none', tag: 'Authentication', status: 200, answersSecret: true },
} as const satisfies Partial<RouteFacts>;

export type SessionAnswer = RouteAnswer<z.input<typeof session>>;

/** Looks at a proof unless too many from the same network have failed. @throws DmsError `login.locked`. */
export async function judge<Proof>(
	{ ports, remoteAddress }: Caller,
	prove: () => Promise<Result<Proof, SsoRefusal>>,
): Promise<Result<Proof, SsoRefusal>> {
	const lockout = LoginLockout.ofProof(ports.authentication, remoteAddress);
	await lockout.check(ports.clock.now());
	const proof = await prove();
	// A provider that fails is nobody's fault who asks.
	if (!proof.ok && isUnproven(proof.reason)) await lockout.fail(ports.clock.now());
	return proof;
}

export function isUnproven({ code }: SsoRefusal): boolean {
	return ssoRefusals[code].status === 401;
}

/** Whoever is proven and nobody here is told so: after the proof it tells nothing about others. */
export async function admit(call: Caller, login: string, means: LoginMeans): Promise<SessionAnswer> {
	const loggedIn = await logInProven(call.ports.authentication, login, { means, remoteAddress: call.remoteAddress });
	if (loggedIn !== undefined) return { body: toSession(call, loggedIn) };
	return refuse(call, toUnknown(login));
}

/** Of somebody who is proven and nobody here. */
export function toUnknown(login: string): SsoRefusal {
	return { code: 'UserNotFound', detail: `nobody here has the login ${login}, is enabled and has a profile` };
}

export function refuse(call: Caller, refusal: SsoRefusal) {
	logRefusal(call, refusal);
	return { refusal: toXivoRefusal(refusal) };
}

/** Who looks into the log gets to know why. */
export function logRefusal({ ports, remoteAddress }: Caller, { code, detail }: SsoRefusal): void {
	ports.log.info({ remoteAddress, code, detail }, 'a proof of somebody else was not accepted');
}
