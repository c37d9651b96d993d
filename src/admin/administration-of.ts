import type { PeopleAdministration } from '../app/administration/check-grant.ts';
import { aclsOf, toActor } from '../app/authentication/principal.ts';
import { networkOf } from '../domain/lockout.ts';
import type { Caller } from './route.ts';

/** The caller as one who administers. */
export function administrationOf({ ports, principal }: Caller): PeopleAdministration {
	return { store: ports.store, clock: ports.clock, actor: toActor(principal), acls: aclsOf(principal) };
}

/** Work with a password to be hashed waits for its turn, like every other one. */
export function withHashing<Value>({ ports, remoteAddress }: Caller, hashes: boolean, work: () => Promise<Value>): Promise<Value> {
	return hashes ? ports.authentication.hashing.run(networkOf(remoteAddress), work) : work();
}
