import { z } from 'zod';
import type { LoggedIn } from '../../app/authentication/admit-person.ts';
import type { Principal } from '../../app/authentication/principal.ts';
import { DmsError } from '../../domain/errors.ts';
import { type AccessToken, secondsLeft } from '../../domain/token.ts';
import type { Caller } from '../route.ts';

export const session = z
	.object({ login: z.string(), token: z.string(), TTL: z.int() })
	.meta({ id: 'Session', description: 'TTL: seconds until the token expires.' });

/** XiVO's own prefix, and the same without it. */
export const authenticationPrefixes = ['/api/2.0/auth', '/xuc/api/2.0/auth'] as const;

/** What somebody gets who has proven who they are. */
export function toSession({ ports, remoteAddress }: Caller, { person, secret, token }: LoggedIn): z.input<typeof session> {
	ports.log.info({ login: person.login, remoteAddress }, 'a person has logged in');
	return { login: person.login, token: secret, TTL: secondsLeft(token.expiresAt, ports.clock.now()) };
}

/** @throws DmsError `permission.denied` for a shared token, which has no owner. */
export function requireOwner(principal: Principal): { readonly name: string; readonly token: AccessToken } {
	if (principal.kind === 'person') return { name: principal.person.login, token: principal.token };
	if (principal.kind === 'service') return { name: principal.account.name, token: principal.token };
	throw new DmsError('permission.denied', 'a shared token belongs to nobody, and is neither listed, renewed nor revoked here');
}
