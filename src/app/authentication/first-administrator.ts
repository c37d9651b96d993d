import { randomBytes } from 'node:crypto';
import { DmsError } from '../../domain/errors.ts';
import { checkLogin, checkPersonPassword } from '../../domain/person-rules.ts';
import type { Clock, Store } from '../../domain/ports.ts';
import { applyAudited } from '../administration/administration.ts';
import { admitPerson, type LoggedIn } from './admit-person.ts';
import type { Authentication } from './authentication.ts';
import type { LoginAttempt } from './log-in.ts';
import { LoginLockout } from './login-lockout.ts';
import { hashPassword } from './password-hash.ts';
import { toTokenDigest } from './token-digest.ts';

const purpose = 'first-administrator';
const codeBytes = 20;
const lifeMs = 24 * 3_600_000;
/** Each node of an installation, and each restart, has one. */
const mostCodes = 16;
const refusal = 'the code is wrong, was used or has expired, or there is somebody already';

/** A code with which the first person can be added, for a day; it exists in this answer alone. Undefined where there is somebody already. */
export async function offerFirstAdministrator({
	store,
	clock,
}: {
	readonly store: Store;
	readonly clock: Clock;
}): Promise<string | undefined> {
	if ((await store.people.list()).length > 0) return undefined;
	const code = randomBytes(codeBytes).toString('base64url');
	const expiresAt = new Date(clock.now().getTime() + lifeMs);
	await store.oneTimeCodes.add({ purpose, digest: toTokenDigest(code), expiresAt }, mostCodes);
	return code;
}

/**
 * Adds the first person, who may do everything, and logs them in. The code works once, and only as long as there is nobody.
 * @throws DmsError `login.refused`, `login.locked`, `login.busy`, `value.*`.
 */
export async function addFirstAdministrator(
	authentication: Authentication,
	{ code, login: text, password, remoteAddress }: LoginAttempt & { readonly code: string },
): Promise<LoggedIn> {
	const { store, clock, hashing } = authentication;
	const lockout = LoginLockout.ofProof(authentication, remoteAddress);
	await lockout.check(clock.now());
	const login = checkLogin(text);
	checkPersonPassword(password);
	const passwordHash = await hashing.run(lockout.network, () => hashPassword(password));
	const person = await applyAudited({ store, clock, actor: 'anonymous' }, 'user add', async (transaction) => {
		const isRight = await transaction.oneTimeCodes.redeem(purpose, toTokenDigest(code), clock.now());
		if (!isRight || (await transaction.people.list()).length > 0) throw new DmsError('login.refused', refusal);
		const added = await transaction.people.add({
			...{ login, passwordHash, role: 'BWSUPERADMIN', profile: 'Administrator', enabled: true, loginEnabled: true },
		});
		return { value: added, subject: login, detail: 'the first one, by a code; role="BWSUPERADMIN", password=(secret)' };
	}).catch(async (cause: unknown) => {
		if (cause instanceof DmsError && cause.code === 'login.refused') await lockout.fail(clock.now());
		throw cause;
	});
	return admitPerson(authentication, person, { means: 'first-code', remoteAddress });
}
