import type { PeopleAdministration } from '../app/administration/check-grant.ts';
import { aclsOf, toActor } from '../app/authentication/principal.ts';
import type { Caller } from './route.ts';

/** The caller as one who administers. */
export function administrationOf({ ports, principal }: Caller): PeopleAdministration {
	return { store: ports.store, clock: ports.clock, actor: toActor(principal), acls: aclsOf(principal) };
}

/** Work with a password to be hashed waits for its turn, like every other one; strangers of the same network have turns of their own. */
export function withHashing<Value>({ ports, principal }: Caller, hashes: boolean, work: () => Promise<Value>): Promise<Value> {
	return hashes ? ports.authentication.hashing.run(toActor(principal), work) : work();
}
